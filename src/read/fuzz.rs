//! What the fuzz targets (`fuzz/`) call: each reader of our own, on bytes from anywhere. The tests run the committed
//! seeds and every input that once failed through the same functions.
//!
//! A reader must not fail on bytes in memory, must count the records that it gives, and must give the same whatever
//! the pieces that its input comes in.

use super::addenda::{Kind, Link, find};
use super::archive::report;
use super::chunks::{Buffer, Chunk, Chunks};
use super::columns::{ID, PATIENT, TEXT, Wanted};
use super::encoding::{decode, sniff};
use super::gather::Gather;
use super::source::Source;
use super::{Encoding, Error, Fault, Item, Place, Reader, Reason, Record, Row, csv, fhir, hl7, jsonl, txt};
use crate::report::Report;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
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

/// FHIR: resources line by line give what the same give as a Bundle, and any bytes may be a document.
pub fn resources(bytes: &[u8], size: usize) {
    let (input, wanted) = (Path::new("resources"), Wanted::reports());
    let first = b"{\"resourceType\":\"Patient\"}\n";
    let lines = |source| jsonl::open(input, source, &wanted);
    same(&[first, bytes].concat(), size, lines);
    let objects = bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    // A Bundle's links lead to what is in it, those of lines to files beside them.
    let objects: Vec<Map<String, Value>> = objects
        .filter(|object: &Map<_, _>| !matches!(object.get("resourceType"), Some(kind) if kind == "Binary" || kind == "ImagingStudy"))
        .collect();
    let together = json!({"resourceType": "Bundle", "entry": objects.iter().map(|object| json!({"resource": object})).collect::<Vec<_>>()});
    let apart: String = objects.iter().map(|object| json!(object).to_string() + "\n").collect();
    let apart = [first, apart.as_bytes()].concat();
    let apart = all(lines(source(&apart, apart.len())));
    let together = together.to_string();
    let together = all(fhir::open(input, source(together.as_bytes(), together.len()), &wanted));
    let placeless = |items: Result<Vec<Result<Row, Fault>>, String>| -> Vec<Result<Row, Reason>> {
        let items = items.unwrap_or_else(|error| panic!("{error}")).into_iter();
        items.map(|item| item.map(|row| Row { place: Place::default(), ..row }).map_err(|fault| fault.reason)).collect()
    };
    assert_eq!(placeless(apart)[1..], placeless(together)[..], "lines and Bundle");
    for kind in ["text/plain", "text/html", "text/rtf", "application/pdf"] {
        let resource = json!({"resourceType": "DiagnosticReport", "presentedForm": {"contentType": kind, "data": STANDARD.encode(bytes)}});
        let resource = resource.to_string();
        let items = all(fhir::open(input, source(resource.as_bytes(), resource.len()), &wanted));
        match placeless(items).as_slice() {
            [Ok(row)] => {
                let text = row.cells[TEXT].as_deref().unwrap_or_default();
                assert!(!text.contains('\0') && kind != "application/pdf");
                let plain = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
                assert!(kind != "text/plain" || plain.is_err() || plain == Ok(text), "a text became another");
            }
            [Err(_)] => {}
            items => panic!("{} records of one resource", items.len()),
        }
    }
}

/// Rows of a table that are lines of reports: every id makes one report, and every row is of one, or told.
pub fn gathered(bytes: &[u8], size: usize) {
    let input = Path::new("lines of reports");
    let wanted = Wanted::reports().gathering(Some("line".into()), Some("part".into()));
    let table = [b"id,line,part,text,date\n", bytes].concat();
    let open = |source| csv::open(input, source, Some(b','), &wanted, None);
    let gather = |source| open(source).map(|rows| Gather::new(Box::new(rows), input, &wanted));
    same(&table, size, gather);
    let (rows, reports) = (all(open(source(&table, size))), all(gather(source(&table, size))));
    let (Ok(rows), Ok(reports)) = (rows, reports) else { return };
    let id = |row: &Row| row.cells[ID].as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let ids: BTreeSet<Option<String>> = rows.iter().flatten().map(id).collect();
    let made = reports.iter().flatten().map(id).collect::<Vec<_>>();
    let told =
        |reason: Reason| reports.iter().filter(|item| matches!(item, Err(fault) if fault.reason == reason)).count();
    let had = |reason: Reason| rows.iter().filter(|item| matches!(item, Err(fault) if fault.reason == reason)).count();
    assert_eq!(made.len() + told(Reason::NoLine), ids.iter().flatten().count(), "a report for every id");
    assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len(), "one report for every id");
    let nameless = rows.iter().flatten().filter(|row| id(row).is_none()).count();
    assert_eq!(told(Reason::NoId), had(Reason::NoId) + nameless);
    let faults = rows.iter().filter(|row| row.is_err()).count();
    let own = told(Reason::NoLine) + told(Reason::Scattered) + nameless;
    assert_eq!(reports.iter().filter(|item| item.is_err()).count(), faults + own);
}

