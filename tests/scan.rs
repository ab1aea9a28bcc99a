//! The contract of `schmorl scan`: what goes where, exit statuses, inputs and columns.

#![cfg(feature = "cli")]
mod common;

use common::Folder;
use std::fs;

const HEADER: &str = "record,report_id,patient_id,exam_date,modality,finding_id,kind,status,level,level_kind,endplate,\
    size_mm,count,acuity,change,edema,modic,posterior_extension,section,mention,start,end,snippet,scenario,guidance,\
    certainty,missing";

#[test]
fn only_findings_go_to_standard_output() {
    let folder = Folder::with(&[("a.csv", "id,text\n1,nothing\n")]);
    let ran = folder.run(&["scan", "a.csv"]).ok();
    assert_eq!(ran.stdout.lines().next(), Some(HEADER));
    assert!(ran.stderr.contains("1 record read"), "{}", ran.stderr);
    let ran = folder.run(&["scan", "a.csv", "--quiet"]).ok();
    assert_eq!(ran.stderr, "");
    assert_eq!(folder.names(), ["a.csv"]);
}

#[test]
fn a_failed_run_leaves_nothing_and_harms_nothing() {
    let folder = Folder::with(&[("a.csv", "id,text\n1,a\n2,\n"), ("out.csv", "before")]);
    folder.run(&["scan", "a.csv", "gone.csv", "-o", "new.csv"]).fails(1, &["gone.csv"]);
    folder.run(&["scan", "a.csv", "-o", "out.csv", "--strict"]).fails(1, &["--strict", "1 of 2"]);
    assert_eq!(folder.read("out.csv"), "before");
    assert_eq!(folder.names(), ["a.csv", "out.csv", "out.csv.rejects.csv"]);
    folder.run(&["scan", "a.csv", "-o", "out.csv"]).ok();
    assert!(folder.read("out.csv").starts_with(HEADER));
}

#[test]
fn wrong_usage_is_told_from_failure() {
    let folder = Folder::with(&[
        ("a.csv", "key,findings\n1,a\n"),
        ("b.csv", "id,text\n1,a\n"),
        ("a.dat", "id,text\n1,a\n"),
        ("mixed/a.txt", "a"),
        ("mixed/b.csv", "id,text\n1,a\n"),
        ("none/readme.md", "a"),
    ]);
    folder.run(&["scan"]).fails(2, &["INPUT"]);
    folder.run(&["scan", "-"]).fails(2, &["--from"]);
    folder.run(&["scan", "a.dat"]).fails(2, &["--from", "txt, csv, tsv, jsonl, xlsx"]);
    folder.run(&["scan", "a.csv"]).fails(2, &["--text-column", "`key`, `findings`"]);
    folder.run(&["scan", "b.csv", "--id-column", "nr"]).fails(2, &["no column `nr` (--id-column)", "`id`, `text`"]);
    folder.run(&["scan", "b.csv", "--keep", "nr"]).fails(2, &["no column `nr` (--keep)"]);
    folder.run(&["scan", "mixed", "--keep", "nr"]).fails(2, &["1 .txt, 1 .csv"]);
    folder.run(&["scan", "mixed/a.txt", "--keep", "nr"]).fails(2, &["--keep"]);
    folder.run(&["scan", "b.csv", "-o", "out"]).fails(2, &["--to"]);
    folder.run(&["scan", "b.csv", "-o", "b.csv"]).fails(2, &["is an input too"]);
    folder.run(&["scan", "b.csv", "-o", "c.csv", "--rejects", "c.csv"]).fails(2, &["two outputs"]);
    folder.run(&["scan", "b.csv", "--all-reports"]).fails(2, &["--to jsonl"]);
    folder.run(&["scan", "b.csv", "--threads", "0"]).fails(2, &["--threads"]);
    folder.run(&["scan", "none"]).fails(1, &["no file"]);
    folder.run(&["scan", "x*.csv"]).fails(1, &["no file matches"]);
    for option in ["-o", "--summary", "--rejects", "--provenance"] {
        folder
            .run(&["scan", "b.csv", option, "no/such/file.csv"])
            .fails(1, &["there is no folder no/such: make it first"]);
        folder.run(&["scan", "b.csv", option, "-"]).fails(2, &["standard output"]);
    }
    folder.run(&["scan", "b.csv", "-o", "c.csv.gz"]).fails(2, &["not packed", "gzip"]);
    assert_eq!(folder.read("b.csv"), "id,text\n1,a\n");
}

