//! The README's table of damaged and odd files is what the program says. `UPDATE_PAGES=1 cargo test` writes it anew: read
//! the difference.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::{Folder, samples};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const HEAD: &str = "| the file | exit status | what is said |\n|---|---|---|\n";

/// What the table says of each file: what it is, its name, its bytes.
type Case = (&'static str, &'static str, Vec<u8>);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Parquet and Arrow of the sample archive.
fn typed(name: &str) -> Vec<u8> {
    let all = samples::samples(&samples::sample());
    all.into_iter().find(|sample| sample.name == name).unwrap().files.remove(0).1
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

fn tables() -> Vec<Case> {
    let node = "Schmorl's node of L2.";
    let many: String =
        (0..30_000).fold("id,text\n".to_owned(), |table, id| table + &format!("{id},Disc {}.\n", id * id));
    let mut large = b"id,text\n1,\"".to_vec();
    large.resize(50_000_000, b'x');
    large.extend_from_slice(b"\"\n2,b\n");
    let million: String = (0..1_000_000).fold("id,text\n".to_owned(), |table, id| table + &id.to_string() + ",Disc.\n");
    let mixed = b"id,text\n1,Schm\xC3\xB6rl\n2,a Schmorl\x92s node\n3,\x81\x8D\xFF\n".to_vec();
    let utf16 = "\u{FEFF}id,text\n1,a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("empty", "a.csv", Vec::new()),
        ("a header and no more", "a.csv", text("id,text\n")),
        ("header without a known name", "a.csv", text("number,words\n1,a\n")),
        ("no header", "a.csv", text("1,Normal.\n2,Normal.\n")),
        ("two columns that could hold the text", "a.csv", text("id,text,report text\n1,a,b\n")),
        ("a web page in place of the export", "a.csv", text("<html>Session expired</html>\n")),
        ("rows with a cell too few or too many", "a.csv", text("id,text\n1,a\n2\n3,b,c\n")),
        ("cut off in the middle of a text", "a.csv", text("id,text\n1,a\n2,\"The lumbar")),
        ("records without text, without id", "a.csv", text("id,text\n1,a\n2,\n,b\n")),
        ("byte order mark", "a.csv", text("\u{FEFF}id,text\n1,a\n")),
        ("UTF-16", "a.csv", utf16),
        ("UTF-8, Windows-1252 and neither in one table", "a.csv", mixed),
        ("zero bytes", "a.csv", text("id,text\n1,a\0b\n2,c\n")),
        ("an id that comes twice", "a.csv", text(&format!("id,text\n1,{node}\n1,{node}\n"))),
        ("a cell of 50 MB", "a.csv", large),
        ("a million rows", "a.csv", million.into_bytes()),
        ("an Excel cell that is full", "a.csv", text(&format!("id,text\n1,{}\n", "x".repeat(32_767)))),
        ("gzip, cut off", "a.csv.gz", half(&gzip(many.as_bytes()))),
        ("gzip with rubbish behind it", "a.csv.gz", [gzip(b"id,text\n1,a\n"), text("rubbish")].concat()),
        ("gzip in gzip", "a.csv.gz", gzip(&gzip(b"id,text\n1,a\n"))),
        ("zstd, cut off", "a.csv.zst", half(&zstd::encode_all(many.as_bytes(), 1).unwrap())),
        ("Parquet, cut off", "a.parquet", half(&typed("utf8.parquet"))),
        ("Parquet under another name", "a.csv", typed("utf8.parquet")),
        ("Arrow stream, cut off", "a.arrows", half(&typed("utf8.arrows"))),
        ("Excel, cut off", "a.xlsx", half(&typed("mpower.xlsx"))),
        ("Excel under a password", "a.xlsx", include_bytes!("data/locked.xlsx").to_vec()),
        ("Excel of before 2007", "a.xls", text("\u{fffd}")),
    ]
}

