//! What damaged and odd files give: every record is scanned or rejected with a reason, and the rest goes on.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use serde_json::Value;

/// Counts by name, those of zero left out.
type Counts = &'static [(&'static str, u64)];

/// Scans a file at several numbers of threads and checks the account, and the ids of the reports scanned.
#[track_caller]
fn check(file: &str, bytes: impl AsRef<[u8]>, rejected: Counts, encodings: Counts, ids: &[&str]) {
    let folder = Folder::with(&[(file, bytes)]);
    let mut before = None;
    for threads in ["1", "2", "7"] {
        let args = ["scan", file, "--to", "jsonl", "--all-reports", "--summary", "summary.json", "--rejects", "r.csv"];
        let ran = folder.run(&[args.as_slice(), &["--threads", threads]].concat()).ok();
        assert_eq!(ran.ids(), ids);
        let (summary, scanned) = (folder.json("summary.json"), ids.len() as u64);
        assert_eq!(counts(&summary["rejected_by_reason"]), rejected);
        assert_eq!(counts(&summary["encodings"]), encodings);
        let rejected: u64 = rejected.iter().map(|(_, count)| count).sum();
        assert_eq!(summary["scanned"], scanned);
        assert_eq!(summary["rejected"], rejected);
        assert_eq!(summary["read"], scanned + rejected);
        let result = (ran.stdout, folder.read("r.csv"));
        assert_eq!(result.1.lines().count() as u64, rejected + 1);
        assert!(before.is_none() || before.as_ref() == Some(&result), "{threads} threads");
        before = Some(result);
    }
}

