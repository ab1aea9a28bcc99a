//! `scan --resume`: a run that was killed goes on, and gives what it would have given.

#![cfg(all(feature = "cli", unix))]
// helpers that cannot go on should panic
#![allow(clippy::unwrap_used)]
mod common;

use common::Folder;
use serde_json::Value;
use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Enough of it that a run can be met in its middle.
const FILES: usize = 24;
const RECORDS: usize = 30;

const NODE: &str = "Hx: back pain.\n\nFINDINGS: A Schmorl's node of 6 mm indents the superior endplate of L3.\nMarrow \
    edema is seen at the inferior endplate of L4. Type 2 Modic changes at L5-S1.\n\nIMPRESSION: Schmorl's node, L3.\n";

/// A folder of tables with findings, rejects and ids that come again.
fn archive() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    for file in 0..FILES {
        let mut table = "note_id,text,site\n".to_owned();
        for record in 0..RECORDS {
            let text = match record % 6 {
                0 => "",
                1 => "Nothing of note.",
                _ => NODE,
            };
            table += &format!("DOE-{},\"{text}\",\"S, {file}\"\n", record * (1 + file % 2));
        }
        fs::write(folder.path(&format!("in/DOE_{file:02}.csv")), table).unwrap();
    }
    folder
}

fn arguments(output: &str) -> Vec<&str> {
    let mut arguments = vec!["scan", "in", "-o", output, "--resume", "--threads", "1", "--keep", "site"];
    arguments.extend(["--summary", "summary.json", "--provenance", "provenance.json"]);
    arguments
}

/// An account without its times.
fn account(folder: &Folder, name: &str) -> Value {
    let mut account = folder.json(name);
    let object = account.as_object_mut().unwrap();
    object.retain(|name, _| !["seconds", "started", "ended"].contains(&name.as_str()));
    if let Some(summary) = object.get_mut("summary") {
        summary.as_object_mut().unwrap().remove("seconds");
    }
    account
}

/// Runs until a file more is finished, and is ended then by the signal: the status, and what was said.
fn stopped(folder: &Folder, arguments: &[&str], signal: &str) -> (i32, String) {
    let state = folder.path(&format!("{}.resume/.state", arguments[3]));
    let kept = || fs::metadata(&state).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let before = kept();
    let mut child: Child = folder.command().args(arguments).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while kept() == before && child.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    let sent = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert!(!folder.path(arguments[3]).exists(), "the run had ended before it could be stopped");
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_killed_run_goes_on_as_if_nothing_had_been() {
    for (output, options) in
        [("out.csv", vec![]), ("out.jsonl", vec!["--no-guidance"]), ("out.csv", vec!["--per-report"])]
    {
        let arguments = [arguments(output), options].concat();
        let (whole, killed) = (archive(), archive());
        let ran = whole.run(&arguments).ok();
        assert!(ran.stderr.contains("--resume: there is no interrupted run to go on from"), "{}", ran.stderr);
        for signal in ["-KILL", "-KILL"] {
            stopped(&killed, &arguments, signal);
        }
        assert_eq!(killed.names(), ["in", &format!("{output}.resume")]);
        for name in [".state", ".ids", ".files", ".rejects"] {
            let bytes = fs::read(killed.path(&format!("{output}.resume/{name}"))).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Schmorl") && !text.contains("DOE-"), "{name} holds what it should not");
        }
        let ran = killed.run(&arguments).ok();
        assert!(ran.stderr.contains(" taken over ("), "{}", ran.stderr);
        let rejects = format!("{output}.rejects.csv");
        for name in [output, &rejects] {
            assert_eq!(killed.read(name), whole.read(name), "{name}");
        }
        for name in ["summary.json", "provenance.json"] {
            assert_eq!(account(&killed, name), account(&whole, name), "{name}");
        }
        let summary = killed.json("summary.json");
        let count = |name: &str| summary[name].as_u64().unwrap();
        assert_eq!(count("read"), (FILES * RECORDS) as u64);
        assert_eq!(count("read"), count("scanned") + count("rejected"));
        assert_eq!(killed.names(), whole.names());
    }
}

#[test]
fn an_interrupted_run_says_what_is_kept() {
    let folder = archive();
    let arguments = arguments("out.csv");
    let (status, said) = stopped(&folder, &arguments, "-INT");
    let last = said.lines().last().unwrap();
    assert_eq!((status, said.matches("interrupted:").count()), (130, 1), "{said}");
    assert!(last.contains("interrupted: ") && last.contains("the same command goes on from there"), "{said}");
    assert!(!said.contains("nothing was written"), "{said}");
    // a file that cannot be read ends a run, and what was finished before it stays
    let last = folder.read("in/DOE_23.csv");
    fs::write(folder.path("in/DOE_23.csv"), "number,words\n1,a\n").unwrap();
    let place = "in: file 24 in the order of names";
    let ran = folder.run(&arguments).fails(2, &[place, "out.csv.resume: the same command goes on from there"]);
    let files = |line: &str| line.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap();
    let kept = files(ran.stderr.lines().last().unwrap());
    fs::write(folder.path("in/DOE_23.csv"), last).unwrap();
    let ran = folder.run(&arguments).ok();
    let records = kept * RECORDS;
    assert!(ran.stderr.contains(&format!("--resume: {kept} finished file")), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("taken over ({records} records)")), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("{} records read", FILES * RECORDS)), "{}", ran.stderr);
    assert!(!folder.path("out.csv.resume").exists());
}

