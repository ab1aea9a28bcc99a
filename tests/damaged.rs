//! What damaged and odd files give: every record is scanned or rejected with a reason, and the rest goes on.

#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use serde_json::Value;

struct Case {
    what: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    read: u64,
    rejected: &'static [(&'static str, u64)],
    encodings: &'static [(&'static str, u64)],
    ids: &'static [&'static str],
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    mark.then_some('\u{FEFF}')
        .into_iter()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

#[track_caller]
fn check(case: &Case) {
    let folder = Folder::with(&[(case.file, &case.bytes)]);
    let mut before = None;
    for threads in ["1", "2", "7"] {
        let args = [
            "scan",
            case.file,
            "--to",
            "jsonl",
            "--all-reports",
            "--summary",
            "summary.json",
            "--rejects",
            "rejects.csv",
        ];
        let ran = folder.run(&[args.as_slice(), &["--threads", threads]].concat()).ok();
        let summary = folder.json("summary.json");
        assert_eq!(summary["read"], case.read, "{}: {summary}", case.what);
        assert_eq!(counts(&summary["rejected_by_reason"]), case.rejected, "{}", case.what);
        assert_eq!(counts(&summary["encodings"]), case.encodings, "{}", case.what);
        let rejected: u64 = case.rejected.iter().map(|(_, count)| count).sum();
        assert_eq!(summary["rejected"], rejected, "{}", case.what);
        assert_eq!(summary["scanned"], case.read - rejected, "{}", case.what);
        assert_eq!(ran.ids(), case.ids, "{}", case.what);
        assert_eq!(folder.read("rejects.csv").lines().count() as u64, rejected + 1, "{}", case.what);
        let result = (ran.stdout, folder.read("rejects.csv"));
        assert!(before.is_none() || before.as_ref() == Some(&result), "{}: {threads} threads", case.what);
        before = Some(result);
    }
}

fn counts(value: &Value) -> Vec<(&str, u64)> {
    let counts = value.as_object().unwrap().iter().map(|(name, count)| (name.as_str(), count.as_u64().unwrap()));
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn damaged_tables() {
    let cases = [
        Case {
            what: "an empty file",
            file: "a.csv",
            bytes: vec![],
            read: 0,
            rejected: &[],
            encodings: &[],
            ids: &[],
        },
        Case {
            what: "a header only",
            file: "a.csv",
            bytes: b"id,text".to_vec(),
            read: 0,
            rejected: &[],
            encodings: &[],
            ids: &[],
        },
        Case {
            what: "no final newline, CRLF, quoted line ends, blank lines",
            file: "a.csv",
            bytes: b"id,text\r\n1,\"a\r\n\r\nb, \"\"c\"\"\"\r\n\r\n2,d".to_vec(),
            read: 2,
            rejected: &[],
            encodings: &[("utf-8", 2)],
            ids: &["1", "2"],
        },
        Case {
            what: "wrong numbers of cells",
            file: "a.csv",
            bytes: b"id,text\n1,a\n2\n3,b,c\n4,d\n(4 rows affected)\n".to_vec(),
            read: 5,
            rejected: &[("field_count", 3)],
            encodings: &[("utf-8", 2)],
            ids: &["1", "4"],
        },
        Case {
            what: "cut off in a quoted text",
            file: "a.csv",
            bytes: b"id,text,date\n1,a,2020\n2,\"cut in the mid".to_vec(),
            read: 2,
            rejected: &[("field_count", 1)],
            encodings: &[("utf-8", 1)],
            ids: &["1"],
        },
        Case {
            what: "empty texts and ids",
            file: "a.csv",
            bytes: b"id,text\n,a\n2,\n3,\" \n \"\n4,b\n".to_vec(),
            read: 4,
            rejected: &[("empty_text", 2), ("no_id", 1)],
            encodings: &[("utf-8", 1)],
            ids: &["4"],
        },
        Case {
            what: "zero bytes",
            file: "a.csv",
            bytes: b"id,text\n1,a\0b\n2,c\n".to_vec(),
            read: 2,
            rejected: &[("nul_byte", 1)],
            encodings: &[("utf-8", 1)],
            ids: &["2"],
        },
        Case {
            what: "mixed encodings",
            file: "a.csv",
            bytes: b"id,text\n1,Schm\xC3\xB6rl\n2,a Schmorl\x92s node\n3,\x81\x8D\xFF\n4,plain\n".to_vec(),
            read: 4,
            rejected: &[("undecodable", 1)],
            encodings: &[("utf-8", 2), ("windows-1252", 1)],
            ids: &["1", "2", "4"],
        },
        Case {
            what: "a byte order mark",
            file: "a.csv",
            bytes: b"\xEF\xBB\xBFid,text\n1,a\n".to_vec(),
            read: 1,
            rejected: &[],
            encodings: &[("utf-8-bom", 1)],
            ids: &["1"],
        },
        Case {
            what: "UTF-16, little end first, with a mark and tabs, as Excel saves it",
            file: "a.csv",
            bytes: utf16("id\ttext\r\nä\tSchmörl’s\r\n", u16::to_le_bytes, true),
            read: 1,
            rejected: &[],
            encodings: &[("utf-16le", 1)],
            ids: &["ä"],
        },
        Case {
            what: "UTF-16, big end first, without a mark",
            file: "a.csv",
            bytes: utf16("id,text\n1,a\n", u16::to_be_bytes, false),
            read: 1,
            rejected: &[],
            encodings: &[("utf-16be", 1)],
            ids: &["1"],
        },
        Case {
            what: "repeated ids, semicolons",
            file: "a.csv",
            bytes: b"id;text\n1;a\n1;b\n".to_vec(),
            read: 2,
            rejected: &[],
            encodings: &[("utf-8", 2)],
            ids: &["1", "1"],
        },
        Case {
            what: "JSON lines with broken ones",
            file: "a.jsonl",
            bytes: b"{\"report_id\":1,\"text\":\"a\"}\n\n{\"report_id\":2,\n{\"report_id\":3}\n{\"text\":\"b\",\"extra\":[],\"report_id\":\"4\"}\r\n{\"report_id\":5,\"text\":[1]}\n{\"report_id\":6,\"text\":\"x\\u0000\"}\n[]".to_vec(),
            read: 7,
            rejected: &[("no_text", 1), ("not_json", 3), ("nul_byte", 1)],
            encodings: &[("utf-8", 2)],
            ids: &["1", "4"],
        },
        Case {
            what: "a text file in Windows-1252",
            file: "R-1.txt",
            bytes: b"Schmorl\x92s".to_vec(),
            read: 1,
            rejected: &[],
            encodings: &[("windows-1252", 1)],
            ids: &["R-1"],
        },
        Case {
            what: "a text file in UTF-16",
            file: "R-1.txt",
            bytes: utf16("Schmorl’s", u16::to_le_bytes, true),
            read: 1,
            rejected: &[],
            encodings: &[("utf-16le", 1)],
            ids: &["R-1"],
        },
    ];
    for case in &cases {
        check(case);
    }
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
