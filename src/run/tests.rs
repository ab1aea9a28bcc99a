use super::fake::Fake;
use super::*;
use crate::lexicon::Lexicons;
use crate::read::{Options, columns::Wanted};
use crate::write::{self, Format};
use proptest::prelude::*;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

struct Outcome {
    out: Vec<u8>,
    rejects: Vec<Reject>,
    result: Result<Summary, Error>,
}

fn scan(inputs: &[&Path], threads: usize, format: Format) -> Outcome {
    scan_with(&Fake, None, inputs, threads, format)
}

fn scan_with<E: Extract>(
    extractor: &E,
    screen: Option<Arc<dyn Screen>>,
    inputs: &[&Path],
    threads: usize,
    format: Format,
) -> Outcome {
    let archive = Archive::new(inputs, Options { from: None, wanted: Wanted::reports(), screen }).unwrap();
    let encoder = format.encoder(write::Options::default());
    let job = Job {
        extractor,
        guidance: None,
        encoder: &*encoder,
        threads: threads.try_into().unwrap(),
        progress: &|_| (),
        stop: &AtomicBool::new(false),
    };
    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    let mut list = |reject: &Reject| {
        rejects.push(reject.clone());
        Ok(())
    };
    let result = run(archive, &job, Sinks { out: &mut out, rejects: &mut list });
    Outcome { out, rejects, result }
}

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Many pieces, of uneven size, with rejects, repeated ids and quoted line ends.
fn large_table() -> String {
    use std::fmt::Write as _;
    let mut table = "note_id,text\n".to_owned();
    for record in 1..=6000 {
        let words = match record % 7 {
            0 => "\"a node\nat L4, \"\"L5\"\"\"".to_owned(),
            1 => String::new(),
            2 => "one,too many".to_owned(),
            3 => format!("\"{}\"", "node and node\n".repeat(record % 50)),
            _ => "nothing of note".repeat(record % 90 + 1),
        };
        writeln!(table, "R{},{words}", record % 4000).unwrap();
    }
    table
}

#[test]
fn output_is_the_same_at_any_number_of_threads() {
    let (_folder, path) = written("reports.csv", large_table().as_bytes());
    // ids here are no integers, as OMOP must have them, and brat writes no stream
    let streams = Format::ALL.into_iter().filter(|format| !matches!(format, Format::Omop | Format::Brat));
    for format in streams {
        let one = scan(&[&path, &path], 1, format);
        let tally = one.result.unwrap().tally;
        assert_eq!((tally.read, tally.scanned + tally.rejected), (12_000, 12_000));
        assert!(tally.repeated_ids > 0 && one.out.len() > 20_000);
        for threads in [2, 3, 7] {
            let many = scan(&[&path, &path], threads, format);
            assert!(many.out == one.out, "{threads} threads, {format}");
            assert_eq!(many.rejects, one.rejects);
            assert_eq!(many.result.unwrap().tally, tally);
        }
    }
}

#[test]
fn records_are_numbered_through_the_whole_run() {
    let (_folder, path) = written("reports.csv", b"id,text\nA,node\nB,\nA,node\n");
    let outcome = scan(&[&path, &path], 2, Format::Csv);
    let out = String::from_utf8(outcome.out).unwrap();
    let rows: Vec<&str> = out.lines().skip(1).map(|row| &row[..3]).collect();
    assert_eq!(rows, ["1,A", "3,A", "4,A", "6,A"]);
    let places: Vec<_> = outcome.rejects.iter().map(|r| (r.record, r.input, r.line)).collect();
    assert_eq!(places, [(2, 1, Some(3)), (5, 2, Some(3))]);
    assert_eq!(outcome.result.unwrap().tally.repeated_ids, 3);
}

#[test]
fn a_fault_on_one_report_costs_that_report_only() {
    let (_folder, path) = written("reports.csv", b"id,text\nA,node\nB,panic\nC,node\n");
    let outcome = scan(&[&path], 2, Format::Csv);
    assert_eq!(String::from_utf8(outcome.out).unwrap().lines().count(), 3);
    assert_eq!(outcome.rejects[0].reason, Reason::Internal);
    assert_eq!(outcome.rejects[0].record, 2);
}

#[test]
fn a_failure_to_write_ends_the_run() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_folder, path) = written("reports.csv", large_table().as_bytes());
    for threads in [1, 4] {
        let archive = Archive::new(&[&path], Options::default()).unwrap();
        let encoder = Format::Csv.encoder(write::Options::default());
        let threads = NonZeroUsize::new(threads).unwrap();
        let job = Job {
            extractor: &Fake,
            guidance: None,
            encoder: &*encoder,
            threads,
            progress: &|_| (),
            stop: &AtomicBool::new(false),
        };
        let result = run(archive, &job, Sinks { out: &mut Full(20_000), rejects: &mut |_| Ok(()) });
        assert!(matches!(result, Err(Error::Write(_))));
    }
}

