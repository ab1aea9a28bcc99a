//! Archive bytes in, reports out: the only place that reads reports from outside.
//!
//! Every format is a [`Reader`], which hands out [`Block`]s: stretches of an input that are cut off quickly, in order,
//! and made into rows by whoever holds them. That is how several threads share one input: they take turns to find where
//! records begin; reading before it, decoding and everything after it go side by side. [`Archive`] joins the inputs of
//! a run into one stream of [`Piece`]s, and a piece gives [`Record`]s: reports, or rejects with a reason.
//!
//! ```no_run
//! use schmorl::read::{Archive, Options, Record, read_all};
//!
//! let archive = Archive::new(&["reports.csv", "archive/"], Options::default())?;
//! read_all(archive, &mut |record| match record {
//!     Record::Report(report, _) => println!("{}: {} bytes", report.report_id, report.text.len()),
//!     Record::Reject(reject) => println!("record {} of input {}: {}", reject.record, reject.input, reject.reason),
//!     Record::Passed(..) | Record::Joined(_) => unreachable!("neither was asked for"),
//! })?;
//! # Ok::<(), schmorl::read::Error>(())
//! ```
//!
//! *Invariants.* `Err` means that reading could not go on; a bad record is a [`Reject`] and reading goes on. Every
//! record of an input becomes exactly one [`Record`]. No message holds text, ids or names of files that the user did
//! not type: these identify patients.

mod addenda;
mod archive;
#[cfg(feature = "parquet")]
mod arrow;
mod chunks;
pub mod columns;
mod csv;
mod cut;
pub mod encoding;
mod error;
mod fhir;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod gather;
mod hl7;
mod inputs;
mod jsonl;
mod preset;
mod reject;
mod source;
mod stamp;
mod turn;
mod txt;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use addenda::{ADDENDUM, Links, REPLACEMENT};
pub(crate) use archive::Step;
pub use archive::{Archive, Options, Piece, read_all};
pub use encoding::Encoding;
pub use error::Error;
pub use inputs::{Format, Input};
pub use preset::{PRESETS, Preset};
pub use reject::{Reason, Reject};
pub use stamp::{Stamp, digest};

use crate::report::Report;
use std::ops::Range;
use std::path::PathBuf;

/// One record of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A report, and the encoding that its text was in.
    Report(Report, Encoding),
    /// A record that gives no report.
    Reject(Reject),
    /// So many reports that follow one another, in which a [`Screen`] saw nothing. Only where one was asked for.
    Passed(u64, Encoding),
    /// An addendum that was joined to its report: see [`Links`]. Only where that was asked for.
    Joined(Encoding),
}

/// Tells at the raw bytes of records which of them are worth reading.
pub trait Screen: Send + Sync {
    /// Sets `may[i]` where `records[i]`, a stretch of `bytes`, may hold what is looked for, as well as where it holds a
    /// zero byte or is not UTF-8. The bytes are those of the table: quotes are still doubled.
    fn look(&self, bytes: &[u8], records: &[Range<usize>], may: &mut [bool]);
}

/// One record's cells, in the order of the fields wanted, then the columns carried through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Decoded cells; `None` where the table has no such column.
    pub cells: Vec<Option<String>>,
    /// The encoding of the row's cells.
    pub encoding: Encoding,
    /// Where it stands.
    pub place: Place,
    /// Whether one of the cells that its text was put together from fills an Excel cell.
    pub(crate) is_cut: bool,
    /// What it says of itself and of other records; `None` in tables.
    pub(crate) link: Option<addenda::Link>,
}

/// Where in its input a record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line (in a workbook the row) it begins at, from 1.
    pub line: Option<u64>,
    /// The file, where the input is a folder or a pattern of one file a report.
    pub file: Option<PathBuf>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What a block gives, in order.
#[derive(Debug)]
pub enum Item {
    /// A row.
    Row(Row),
    /// A row that cannot be used.
    Fault(Fault),
    /// So many rows passed over unread, each of which would be a report.
    Passed(u64, Encoding),
}

/// A stretch of an input, not yet decoded. It is loaded by whoever holds it, side by side with others; cut into records
/// in its turn; and made into rows side by side again.
pub trait Block: Send {
    /// Reads its bytes, where that was not done yet.
    fn load(&mut self) {}

    /// Finds its records and counts them. `first` is the number of its first in the run.
    ///
    /// # Errors
    /// When its bytes could not be read.
    fn cut(&mut self, first: u64) -> Result<u64, Error>;

    /// Calls `sink` with each record, in order.
    ///
    /// # Errors
    /// When the input cannot be read.
    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error>;
}

/// Rows that were decoded as they were read.
struct Decoded(Vec<Item>);

impl Block for Decoded {
    fn cut(&mut self, _first: u64) -> Result<u64, Error> {
        Ok(self.0.len() as u64)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        self.0.into_iter().for_each(sink);
        Ok(())
    }
}

/// One input of some format.
pub trait Reader: Send {
    /// The next stretch of it, `None` at its end.
    ///
    /// # Errors
    /// When the input cannot be read.
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error>;

    /// Whether it has the wanted field of that index.
    fn has_field(&self, index: usize) -> bool {
        self.mapping().is_none_or(|mapping| mapping.has(index))
    }

    /// Where its columns are, if it has any.
    fn mapping(&self) -> Option<&columns::Mapping>;
}

/// How many bytes a block holds: large enough that taking turns is cheap, small enough that it stays in a core's cache
/// while it is read, cut and screened.
const CHUNK: usize = 512 * 1024;
/// The most characters (UTF-16 units) of an Excel cell: what is as long was cut there.
const EXCEL_CELL: usize = 32_767;
/// The largest record. A larger one is a quote left open, and would take the rest of the archive into memory.
const RECORD_LIMIT: usize = 256 * 1024 * 1024;
