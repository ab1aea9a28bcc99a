//! Tables of lines that are gathered into reports.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // The first byte says how large the pieces are that the input comes in.
    if let Some((size, bytes)) = data.split_first() {
        schmorl::read::fuzz::gathered(bytes, usize::from(*size) + 1);
    }
});