#[test]
fn a_file_that_goes_away_fails_the_run_and_is_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    std::fs::create_dir(&archive).unwrap();
    for name in ["a.txt", "DOE-JOHN.txt"] {
        std::fs::write(archive.join(name), "node").unwrap();
    }
    let mut read = Archive::new(&[&archive], Options::default()).unwrap();
    let piece = read.next_piece().unwrap().unwrap();
    std::fs::remove_file(archive.join("DOE-JOHN.txt")).unwrap();
    let error = piece.records(&mut |_| ()).unwrap_err().to_string();
    assert!(error.contains("file 1 in the order of names") && !error.contains("DOE"), "{error}");
}

/// What damaged exports are made of.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => "[a-z ]{0,8}".prop_map(String::into_bytes),
        3 => Just(b",".to_vec()),
        3 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b"\"".to_vec()),
        1 => Just(b"\"a\nnode\"".to_vec()),
        1 => Just("ö’".as_bytes().to_vec()),
        1 => Just(b"\x92".to_vec()),
        1 => Just(b"\x81\0".to_vec()),
        1 => Just(br#"{"id":"1","text":"node"}"#.to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ]
}

static REAL: LazyLock<(Extractor, Arc<dyn Screen>)> = LazyLock::new(|| {
    let lexicons = Arc::new(Lexicons::embedded());
    let screen = Arc::new(extract::Screen::new(&lexicons));
    (Extractor::new(lexicons), screen)
});

/// Cells of tables that are screened.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => piece(),
        1 => Just("\"Schmorl\u{2019}s node\nat L4.\"".as_bytes().to_vec()),
        1 => Just(b"\"Wall edema. \"\"Lungs\"\" are clear,\n\nno fracture.\"".to_vec()),
        1 => Just(b"Marrow edema at L2".to_vec()),
        1 => Just(b"\r\nR7,".to_vec()),
        1 => Just(b"\"\xA0 \n\"".to_vec()),
    ]
}

proptest! {
    #[test]
    fn a_screen_changes_nothing_but_the_time(cells in proptest::collection::vec(cell(), 0..60), kind in 0_usize..3) {
        let head: &[u8] = [b"id,text\n".as_slice(), b"text,id,date\r\n", b"text\n"][kind];
        let (_folder, path) = written("a.csv", &[head, &cells.concat()].concat());
        let (extractor, screen) = &*REAL;
        let plain = scan_with(extractor, None, &[&path], 1, Format::Csv);
        let screened = scan_with(extractor, Some(Arc::clone(screen)), &[&path], 2, Format::Csv);
        prop_assert_eq!(plain.out, screened.out);
        prop_assert_eq!(plain.rejects, screened.rejects);
        prop_assert_eq!(plain.result.unwrap().tally, screened.result.unwrap().tally);
    }

    #[test]
    fn every_record_is_scanned_or_rejected(pieces in proptest::collection::vec(piece(), 0..60), kind in 0_usize..5) {
        let body = pieces.concat();
        let (name, head): (&str, &[u8]) = [
            ("a.csv", b"id,text\n".as_slice()),
            ("a.tsv", b"id\ttext\n"),
            ("a.csv", b"\xEF\xBB\xBFtext,id,date\r\n"),
            ("a.jsonl", b"{\"id\":1,\"text\":\"x\"}\n"),
            ("a.txt", b""),
        ][kind];
        let (_folder, path) = written(name, &[head, &body].concat());
        let one = scan(&[&path], 1, Format::Jsonl);
        let two = scan(&[&path], 2, Format::Jsonl);
        let tally = one.result.unwrap().tally;
        prop_assert_eq!(tally.read, tally.scanned + tally.rejected);
        prop_assert_eq!(tally.rejected, tally.rejected_by_reason.values().sum::<u64>());
        prop_assert_eq!(tally.rejected, one.rejects.len() as u64);
        prop_assert_eq!(tally.scanned, tally.encodings.values().sum::<u64>());
        prop_assert_eq!(one.out, two.out);
        prop_assert_eq!(&tally, &two.result.unwrap().tally);
        if name == "a.csv" {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path).unwrap();
            prop_assert_eq!(tally.read, reader.byte_records().count() as u64);
        }
    }
}
