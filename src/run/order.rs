//! Pieces are done in any order and written in the order of the archive.

use super::{Error, Mark, Past, Sink, Tally};
use crate::extract::Reading;
use crate::read::{self, Encoding, Reject, Stamp};
use crate::report::Report;
use crate::write::Join;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many pieces each worker may be ahead of the slowest.
const AHEAD: u64 = 4;

/// What came of one piece.
pub(super) struct Done {
    /// Encoded findings; the failure to encode them is told when it is the piece's turn.
    pub(super) bytes: io::Result<Vec<u8>>,
    tally: Tally,
    rejects: Vec<Reject>,
    /// Hashes of the ids of reports with findings.
    ids: Vec<u64>,
}

impl Default for Done {
    fn default() -> Self {
        Self { bytes: Ok(Vec::new()), tally: Tally::default(), rejects: Vec::new(), ids: Vec::new() }
    }
}

impl Done {
    pub(super) fn reject(&mut self, reject: Reject) {
        self.tally.reject(reject.reason);
        self.rejects.push(reject);
    }

    pub(super) fn passed(&mut self, count: u64, encoding: Encoding) {
        self.tally.passed(count, encoding);
    }

    pub(super) fn joined(&mut self, encoding: Encoding) {
        self.tally.joined(encoding);
    }

    pub(super) fn scanned(&mut self, report: &Report, encoding: Encoding, reading: &Reading) {
        self.tally.scanned(report, encoding, reading);
        if !reading.findings.is_empty() {
            // `DefaultHasher::new` has fixed keys: the same ids give the same count on every run.
            let mut hasher = DefaultHasher::new();
            report.report_id.hash(&mut hasher);
            self.ids.push(hasher.finish());
        }
    }
}

/// Takes pieces as they are done and writes them in order.
pub(super) struct Order<'a> {
    state: Mutex<State<'a>>,
    /// Something was written, or failed.
    moved: Condvar,
    window: u64,
    progress: &'a (dyn Fn(u64) + Sync),
}

struct State<'a> {
    sink: &'a mut dyn Sink,
    join: Box<dyn Join + 'a>,
    /// The piece to be written next.
    next: u64,
    /// Pieces done before their turn.
    early: BTreeMap<u64, Done>,
    tally: Tally,
    /// Ids seen on reports with findings, hashed: 9 bytes each, and only for reports that have findings.
    ids: HashSet<u64>,
    error: Option<Error>,
}

impl<'a> Order<'a> {
    pub(super) fn new(
        sink: &'a mut dyn Sink,
        join: Box<dyn Join + 'a>,
        progress: &'a (dyn Fn(u64) + Sync),
        threads: NonZeroUsize,
        past: Past,
    ) -> Self {
        let (early, tally, ids) = (BTreeMap::new(), past.mark.tally, past.ids.into_iter().collect());
        let state = State { sink, join, next: 0, early, tally, ids, error: None };
        Self { state: Mutex::new(state), moved: Condvar::new(), window: AHEAD * threads.get() as u64, progress }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the piece if it is its turn, keeps it otherwise. A worker too far ahead waits here; the one whose piece
    /// is next never does, so that all come on. False when the run has failed.
    pub(super) fn hand_in(&self, number: u64, done: Done) -> bool {
        let mut state = self.lock();
        while state.error.is_none() && number >= state.next + self.window {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.error.is_some() {
            return false;
        }
        state.early.insert(number, done);
        if let Err(error) = state.write() {
            state.error = Some(error);
        }
        let (read, failed) = (state.tally.read, state.error.is_some());
        drop(state);
        self.moved.notify_all();
        (self.progress)(read);
        !failed
    }

    /// If it is time to keep how far the run is: waits until all of the first `cut` pieces are written, and tells what was
    /// counted in them. Whoever asks must hold none of them.
    ///
    /// # Errors
    /// When the run has failed.
    pub(super) fn settled(&self, cut: u64) -> Result<Option<Tally>, Error> {
        let mut state = self.lock();
        if !state.sink.is_due() {
            return Ok(None);
        }
        while state.error.is_none() && state.next < cut {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // whoever failed has told why
        if state.error.is_some() { Err(Error::Read(read::Error::Stopped)) } else { Ok(Some(state.tally.clone())) }
    }

    /// Keeps how far the run is.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(super) fn keep(&self, mark: &Mark, stamps: &[Stamp]) -> Result<(), Error> {
        self.lock().sink.keep(mark, stamps).map_err(Error::Keep)
    }

    /// Ends the run: no worker goes on. The first failure is the one told.
    pub(super) fn fail(&self, error: Error) {
        self.lock().error.get_or_insert(error);
        self.moved.notify_all();
    }

    /// Ends the run if the worker that holds it dies.
    pub(super) fn alarm(&self) -> Alarm<'_, 'a> {
        Alarm { order: self }
    }

    /// Ends the results when all workers are done: where they went, and the account.
    pub(super) fn finish(self) -> Result<(&'a mut dyn Sink, Tally), Error> {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.error {
            Some(error) => Err(error),
            None => {
                state.join.end(state.sink.out()).map_err(Error::Write)?;
                Ok((state.sink, state.tally))
            }
        }
    }
}

impl State<'_> {
    /// Writes every piece whose turn has come.
    fn write(&mut self) -> Result<(), Error> {
        while let Some(done) = self.early.remove(&self.next) {
            let bytes = done.bytes.map_err(Error::Write)?;
            self.join.piece(bytes, self.sink.out()).map_err(Error::Write)?;
            for reject in &done.rejects {
                self.sink.reject(reject).map_err(Error::Rejects)?;
            }
            self.tally.add(&done.tally);
            for id in done.ids {
                if self.ids.insert(id) {
                    self.sink.new_id(id).map_err(Error::Keep)?;
                } else {
                    self.tally.repeated_ids += 1;
                }
            }
            self.next += 1;
        }
        Ok(())
    }
}

/// See [`Order::alarm`].
pub(super) struct Alarm<'o, 'a> {
    order: &'o Order<'a>,
}

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.order.fail(Error::Worker);
        }
    }
}
