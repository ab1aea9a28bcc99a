//! HTML and RTF of FHIR attachments.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    schmorl::read::fuzz::markup(data);
});