fn counts(value: &Value) -> Vec<(&str, u64)> {
    let counts = value.as_object().unwrap().iter().map(|(name, count)| (name.as_str(), count.as_u64().unwrap()));
    counts.filter(|(_, count)| *count > 0).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn empty_files() {
    check("a.csv", "", &[], &[], &[]);
    check("a.csv", "\n\n", &[], &[], &[]);
    check("a.csv", "id,text", &[], &[], &[]);
    check("a.jsonl", "", &[], &[], &[]);
    check("a.txt", "", &[("empty_text", 1)], &[], &[]);
}

#[test]
fn line_ends_and_quotes() {
    // No final newline, CRLF, line ends and quotes within quotes, blank lines.
    let table = "id,text\r\n1,\"a\r\n\r\nb, \"\"c\"\"\"\r\n\r\n2,d";
    check("a.csv", table, &[], &[("utf-8", 2)], &["1", "2"]);
    check("a.csv", "id,text\n1,\"\n\na\"\n2,b \"c\" d\n", &[], &[("utf-8", 2)], &["1", "2"]);
    check("a.csv", "id;text\n1;a, b\n1;b\n", &[], &[("utf-8", 2)], &["1", "1"]);
}

#[test]
fn wrong_numbers_of_cells() {
    let table = "id,text\n1,a\n2\n3,b,c\n4,d\n(4 rows affected)\n";
    check("a.csv", table, &[("field_count", 3)], &[("utf-8", 2)], &["1", "4"]);
    // Cut off in the middle of a quoted text.
    let table = "id,text,date\n1,a,2020\n2,\"cut in the mid";
    check("a.csv", table, &[("open_quote", 1)], &[("utf-8", 1)], &["1"]);
    check("a.csv", "id,text\n1,a\n2,\"Schmorl's node of L", &[("open_quote", 1)], &[("utf-8", 1)], &["1"]);
    check("a.csv", "id,text\n1,a\n2,\"whole\"", &[], &[("utf-8", 2)], &["1", "2"]);
}

#[test]
fn records_with_nothing_in_them() {
    let table = "id,text\n,a\n2,\n3,\" \n \"\n4,b\n";
    check("a.csv", table, &[("empty_text", 2), ("no_id", 1)], &[("utf-8", 1)], &["4"]);
    check("a.csv", b"id,text\n1,a\0b\n2,c\n", &[("nul_byte", 1)], &[("utf-8", 1)], &["2"]);
    check("a.txt", b"\0\0\0\0\0\0", &[("nul_byte", 1)], &[], &[]);
}

#[test]
fn mixed_encodings() {
    let table = b"id,text\n1,Schm\xC3\xB6rl\n2,a Schmorl\x92s node\n3,\x81\x8D\xFF\n4,plain\n";
    let encodings = &[("utf-8", 2), ("windows-1252", 1)];
    check("a.csv", table, &[("undecodable", 1)], encodings, &["1", "2", "4"]);
    check("a.csv", b"\xEF\xBB\xBFid,text\n1,a\n", &[], &[("utf-8-bom", 1)], &["1"]);
    check("R-1.txt", b"Schmorl\x92s", &[], &[("windows-1252", 1)], &["R-1"]);
}

#[test]
fn utf16_with_and_without_a_mark() {
    // As Excel saves "Unicode text".
    let table = utf16("\u{FEFF}id\ttext\r\nä\tSchmörl’s\r\n", u16::to_le_bytes);
    check("a.csv", table, &[], &[("utf-16le", 1)], &["ä"]);
    check("a.csv", utf16("id,text\n1,a\n", u16::to_be_bytes), &[], &[("utf-16be", 1)], &["1"]);
    check("a.jsonl", utf16("{\"id\":1,\"text\":\"a\"}\n", u16::to_le_bytes), &[], &[("utf-16le", 1)], &["1"]);
    check("R-1.txt", utf16("\u{FEFF}Schmorl’s", u16::to_le_bytes), &[], &[("utf-16le", 1)], &["R-1"]);
    let odd = [utf16("\u{FEFF}a", u16::to_le_bytes), vec![b'b']].concat();
    check("R-1.txt", odd, &[("undecodable", 1)], &[], &[]);
}

#[test]
fn json_lines_with_broken_ones() {
    let lines = [
        r#"{"report_id":1,"text":"a"}"#,
        "",
        r#"{"report_id":2,"#,
        r#"{"report_id":3}"#,
        "{\"text\":\"b\",\"extra\":[],\"report_id\":\"4\"}\r",
        r#"{"report_id":5,"text":[1]}"#,
        r#"{"report_id":6,"text":"x\u0000"}"#,
        r#"{"report_id":null,"text":"c"}"#,
        "[]",
    ];
    let rejected = &[("no_id", 1), ("no_text", 1), ("not_json", 3), ("nul_byte", 1)];
    check("a.jsonl", lines.join("\n"), rejected, &[("utf-8", 2)], &["1", "4"]);
}

#[test]
fn a_cell_of_50_mb_is_one_record() {
    let mut table = b"id,text\n1,\"".to_vec();
    table.resize(50_000_000, b'x');
    table.extend_from_slice(b"\"\n2,b\n");
    let folder = Folder::with(&[("a.csv", table)]);
    let ran = folder.run(&["scan", "a.csv", "--to", "jsonl", "--all-reports", "-q"]).ok();
    assert_eq!(ran.ids(), ["1", "2"]);
}

#[test]
fn rejects_say_where_and_why_and_nothing_of_the_report() {
    let folder = Folder::with(&[("a.csv", "id,text\nX1,\"two\nlines\"\nSECRET,\n")]);
    let ran = folder.run(&["scan", "a.csv", "-o", "out.csv", "--keep", "id"]).ok();
    assert_eq!(
        folder.read("out.csv.rejects.csv"),
        "record,input,file,line,reason,message\n2,1,a.csv,4,empty_text,the text is empty\n"
    );
    assert!(ran.stderr.contains("1 empty_text; listed in out.csv.rejects.csv"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("SECRET") && !ran.stderr.contains("lines"), "{}", ran.stderr);
    // A rejects file of an earlier run does not stay to tell of this one.
    std::fs::write(folder.path("a.csv"), "id,text\nX1,a\n").unwrap();
    folder.run(&["scan", "a.csv", "-o", "out.csv"]).ok();
    assert_eq!(folder.read("out.csv.rejects.csv"), "record,input,file,line,reason,message\n");
}

#[test]
fn messages_that_are_damaged() {
    let head = "MSH|^~\\&|R|H|X|H|1||ORU^R01|M1|P|2.5\rOBR|1||A-1\r";
    let good = format!("{head}OBX|1|TX|||a\r");
    check("a.hl7", "", &[], &[], &[]);
    check(
        "a.hl7",
        [good.as_bytes(), b"MSH|^~\\&|R|H|X|H|1||OR"].concat(),
        &[("other_kind", 1)],
        &[("utf-8", 1)],
        &["A-1"],
    );
    check("a.hl7", format!("rubbish\r{good}{head}"), &[("no_text", 1), ("not_hl7", 1)], &[("utf-8", 1)], &["A-1"]);
    check("a.hl7", format!("\u{feff}{good}"), &[], &[("utf-8-bom", 1)], &["A-1"]);
    let nul = [good.as_bytes(), head.as_bytes(), b"OBX|1|TX|||a\0b\r"].concat();
    check("a.hl7", nul, &[("nul_byte", 1)], &[("utf-8", 1)], &["A-1"]);
    check("a.hl7", format!("{good}{good}"), &[], &[("utf-8", 2)], &["A-1", "A-1"]);
}
