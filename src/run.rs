//! Joins reading, extraction and writing over threads.
//!
//! Workers take turns to cut a piece off the archive, and then work on it alone: decode, extract, encode. Pieces are
//! written in the order they were cut, so the output is the same at any number of threads. There is no queue between
//! a reader and workers, and so no hand-over of memory between cores; how far a worker may be ahead of the slowest is
//! bounded by `order::Order`.
//!
//! *Invariant.* One function, `Worker::report`, works on one report; one thread or many, it is the same.

mod order;
mod sink;
mod summary;

pub use sink::{Mark, Past, Sink, Sinks};
pub use summary::{Summary, Tally};

use crate::extract::{self, Extractor, Reading, Scratch};
use crate::fact::Context;
use crate::guidance::Guidance;
use crate::read::{self, Archive, Encoding, Piece, Reason, Record, Reject, Screen, Step};
use crate::report::Report;
use crate::write::{Encode, EncodePiece};
use order::{Done, Order};
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What reads a report's text. Shared by all workers; each has its own scratch.
pub trait Extract: Sync {
    /// Buffers that one worker reuses from report to report.
    type Scratch: Default;

    /// What the text says.
    fn read(&self, text: &str, scratch: &mut Self::Scratch) -> Reading;
}

impl Extract for Extractor {
    type Scratch = Scratch;

    fn read(&self, text: &str, scratch: &mut Scratch) -> Reading {
        Extractor::read(self, text, scratch)
    }
}

impl Extract for extract::Screened {
    type Scratch = Scratch;

    fn read(&self, text: &str, scratch: &mut Scratch) -> Reading {
        Self::read(self, text, scratch)
    }
}

impl Screen for extract::Screen {
    fn look(&self, bytes: &[u8], records: &[Range<usize>], may: &mut [bool]) {
        Self::look(self, bytes, records, may);
    }
}

impl Screen for extract::LateScreen {
    fn look(&self, bytes: &[u8], records: &[Range<usize>], may: &mut [bool]) {
        Self::look(self, bytes, records, may);
    }
}

/// How a run is done.
pub struct Job<'a, E> {
    /// What reads a report.
    pub extractor: &'a E,
    /// What is said of each node, if it is asked for.
    pub guidance: Option<&'a Guidance>,
    /// How findings are written.
    pub encoder: &'a dyn Encode,
    /// How many workers.
    pub threads: NonZeroUsize,
    /// Told how many records were written, now and then.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Set by whoever wants the run to end early: it fails then, with [`Error::Interrupted`].
    pub stop: &'a AtomicBool,
}

/// Why a run failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Reading could not go on.
    Read(read::Error),
    /// Findings could not be written.
    Write(io::Error),
    /// Rejects could not be written.
    Rejects(io::Error),
    /// How far the run is could not be kept.
    Keep(io::Error),
    /// A worker died of a fault of this program.
    Worker,
    /// Somebody wanted it to end.
    Interrupted,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Write(error) => write!(f, "cannot write the findings: {error}"),
            Self::Rejects(error) => write!(f, "cannot write the rejects: {error}"),
            Self::Keep(error) => write!(f, "cannot keep how far the run is: {error}"),
            Self::Worker => f.write_str("a fault of schmorl stopped the run: please report it"),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Write(error) | Self::Rejects(error) | Self::Keep(error) => Some(error),
            Self::Worker | Self::Interrupted => None,
        }
    }
}

/// Scans an archive: findings to `sinks.out`, the account as the result. Versions and hashes are left to the caller.
///
/// # Errors
/// When the archive cannot be read to its end, or results cannot be written. Bad records are no errors.
pub fn run<E: Extract>(archive: Archive, job: &Job<'_, E>, mut sinks: Sinks<'_>) -> Result<Summary, Error> {
    run_into(archive, job, &mut sinks, None)
}

/// As [`run`], into a sink that may keep how far the run is; behind what an earlier run kept, if there is such. The
/// archive must be one that begins there: [`Archive::go_on`].
///
/// # Errors
/// As those of [`run`], and when that cannot be kept.
pub fn run_into<'a, E: Extract>(
    mut archive: Archive,
    job: &'a Job<'a, E>,
    sink: &'a mut dyn Sink,
    past: Option<Past>,
) -> Result<Summary, Error> {
    let begun = Instant::now();
    // Nothing is written before the first input was opened.
    let ahead = Some(archive.step().map_err(Error::Read)?);
    if past.is_none() {
        sink.out().write_all(&job.encoder.begin()).map_err(Error::Write)?;
    }
    let past = past.unwrap_or_default();
    let source = Mutex::new(Source { archive, ahead, cut: 0, files: past.mark.files, ended: false });
    let order = Order::new(sink, job.encoder.join(), job.progress, job.threads, past);
    std::thread::scope(|scope| {
        for _ in 0..job.threads.get() {
            scope.spawn(|| work(&source, &order, job));
        }
    });
    let (sink, tally) = order.finish()?;
    // the program that feeds us may have ended of the same key
    if job.stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    sink.out().flush().map_err(Error::Write)?;
    let archive = source.into_inner().unwrap_or_else(PoisonError::into_inner).archive;
    Ok(Summary::new(tally, &archive, begun.elapsed()))
}

