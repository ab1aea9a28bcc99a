//! Excel workbooks: numbers, dates, empty rows, the sheet that holds the reports.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use common::workbook::workbook;

/// A row of cells: words as text, `#n` as a number, `@n` as a date.
fn row(number: usize, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .zip('A'..)
        .map(|(value, column)| match value.chars().next() {
            None => String::new(),
            Some('#') => format!(r#"<c r="{column}{number}"><v>{}</v></c>"#, &value[1..]),
            Some('@') => format!(r#"<c r="{column}{number}" s="1"><v>{}</v></c>"#, &value[1..]),
            Some(_) => format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>"#),
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

#[test]
fn a_workbook_is_a_table() {
    let cover = row(1, &["Export of 2020"]);
    let rows = [
        row(2, &["Accession Number", "Patient MRN", "Exam Date", "Report Text", "Site"]),
        row(3, &["#1234.0", "0042.0", "@43832", "one", "#1.5"]),
        row(5, &["A5", "", "@43832.5", "two"]),
        row(6, &["A6", "", "2020-01-02", ""]),
    ];
    let folder = Folder::with(&[("a.xlsx", workbook(&[&cover, &rows.concat()]))]);
    let args = [
        "scan",
        "a.xlsx",
        "--to",
        "jsonl",
        "--all-reports",
        "--keep",
        "site",
        "--summary",
        "s.json",
        "--rejects",
        "r.csv",
    ];
    let lines = folder.run(&args).ok().lines();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["report_id"], &lines[0]["patient_id"]), (&"1234".into(), &"0042".into()));
    assert_eq!((&lines[0]["exam_date"], &lines[0]["kept"]["site"]), (&"2020-01-02".into(), &"1.5".into()));
    assert_eq!((&lines[1]["record"], &lines[1]["exam_date"]), (&3.into(), &"2020-01-02T12:00:00".into()));
    let summary = folder.json("s.json");
    assert_eq!((&summary["read"], &summary["rejected_by_reason"]["empty_text"]), (&4.into(), &2.into()));
    assert_eq!(folder.read("r.csv").lines().nth(1), Some("2,1,a.xlsx,4,empty_text,the text is empty"));
}

#[test]
fn a_workbook_without_reports_says_so() {
    let folder = Folder::with(&[("a.xlsx", workbook(&[&row(1, &["key", "words"])])), ("b.xlsx", workbook(&[""]))]);
    folder.run(&["scan", "a.xlsx"]).fails(2, &["--text-column", "`key`, `words`"]);
    folder.run(&["scan", "b.xlsx"]).ok();
}

#[test]
fn a_cut_workbook_fails_the_run() {
    let rows: String = (2..3000).map(|number| row(number, &[&format!("#{number}"), "text of a report"])).collect();
    let mut book = workbook(&[&(row(1, &["id", "text"]) + &rows)]);
    book.truncate(book.len() / 2);
    let folder = Folder::with(&[("a.xlsx", book)]);
    folder.run(&["scan", "a.xlsx", "-o", "out.csv"]).fails(1, &["workbook cannot be read"]);
    assert_eq!(folder.names(), ["a.xlsx"]);
}

#[test]
fn rows_of_a_sheet_are_gathered() {
    let cells = [["7", "#2", "of L2."], ["7", "#1", "Schmorl's node"], ["8", "#1", "Schmorl's node of L3."]];
    let rows: String = cells.iter().zip(2..).map(|(cells, number)| row(number, cells)).collect();
    let folder = Folder::with(&[("a.xlsx", workbook(&[&(row(1, &["Accession", "LINE", "Report"]) + &rows)]))]);
    let args = ["scan", "a.xlsx", "--group-by", "Accession", "--line-column", "LINE", "--to", "jsonl", "-q"];
    let lines = folder.run(&args).ok().lines();
    let level = |index: usize| (&lines[index]["report_id"], &lines[index]["findings"][0]["level"]);
    assert_eq!((level(0), level(1)), ((&"7".into(), &"L2".into()), (&"8".into(), &"L3".into())));
}
