//! What the fuzz targets (`fuzz/`) call: each reader of our own, on bytes from anywhere. The tests run the committed
//! seeds and every input that once failed through the same functions.
//!
//! A reader must not fail on bytes in memory, must count the records that it gives, and must give the same whatever
//! the pieces that its input comes in.

use super::chunks::{Buffer, Chunk, Chunks};
use super::columns::Wanted;
use super::encoding::{decode, sniff};
use super::source::Source;
use super::{Encoding, Error, Fault, Item, Reader, Row, csv, fhir, hl7, jsonl, txt};
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::sync_channel;

/// An input that is in memory, in pieces of `size`.
fn source(bytes: &[u8], size: usize) -> Source {
    let (encoding, mark) = sniff(bytes);
    let mut text = bytes[mark..].to_vec();
    if let Some(from) = encoding.transcoder() {
        let mut decoder =
            encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(from)).bom_sniffing(false).build(&*text);
        let mut transcoded = Vec::new();
        let done = decoder.read_to_end(&mut transcoded);
        assert!(done.is_ok(), "memory does not fail: {done:?}");
        text = transcoded;
    }
    let pieces: Vec<&[u8]> = text.chunks(size.max(1)).collect();
    let (sender, chunks) = sync_channel(pieces.len() + 1);
    for piece in pieces {
        assert!(sender.send(Chunk::of(Buffer::of(piece.to_vec()), false)).is_ok());
    }
    assert!(sender.send(Chunk::of(Buffer::default(), true)).is_ok());
    Source { chunks: Chunks::Stream { chunks, ended: false }, encoding }
}

/// Everything that a reader gives; the message of its error, if the input cannot be begun.
fn all<R: Reader>(opened: Result<R, Error>) -> Result<Vec<Result<Row, Fault>>, String> {
    let mut reader = opened.map_err(|error| error.to_string())?;
    let mut items = Vec::new();
    while let Some(mut block) = reader.next_block().map_err(|error| error.to_string())? {
        block.load();
        let before = items.len();
        let count = block.cut(before as u64 + 1).map_err(|error| error.to_string())?;
        let read = block.rows(&mut |item| {
            items.push(match item {
                Item::Row(row) => Ok(row),
                Item::Fault(fault) => Err(fault),
                Item::Passed(..) => panic!("nothing is screened"),
            });
        });
        assert!(read.is_ok(), "{read:?}");
        assert_eq!(count, (items.len() - before) as u64, "what is cut is what is read");
    }
    Ok(items)
}

/// Reads the bytes as a whole and in pieces of `size`.
fn same<R: Reader>(bytes: &[u8], size: usize, open: impl Fn(Source) -> Result<R, Error>) {
    let whole = all(open(source(bytes, bytes.len())));
    assert_eq!(all(open(source(bytes, size))), whole, "in pieces of {size}");
}

/// Delimited text, with a header if the bytes have none that is known.
pub fn table(bytes: &[u8], size: usize) {
    let input = Path::new("table");
    let open = |source| csv::open(input, source, Some(b','), &Wanted::reports(), None);
    same(bytes, size, open);
    // The header shows the delimiter, and stands in the first piece of any input.
    same(bytes, bytes.len(), |source| csv::open(input, source, None, &Wanted::reports(), None));
    same(&[b"id,text,date\n", bytes].concat(), size, open);
}

/// JSON lines: of tables and of FHIR resources.
pub fn lines(bytes: &[u8], size: usize) {
    let open = |source| jsonl::open(Path::new("lines"), source, &Wanted::reports());
    same(bytes, size, open);
    same(&[b"{\"id\":1,\"text\":\"a\"}\n", bytes].concat(), size, open);
    same(&[b"{\"resourceType\":\"Patient\"}\n", bytes].concat(), size, open);
}

/// A FHIR Bundle or resource.
pub fn resource(bytes: &[u8]) {
    let open = |source| fhir::open(Path::new("resource"), source, &Wanted::reports());
    same(bytes, 7, open);
}

/// HL7 v2 messages.
pub fn messages(bytes: &[u8], size: usize) {
    let open = |source| hl7::open(Path::new("messages"), source, &Wanted::reports());
    same(bytes, size, open);
    same(&[b"MSH|^~\\&|||||||ORU^R01|7\rOBX|1|FT|||", bytes].concat(), size, open);
}

/// HTML and RTF: the text has no zero byte that the source had not, and marks are never more than it.
pub fn markup(bytes: &[u8]) {
    let page = String::from_utf8_lossy(bytes);
    let text = fhir::html(&page);
    assert!(text.len() <= 3 * page.len(), "a page became longer");
    let text = fhir::rtf(bytes);
    assert!(text.len() <= 3 * bytes.len(), "a document became longer");
}

/// Text files, and single values in any encoding.
pub fn text(bytes: &[u8]) {
    for encoding in Encoding::ALL {
        if let Ok((text, _)) = decode(bytes, encoding) {
            assert!(!text.contains('\0'));
        }
    }
    if let Ok((text, _)) = txt::text(bytes) {
        assert!(!text.contains('\0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `run` with every file of a folder of seeds, and tells how many there were.
    fn seeds(target: &str, run: impl Fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
        let mut seen = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            run(&std::fs::read(entry.unwrap().path()).unwrap());
            seen += 1;
        }
        assert!(seen > 2, "{}: only {seen} seeds", folder.display());
    }

    #[test]
    fn seeds_and_inputs_that_once_failed_are_read() {
        for size in [1, 3, 17, 33, 4096] {
            seeds("csv", |bytes| table(bytes, size));
            seeds("jsonl", |bytes| lines(bytes, size));
            seeds("hl7", |bytes| messages(bytes, size));
        }
        seeds("jsonl", resource);
        seeds("markup", markup);
        seeds("text", text);
    }
}
