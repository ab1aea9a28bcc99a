//! Where a run's results go, and how far it is.

use super::Tally;
use crate::read::{Reject, Stamp};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Takes what comes of a run, in order.
pub trait Sink: Send {
    /// Takes findings.
    fn out(&mut self) -> &mut dyn Write;

    /// Takes a reject.
    ///
    /// # Errors
    /// When it cannot be written.
    fn reject(&mut self, reject: &Reject) -> io::Result<()>;

    /// Takes the hash of an id that no report with findings had before.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn new_id(&mut self, _hash: u64) -> io::Result<()> {
        Ok(())
    }

    /// Whether it is time to keep how far the run is. Asked between two files.
    fn is_due(&mut self) -> bool {
        false
    }

    /// Keeps how far the run is. All that came of the finished files was taken, and nothing of others; `stamps` are those
    /// of the files finished since it was last kept.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep(&mut self, _mark: &Mark, _stamps: &[Stamp]) -> io::Result<()> {
        Ok(())
    }
}

/// A sink that keeps nothing.
pub struct Sinks<'a> {
    /// Findings.
    pub out: &'a mut (dyn Write + Send),
    /// Rejects, in order.
    pub rejects: &'a mut (dyn FnMut(&Reject) -> io::Result<()> + Send),
}

impl Sink for Sinks<'_> {
    fn out(&mut self) -> &mut dyn Write {
        self.out
    }

    fn reject(&mut self, reject: &Reject) -> io::Result<()> {
        (self.rejects)(reject)
    }
}

/// How far a run is between two files. Holds counts and notes, never text, ids or names of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Files finished.
    pub files: u64,
    /// Bytes read of them.
    pub bytes: u64,
    /// Decisions on them that the user should know of.
    pub notes: Vec<String>,
    /// What was counted in them.
    pub tally: Tally,
}

/// What an earlier run did of this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// How far it was.
    pub mark: Mark,
    /// Hashes of the ids of reports with findings, each once.
    pub ids: Vec<u64>,
    /// Stamps of the finished files.
    pub stamps: Vec<Stamp>,
}
