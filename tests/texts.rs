//! Reports whose text stands in several columns, in every format that has columns.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use common::{Folder, samples};
use parquet::basic::Compression as Codec;
use serde_json::{Value, json};
use std::sync::Arc;

const SPLIT: &str = "id,Report_Findings,impression,site\n\
    1,Schmorl's node at L3.,Stable node at L3.,A\n\
    2,,\"Schmorl's node at L4, 3 mm.\",B\n\
    3, ,,C\n\
    4,Discs.,Normal.,D\n";
const JSONL: &str = r#"{"id":"1","Report_Findings":"Schmorl's node at L3.","impression":"Stable node at L3.","site":"A"}
{"id":"2","impression":"Schmorl's node at L4, 3 mm.","site":"B"}
{"id":"3","Report_Findings":" ","impression":"","site":"C"}
{"id":"4","Report_Findings":"Discs.","impression":"Normal.","site":"D"}
"#;

/// Findings as `[id, level, section, words of the mention, where they begin]`, and the summary.
fn scan(folder: &Folder, name: &str, more: &[&str]) -> (Vec<Value>, Value) {
    let args = ["scan", name, "--to", "jsonl", "--summary", "s.json", "-q"];
    let ran = folder.run(&[args.as_slice(), more].concat()).ok();
    let finding = |line: &Value| {
        let (finding, mention) = (&line["findings"][0], &line["findings"][0]["evidence"][0]);
        json!([line["report_id"], finding["level"], finding["section"], mention["text"], mention["start"]])
    };
    (ran.lines().iter().map(finding).collect(), folder.json("s.json"))
}

fn expected() -> Vec<Value> {
    // behind `FINDINGS:` and `IMPRESSION:`, each with its line end
    vec![json!(["1", "L3", "findings", "Schmorl's node", 10]), json!(["2", "L4", "impression", "Schmorl's node", 12])]
}

#[test]
fn findings_and_impression_are_read_together_and_the_summary_says_so() {
    let folder = Folder::with(&[
        ("a.csv", SPLIT),
        ("a.tsv", &SPLIT.replace("\"", "").replace("L4, 3", "L4 3").replace(',', "\t")),
        ("a.jsonl", JSONL),
    ]);
    for name in ["a.csv", "a.tsv", "a.jsonl"] {
        let (findings, summary) = scan(&folder, name, &[]);
        assert_eq!(findings, expected(), "{name}");
        assert_eq!(
            (&summary["scanned"], &summary["rejected_by_reason"]["empty_text"]),
            (&json!(3), &json!(1)),
            "{name}"
        );
        let note = summary["notes"][0].as_str().unwrap();
        assert!(note.contains("input 1 reads `Report_Findings` and `impression` together"), "{note}");
    }
}

#[test]
fn the_first_object_may_leave_a_part_out() {
    let lines: Vec<&str> = JSONL.lines().collect();
    let turned = [lines[1], lines[0], lines[2], lines[3]].join("\n");
    let folder = Folder::with(&[("a.jsonl", turned)]);
    let expected: Vec<Value> = expected().into_iter().rev().collect();
    assert_eq!(scan(&folder, "a.jsonl", &[]).0, expected);
    let options = ["--text-column", "Report_Findings", "--text-column", "impression"];
    assert_eq!(scan(&folder, "a.jsonl", &options).0, expected);
    folder.run(&["scan", "a.jsonl", "--text-column", "impression", "--text-column", "gone"]).fails(2, &["`gone`"]);
}

#[test]
fn named_columns_are_put_together_in_the_order_of_the_options() {
    let options = ["--text-column", "Report Findings", "--text-column", "impression"];
    let folder = Folder::with(&[("a.csv", SPLIT), ("a.jsonl", JSONL)]);
    for name in ["a.csv", "a.jsonl"] {
        let (findings, summary) = scan(&folder, name, &options);
        assert_eq!(findings, expected(), "{name}");
        assert_eq!(summary["notes"], json!([]), "{name}");
    }
    let folder = Folder::with(&[("a.csv", SPLIT)]);
    let turned = ["--text-column", "impression", "--text-column", "Report_Findings", "--to", "brat", "-o", "out"];
    folder.run(&[&["scan", "a.csv", "-q"], &turned[..]].concat()).ok();
    let text = folder.read("out/record-00000001.txt");
    assert_eq!(text, "IMPRESSION:\nStable node at L3.\n\nFINDINGS:\nSchmorl's node at L3.");
    let page = folder.run(&[&["explain", "a.csv", "--record", "1"], &options[..]].concat()).ok().stdout;
    assert!(page.contains("  FINDINGS:\n") && page.contains("  IMPRESSION:\n"), "{page}");
    folder
        .run(&["scan", "a.csv", "--text-column", "impression", "--text-column", "gone"])
        .fails(2, &["no column `gone`"]);
    folder
        .run(&[&["scan", "a.csv", "--group-by", "id"], &options[..]].concat())
        .fails(2, &["--group-by", "--part-column"]);
}

