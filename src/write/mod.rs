//! Findings in, files out: the only place that writes results.
//!
//! Every format is an [`Encode`]: workers encode the reports of a piece side by side ([`EncodePiece`]), whoever writes
//! joins the pieces in order ([`Join`]). [`Output`] puts a file under its name whole or not at all.
//!
//! *Invariant.* What is written depends on the archive, the lexicons and the options alone: no clock, no thread.

mod atomic;
mod brat;
mod csv;
mod doccano;
mod fhir;
mod json;
mod label_studio;
mod omop;
mod per_report;
pub(crate) mod points;
mod rejects;
mod snippet;
#[cfg(feature = "parquet")]
mod typed;

pub use atomic::Output;
pub use brat::{LABELS as BRAT_LABELS, RECORDS as BRAT_RECORDS};
pub use csv::COLUMNS;
pub use doccano::{label, labelled};
pub use json::{EvidenceView, FactView, FindingView, GuidanceView, LevelKind, ReportView, SupportView, schema};
pub use label_studio::configuration as label_studio_configuration;
pub use omop::{NOTE_NLP, Omop, concepts, note_ids};
pub use rejects::RejectsFile;
pub(crate) use rejects::{COLUMNS as REJECTS, cells as reject_cells};
pub use snippet::snippet;
#[cfg(feature = "parquet")]
pub use typed::{Column, Kind, schema_of};

use crate::extract::Reading;
use crate::report::Report;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The formats that are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One row a finding.
    #[default]
    Csv,
    /// One JSON object a report.
    Jsonl,
    /// `NOTE_NLP` of the OMOP Common Data Model 5.4.
    Omop,
    /// Observations with their Provenance, as FHIR R4 has them, one resource a line.
    Fhir,
    /// A folder of texts with annotations beside them, for brat.
    Brat,
    /// Tasks with predictions, for Label Studio.
    LabelStudio,
    /// One JSON object a report, for doccano.
    Doccano,
    /// The table of [`Format::Csv`] with typed columns, as a Parquet file.
    #[cfg(feature = "parquet")]
    Parquet,
    /// The same as an Arrow IPC stream.
    #[cfg(feature = "parquet")]
    Arrow,
}

/// How many formats there are.
const FORMATS: usize = if cfg!(feature = "parquet") { 9 } else { 7 };

impl Format {
    /// Every format.
    pub const ALL: [Self; FORMATS] = [
        Self::Csv,
        Self::Jsonl,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        #[cfg(feature = "parquet")]
        Self::Arrow,
        Self::Omop,
        Self::Fhir,
        Self::Brat,
        Self::LabelStudio,
        Self::Doccano,
    ];

    /// Its name, as `--to` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Omop => "omop",
            Self::Fhir => "fhir",
            Self::Brat => "brat",
            Self::LabelStudio => "label-studio",
            Self::Doccano => "doccano",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            #[cfg(feature = "parquet")]
            Self::Arrow => "arrow",
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
            #[cfg(feature = "parquet")]
            "parquet" | "pq" => Some(Self::Parquet),
            #[cfg(feature = "parquet")]
            "arrow" | "arrows" => Some(Self::Arrow),
            _ => None,
        }
    }

    /// Whether a report without findings can stand in it.
    #[must_use]
    pub fn holds_reports(self) -> bool {
        !(self.is_table() || matches!(self, Self::Omop | Self::Fhir))
    }

    /// Whether it is no text.
    #[must_use]
    pub fn is_binary(self) -> bool {
        self.is_table() && self != Self::Csv
    }

    /// Whether it is a table of findings.
    #[must_use]
    pub fn is_table(self) -> bool {
        match self {
            Self::Csv => true,
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Arrow => true,
            _ => false,
        }
    }

    /// Whether it is of no use without the words of the reports.
    #[must_use]
    pub fn needs_text(self) -> bool {
        matches!(self, Self::Omop | Self::Brat | Self::LabelStudio | Self::Doccano)
    }

    /// Its encoder.
    #[must_use]
    pub fn encoder(self, options: Options) -> Box<dyn Encode> {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Arrow => Box::new(typed::Typed::new(self, options)),
            _ if options.per_report => Box::new(per_report::PerReport::new(self, options)),
            Self::Csv => Box::new(csv::CsvTable::new(options)),
            Self::Jsonl => Box::new(json::JsonLines::new(options)),
            Self::Omop => Box::new(omop::NoteNlp::new(options)),
            Self::Fhir => Box::new(fhir::Fhir::new(options)),
            Self::Brat => Box::new(brat::Standoff::new(options)),
            Self::LabelStudio => Box::new(label_studio::Tasks::new(options)),
            Self::Doccano => Box::new(doccano::Labelled::new(options)),
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
    /// Reports without findings too (formats of one object or row a report).
    pub all_reports: bool,
    /// One row or object a report, with counts and flags, in place of its findings (tables and JSON lines).
    pub per_report: bool,
    /// The run's date, for formats that must have one.
    pub date: Option<Date>,
    /// What wrote it: program, version, lexicons.
    pub system: String,
    /// What the user says of a site's OMOP tables ([`Format::Omop`]).
    pub omop: Option<Omop>,
    /// The folder that files go to ([`Format::Brat`]).
    pub folder: Option<PathBuf>,
    /// Names of the columns carried through, as [`Report::kept`] holds their values.
    pub kept: Vec<String>,
}

/// A format of output.
pub trait Encode: Sync {
    /// What stands before the first report.
    fn begin(&self) -> Vec<u8>;

    /// An encoder for reports that follow one another.
    fn piece(&self) -> Box<dyn EncodePiece + '_>;

    /// What joins the pieces; they follow one another as they are unless a format says otherwise.
    fn join(&self) -> Box<dyn Join + '_> {
        Box::new(AsTheyAre)
    }
}

/// Encodes reports that follow one another.
pub trait EncodePiece {
    /// Adds a report.
    fn report(&mut self, report: &Report, reading: &Reading);

    /// The bytes of all reports added.
    ///
    /// # Errors
    /// When a report cannot be said in the format.
    fn finish(self: Box<Self>) -> io::Result<Vec<u8>>;
}

/// Joins pieces in the order of the archive: numbers their rows, parts them, or puts them where they go.
pub trait Join: Send {
    /// Writes the next piece.
    ///
    /// # Errors
    /// When it cannot be written.
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands behind the last report.
    ///
    /// # Errors
    /// When it cannot be written.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Whether nothing is remembered from one piece to the next, so that another run can go on behind any of them.
    fn remembers_nothing(&self) -> bool {
        false
    }
}

/// Pieces one behind the other.
struct AsTheyAre;

impl Join for AsTheyAre {
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&bytes)
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn remembers_nothing(&self) -> bool {
        true
    }
}

/// Adds a value as JSON on a line of its own. Keys are words and memory does not fail: nothing is left that could go
/// wrong.
fn json_line(out: &mut Vec<u8>, value: &impl Serialize) {
    let written = serde_json::to_writer(&mut *out, value);
    debug_assert!(written.is_ok(), "{written:?}");
    out.push(b'\n');
}
