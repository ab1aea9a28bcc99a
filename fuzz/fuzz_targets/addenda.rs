//! Addenda and corrections, joined to the reports that they speak of.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    schmorl::read::fuzz::addenda(data);
});