/// The archive, and how many pieces were cut off it.
struct Source {
    archive: Archive,
    /// What comes first, until it is taken.
    ahead: Option<Step>,
    cut: u64,
    /// Files finished when that was last kept.
    files: u64,
    ended: bool,
}

impl Source {
    /// The next piece and its number. After the end or a failure there is none.
    fn next(&mut self, order: &Order<'_>) -> Result<Option<(u64, Piece)>, Error> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        loop {
            let step = match self.ahead.take() {
                Some(step) => step,
                None => {
                    self.keep(order)?;
                    self.archive.step().map_err(Error::Read)?
                }
            };
            match step {
                Step::FileEnd => {}
                Step::End => return Ok(None),
                Step::Piece(piece) => {
                    self.ended = false;
                    self.cut += 1;
                    return Ok(Some((self.cut - 1, piece)));
                }
            }
        }
    }

    /// Between two files the run may be kept. Nothing is cut meanwhile, and what was cut is waited for: bytes, counts and
    /// notes are then those of the finished files alone.
    fn keep(&mut self, order: &Order<'_>) -> Result<(), Error> {
        let Some(stamps) = self.archive.stamps() else { return Ok(()) };
        let Some(tally) = order.settled(self.cut)? else { return Ok(()) };
        let stamps = std::mem::take(stamps);
        self.files += stamps.len() as u64;
        let (bytes, notes) = (self.archive.bytes(), self.archive.notes().to_vec());
        order.keep(&Mark { files: self.files, bytes, notes, tally }, &stamps)
    }
}

/// What one worker does until the archive ends or something fails.
fn work<E: Extract>(source: &Mutex<Source>, order: &Order<'_>, job: &Job<'_, E>) {
    let _alarm = order.alarm();
    let mut scratch = E::Scratch::default();
    loop {
        if job.stop.load(Ordering::Relaxed) {
            return order.fail(Error::Interrupted);
        }
        let next = source.lock().unwrap_or_else(PoisonError::into_inner).next(order);
        let (number, piece) = match next {
            Ok(Some(next)) => next,
            Ok(None) => return,
            Err(error) => return order.fail(error),
        };
        let origin = (piece.input(), piece.file());
        let mut worker = Worker {
            extractor: job.extractor,
            guidance: job.guidance,
            scratch,
            piece: job.encoder.piece(),
            done: Done::default(),
            origin,
        };
        let read = piece.records(&mut |record| worker.record(record));
        let Worker { piece, mut done, scratch: used, .. } = worker;
        scratch = used;
        match read {
            Ok(()) => {}
            // Whoever stopped it tells why.
            Err(read::Error::Stopped) => return,
            Err(error) => return order.fail(Error::Read(error)),
        }
        done.bytes = piece.finish();
        if !order.hand_in(number, done) {
            return;
        }
    }
}

/// A worker at one piece.
struct Worker<'a, E: Extract> {
    extractor: &'a E,
    guidance: Option<&'a Guidance>,
    scratch: E::Scratch,
    piece: Box<dyn EncodePiece + 'a>,
    done: Done,
    /// Number and name of the input.
    origin: (usize, Arc<Path>),
}

impl<E: Extract> Worker<'_, E> {
    fn record(&mut self, record: Record) {
        match record {
            Record::Report(report, encoding) => self.report(&report, encoding),
            Record::Reject(reject) => self.done.reject(reject),
            Record::Passed(count, encoding) => self.done.passed(count, encoding),
            Record::Joined(encoding) => self.done.joined(encoding),
        }
    }

    fn report(&mut self, report: &Report, encoding: Encoding) {
        // A fault of ours on one report must not cost the archive: the report is rejected, and listed as our fault.
        let (extractor, guidance, scratch) = (self.extractor, self.guidance, &mut self.scratch);
        let read = || {
            let mut reading = extractor.read(&report.text, scratch);
            match guidance {
                Some(guidance) => guidance.advise(&mut reading, report.modality.as_deref()),
                None => reading.context = Context::default(),
            }
            reading
        };
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(reading) => {
                self.done.scanned(report, encoding, &reading);
                self.piece.report(report, &reading);
            }
            Err(_) => {
                self.scratch = E::Scratch::default();
                let (input, file) = (self.origin.0, self.origin.1.to_path_buf());
                self.done.reject(Reject { record: report.record, input, file, line: None, reason: Reason::Internal });
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