fn others() -> Vec<Case> {
    let text = |text: &str| text.as_bytes().to_vec();
    let head = "MSH|^~\\&|R|H|X|H|1||ORU^R01|M1|P|2.5\rOBR|1||A-1\r";
    let report = |form: &str| {
        format!("{{\"resourceType\":\"DiagnosticReport\",\"id\":\"1\",\"presentedForm\":[{form}]}}\n").into_bytes()
    };
    vec![
        ("JSON lines with a broken one", "a.jsonl", text("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\n")),
        ("JSON lines that begin with none", "a.jsonl", text("[\n{\"id\":1}\n]\n")),
        ("HL7 cut off before its text", "a.hl7", text(head)),
        ("HL7 with something before it", "a.hl7", text(&format!("rubbish\r{head}OBX|1|TX|||a\r"))),
        ("HL7 message of another kind", "a.hl7", text("MSH|^~\\&|R|H|X|H|1||ADT^A08|M1|P|2.5\rPID|1\r")),
        ("Bundle, cut off", "a.json", text("{\"resourceType\":\"Bundle\",\"entry\":[")),
        ("FHIR whose document is a PDF", "a.ndjson", report(r#"{"contentType":"application/pdf","data":"JVBERg=="}"#)),
        ("FHIR whose document is elsewhere", "a.ndjson", report(r#"{"contentType":"text/plain","url":"Binary/7"}"#)),
        ("FHIR whose document is damaged", "a.ndjson", report(r#"{"contentType":"text/plain","data":"%%%"}"#)),
        ("text file that is empty", "a.txt", Vec::new()),
        ("PDF or Word file that is called text", "a.txt", text("%PDF-1.7\n")),
        ("Word file", "a.docx", text("PK\u{3}\u{4}")),
    ]
}

/// As code: what holds a backtick stands between two.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// What is said of a run: its error, or of its summary what is the file's.
fn said(stderr: &str) -> String {
    if let Some(error) = stderr.strip_prefix("schmorl: ") {
        let line = error.lines().next().unwrap();
        return code(line);
    }
    let read = stderr.split_once(" read,").unwrap().0.to_owned() + " read";
    let told = |line: &&str| {
        line.contains(" rejected: ")
            || line.contains(" an id: ")
            || line.contains("Excel cell")
            || line.contains("encodings: ")
    };
    let more = stderr.lines().skip(1).map(str::trim).filter(told).map(|line| line.split(';').next().unwrap());
    let parts: Vec<String> = std::iter::once(read.as_str()).chain(more).map(code).collect();
    parts.join(", ")
}

#[test]
fn the_readmes_table_is_what_the_program_says() {
    let mut table = HEAD.to_owned();
    for (what, name, bytes) in tables().into_iter().chain(others()) {
        let folder = Folder::with(&[(name, bytes)]);
        let ran = folder.run(&["scan", name, "-o", "out.csv", "--summary", "s.json"]);
        // A run that failed leaves nothing, and any other counts every record.
        assert_eq!(folder.names().contains(&"out.csv".to_owned()), ran.status == 0, "{what}");
        if ran.status == 0 {
            let summary = folder.json("s.json");
            let [read, scanned, rejected] = ["read", "scanned", "rejected"].map(|name| summary[name].as_u64().unwrap());
            assert_eq!(read, scanned + rejected, "{what}");
        }
        table += &format!("| {what} (`{name}`) | {} | {} |\n", ran.status, said(&ran.stderr));
    }
    let readme = fs::read_to_string(README).unwrap();
    let (before, rest) = readme.split_once(HEAD).unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let anew = format!("{before}{table}\n{after}");
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(README, &anew).unwrap();
    }
    let differing: Vec<_> = anew.lines().zip(readme.lines()).filter(|(now, was)| now != was).take(3).collect();
    assert!(anew == readme, "the README's table differs; (now, README): {differing:#?}");
}