#[test]
fn workbooks_parquet_and_arrow_are_read_in_the_same_way() {
    let rows = [
        ["id", "Report_Findings", "impression"],
        ["1", "Schmorl's node at L3.", "Stable node at L3."],
        ["2", "", "Schmorl's node at L4, 3 mm."],
    ];
    let sheet = samples::sheet(&rows.map(|row| row.map(str::to_owned).to_vec()));
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows[1..].iter().map(|row| row[at]))) as ArrayRef;
    let batch = RecordBatch::try_from_iter((0..3).map(|at| (rows[0][at], column(at)))).unwrap();
    let folder = Folder::with(&[
        ("a.xlsx", sheet),
        ("a.parquet", samples::parquet(&batch, Codec::SNAPPY)),
        ("a.arrows", samples::stream(&batch)),
    ]);
    for name in ["a.xlsx", "a.parquet", "a.arrows"] {
        assert_eq!(scan(&folder, name, &[]).0, expected(), "{name}");
    }
}

#[test]
fn text_that_is_not_read_is_named() {
    let folder = Folder::with(&[
        ("a.csv", "id,report,impression\n1,Node.,x\n"),
        ("b.csv", "id,findings,impression,Clinical History\n1,Node.,x,y\n"),
        ("c.csv", "id,report,reason\n1,Node.,x\n"),
        ("gold.jsonl", "{\"id\":1,\"text\":\"Node.\",\"findings\":[]}\n"),
    ]);
    let note = |name: &str, more: &[&str]| scan(&folder, name, more).1["notes"].as_array().unwrap().clone();
    let one = note("a.csv", &[]);
    assert!(one[0].as_str().unwrap().contains("does not read `impression`"), "{one:?}");
    assert!(one[0].as_str().unwrap().contains("--text-column 'report' --text-column 'impression'"), "{one:?}");
    assert!(note("b.csv", &[])[0].as_str().unwrap().contains("does not read `Clinical History`"));
    assert!(
        note("b.csv", &["--text-column", "findings"])[0].as_str().unwrap().contains("`impression`, `Clinical History`")
    );
    let lines = note("b.csv", &["--group-by", "id", "--text-column", "findings"]);
    assert!(!lines[0].as_str().unwrap().contains("--text-column"), "{lines:?}");
    assert!(note("c.csv", &[]).is_empty() && note("gold.jsonl", &[]).is_empty());
}

#[test]
fn a_cell_that_excel_cut_off_is_told_in_any_of_the_texts() {
    let full = "x".repeat(32_767);
    let folder = Folder::with(&[("a.csv", format!("id,findings,impression\n1,Disc.,{full}\n2,Disc.,Disc.\n"))]);
    assert_eq!(scan(&folder, "a.csv", &[]).1["cut_texts"], 1);
    assert_eq!(scan(&folder, "a.csv", &["--all-reports"]).1["cut_texts"], 1);
}

#[test]
fn no_text_carries_no_column_of_text_through() {
    let folder = Folder::with(&[
        ("a.csv", "id,report_text,impression,site\n1,Schmorl's node at L3.,x,A\n"),
        ("a.jsonl", "{\"id\":1,\"text\":\"Schmorl's node.\",\"site\":\"A\"}\n"),
        ("a.hl7", "MSH|^~\\&|R|H|X|H|1||ORU^R01|M1|P|2.5\rOBR|1||A-1\rOBX|1|TX|||Schmorl's node at L3.\r"),
        ("a.ndjson", "{\"resourceType\":\"DiagnosticReport\",\"id\":\"1\",\"conclusion\":\"Schmorl's node.\"}\n"),
    ]);
    for (name, column) in [
        ("a.csv", "Report Text"),
        ("a.csv", "impression"),
        ("a.jsonl", "text"),
        ("a.hl7", "OBX-5"),
        ("a.ndjson", "conclusion"),
    ] {
        let ran = folder.run(&["scan", name, "--no-text", "--keep", column]).fails(2, &["--no-text", "--keep"]);
        assert_eq!(ran.stdout, "");
        folder.run(&["scan", name, "--keep", column]).ok();
    }
    assert!(folder.run(&["scan", "a.csv", "--no-text", "--keep", "site", "-q"]).ok().stdout.ends_with(",A\n"));
}

#[test]
fn an_audit_reads_them_too() {
    let folder = Folder::with(&[
        ("r.csv", "id,mrn,exam_date,findings,impression\n1,P,2025-01-11,Discs.,Schmorl's node at L3.\n"),
        ("o.csv", "order_id,mrn,order_date,exam,reason\nO,P,2025-02-11,MR L-SPINE,Schmorl's node\n"),
    ]);
    let ran = folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv"]).ok();
    assert!(ran.stdout.contains("1,O,P,2025-01-11") && ran.stderr.contains("together as the text"), "{}", ran.stderr);
}
