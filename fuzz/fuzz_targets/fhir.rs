//! FHIR resources line by line and as Bundles, and their documents.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // The first byte says how large the pieces are that the input comes in.
    if let Some((size, bytes)) = data.split_first() {
        schmorl::read::fuzz::resources(bytes, usize::from(*size) + 1);
    }
});
