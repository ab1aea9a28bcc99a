//! One report's text in, its findings out.

use crate::finding::Finding;
use crate::lexicon::Lexicons;
use std::sync::Arc;

/// What one report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Every finding, in the order of their first mention.
    pub findings: Vec<Finding>,
}

/// Buffers that one thread reuses from report to report.
#[derive(Debug, Default)]
pub struct Scratch {}

/// Reads reports. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Extractor {
    #[allow(dead_code)]
    lexicons: Arc<Lexicons>,
}

impl Extractor {
    /// An extractor with the given lexicons.
    #[must_use]
    pub fn new(lexicons: Arc<Lexicons>) -> Self {
        Self { lexicons }
    }

    /// The findings of one report. Total: any text gives a reading.
    #[must_use]
    pub fn read(&self, _text: &str, _scratch: &mut Scratch) -> Reading {
        Reading::default()
    }
}
