//! Opens an input's bytes: counted for the progress bar, checked for what they are not, and transcoded where the
//! format cannot be parsed otherwise.

use super::encoding::{Encoding, sniff};
use super::{Error, RECORD_LIMIT};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a stream is judged.
const HEAD: usize = 64 * 1024;

/// An open stream of text in an encoding that contains ASCII.
pub(super) struct Source {
    /// The bytes, without byte order mark.
    pub(super) reader: BufReader<Box<dyn Read + Send>>,
    /// What the stream was in.
    pub(super) encoding: Encoding,
}

/// Opens a file, or standard input for `-`. Every byte taken from it is added to `counter`.
pub(super) fn open(path: &Path, stdin: bool, counter: &Arc<AtomicU64>) -> Result<Source, Error> {
    let raw: Box<dyn Read + Send> = if stdin {
        Box::new(io::stdin())
    } else {
        let file = File::open(path).map_err(|source| Error::Open { input: path.into(), source })?;
        Box::new(file)
    };
    let mut raw = Counted { inner: raw, counter: Arc::clone(counter) };
    let head = first(&mut raw, path)?;
    if let Some(message) = foreign(&head) {
        return Err(Error::Content { input: path.into(), message: message.into() });
    }
    let (encoding, mark) = sniff(&head);
    let mut head = Cursor::new(head);
    head.set_position(mark as u64);
    let whole: Box<dyn Read + Send> = Box::new(head.chain(raw));
    let reader: Box<dyn Read + Send> = match encoding.transcoder() {
        None => whole,
        from => {
            // The decoder hands out its first bytes one by one; whoever looks at the header wants them together.
            let mut text = DecodeReaderBytesBuilder::new().encoding(from).bom_sniffing(false).build(whole);
            let head = first(&mut text, path)?;
            Box::new(Cursor::new(head).chain(text))
        }
    };
    Ok(Source { reader: BufReader::with_capacity(HEAD, reader), encoding })
}

/// The first bytes of a stream: [`HEAD`], or all there are.
fn first(stream: &mut impl Read, path: &Path) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    match stream.take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => Ok(head),
        Err(error) => Err(Error::read(path.display().to_string(), error)),
    }
}

/// What a stream is, if it is none of text.
fn foreign(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x1F, 0x8B, ..] => Some("is gzip: unpack it first (`gzip -dc FILE | schmorl scan - --from csv`)"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some("is zstd: unpack it first (`zstd -dc FILE | schmorl scan - --from csv`)"),
        [b'P', b'K', 3, 4, ..] => {
            Some("is a zip archive: an Excel workbook is read with --from xlsx, others unpacked first")
        }
        [b'P', b'A', b'R', b'1', ..] => Some("is Parquet, which cannot be read yet: export CSV or JSONL"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("is an old Office file (.xls, .doc): save it as .xlsx or CSV"),
        [b'%', b'P', b'D', b'F', ..] => Some("is a PDF: extract its text first"),
        _ => None,
    }
}

/// Adds every byte read to a counter.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.counter.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Fails when a record grows beyond [`RECORD_LIMIT`], before it takes all memory. Whoever parses the stream stores in
/// `since` how far complete records reach.
pub(super) struct Limited<R> {
    pub(super) inner: R,
    pub(super) read: u64,
    pub(super) since: Arc<AtomicU64>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read.saturating_sub(self.since.load(Ordering::Relaxed)) > RECORD_LIMIT {
            return Err(too_long());
        }
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        Ok(count)
    }
}

pub(super) fn too_long() -> io::Error {
    io::Error::other(format!(
        "the next record is longer than {} MB: most likely a quote is left open there",
        RECORD_LIMIT / (1024 * 1024)
    ))
}
