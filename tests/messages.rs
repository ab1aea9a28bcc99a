//! What is said when something is wrong: what to do, and never a word of a report.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::{Folder, samples};

const NODE: &str = "id,text\n1,Schmorl's node at L3.\n2,Schmorl's node at L4.\n";

#[test]
fn a_file_without_a_header_is_not_shown() {
    let firsts = [
        "John Smith,Schmorl node at L3 inferior endplate",
        "Patient Name,Smith",
        "CLINICAL HISTORY: fall,low back pain",
        "Normal",
        "smith,node",
        "No comparison",
    ];
    for first in firsts {
        let folder = Folder::with(&[("a.csv", format!("{first}\n1002,Normal\n"))]);
        let ran = folder.run(&["scan", "a.csv"]).fails(2, &["--text-column"]);
        for word in ["Smith", "smith", "node", "fall", "pain", "Normal", "comparison", "L3"] {
            assert!(!ran.stderr.contains(word), "{first}: {}", ran.stderr);
        }
    }
    let sheet = samples::sheet(&[vec!["John Smith".into(), "Schmorl node".into()], vec!["1".into(), "Normal".into()]]);
    let folder = Folder::with(&[("a.xlsx", sheet), ("a.jsonl", b"{\"John Smith\":\"Schmorl node\"}\n".to_vec())]);
    for name in ["a.xlsx", "a.jsonl"] {
        let ran = folder.run(&["scan", name]).fails(2, &["--text-column"]);
        assert!(!ran.stderr.contains("Smith") && !ran.stderr.contains("node"), "{}", ran.stderr);
    }
}

#[test]
fn a_header_is_shown_with_the_names_that_are_usual() {
    let folder = Folder::with(&[("a.csv", "Accession #,RPT_BODY_TXT,hadm_id,Ward\n1,a,b,c\n")]);
    let words = ["Columns seen: `Accession #`, `RPT_BODY_TXT`, `hadm_id` (1 of no usual name not shown)"];
    folder.run(&["scan", "a.csv"]).fails(2, &words);
}

#[test]
fn gold_is_never_repeated() {
    let finding = |more: &str| {
        format!("{{\"report_id\":\"a\",\"text\":\"x\",\"findings\":[{{\"kind\":\"schmorl_node\",{more}}}]}}\n")
    };
    let folder = Folder::with(&[
        ("status.jsonl", finding("\"status\":\"Mr Smith has a node\"")),
        ("key.jsonl", finding("\"status\":\"present\",\"Mr Smith\":1")),
        ("table.jsonl", "Mr Smith,node\n".into()),
    ]);
    for (name, words) in [
        ("status.jsonl", "line 1: finding 1: `status` must be one of `present`, `possible`, `absent`, `historical`"),
        ("key.jsonl", "line 1: finding 1: it has a key that findings do not have"),
        ("table.jsonl", "line 1: not JSON (column 1): gold is one object a line"),
    ] {
        let ran = folder.run(&["evaluate", name]).fails(1, &[words]);
        assert!(!ran.stderr.contains("Smith") && ran.stderr.matches("line 1").count() == 1, "{}", ran.stderr);
    }
}

#[test]
fn usage_errors_name_the_help_of_their_command() {
    let folder = Folder::with(&[("a.csv", NODE)]);
    folder.run(&["scan", "a.csv", "--keep", "gone"]).fails(2, &["See 'schmorl scan --help'."]);
    folder.run(&["explain", "a.csv"]).fails(2, &["See 'schmorl explain --help'."]);
    folder.run(&["scan", "a.csv", "--bogus"]).fails(2, &["try 'schmorl scan --help'"]);
    folder.run(&["bogus"]).fails(2, &["try '--help'"]);
    let bare = folder.run(&["lexicon"]).fails(2, &["Usage: schmorl lexicon"]);
    assert!(!bare.stderr.contains("schmorl lexicon --help"), "{}", bare.stderr);
    assert!(folder.run(&["help"]).ok().stdout.contains("Commands:"));
    assert!(folder.run(&["help", "scan"]).ok().stdout.contains("--text-column"));
}

#[test]
fn what_was_asked_for_and_what_there_is_are_said() {
    let folder = Folder::with(&[("a.csv", NODE)]);
    folder.run(&["explain", "a.csv", "--record", "99"]).fails(1, &["no record 99: it holds 2 records"]);
    folder.run(&["explain", "a.csv", "--id", "Z"]).fails(1, &["no report of the id `Z`: it holds 2 records"]);
    folder.run(&["explain", "a.csv", "--record", "0"]).fails(2, &["counted from 1", "schmorl explain --help"]);
}

#[test]
fn values_that_cannot_be_are_told_with_what_to_do() {
    let folder = Folder::with(&[("a.csv", NODE), ("here/b.csv", NODE)]);
    folder.run(&["scan", "a.csv", "--threads", "0"]).fails(2, &["take 1 or more"]);
    folder.run(&["scan", "a.csv", "--threads", "many"]).fails(2, &["take 1 or more"]);
    folder.run(&["scan", "a.csv", "--run-date", "1/1/24"]).fails(2, &["year, month and day: 2024-05-06"]);
    for option in ["-o", "--summary", "--rejects", "--provenance"] {
        folder.run(&["scan", "a.csv", option, "here"]).fails(2, &["here: is a folder: name a file in it"]);
    }
    let audit = ["audit", "--reports", "a.csv", "--orders", "a.csv"];
    folder.run(&[&audit[..], &["--window-days", "-5"]].concat()).fails(2, &["-5 is not in 0..=36500"]);
    folder.run(&[&audit[..], &["-o", "here"]].concat()).fails(2, &["here: is a folder"]);
    if cfg!(target_os = "linux") {
        folder.run(&["scan", "a.csv", "-o", "/proc/x.csv"]).fails(1, &["/proc/x.csv: its folder cannot be written to"]);
    }
}

#[test]
fn nothing_is_written_before_the_first_input_is_open() {
    let folder = Folder::with(&[
        ("columns.csv", b"key,words\n1,a\n".as_slice()),
        ("a.parquet", b""),
        ("a.xlsx", b""),
        ("a.jsonl", b"[\n"),
        ("empty.csv", b""),
    ]);
    for (name, status) in [("columns.csv", 2), ("a.parquet", 1), ("a.xlsx", 1), ("a.jsonl", 1)] {
        let ran = folder.run(&["scan", name]).fails(status, &[name]);
        assert_eq!(ran.stdout, "", "{name}");
    }
    assert!(folder.run(&["scan", "empty.csv"]).ok().stdout.starts_with("record,report_id"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_to_a_pipe_says_that_its_output_is_incomplete() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    let folder = Folder::new();
    let mut command = folder.command();
    command.args(["scan", "-", "--from", "csv", "-q"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let feeder = std::thread::spawn(move || {
        let row = "1,Schmorl's node at L3.\n".repeat(60_000);
        let _ = stdin.write_all(format!("id,text\n{row}").as_bytes());
        stdin
    });
    // when something comes out, the program is at work
    let mut begun = [0; 64];
    stdout.read_exact(&mut begun).unwrap();
    let rest = std::thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
    let stdin = feeder.join().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    rest.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert_eq!(said, "schmorl: interrupted: the output is incomplete\n");
}
