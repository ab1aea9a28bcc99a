//! An input's bytes in chunks that follow one another.
//!
//! A plain file is read by whoever holds the chunk, at its place in the file: several threads read side by side, and
//! the kernel's copy, which bounds everything else, is shared among them. What must be decoded first (gzip, zstd,
//! UTF-16) and what has no places (pipes) is read by a thread of its own, a few chunks ahead.

use super::{CHUNK, Error};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Room in front of a chunk for the beginning of a record that the chunk before it broke off.
const ROOM: usize = 64 * 1024;
/// How many chunks a reading thread may be ahead.
const AHEAD: usize = 3;

/// A chunk's bytes, with room in front.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    pool: Option<Arc<Pool>>,
}

/// Buffers that were used: new ones of this size cost more than reading into them.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    fn buffer(self: &Arc<Self>) -> Buffer {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        bytes.resize(ROOM + CHUNK, 0);
        Buffer { bytes, start: ROOM, end: ROOM, pool: Some(Arc::clone(self)) }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.take().filter(|_| self.bytes.len() == ROOM + CHUNK) {
            pool.0.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.bytes));
        }
    }
}

impl Buffer {
    /// A buffer that holds these bytes.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self { start: 0, end: bytes.len(), bytes, pool: None }
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Takes bytes off its front.
    pub(super) fn skip(&mut self, count: usize) {
        self.start += count.min(self.end - self.start);
    }

    /// Puts bytes in front of it.
    pub(super) fn prepend(&mut self, front: &mut Vec<u8>) {
        if front.len() <= self.start {
            self.start -= front.len();
            self.bytes[self.start..self.start + front.len()].copy_from_slice(front);
            front.clear();
        } else {
            front.extend_from_slice(self.bytes());
            *self = Self::of(std::mem::take(front));
        }
    }

    /// Its bytes as a vector, without a copy where there is no room in front.
    pub(super) fn into_vec(mut self) -> Vec<u8> {
        if self.start > 0 {
            return self.bytes().to_vec();
        }
        self.bytes.truncate(self.end);
        std::mem::take(&mut self.bytes)
    }

    /// Reads until it is full or the stream ends; false at the end.
    fn fill(&mut self, stream: &mut dyn Read) -> io::Result<bool> {
        while self.end < self.bytes.len() {
            match stream.read(&mut self.bytes[self.end..]) {
                Ok(0) => return Ok(false),
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// One chunk of an input.
#[derive(Debug)]
pub(super) struct Chunk {
    from: From,
    /// None follows.
    pub(super) last: bool,
}

#[derive(Debug)]
enum From {
    /// Read already.
    Memory(Buffer),
    /// To be read at this place of the file.
    Place { file: Arc<File>, at: u64, length: usize, pool: Arc<Pool>, counter: Arc<AtomicU64> },
    /// Could not be read.
    Broken(io::Error),
}

impl Chunk {
    /// A chunk that is in memory.
    pub(super) fn of(buffer: Buffer, last: bool) -> Self {
        Self { from: From::Memory(buffer), last }
    }

    /// Its bytes, read now if they were not yet.
    pub(super) fn load(self) -> io::Result<Buffer> {
        match self.from {
            From::Memory(buffer) => Ok(buffer),
            From::Broken(error) => Err(error),
            From::Place { file, at, length, pool, counter } => {
                let mut buffer = pool.buffer();
                read_at(&file, &mut buffer.bytes[ROOM..ROOM + length], at)?;
                buffer.end = ROOM + length;
                counter.fetch_add(length as u64, Ordering::Relaxed);
                Ok(buffer)
            }
        }
    }
}

#[cfg(unix)]
pub(super) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
pub(super) fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                bytes = &mut bytes[count..];
                at += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The chunks of one input, in order.
pub(super) enum Chunks {
    /// A plain file, from a place on.
    File { file: Arc<File>, at: u64, length: u64, ended: bool, pool: Arc<Pool>, counter: Arc<AtomicU64> },
    /// What a thread reads.
    Stream { chunks: Receiver<Chunk>, ended: bool },
}

impl Chunks {
    /// The chunks of a plain file of that length from `at` on.
    pub(super) fn file(file: File, at: u64, length: u64, counter: &Arc<AtomicU64>) -> Self {
        let (file, pool, counter) = (Arc::new(file), Arc::default(), Arc::clone(counter));
        Self::File { file, at, length, ended: false, pool, counter }
    }

    /// The chunks of a stream, read by a thread.
    pub(super) fn stream(mut stream: Box<dyn Read + Send>, input: &Path) -> Result<Self, Error> {
        let (sender, chunks) = sync_channel(AHEAD);
        let pool: Arc<Pool> = Arc::default();
        let read = move || {
            loop {
                let mut buffer = pool.buffer();
                let more = buffer.fill(&mut *stream);
                let failed = more.as_ref().is_err();
                // What was read before it broke is handed on: those records are good.
                let last = matches!(more, Ok(false));
                if sender.send(Chunk::of(buffer, last)).is_err() || last {
                    return;
                }
                if failed {
                    let error = more.err().unwrap_or_else(|| io::ErrorKind::Other.into());
                    // Nobody listens any more: nothing to tell.
                    let _ = sender.send(Chunk { from: From::Broken(error), last: true });
                    return;
                }
            }
        };
        std::thread::Builder::new()
            .name("reader".into())
            .spawn(read)
            .map_err(|source| Error::Open { input: PathBuf::from(input), source })?;
        Ok(Self::Stream { chunks, ended: false })
    }

    /// The next chunk; `None` after the last.
    pub(super) fn next(&mut self) -> Option<Chunk> {
        match self {
            Self::File { file, at, length, ended, pool, counter } => {
                if *ended {
                    return None;
                }
                let left = length.saturating_sub(*at);
                let size = left.min(CHUNK as u64);
                let from = From::Place {
                    file: Arc::clone(file),
                    at: *at,
                    length: usize::try_from(size).unwrap_or(CHUNK),
                    pool: Arc::clone(pool),
                    counter: Arc::clone(counter),
                };
                *at += size;
                *ended = size == left;
                Some(Chunk { from, last: *ended })
            }
            Self::Stream { chunks, ended } => {
                if *ended {
                    return None;
                }
                // A thread that died has told where.
                let lost = || Chunk { from: From::Broken(io::Error::other("the reading thread died")), last: true };
                let chunk = chunks.recv().unwrap_or_else(|_| lost());
                *ended = chunk.last;
                Some(chunk)
            }
        }
    }
}
