//! Archive bytes in, reports out: the only place that reads reports from outside.
//!
//! Every format is a [`Reader`], which hands out [`Block`]s: stretches of an input that are cut off quickly, in order,
//! and made into rows by whoever holds them. That is how several threads share one input: cutting is done under a
//! lock, decoding and everything after it outside. [`Archive`] joins the inputs of a run into one stream of
//! [`Piece`]s, and a piece gives [`Record`]s: reports, or rejects with a reason.
//!
//! ```no_run
//! use schmorl::read::{Archive, Options, Record, read_all};
//!
//! let archive = Archive::new(&["reports.csv", "archive/"], Options::default())?;
//! read_all(archive, &mut |record| match record {
//!     Record::Report(report, _) => println!("{}: {} bytes", report.report_id, report.text.len()),
//!     Record::Reject(reject) => println!("record {} of input {}: {}", reject.record, reject.input, reject.reason),
//! })?;
//! # Ok::<(), schmorl::read::Error>(())
//! ```
//!
//! *Invariants.* `Err` means that reading could not go on; a bad record is a [`Reject`] and reading goes on. Every
//! record of an input becomes exactly one [`Record`]. No message holds text, ids or names of files that the user did
//! not type: these identify patients.

mod archive;
pub mod columns;
mod csv;
pub mod encoding;
mod error;
mod inputs;
mod jsonl;
mod reject;
mod source;
mod txt;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use archive::{Archive, Options, Piece, read_all};
pub use encoding::Encoding;
pub use error::Error;
pub use inputs::{Format, Input};
pub use reject::{Reason, Reject};

use crate::report::Report;
use std::path::PathBuf;

/// One record of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A report, and the encoding that its text was in.
    Report(Report, Encoding),
    /// A record that gives no report.
    Reject(Reject),
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

/// A stretch of an input, cut off but not yet decoded.
pub trait Block: Send {
    /// How many records it holds.
    fn records(&self) -> u64;

    /// Calls `sink` once for each record, in order.
    ///
    /// # Errors
    /// When the input cannot be read.
    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Result<Row, Fault>)) -> Result<(), Error>;
}

/// One input of some format.
pub trait Reader: Send {
    /// The next stretch of it, `None` at its end.
    ///
    /// # Errors
    /// When the input cannot be read.
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error>;

    /// Whether it has the wanted field of that index.
    fn has_field(&self, index: usize) -> bool;
}

/// About how many bytes a block holds: large enough that the lock is cheap, small enough that few are in memory.
const BLOCK_BYTES: usize = 256 * 1024;
/// The most records of a block.
const BLOCK_RECORDS: usize = 1024;
/// The largest record. A larger one is a quote left open, and would take the rest of the archive into memory.
const RECORD_LIMIT: u64 = 256 * 1024 * 1024;
