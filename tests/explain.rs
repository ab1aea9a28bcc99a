//! `schmorl explain`: the page as people see it. `UPDATE_PAGES=1 cargo test` writes the pages anew: read the difference.

#![cfg(feature = "cli")]
// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Folder, Ran};

const REPORT: &str = include_str!("data/explain/report.txt");

#[track_caller]
fn is_page(ran: &Ran, name: &str) {
    let path = format!("{}/tests/data/explain/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &ran.stdout).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == ran.stdout, "{name} differs; it is now:\n{}", ran.stdout);
}

#[test]
fn pages_without_and_with_colour() {
    let folder = Folder::with(&[("report.txt", REPORT)]);
    is_page(&folder.run(&["explain", "report.txt"]).ok(), "plain.txt");
    is_page(&folder.run(&["explain", "report.txt", "--color", "always"]).ok(), "colour.txt");
}

#[test]
fn letters_stand_under_their_words() {
    let folder = Folder::with(&[("a.txt", "Kéz — wide 字 text,\tno Schmörl’s node at L4.\n")]);
    let page = folder.run(&["explain", "a.txt"]).ok().stdout;
    let lines: Vec<&str> = page.lines().skip(2).collect();
    assert_eq!(lines[0], "  Kéz — wide 字 text,    no Schmörl’s node at L4.");
    assert_eq!(lines[1], "                         ss mmmmmmmmmmmmmm    ll");
}

#[test]
fn nothing_is_sent_to_the_terminal_as_a_command() {
    let folder = Folder::with(&[("a.txt", "\u{1b}[2J Schmorl\u{7}'s node\u{9b}31m at L4.\n")]);
    let page = folder.run(&["explain", "a.txt"]).ok().stdout;
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{page:?}");
}

#[test]
fn a_report_without_findings_says_so() {
    let page = Folder::new().run_with(&["explain", "-"], b"Normal study.").ok().stdout;
    assert!(page.contains("No findings"), "{page}");
}

#[test]
fn one_report_of_many_is_named() {
    let table = "id,text\nA,Schmorl's node at L1.\nB,Schmorl's node at L2.\nB,Addendum. Schmorl's node at L3.\nC,\n";
    let folder = Folder::with(&[("a.csv", table), ("one.csv", "id,text\nA,Schmorl's node at L1.\n")]);
    let run = |args: &[&str]| folder.run(&[&["explain"], args].concat());
    assert!(run(&["a.csv", "--record", "2"]).ok().stdout.contains("Schmorl's node, L2: present"));
    let both = run(&["a.csv", "--id", "B"]).ok().stdout;
    assert!(both.contains("L2: present") && both.contains("L3: present") && !both.contains("L1: present"));
    assert!(run(&["one.csv"]).ok().stdout.contains("L1: present"));
    run(&["a.csv"]).fails(2, &["4 reports", "--record"]);
    run(&["a.csv", "--id", "Z"]).fails(1, &["no report of the id `Z`"]);
    run(&["a.csv", "--record", "9"]).fails(1, &["no record 9"]);
    run(&["a.csv", "--record", "4"]).fails(1, &["the text is empty"]);
    run(&["gone.txt"]).fails(1, &["gone.txt"]);
}
