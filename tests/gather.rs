//! Reports that stand in a table line by line.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use serde_json::{Value, json};

const LINES: &str = "ORDER_PROC_ID,PAT_ID,LINE,NARRATIVE\n\
    7,P7,2,the superior endplate\n7,P7,10,of L2.\n7,P7,1,Schmorl's node at\n\
    8,,1,No fracture.\n8,P8,2,\n8,P8,3,Schmorl's node at L3.\n\
    ,,1,lost\n\
    9,P9,1,Schmorl's node\n9,P9,x,at L4.\n\
    7,P7,11,Too late.\n7,P7,12,Later still.\n\
    10,P10,1,Schmorl's node at L5.\n10,P10\n10,P10,2,Stable.\n";

const ARGS: [&str; 7] = ["--group-by", "ORDER_PROC_ID", "--line-column", "LINE", "--to", "jsonl", "--all-reports"];

/// Reports as `[id, patient, texts of evidence]`, and the rejects.
fn scan(folder: &Folder, name: &str, more: &[&str]) -> (Vec<Value>, String) {
    let args = [&["scan", name, "--summary", "s.json", "--rejects", "r.csv"], &ARGS[..], more].concat();
    let mut before = None;
    for threads in ["1", "3"] {
        let ran = folder.run(&[&args[..], &["--threads", threads]].concat()).ok();
        let summary = folder.json("s.json");
        let count = |name: &str| summary[name].as_u64().unwrap();
        assert_eq!(count("read"), count("scanned") + count("rejected"));
        assert_eq!(count("rejected"), folder.read("r.csv").lines().count() as u64 - 1);
        assert!(before.is_none() || before.as_ref() == Some(&ran.stdout));
        before = Some(ran.stdout);
    }
    let lines = before.unwrap();
    let report = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let level = &line["findings"][0]["level"];
        json!([line["record"], line["report_id"], line["patient_id"], level, line["findings"][0]["endplate"]])
    };
    (lines.lines().map(report).collect(), folder.read("r.csv"))
}

fn reports() -> Vec<Value> {
    vec![
        json!([1, "7", "P7", "L2", "superior"]),
        json!([3, "8", "P8", "L3", null]),
        json!([7, "10", "P10", "L5", null]),
    ]
}

#[test]
fn rows_of_one_id_are_one_report_in_the_order_of_their_lines() {
    let folder = Folder::with(&[("a.csv", LINES)]);
    let (read, rejects) = scan(&folder, "a.csv", &[]);
    assert_eq!(read, reports());
    let reasons: Vec<String> =
        rejects.lines().skip(1).map(|line| line.split(',').take(5).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        reasons,
        ["2,1,a.csv,8,no_id", "4,1,a.csv,9,no_line", "5,1,a.csv,11,scattered", "6,1,a.csv,14,field_count"]
    );
    assert!(rejects.contains("sort the table"));
}

#[test]
fn every_table_is_gathered() {
    let sound: String =
        LINES.lines().filter(|line| !line.ends_with("10,P10")).map(|line| format!("{line}\n")).collect();
    let mut rows = csv::Reader::from_reader(sound.as_bytes());
    let names = rows.headers().unwrap().clone();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let json: String = rows
        .iter()
        .map(|row| {
            let object: serde_json::Map<_, _> =
                names.iter().zip(row).map(|(name, cell)| (name.to_owned(), json!(cell))).collect();
            Value::Object(object).to_string() + "\n"
        })
        .collect();
    let folder = Folder::with(&[("a.tsv", sound.replace(',', "\t")), ("a.jsonl", json), ("a.csv", sound)]);
    let (expected, rejects) = scan(&folder, "a.csv", &[]);
    assert_eq!((expected.len(), rejects.lines().count()), (3, 4));
    for name in ["a.tsv", "a.jsonl"] {
        let (read, rejected) = scan(&folder, name, &[]);
        assert_eq!((&read, rejected.lines().count()), (&expected, 4), "{name}");
    }
    #[cfg(feature = "parquet")]
    {
        use arrow_array::{ArrayRef, RecordBatch, StringArray};
        let column = |index: usize| {
            let cells: StringArray = rows.iter().map(|row| Some(&row[index])).collect();
            (&names[index], std::sync::Arc::new(cells) as ArrayRef)
        };
        let batch = RecordBatch::try_from_iter((0..names.len()).map(column)).unwrap();
        let properties =
            parquet::file::properties::WriterProperties::builder().set_max_row_group_row_count(Some(2)).build();
        let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        std::fs::write(folder.path("a.parquet"), writer.into_inner().unwrap()).unwrap();
        assert_eq!(scan(&folder, "a.parquet", &[]).0, expected);
    }
}

#[test]
fn parts_stand_together_under_their_names() {
    let table = "id,line,source,text\n1,1,Narrative,Node at L2.\n1,1,Impression,Schmorl's node at L3.\n\
        1,2,Narrative,Stable.\n1,2,Impression,No edema.\n";
    let folder = Folder::with(&[("a.csv", table)]);
    let args = ["scan", "a.csv", "--group-by", "id", "--line-column", "line", "--part-column", "source"];
    let tasks = folder.run(&[&args[..], &["--to", "doccano"]].concat()).ok().lines();
    assert_eq!(tasks[0]["text"], "Narrative:\nNode at L2.\nStable.\n\nImpression:\nSchmorl's node at L3.\nNo edema.");
}

#[test]
fn what_cannot_be_gathered_is_told() {
    let folder = Folder::with(&[
        ("a.csv", LINES),
        ("a.txt", "Node."),
        ("a.hl7", "MSH|^~\\&|\r"),
        ("a.ndjson", "{\"resourceType\":\"Patient\"}"),
    ]);
    let gather = ["--group-by", "ORDER_PROC_ID"];
    for name in ["a.txt", "a.hl7", "a.ndjson"] {
        folder.run(&[&["scan", name], &gather[..]].concat()).fails(2, &["--group-by gathers rows of a table"]);
    }
    folder.run(&["scan", "a.csv", "--group-by", "none"]).fails(2, &["no column `none` (--group-by)"]);
    let missing = ["scan", "a.csv", "--group-by", "ORDER_PROC_ID", "--line-column", "none"];
    folder.run(&missing).fails(2, &["no column `none` (--line-column)"]);
    folder.run(&["scan", "a.csv", "--line-column", "LINE"]).fails(2, &["--group-by"]);
}
