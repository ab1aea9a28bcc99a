//! An extractor behind a screen: a text in which nothing can be found is not read.
//!
//! For whatever cannot be screened as raw bytes: lines of JSON, cells of Parquet files and workbooks, messages, and tables
//! of which every report is written.

use super::{Extractor, LateScreen, Reading, Scratch};
use std::sync::Arc;

/// See the module. It reads what an [`Extractor`] reads.
#[derive(Debug)]
pub struct Screened {
    extractor: Extractor,
    screen: Arc<LateScreen>,
}

impl Screened {
    /// An extractor behind a screen that was made of the same lexicons.
    #[must_use]
    pub fn new(extractor: Extractor, screen: Arc<LateScreen>) -> Self {
        Self { extractor, screen }
    }

    /// The findings of one report: [`Extractor::read`].
    #[must_use]
    pub fn read(&self, text: &str, scratch: &mut Scratch) -> Reading {
        if self.screen.may_find(text) { self.extractor.read(text, scratch) } else { Reading::default() }
    }
}
