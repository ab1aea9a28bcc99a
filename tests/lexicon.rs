//! `schmorl lexicon`: faults shown in their rows, and rows as a table.

#![cfg(feature = "cli")]
mod common;

use common::Folder;

const HEADER: &str = "id\tterm\tclass\trole\tyes\tno\tsource";

#[test]
fn what_the_binary_carries_holds() {
    let ran = Folder::new().run(&["lexicon", "check"]).ok();
    assert!(ran.stdout.starts_with("25 lexicons hold: "), "{}", ran.stdout);
}

#[test]
fn faults_are_shown_in_their_rows() {
    let rows = format!("{HEADER}\ncount-901\tump[teen\tcount\tmultiple\tumpteen nodes\tfew nodes\tours\n");
    let folder = Folder::with(&[("lex/count.add.tsv", rows), ("lex/coutn.tsv", HEADER.to_owned())]);
    let ran = folder.run(&["lexicon", "check", "lex"]).fails(1, &["schmorl: 2 faults in 2 lexicons"]);
    assert_eq!(ran.stdout, "");
    let shown = "\
error: this bracket is not closed with `]`
 --> lex/count.add.tsv:2:14
  |
2 | count-901    ump[teen    count    multiple    umpteen nodes    few nodes    ours
  |                 ^^^^^
  |
  = help: `[x|y]` may stand there, `(x|y)` must; every bracket is closed
";
    assert!(ran.stderr.contains(shown), "{}", ran.stderr);
    assert!(ran.stderr.contains("lex/coutn.tsv\n = help: did you mean `count.tsv`?"), "{}", ran.stderr);
    let colourful = folder.run(&["lexicon", "check", "lex", "--color", "always"]);
    assert!(colourful.stderr.contains("\u{1b}["));
    // a run with these lexicons fails in the same way
    folder.run_with(&["scan", "-", "--from", "txt", "--lexicons", "lex"], b"x").fails(1, &["count.add.tsv:2:14"]);
    folder.run(&["lexicon", "check", "gone"]).fails(1, &["gone"]);
}

#[test]
fn rows_are_printed_class_by_class() {
    let rows = format!("{HEADER}\ncount-901\tump[s|teen]\tcount\tmultiple\tumpteen nodes\tfew nodes\tours\n");
    let folder = Folder::with(&[("lex/count.add.tsv", rows)]);
    folder.run(&["lexicon", "check", "lex"]).ok();
    let ran = folder.run(&["lexicon", "show", "lex", "--class", "count"]).ok();
    assert!(ran.stdout.starts_with("count ("), "{}", ran.stdout);
    let row = ran.stdout.lines().find(|line| line.contains("count-901")).unwrap_or_default();
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["count-901", "multiple", "ump[s|teen]", "ours"]);
    let all = folder.run(&["lexicon", "show"]).ok().stdout;
    assert!(all.contains("negation (") && !all.contains("count-901"));
    folder.run(&["lexicon", "show", "--class", "cuont"]).fails(2, &["acuity, change"]);
}

#[test]
fn files_as_windows_and_excel_save_them_are_read() {
    let rows = format!("{HEADER}\ncount-901\tump[s|teen]\tcount\tmultiple\tumpteen nodes\tfew nodes\tours\n");
    let excel = rows.replace("umpteen nodes", "\"umpteen nodes, \"\"many\"\"\"").replace('\n', "\r\n");
    let utf16: Vec<u8> = format!("\u{feff}{excel}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = Folder::with(&[
        ("plain/count.add.tsv", rows.clone().into_bytes()),
        ("windows/count.add.tsv", format!("\u{feff}{}", rows.replace('\n', "\r\n")).into_bytes()),
        ("excel/count.add.tsv", utf16),
        ("commas/count.add.tsv", rows.replace('\t', ",").into_bytes()),
    ]);
    let hash = |name: &str| folder.run(&["lexicon", "check", name]).ok().stdout;
    assert_eq!(hash("windows"), hash("plain"));
    folder.run(&["lexicon", "check", "excel"]).ok();
    let words = ["the columns are parted by commas", "schmorl: 1 fault in 1 lexicon"];
    folder.run(&["lexicon", "check", "commas"]).fails(1, &words);
}

#[test]
fn files_that_are_built_in_can_be_begun_from() {
    let folder = Folder::new();
    let count = folder.run(&["lexicon", "show", "--source", "count"]).ok().stdout;
    let guidance = folder.run(&["guidance", "show", "--source"]).ok().stdout;
    std::fs::create_dir(folder.path("lex")).unwrap_or_default();
    std::fs::write(folder.path("lex/count.tsv"), &count).unwrap_or_default();
    std::fs::write(folder.path("lex/guidance.toml"), &guidance).unwrap_or_default();
    let built_in = folder.run(&["lexicon", "check"]).ok().stdout;
    assert_eq!(folder.run(&["lexicon", "check", "lex"]).ok().stdout, built_in);
    let built_in = folder.run(&["guidance", "check"]).ok().stdout;
    assert_eq!(folder.run(&["guidance", "check", "lex"]).ok().stdout, built_in);
    assert_eq!(folder.run(&["lexicon", "show", "lex", "--source", "count.tsv"]).ok().stdout, count);
    folder.run(&["lexicon", "show", "--source", "cuont"]).fails(2, &["acuity.tsv, change.tsv"]);
}
