//! Opens an input's bytes: counted for the progress bar, unpacked, checked for what they are not, and transcoded where
//! the format cannot be parsed otherwise.

use super::Error;
use super::chunks::Chunks;
use super::encoding::{Encoding, sniff};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
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
    let mut head = first(&mut raw, path)?;
    let mut raw: Box<dyn Read + Send> = Box::new(raw);
    if is_compressed(&head) {
        (head, raw) = unpacked(path, head, raw)?;
        plain = None;
    }
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

/// What a packed file holds; `None` if it is not packed.
pub(super) fn unpacker(path: &Path) -> io::Result<Option<Box<dyn Read + Send>>> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    if !is_compressed(&head) {
        return Ok(None);
    }
    let (head, rest) = unpacked(Path::new("it"), head, Box::new(file)).map_err(io::Error::other)?;
    Ok(Some(Box::new(Cursor::new(head).chain(rest))))
}

/// Whether a stream begins as gzip or zstd does.
fn is_compressed(head: &[u8]) -> bool {
    matches!(head, [0x1F, 0x8B, 8, ..] | [0x28, 0xB5, 0x2F, 0xFD, ..])
}

/// Unpacks a stream that begins with `head`: the first bytes of what is in it, and the rest.
fn unpacked(path: &Path, head: Vec<u8>, raw: Box<dyn Read + Send>) -> Result<(Vec<u8>, Box<dyn Read + Send>), Error> {
    let gzip = head[0] == 0x1F;
    let packed = Cursor::new(head).chain(raw);
    let unpacked: Box<dyn Read + Send> =
        if gzip { Box::new(MultiGzDecoder::new(packed)) } else { zstd(path, Box::new(packed))? };
    let mut unpacked = Unpacked(unpacked);
    let mut head = Vec::new();
    // What comes before the damage is read; the damage is met again behind it.
    let damage = (&mut unpacked).take(HEAD as u64).read_to_end(&mut head).err();
    if is_compressed(&head) {
        return Err(Error::Content { input: path.into(), message: "is compressed twice: unpack it first".into() });
    }
    Ok((head, Box::new(Broken(damage).chain(unpacked))))
}

/// A stream being unpacked, whose errors say that it is the packing that is damaged.
struct Unpacked(Box<dyn Read + Send>);

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            kind => io::Error::new(kind, format!("the compressed file is damaged or cut off here ({error})")),
        })
    }
}

/// Fails once, if it has an error, and then is at its end.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(feature = "zstd")]
fn zstd(path: &Path, packed: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, Error> {
    // As `zstd --long=31` writes.
    const LARGEST_WINDOW: u32 = 31;
    let failed = |source| Error::Open { input: path.into(), source };
    let mut decoder = zstd::stream::read::Decoder::new(packed).map_err(failed)?;
    decoder.window_log_max(LARGEST_WINDOW).map_err(failed)?;
    Ok(Box::new(decoder))
}

#[cfg(not(feature = "zstd"))]
fn zstd(path: &Path, _: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, Error> {
    Err(Error::Format { message: format!("{}: this build cannot read zstd (feature `zstd`)", path.display()) })
}

/// The bytes of a small file, unpacked if they are packed.
pub(super) fn unpack(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if !is_compressed(&bytes) {
        return Ok(bytes);
    }
    let (mut all, mut rest) = unpacked(Path::new(""), bytes, Box::new(io::empty())).map_err(io::Error::other)?;
    rest.read_to_end(&mut all)?;
    Ok(all)
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
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4, ..] => {
            Some("is a zip archive: an Excel workbook is read with --from xlsx, others unpacked first")
        }
        [b'P', b'A', b'R', b'1', ..] => Some("is Parquet: read it with --from parquet"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            Some("is an old Office file (.xls, .doc): save a table as .xlsx or CSV, a document as text")
        }
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
