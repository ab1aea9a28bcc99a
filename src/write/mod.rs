//! Findings in, files out: the only place that writes results.
//!
//! Every format is an [`Encode`]: workers encode the reports of a piece side by side, whoever writes joins the pieces
//! in order. [`Output`] puts a file under its name whole or not at all.
//!
//! *Invariant.* What is written depends on the archive, the lexicons and the options alone: no clock, no thread.

mod atomic;
mod csv;
mod json;
mod rejects;
mod snippet;

pub use atomic::Output;
pub use csv::COLUMNS;
pub use json::{EvidenceView, FactView, FindingView, GuidanceView, LevelKind, ReportView, SupportView, schema};
pub use rejects::RejectsFile;
pub use snippet::snippet;

use crate::extract::Reading;
use crate::report::Report;
use std::fmt;
use std::path::Path;

/// The formats that are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One row a finding.
    #[default]
    Csv,
    /// One JSON object a report.
    Jsonl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Jsonl];

    /// Its name, as `--to` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name shows.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// Its encoder.
    #[must_use]
    pub fn encoder(self, options: Options) -> Box<dyn Encode> {
        match self {
            Self::Csv => Box::new(csv::CsvTable::new(options)),
            Self::Jsonl => Box::new(json::JsonLines::new(options)),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What goes into an output.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave the report's words out.
    pub no_text: bool,
    /// Reports without findings too (formats of one object a report).
    pub all_reports: bool,
    /// Names of the columns carried through, as [`Report::kept`] holds their values.
    pub kept: Vec<String>,
}

/// A format of output.
pub trait Encode: Sync {
    /// What stands before the first report.
    fn begin(&self) -> Vec<u8>;

    /// An encoder for reports that follow one another.
    fn piece(&self) -> Box<dyn EncodePiece + '_>;
}

/// Encodes reports that follow one another.
pub trait EncodePiece {
    /// Adds a report.
    fn report(&mut self, report: &Report, reading: &Reading);

    /// The bytes of all reports added.
    fn finish(self: Box<Self>) -> Vec<u8>;
}
