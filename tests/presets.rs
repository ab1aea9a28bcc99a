//! Exports that are known by their header: what is taken of them, and what of them is no report.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use serde_json::{Value, json};

/// Reports of a table as `[id, patient, date, modality]`, and the summary.
fn scan(table: &str, more: &[&str]) -> (Vec<Value>, Value) {
    let folder = Folder::with(&[("a.csv", table)]);
    let args = ["scan", "a.csv", "--to", "jsonl", "--all-reports", "--summary", "s.json"];
    let ran = folder.run(&[args.as_slice(), more].concat()).ok();
    let fields = |line: &Value| json!([line["report_id"], line["patient_id"], line["exam_date"], line["modality"]]);
    let summary = folder.json("s.json");
    assert_eq!(
        summary["read"].as_u64(),
        summary["scanned"].as_u64().zip(summary["rejected"].as_u64()).map(|(a, b)| a + b)
    );
    (ran.lines().iter().map(fields).collect(), summary)
}

const MIMIC_IV: &str = "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\n\
    1-RR-2,1,,RR,2,2150-01-02 03:04:05,,Node.\n1-AR-3,1,,AR,3,2150-01-03 03:04:05,,ADDENDUM\n1-DS-4,1,,DS,4,,,Letter\n";

#[test]
fn mimic_iv_notes_are_reports_and_addenda() {
    let (reports, summary) = scan(MIMIC_IV, &[]);
    assert_eq!(
        reports,
        [json!(["1-RR-2", "1", "2150-01-02 03:04:05", null]), json!(["1-AR-3", "1", "2150-01-03 03:04:05", null])]
    );
    assert_eq!(summary["rejected_by_reason"]["other_kind"], 1);
    assert!(summary["notes"][0].as_str().unwrap().contains("--preset mimic-iv-note"), "{summary}");
    let (reports, summary) = scan(MIMIC_IV, &["--preset", "generic"]);
    assert_eq!((reports.len(), &summary["rejected"], &summary["notes"]), (3, &json!(0), &json!([])));
}

#[test]
fn mimic_iii_is_radiology_without_errors() {
    let table = "ROW_ID,SUBJECT_ID,HADM_ID,CHARTDATE,CHARTTIME,STORETIME,CATEGORY,DESCRIPTION,CGID,ISERROR,TEXT\n\
        1,9,,2101-01-01,,,Radiology,MR L SPINE,,,Node.\n2,9,,2101-01-01,,,Nursing,Report,,,Slept.\n3,9,,2101-01-01,,,Radiology,MR,,1,Wrong.\n";
    for more in [&[][..], &["--threads", "3"]] {
        let (reports, summary) = scan(table, more);
        assert_eq!(reports, [json!(["1", "9", "2101-01-01", null])]);
        let reasons = &summary["rejected_by_reason"];
        assert_eq!((&reasons["other_kind"], &reasons["withdrawn"]), (&json!(1), &json!(1)));
    }
    // Rows that are passed over unread are held to the same.
    let folder = Folder::with(&[("a.csv", table)]);
    let ran = folder.run(&["scan", "a.csv", "--summary", "s.json", "--rejects", "r.csv"]).ok();
    assert_eq!(folder.json("s.json")["rejected"], 2, "{}", ran.stderr);
    assert_eq!(folder.json("s.json")["scanned"], 1);
    let rejects = folder.read("r.csv");
    assert!(rejects.contains("2,1,a.csv,3,other_kind") && rejects.contains("3,1,a.csv,4,withdrawn"), "{rejects}");
}

#[test]
fn mpower_ids_lose_their_point_and_full_cells_are_told() {
    let head = "Accession Number,Patient MRN,Patient Sex,Modality,Exam Completed Date,Report Text\n";
    let long = "ä".repeat(32_767);
    let table = format!(
        "{head}77.0,1234.0,F,MR,2024-05-06,Node.\n78,00012,F,MR,2024-05-07,{long}\n79,1,F,MR,,{}\n",
        "ä".repeat(32_766)
    );
    let (reports, summary) = scan(&table, &[]);
    assert_eq!(reports[0], json!(["77", "1234", "2024-05-06", "MR"]));
    assert_eq!(reports[1], json!(["78", "00012", "2024-05-07", "MR"]));
    assert_eq!(summary["cut_texts"], 1);
    // Without a word of interest the report is passed over, and told all the same.
    let folder = Folder::with(&[("a.csv", table)]);
    let ran = folder.run(&["scan", "a.csv"]).ok();
    assert!(ran.stderr.contains("1 text fills an Excel cell"), "{}", ran.stderr);
}

#[test]
fn omop_and_scout() {
    let omop = "note_id,person_id,note_date,note_datetime,note_type_concept_id,note_class_concept_id,note_title,note_text,note_source_value\n\
        5,6,2020-01-01,,1,2,MRI,Node.,x\n";
    assert_eq!(scan(omop, &[]).0, [json!(["5", "6", "2020-01-01", null])]);
    let scout = "message_control_id,obr_3_filler_order_number,epic_mrn,modality,observation_dt,report_text\nM,A,P,MR,2020,Node.\n";
    let (reports, summary) = scan(scout, &[]);
    assert_eq!(reports, [json!(["A", "P", "2020", "MR"])]);
    assert!(summary["notes"][0].as_str().unwrap().contains("--preset scout"));
}

#[test]
fn a_preset_that_does_not_fit_says_what_is_there_and_named_columns_win() {
    let folder = Folder::with(&[("a.csv", "id,findings\n1,Node.\n")]);
    folder.run(&["scan", "a.csv", "--preset", "mpower"]).fails(2, &["--text-column", "`findings`"]);
    folder.run(&["scan", "a.csv", "--preset", "none"]).fails(2, &["mimic-iii", "scout"]);
    folder.run(&["scan", "a.csv", "--preset", "mpower"]).fails(2, &["the table has not the columns of mpower"]);
    let folder =
        Folder::with(&[("a.csv", "report_id,text\n1,Node.\n"), ("a.jsonl", "{\"id\":1,\"text\":\"Node.\"}\n")]);
    for name in ["a.csv", "a.jsonl"] {
        let words = ["the table has not the columns of mimic-iii (no `category`)"];
        assert_eq!(folder.run(&["scan", name, "--preset", "mimic-iii"]).fails(2, &words).stdout, "");
    }
    // What is no report's text may go by other names.
    let (reports, _) = scan("accession,mrn,Report Text\n7.0,8,Node.\n", &["--preset", "mpower"]);
    assert_eq!(reports, [json!(["7", "8", null, null])]);
    let (reports, _) = scan(MIMIC_IV, &["--id-column", "note_seq"]);
    assert_eq!(reports[0][0], "2");
}
