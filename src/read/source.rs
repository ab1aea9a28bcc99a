//! Opens an input's bytes: counted for the progress bar, checked for what they are not, and transcoded where the
//! format cannot be parsed otherwise.

use super::Error;
use super::chunks::Chunks;
use super::encoding::{Encoding, sniff};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a stream is judged.
const HEAD: usize = 64 * 1024;

/// An open input of text in an encoding that contains ASCII.
pub(super) struct Source {
    /// The bytes, without byte order mark.
    pub(super) chunks: Chunks,
    /// What the input was in.
    pub(super) encoding: Encoding,
}

/// Opens a file, or standard input for `-`. Every byte taken from it is added to `counter`.
pub(super) fn open(path: &Path, stdin: bool, counter: &Arc<AtomicU64>) -> Result<Source, Error> {
    let mut plain = None;
    let raw: Box<dyn Read + Send> = if stdin {
        Box::new(io::stdin())
    } else {
        let failed = |source| Error::Open { input: path.into(), source };
        let file = File::open(path).map_err(failed)?;
        plain = file.metadata().ok().filter(|data| data.is_file() && data.len() > 0).map(|data| data.len());
        Box::new(file)
    };
    let mut raw = Counted { inner: raw, counter: Arc::clone(counter) };
    let head = first(&mut raw, path)?;
    if let Some(message) = foreign(&head) {
        return Err(Error::Content { input: path.into(), message: message.into() });
    }
    let (encoding, mark) = sniff(&head);
    if let (Some(length), None) = (plain, encoding.transcoder()) {
        // Read again, by place: see `Chunks`.
        counter.fetch_sub(head.len() as u64, Ordering::Relaxed);
        counter.fetch_add(mark as u64, Ordering::Relaxed);
        let file = File::open(path).map_err(|source| Error::Open { input: path.into(), source })?;
        return Ok(Source { chunks: Chunks::file(file, mark as u64, length, counter), encoding });
    }
    let mut head = Cursor::new(head);
    head.set_position(mark as u64);
    let whole: Box<dyn Read + Send> = Box::new(head.chain(raw));
    let text: Box<dyn Read + Send> = match encoding.transcoder() {
        None => whole,
        from => Box::new(DecodeReaderBytesBuilder::new().encoding(from).bom_sniffing(false).build(whole)),
    };
    Ok(Source { chunks: Chunks::stream(text, path)?, encoding })
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
