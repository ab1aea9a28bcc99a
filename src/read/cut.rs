//! Cuts chunks into whole records: what one chunk breaks off goes in front of the next.

use super::chunks::{Buffer, Chunk, Chunks};
use super::{Error, RECORD_LIMIT};
use memchr::memchr_iter;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What tells records apart in some format.
pub(super) trait Split: Send {
    /// Where a record stands.
    type Bounds;

    /// Splits `bytes`, of which those before `from` are the beginning of a record and were looked at already. Returns
    /// where the record that is not complete begins. With `last` none is left incomplete.
    fn split(&mut self, bytes: &[u8], from: usize, last: bool, out: &mut Vec<Self::Bounds>) -> usize;
}

/// Fails when a record that is not complete grows too long.
pub(super) fn within_limit(record: &[u8]) -> io::Result<()> {
    if record.len() <= RECORD_LIMIT {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "the record is longer than {} MB: most likely a quote is left open there",
        RECORD_LIMIT / (1024 * 1024)
    )))
}

/// What is carried from chunk to chunk of an input. Used in turn.
struct Carry<S> {
    split: S,
    /// The beginning of a record.
    record: Vec<u8>,
    /// Line ends in all chunks so far.
    lines: usize,
}

/// Cuts the chunks of one input.
pub(super) struct Cutter<S> {
    input: PathBuf,
    chunks: Chunks,
    /// A chunk that was looked at already: the first, for its header.
    ahead: Option<Chunk>,
    carry: Arc<Mutex<Carry<S>>>,
}

impl<S: Split> Cutter<S> {
    /// A cutter that begins with `ahead`. `lines` end before it.
    pub(super) fn new(input: &Path, chunks: Chunks, ahead: Option<Chunk>, lines: usize, split: S) -> Self {
        let carry = Carry { split, record: Vec::new(), lines };
        Self { input: input.into(), chunks, ahead, carry: Arc::new(Mutex::new(carry)) }
    }

    /// The next stretch, `None` at the end.
    pub(super) fn next(&mut self) -> Option<Stretch<S>> {
        let chunk = self.ahead.take().or_else(|| self.chunks.next())?;
        let carry = Arc::clone(&self.carry);
        Some(Stretch {
            input: self.input.clone(),
            last: chunk.last,
            source: Some(chunk),
            carry,
            ..Stretch::empty(self)
        })
    }
}

/// A stretch of an input: first to be loaded, then to be cut in its turn.
pub(super) struct Stretch<S: Split> {
    input: PathBuf,
    source: Option<Chunk>,
    last: bool,
    carry: Arc<Mutex<Carry<S>>>,
    failed: Option<io::Error>,
    buffer: Buffer,
    /// Line ends in the chunk.
    lines: usize,
    /// Line ends before the chunk.
    lines_before: usize,
    /// Bytes of the buffer that are of the chunk before.
    carried: usize,
    /// Its records.
    pub(super) records: Vec<S::Bounds>,
}

impl<S: Split> Stretch<S> {
    fn empty(cutter: &Cutter<S>) -> Self {
        Self {
            input: PathBuf::new(),
            source: None,
            last: false,
            carry: Arc::clone(&cutter.carry),
            failed: None,
            buffer: Buffer::default(),
            lines: 0,
            lines_before: 0,
            carried: 0,
            records: Vec::new(),
        }
    }

    /// Reads the bytes. What cannot be read is told when it is cut: then the record is known.
    pub(super) fn load(&mut self) {
        match self.source.take().map(Chunk::load) {
            None => {}
            Some(Ok(buffer)) => {
                self.lines = memchr_iter(b'\n', buffer.bytes()).count();
                self.buffer = buffer;
            }
            Some(Err(error)) => self.failed = Some(error),
        }
    }

    /// Cuts it into records and counts them; `first` is the number of the first.
    pub(super) fn cut(&mut self, first: u64) -> Result<u64, Error> {
        let mut carry = self.carry.lock().unwrap_or_else(PoisonError::into_inner);
        let carry = &mut *carry;
        self.lines_before = carry.lines;
        if let Some(error) = self.failed.take() {
            let place = format!("{}, record {first}, line {}", self.input.display(), carry.lines + 1);
            return Err(Error::read(place, error));
        }
        carry.lines += self.lines;
        self.carried = carry.record.len();
        self.buffer.prepend(&mut carry.record);
        let rest = carry.split.split(self.buffer.bytes(), self.carried, self.last, &mut self.records);
        if self.records.is_empty() && rest == 0 {
            // The record goes on: its bytes go on with it.
            carry.record = std::mem::take(&mut self.buffer).into_vec();
            self.carried = 0;
        } else {
            carry.record.extend_from_slice(&self.buffer.bytes()[rest..]);
        }
        within_limit(&carry.record).map_err(|error| {
            Error::read(format!("{}, record {}", self.input.display(), first + self.records.len() as u64), error)
        })?;
        Ok(self.records.len() as u64)
    }

    /// The bytes that the records' bounds point into.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.bytes()
    }

    /// Whether the input ends with its last record.
    pub(super) fn is_last(&self) -> bool {
        self.last
    }

    /// Tells lines from places in the bytes, which must be asked for in order.
    pub(super) fn lines(&self) -> Lines<'_> {
        let carried = memchr_iter(b'\n', &self.bytes()[..self.carried]).count();
        Lines { bytes: self.bytes(), at: 0, line: (self.lines_before - carried) as u64 + 1 }
    }
}

/// See [`Stretch::lines`].
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, that the byte at `at` stands in.
    pub(super) fn at(&mut self, at: usize) -> u64 {
        self.line += memchr_iter(b'\n', &self.bytes[self.at..at]).count() as u64;
        self.at = at;
        self.line
    }
}