#[test]
fn faulty_lexicons_fail_the_run_before_it_begins() {
    let folder = Folder::with(&[("a.csv", "id,text\n1,a\n"), ("lex/node.tsv", "not a lexicon\n")]);
    folder.run(&["scan", "a.csv", "--lexicons", "lex", "-o", "out.csv"]).fails(1, &["node.tsv:1:"]);
    folder.run(&["scan", "a.csv", "--lexicons", "gone", "-o", "out.csv"]).fails(1, &["gone"]);
    assert_eq!(folder.names(), ["a.csv", "lex"]);
}

#[test]
fn what_is_no_text_is_named_for_what_it_is() {
    let folder = Folder::with(&[
        ("a.csv", b"PAR1\0\0".as_slice()),
        ("b.csv", b"PK\x03\x04\0\0"),
        ("c.xlsx", b"id,text\n1,a\n"),
        ("d.jsonl", b"[\n{\"id\":1}]"),
    ]);
    folder.run(&["scan", "a.csv"]).fails(1, &["Parquet"]);
    folder.run(&["scan", "b.csv"]).fails(1, &["--from xlsx"]);
    folder.run(&["scan", "c.xlsx"]).fails(1, &["not .xlsx"]);
    folder.run(&["scan", "d.jsonl"]).fails(1, &["one object on each line", "jq"]);
    for (name, words) in [
        ("a.docx", "plain text"),
        ("a.pdf", "extract the text"),
        ("a.xls", ".xlsx or CSV"),
        ("a.csv.xz", "unpacked"),
        ("a.dat", "--from"),
    ] {
        std::fs::write(folder.path(name), "x").unwrap();
        folder.run(&["scan", name]).fails(2, &[name, words]);
    }
    std::fs::write(folder.path("old.xlsx"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap();
    folder.run(&["scan", "old.xlsx"]).fails(1, &["old Office file"]);
}

#[test]
fn files_that_were_not_typed_are_not_named() {
    let folder = Folder::with(&[
        ("in/DOE_JOHN.csv", b"id,text\n1,a\n".as_slice()),
        ("in/DOE_MARY.csv", b"number,words\n1,a\n"),
        ("packed/DOE_JOHN.csv.gz", b"\x1F\x8B\x08\0rubbish"),
    ]);
    let told = [("in", 2, "in: file 2"), ("in/*.csv", 2, "in/*.csv: file 2"), ("packed", 1, "packed: file 1")];
    for (input, status, place) in told {
        let ran = folder.run(&["scan", input, "-o", "out.csv"]).fails(status, &[place, "in the order of names"]);
        assert!(!ran.stderr.contains("DOE"), "{}", ran.stderr);
    }
    folder.run(&["scan", "in/DOE_MARY.csv"]).fails(2, &["in/DOE_MARY.csv: no column"]);
}

#[test]
fn folders_patterns_files_and_standard_input() {
    let folder = Folder::with(&[
        ("in/b.txt", "b"),
        ("in/a.txt", "a"),
        ("in/deep/c.TXT", "c"),
        ("in/.hidden.txt", "h"),
        ("in/readme.md", "r"),
        ("d.txt", "d"),
    ]);
    let ids =
        |args: &[&str]| folder.run(&[&["scan", "--to", "jsonl", "--all-reports", "-q"], args].concat()).ok().ids();
    assert_eq!(ids(&["in"]), ["a", "b", "c"]);
    assert_eq!(ids(&["in/*.txt"]), [".hidden", "a", "b"]);
    assert_eq!(ids(&["*.txt", "in/deep"]), ["d", "c"]);
    assert_eq!(ids(&["./**/[ab].txt"]), ["a", "b"]);
    assert_eq!(ids(&["in", "--from", "txt"]), ["a", "b", "c", "readme"]);
    let stdin = |from: &str, input: &str| {
        folder
            .run_with(&["scan", "-", "--from", from, "--to", "jsonl", "--all-reports", "-q"], input.as_bytes())
            .ok()
            .ids()
    };
    assert_eq!(stdin("csv", "id,text\n7,x\n"), ["7"]);
    assert_eq!(stdin("tsv", "id\ttext\n7\tx, y\n"), ["7"]);
    assert_eq!(stdin("jsonl", "{\"id\":7,\"text\":\"x\"}"), ["7"]);
    assert_eq!(stdin("txt", "x"), ["stdin"]);
}

#[test]
fn columns_are_mapped_and_carried_through() {
    let table = "Accession Number,Patient MRN,Exam Completed Date,Modality,Site,Report Text\nA1, M1 ,2020-01-02,MR,\"x, y\",a\nA2,,,,,b\n";
    let folder = Folder::with(&[("a.csv", table)]);
    let ran = folder.run(&["scan", "a.csv", "--to", "jsonl", "--all-reports", "--keep", "site", "-q"]).ok();
    let lines = ran.lines();
    assert_eq!(lines[0]["patient_id"], "M1");
    assert_eq!(lines[0]["exam_date"], "2020-01-02");
    assert_eq!(lines[0]["modality"], "MR");
    assert_eq!(lines[0]["kept"]["site"], "x, y");
    assert!(lines[1]["patient_id"].is_null() && lines[1]["modality"].is_null());
    let ran = folder.run(&["scan", "a.csv", "--keep", "Site", "-q"]).ok();
    assert_eq!(ran.stdout.lines().next().unwrap(), format!("{HEADER},Site"));
}

#[test]
fn without_an_id_column_the_record_number_stands_in() {
    let folder = Folder::with(&[("a.csv", "Patient ID,Clinician's Notes\n9,a\n9,\n8,b\n")]);
    let args = ["scan", "a.csv", "--to", "jsonl", "--all-reports", "--summary", "s.json"];
    let ran = folder.run(&args).ok();
    assert_eq!(ran.ids(), ["1", "3"]);
    assert!(ran.stderr.contains("no id column"), "{}", ran.stderr);
    assert!(folder.json("s.json")["notes"][0].as_str().unwrap().contains("--id-column"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::io::Read;
    use std::process::Stdio;
    let table: String = (0..200_000).map(|id| format!("{id},text {id}\n")).collect();
    let folder = Folder::with(&[("a.csv", format!("id,text\n{table}"))]);
    let mut command = folder.command();
    command.args(["scan", "a.csv", "--to", "jsonl", "--all-reports"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}

#[cfg(unix)]
#[test]
fn devices_and_links_are_written_through() {
    let folder = Folder::with(&[("a.csv", "id,text\n1,a\n"), ("real.csv", "")]);
    std::os::unix::fs::symlink("real.csv", folder.path("link.csv")).unwrap();
    folder.run(&["scan", "a.csv", "-o", "/dev/null"]).ok();
    folder.run(&["scan", "a.csv", "-o", "link.csv"]).ok();
    assert!(fs::symlink_metadata(folder.path("link.csv")).unwrap().is_symlink());
    assert!(folder.read("real.csv").starts_with(HEADER));
    assert_eq!(folder.names(), ["a.csv", "link.csv", "real.csv"]);
}

#[test]
fn the_other_commands_print_to_standard_output() {
    let folder = Folder::new();
    let schema = folder.run(&["schema"]).ok();
    let schema: serde_json::Value = serde_json::from_str(&schema.stdout).unwrap();
    assert_eq!(schema["required"].as_array().unwrap().len(), 8);
    assert!(folder.run(&["completions", "bash"]).ok().stdout.contains("schmorl"));
    assert!(folder.run(&["--version"]).ok().stdout.starts_with("schmorl "));
    assert!(folder.run(&["--help"]).ok().stdout.contains("Examples:"));
    assert!(folder.run(&["scan", "--help"]).ok().stdout.contains("Exit status"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let folder = Folder::with(&[("out.csv", "before")]);
    let mut command = folder.command();
    command.args(["scan", "-", "--from", "csv", "-o", "out.csv"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: when it is taken, the program is reading.
    let table: String = (0..50_000).map(|id| format!("{id},text {id}\n")).collect();
    stdin.write_all(format!("id,text\n{table}").as_bytes()).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(folder.read("out.csv"), "before");
    assert_eq!(folder.names(), ["out.csv"]);
}
