//! Text files and encodings.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    schmorl::read::fuzz::text(data);
});
