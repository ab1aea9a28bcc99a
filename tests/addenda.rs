//! Addenda joined to the reports that they correct, as each archive says it.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use serde_json::{Value, json};

const NODE: &str = "Small Schmorl's node of the superior endplate of L2.";
const CORRECTION: &str = "The level in the report should read L3, not L2.";
const HEAD: &str = "MSH|^~\\&|R|H|X|H|1||ORU^R01|M|P|2.5\r";

/// Scans with `--link-addenda`: reports as `[record, id, levels]`, and how many were joined.
#[track_caller]
fn scan(folder: &Folder, name: &str) -> (Vec<Value>, u64) {
    let args = ["scan", name, "--link-addenda", "--to", "jsonl", "--all-reports", "--summary", "s.json", "--threads"];
    let mut before = None;
    for threads in ["1", "3"] {
        let ran = folder.run(&[&args[..], &[threads]].concat()).ok();
        let summary = folder.json("s.json");
        let count = |name: &str| summary[name].as_u64().unwrap();
        assert_eq!(count("read"), count("scanned") + count("rejected"));
        assert_eq!(count("scanned"), ran.lines().len() as u64 + count("joined"));
        assert!(before.is_none() || before.as_ref() == Some(&ran.stdout));
        before = Some(ran.stdout);
    }
    let before = before.unwrap();
    let read = before.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let levels: Vec<Value> = line["findings"].as_array().unwrap().iter().map(|f| f["level"].clone()).collect();
        json!([line["record"], line["report_id"], levels])
    });
    (read.collect(), folder.json("s.json")["joined"].as_u64().unwrap())
}

#[test]
fn an_id_that_comes_again_is_an_addendum_to_the_first() {
    let table = format!(
        "accession,mrn,text\nA,1,{NODE}\nB,2,{NODE}\nA,1,\"{CORRECTION}\"\nB,3,\"{CORRECTION}\"\nB,2,{NODE}\nC,4,No node.\n"
    );
    let folder = Folder::with(&[("a.csv", table)]);
    let (read, joined) = scan(&folder, "a.csv");
    // Another patient's is another report, and a copy is none at all.
    let expected = [
        json!([1, "A", ["L3"]]),
        json!([2, "B", ["L2"]]),
        json!([4, "B", []]),
        json!([5, "B", ["L2"]]),
        json!([6, "C", []]),
    ];
    assert_eq!((read, joined), (Vec::from(expected), 1));
    let line = folder.run(&["scan", "a.csv", "--link-addenda", "--to", "jsonl", "-q"]).ok().lines().remove(0);
    let text = format!("{NODE}{}{CORRECTION}", schmorl::read::ADDENDUM);
    assert_eq!(line["addenda"], json!([{"record": 3, "start": text.len() - CORRECTION.len()}]));
    for evidence in line["findings"][0]["evidence"].as_array().unwrap() {
        let place = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
        assert_eq!(&text[place("start")..place("end")], evidence["text"]);
    }
    // What is alone without the option stays so.
    assert_eq!(folder.run(&["scan", "a.csv", "--to", "jsonl", "--all-reports", "-q"]).ok().lines().len(), 6);
    folder.run_with(&["scan", "-", "--from", "csv", "--link-addenda"], b"").fails(2, &["reads the archive twice"]);
}

#[test]
fn mimic_tells_in_the_table_beside() {
    let notes = format!(
        "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\n1-AR-3,1,,AR,3,,,\"{CORRECTION}\"\n\
        1-RR-2,1,,RR,2,,,{NODE}\n1-AR-9,1,,AR,9,,,\"{CORRECTION}\"\n"
    );
    let detail = "note_id,subject_id,field_name,field_value,field_ordinal\n1-RR-2,1,exam_name,MR L SPINE,1\n\
        1-AR-3,1,parent_note_id,1-RR-2,1\n1-AR-9,1,parent_note_id,1-RR-8,1\n";
    let folder = Folder::with(&[("radiology.csv", notes), ("radiology_detail.csv", detail.to_owned())]);
    let (read, joined) = scan(&folder, "radiology.csv");
    assert_eq!((read, joined), (vec![json!([2, "1-RR-2", ["L3"]]), json!([3, "1-AR-9", []])], 1));
    let notes = folder.json("s.json")["notes"].to_string();
    assert!(notes.contains("1 addenda or corrections name no report that is here"), "{notes}");
}

#[test]
fn messages_tell_by_parent_and_by_status() {
    let message = |id: &str, parent: &str, status: &str, text: &str| {
        format!("{HEAD}OBR|1||{id}{}{status}||||^{parent}\rOBX|1|TX|||{text}||||||{status}\r", "|".repeat(22))
    };
    let full = NODE.replace("L2", "L4");
    let stream = [
        message("A", "", "F", NODE),
        message("B", "A", "F", CORRECTION),
        message("C", "", "F", NODE),
        message("C", "", "A", CORRECTION),
        message("D", "", "F", NODE),
        message("D", "", "C", &full),
        message("E", "", "P", NODE),
        message("E", "", "F", NODE),
    ];
    let folder = Folder::with(&[("a.hl7", stream.concat())]);
    let (read, joined) = scan(&folder, "a.hl7");
    let expected = [
        json!([1, "A", ["L3"]]),
        json!([3, "C", ["L3"]]),
        json!([5, "D", ["L4"]]),
        json!([7, "E", ["L2"]]),
        json!([8, "E", ["L2"]]),
    ];
    assert_eq!((read, joined), (Vec::from(expected), 3));
}

#[test]
fn resources_tell_by_relation_and_by_status() {
    let report = |id: &str, accession: &str, status: &str, text: &str| {
        json!({"resourceType": "DiagnosticReport", "id": id, "status": status, "conclusion": text,
            "identifier": [{"value": accession}]})
    };
    let document = json!({"resourceType": "DocumentReference", "id": "d", "status": "current",
        "relatesTo": [{"code": "appends", "target": {"reference": "DiagnosticReport/r1"}}],
        "content": [{"attachment": {"contentType": "text/plain", "data": "VGhlIGxldmVsIHNob3VsZCByZWFkIEwzLCBub3QgTDIu"}}]});
    let lines = [
        document,
        report("r1", "A", "final", NODE),
        report("r2", "B", "final", NODE),
        report("r3", "B", "appended", CORRECTION),
        report("r4", "C", "amended", NODE),
    ];
    let folder = Folder::with(&[("a.ndjson", lines.map(|line| line.to_string()).join("\n"))]);
    let (read, joined) = scan(&folder, "a.ndjson");
    assert_eq!((read, joined), (vec![json!([2, "A", ["L3"]]), json!([3, "B", ["L3"]]), json!([5, "C", ["L2"]])], 2));
}
