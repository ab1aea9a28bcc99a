//! The words the extraction knows, as data that a clinician may edit.

/// Every lexicon, compiled.
#[derive(Debug, Default)]
pub struct Lexicons {}

impl Lexicons {
    /// The lexicons that the binary carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self {}
    }

    /// Hash of everything that was compiled, 16 hex digits: outputs carry it.
    #[must_use]
    pub fn hash(&self) -> &str {
        "0000000000000000"
    }
}