#[test]
fn what_does_not_go_together_is_refused_with_a_way_out() {
    let folder = archive();
    let arguments = arguments("out.csv");
    stopped(&folder, &arguments, "-KILL");
    let refused = |more: &[&str], words: &[&str]| {
        let ran = folder.run(&[&arguments, more].concat());
        let status = ran.status;
        ran.fails(status, words);
        assert!(status == 1 || status == 2);
        assert!(!folder.path("out.csv").exists() && folder.path("out.csv.resume/.state").is_file());
    };
    let way_out = "or delete that folder to begin anew";
    refused(&["--no-text"], &["--no-text was not there, is", "out.csv.resume", way_out]);
    refused(&["--keep", "note_id"], &["--keep was \"site\", is \"site\" \"note_id\";", way_out]);
    fs::create_dir(folder.path("lex")).unwrap();
    let guidance = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/guidance.toml")).unwrap();
    fs::write(folder.path("lex/guidance.toml"), format!("{guidance}\n# of our site\n")).unwrap();
    refused(&["--lexicons", "lex"], &["hash of the guidance was", way_out]);
    let first = folder.read("in/DOE_00.csv");
    fs::write(folder.path("in/DOE_00.csv"), first.replace("Nothing", "Notting")).unwrap();
    refused(&[], &["in: file 1 in the order of names: is not what it was", "delete", "to begin anew"]);
    let state = folder.read("out.csv.resume/.state");
    fs::write(folder.path("out.csv.resume/.state"), &state[..state.len() - 9]).unwrap();
    refused(&[], &["damaged", "delete that folder to begin anew"]);
    fs::remove_dir_all(folder.path("out.csv.resume")).unwrap();
    folder.run(&arguments).ok();
}

#[test]
fn what_cannot_be_gone_on_with_is_refused_at_once() {
    let folder = Folder::with(&[("a.csv", "id,text\n1,a\n"), ("b.csv", "id,text\n1,\n")]);
    folder.run(&["scan", "a.csv", "--resume"]).fails(2, &["--output"]);
    for out in ["out.parquet", "out.arrow"] {
        folder.run(&["scan", "a.csv", "--resume", "-o", out]).fails(2, &["--resume", "in one go", "csv, jsonl"]);
    }
    folder.run(&["scan", "a.csv", "--resume", "-o", "out", "--to", "brat"]).fails(2, &["in one go"]);
    folder.run(&["scan", "a.csv", "--resume", "-o", "/dev/null"]).fails(2, &["/dev/null is no file"]);
    folder.run(&["scan", "-", "--from", "csv", "--resume", "-o", "out.csv"]).fails(2, &["read only once"]);
    folder.run(&["scan", "a.csv", "b.csv", "--resume", "--strict", "-o", "out.csv"]).fails(1, &["1 of 2"]);
    assert_eq!(folder.names(), ["a.csv", "b.csv", "out.csv.rejects.csv"]);
    let ran = folder.run(&["scan", "a.csv", "--resume", "-o", "out.csv", "-q"]).ok();
    assert_eq!(ran.stderr, "");
    // a rejects file of before tells nothing of this run, and is replaced
    assert_eq!(folder.read("out.csv.rejects.csv").lines().count(), 1);
    assert_eq!(folder.names(), ["a.csv", "b.csv", "out.csv", "out.csv.rejects.csv"]);
}
