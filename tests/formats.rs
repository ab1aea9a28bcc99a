//! The sample archive in every format gives the same findings, byte for byte.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use common::samples::{Row, Sample, Says, TYPES, batch, message, parquet, resource, sample, samples, stream, table};
use parquet::basic::Compression as Codec;

/// The scan of a table that says as much as a format can.
fn expected(folder: &Folder, rows: &[Row], says: Says) -> String {
    let mut rows = rows.to_vec();
    match says {
        Says::Everything => {}
        Says::NoModality => rows.iter_mut().for_each(|row| row[3].clear()),
        Says::TextAlone => {
            rows.sort();
            rows.iter_mut().for_each(|row| row[1..4].iter_mut().for_each(String::clear));
        }
    }
    std::fs::write(folder.path("expected.csv"), table(&rows, b',')).unwrap();
    folder.run(&["scan", "expected.csv", "--to", "jsonl", "-q"]).ok().stdout
}

#[test]
fn every_format_gives_the_same_findings() {
    let rows = sample();
    let folder = Folder::new();
    let samples = samples(&rows);
    for says in [Says::Everything, Says::NoModality, Says::TextAlone] {
        let expected = expected(&folder, &rows, says);
        assert!(expected.lines().count() > rows.len() / 2);
        let samples: Vec<&Sample> = samples.iter().filter(|sample| sample.says == says).collect();
        assert!(!samples.is_empty());
        for Sample { name, files, options, .. } in samples {
            for (name, bytes) in files {
                std::fs::create_dir_all(folder.path(name).parent().unwrap()).unwrap();
                std::fs::write(folder.path(name), bytes).unwrap();
            }
            let args = ["scan", name, "--to", "jsonl", "-q", "--summary", "s.json", "--threads", "2"];
            assert!(folder.run(&[args.as_slice(), options].concat()).ok().stdout == expected, "{name}");
            // One record of the sample has no text.
            let summary = folder.json("s.json");
            let counts = ["read", "scanned", "rejected"].map(|count| summary[count].as_u64().unwrap());
            assert_eq!(counts, [rows.len() as u64, rows.len() as u64 - 1, 1], "{name}");
            // What a preset is for was read as that.
            let notes = summary["notes"].to_string();
            let preset = ["mimic-iv-note", "mimic-iii", "mpower", "omop-note", "scout"]
                .iter()
                .find(|preset| name.starts_with(**preset));
            assert!(preset.is_none_or(|preset| notes.contains(&format!("--preset {preset}"))), "{name}: {notes}");
        }
    }
}

#[test]
fn streams_of_standard_input_give_the_same_findings() {
    let rows = sample();
    let folder = Folder::new();
    let expected = expected(&folder, &rows, Says::Everything);
    let samples = samples(&rows);
    for (name, format) in [
        ("view.arrows", "arrow"),
        ("members.csv.gz", "csv"),
        ("frames.csv.zst", "csv"),
        ("mllp.hl7", "hl7"),
        ("reports.ndjson", "jsonl"),
        ("bundle.json", "fhir"),
        ("mpower.xlsx", "xlsx"),
    ] {
        let Sample { files, options, .. } = samples.iter().find(|sample| sample.name == name).unwrap();
        let args = ["scan", "-", "--from", format, "--to", "jsonl", "-q"];
        let ran = folder.run_with(&[args.as_slice(), options].concat(), &files[0].1);
        assert!(ran.ok().stdout == expected, "{name}");
    }
}

#[test]
fn damaged_and_foreign_tables_are_told() {
    let rows = sample();
    let batch = batch(&rows, TYPES[0].1);
    let whole = parquet(&batch, Codec::SNAPPY);
    let mut flipped = whole.clone();
    flipped[200..260].fill(0xFF);
    let arrows = stream(&batch);
    let folder = Folder::with(&[
        ("cut.parquet", whole[..whole.len() / 2].to_vec()),
        ("flipped.parquet", flipped),
        ("empty.parquet", Vec::new()),
        ("cut.arrows", arrows[..arrows.len() * 3 / 4].to_vec()),
        ("no.arrows", b"id,text\n1,a\n".to_vec()),
        ("named.csv", whole.clone()),
        ("delta/part-0.parquet", whole.clone()),
        ("delta/_delta_log/0.json", b"{}".to_vec()),
        ("cut.json", b"{\"resourceType\":\"Bundle\",\"entry\":[".to_vec()),
        ("other.json", b"{\"id\":1}".to_vec()),
    ]);
    for name in ["cut.parquet", "flipped.parquet", "empty.parquet", "cut.arrows", "no.arrows"] {
        folder.run(&["scan", name, "-o", "out.csv"]).fails(1, &[name, "damaged or cut off"]);
    }
    for name in ["delta", "delta/part-0.parquet", "delta/*.parquet"] {
        folder.run(&["scan", name, "-o", "out.csv"]).fails(1, &["Delta table", "Spark", "DuckDB"]);
    }
    folder.run(&["scan", "named.csv", "-o", "out.csv"]).fails(1, &["--from parquet"]);
    folder.run(&["scan", "cut.json", "-o", "out.csv"]).fails(1, &["no FHIR resource"]);
    folder.run(&["scan", "other.json", "-o", "out.csv"]).fails(1, &["no FHIR resource", "--from jsonl"]);
    folder.run_with(&["scan", "-", "--from", "parquet"], &whole).fails(2, &["--from arrow"]);
    assert!(!folder.names().iter().any(|name| name.starts_with("out")));
    std::fs::write(folder.path("a.parquet"), &whole).unwrap();
    folder.run(&["scan", "a.parquet", "--text-column", "none"]).fails(2, &["no column `none`", "`report_text`"]);
    let kept = folder.run(&["scan", "a.parquet", "--keep", "length", "-q"]).ok().stdout;
    assert!(kept.lines().next().unwrap().contains("length"));
}

#[test]
fn options_that_messages_and_resources_do_not_have_are_told() {
    let rows = sample();
    let folder = Folder::with(&[("a.hl7", message(&rows[0])), ("a.json", resource(&rows[0]).to_string())]);
    for name in ["a.hl7", "a.json"] {
        folder.run(&["scan", name, "--text-column", "x"]).fails(2, &["leave out --text-column"]);
    }
    folder.run(&["scan", "a.hl7", "--keep", "status"]).fails(2, &["`status` (--keep)", "OBR-3"]);
    let said =
        folder.run(&["scan", "a.hl7", "--keep", "OBR-25", "--id-column", "MSH-10", "--to", "jsonl", "--all-reports"]);
    let said = said.ok().lines();
    assert_eq!((said[0]["report_id"].as_str(), said.len()), (Some(rows[0][0].as_str()), 1));
    assert!(said[0].to_string().contains("\"OBR-25\":\"F\""), "{}", said[0]);
}