/// Addenda: every record is read by itself or joined to one that is, and all of its text with it. The first byte says
/// in which format the records are; in the last, a line is `kind TAB id TAB patient TAB parent TAB own name TAB text`.
pub fn addenda(bytes: &[u8]) {
    let Some((&format, bytes)) = bytes.split_first() else { return };
    let (input, wanted, mut parents) = (Path::new("addenda"), Wanted::reports(), Vec::new());
    let whole = |head: &[u8]| source(&[head, bytes].concat(), head.len() + bytes.len());
    let items = match format % 4 {
        0 => all(hl7::open(input, whole(b""), &wanted)),
        1 => all(jsonl::open(input, whole(b"{\"resourceType\":\"Patient\"}\n"), &wanted)),
        2 => all(csv::open(input, whole(b"id,mrn,text\n"), Some(b','), &wanted, None)),
        _ => {
            let text = String::from_utf8_lossy(bytes);
            let lines = text.lines().map(|line| line.splitn(6, '\t').collect::<Vec<_>>());
            Ok(lines.filter_map(|line| listed(&line, wanted.len(), &mut parents)).map(Ok).collect())
        }
    };
    let mut records: Vec<(Report, Option<Link>)> = Vec::new();
    for mut row in items.into_iter().flatten().flatten() {
        let link = row.link.take();
        if let Ok(Record::Report(report, _)) = report(row, records.len() as u64 + 1, false, false) {
            records.push((report, link));
        }
    }
    let links = find(records.clone(), parents);
    let mut seen = BTreeSet::new();
    for (mut report, _) in records.iter().filter(|(report, _)| !links.takes(report.record)).cloned() {
        links.join(&mut report);
        assert!(seen.insert(report.record), "read twice");
        for joined in report.addenda {
            assert!(seen.insert(joined.record), "joined twice");
            let added = records.iter().find(|(other, _)| other.record == joined.record);
            assert!(added.is_some_and(|(other, _)| report.text[joined.start as usize..].starts_with(&other.text)));
        }
    }
    assert_eq!(seen.len(), records.len(), "a record is lost");
    assert!(links.orphans() <= records.len() as u64);
}

/// A record as the cells of a line say it; a line of kind `d` says which record is an addendum to which.
fn listed(line: &[&str], cells: usize, parents: &mut Vec<(String, String)>) -> Option<Row> {
    let cell = |index: usize| line.get(index).filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned());
    let kind = match line.first().copied()? {
        "d" => {
            parents.push((cell(1)?, cell(3)?));
            return None;
        }
        "a" => Some(Kind::Addendum),
        "c" => Some(Kind::Correction),
        "r" => Some(Kind::Report),
        _ => None,
    };
    let mut row = Row { cells: vec![None; cells], ..Row::default() };
    (row.cells[ID], row.cells[PATIENT], row.cells[TEXT]) = (cell(1), cell(2), cell(5));
    row.link = kind.map(|kind| Link { kind, parent: cell(3), own: cell(4) });
    Some(row)
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

    /// What a target does with bytes that come in pieces of some size.
    type Run = fn(&[u8], usize);

    const TARGETS: [(&str, Run); 8] = [
        ("csv", table),
        ("jsonl", lines),
        ("hl7", messages),
        ("fhir", resources),
        ("gather", gathered),
        ("addenda", |bytes, _| addenda(bytes)),
        ("markup", |bytes, _| markup(bytes)),
        ("text", |bytes, _| text(bytes)),
    ];

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(256))]

        /// Whatever stands in a file, each of its records is a row or a fault: damaged seeds, and bytes of any kind.
        #[test]
        fn records_of_damaged_files_are_rows_or_faults(
            seed in 0_usize..100,
            places in (0_usize..=1000, 0_usize..=1000),
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40),
            size in 1_usize..64,
        ) {
            for (target, run) in TARGETS {
                run(&bytes, size);
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
                let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
                files.sort();
                let whole = std::fs::read(&files[seed % files.len()]).unwrap();
                let place = |part: usize| whole.len() * part / 1000;
                let (from, to) = (place(places.0.min(places.1)), place(places.0.max(places.1)));
                // bytes in the place of others, and the end cut off
                run(&[&whole[..from], &bytes, &whole[to..]].concat(), size);
                run(&whole[..to], size);
            }
        }
    }

    #[test]
    fn seeds_and_inputs_that_once_failed_are_read() {
        for size in [1, 3, 17, 33, 4096] {
            seeds("csv", |bytes| table(bytes, size));
            seeds("jsonl", |bytes| lines(bytes, size));
            seeds("hl7", |bytes| messages(bytes, size));
        }
        for size in [1, 17, 4096] {
            seeds("fhir", |bytes| resources(bytes, size));
            seeds("gather", |bytes| gathered(bytes, size));
        }
        seeds("jsonl", resource);
        seeds("addenda", addenda);
        seeds("markup", markup);
        seeds("text", text);
    }
}
