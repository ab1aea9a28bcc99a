//! What `schmorl scan` writes beside findings as rows and objects: a row a report, provenance, exports for other tools.

#![cfg(feature = "cli")]
// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod common;

use common::Folder;
use serde_json::Value;

/// Two reports with nodes, one with a text that holds characters of many bytes and CRLF line ends, and one without.
const REPORTS: &str = "id,mrn,date,text\n\
    11,P1,2024-03-05,\"Größe 5 µm 🦴. 3 mm Schmorl's\r\n  node, inferior endplate of L4. Small Schmorl's node at T12.\"\n\
    12,P2,2024-03-06,No fracture.\n\
    13,P1,,No Schmorl's nodes. Modic type 2 changes at L5-S1.\n";

fn folder() -> Folder {
    Folder::with(&[("reports.csv", REPORTS)])
}

#[test]
fn one_row_a_report() {
    let folder = folder();
    let table =
        folder.run(&["scan", "reports.csv", "--per-report", "--all-reports", "-q", "--keep", "date"]).ok().stdout;
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    let column = |row: usize, name: &str| rows[row][rows[0].iter().position(|column| *column == name).unwrap()];
    assert_eq!(rows.len(), 4);
    assert_eq!(
        ["any_node", "n_nodes", "largest_mm", "T12", "L4", "L5", "date"].map(|name| column(1, name)),
        ["true", "2", "3.0", "present", "present", "", "2024-03-05"]
    );
    assert_eq!(
        ["report_id", "any_node", "n_nodes", "node_status"].map(|name| column(2, name)),
        ["12", "false", "0", ""]
    );
    assert_eq!(["any_node", "node_status", "modic"].map(|name| column(3, name)), ["false", "absent", "2"]);
    let ran =
        folder.run(&["scan", "reports.csv", "--per-report", "--to", "jsonl", "-q", "--keep", "mrn", "--keep", "date"]);
    let first = ran.stdout.lines().next().unwrap();
    let places: Vec<usize> = rows[0][..rows[0].len() - 1]
        .iter()
        .chain(&["kept", "mrn", "date"])
        .map(|column| first.find(&format!("\"{column}\":")).unwrap())
        .collect();
    assert!(places.is_sorted(), "the keys stand in the order of the table: {first}");
    let lines = ran.ok().lines();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["n_nodes"], &lines[0]["L4"], &lines[0]["S1"]), (&2.into(), &"present".into(), &Value::Null));
}

#[test]
fn provenance_tells_what_a_run_was_made_of() {
    let folder = folder();
    folder.run(&["scan", "reports.csv", "-o", "out.csv", "--provenance", "run.json", "-q"]).ok();
    let run = folder.json("run.json");
    assert_eq!(run["summary"]["read"], 3);
    assert_eq!((&run["inputs"][0]["files"], &run["inputs"][0]["bytes"]), (&1.into(), &REPORTS.len().into()));
    assert_eq!(run["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!((&run["outputs"][0]["output"], &run["arguments"][0]), (&"out.csv".into(), &"scan".into()));
    assert!(run["started"].as_str() <= run["ended"].as_str() && !folder.read("run.json").contains("P1"));
    folder.run(&["scan", "reports.csv", "-o", "b.csv", "--provenance", "b.csv"]).fails(2, &["two outputs"]);
}

#[test]
fn note_nlp_of_omop() {
    let folder = folder();
    let args = ["scan", "reports.csv", "--to", "note-nlp", "-q"];
    folder.run(&args).fails(2, &["--run-date"]);
    let table = folder.run(&[&args[..], &["--run-date", "2024-05-06"]].concat()).ok().stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[1].starts_with("1,11,,") && lines[1].contains("2024-05-06"), "{table}");
    assert_eq!(lines.len(), 5);
    std::fs::write(folder.path("map.csv"), "report_id,note_id\n11,70\n").unwrap();
    let mapped = [&args[..], &["--run-date", "2024-05-06", "--note-id-map", "map.csv", "-o", "nlp.csv"]].concat();
    folder.run(&mapped).fails(1, &["record 3", "--note-id-map"]);
    assert_eq!(folder.names(), ["map.csv", "reports.csv"]);
    folder.run(&["scan", "reports.csv", "--run-date", "2024-05-06"]).fails(2, &["--run-date is for --to omop"]);
    folder.run(&[&args[..], &["--no-text"]].concat()).fails(2, &["--no-text"]);
}

/// What the tools are given is what they give back: read as gold, it agrees with what is found in its texts.
#[test]
fn exports_for_annotation_tools_are_read_back_as_gold() {
    let folder = folder();
    let scan = ["scan", "reports.csv", "-q", "--all-reports", "--to"];
    folder.run(&[&scan[..], &["brat", "-o", "brat"]].concat()).ok();
    folder.run(&[&scan[..], &["doccano", "-o", "doccano.jsonl"]].concat()).ok();
    folder.run(&[&scan[..], &["label-studio", "-o", "tasks.json"]].concat()).ok();
    folder.run(&[&scan[..], &["jsonl", "-o", "found.jsonl"]].concat()).ok();
    for gold in ["brat", "doccano.jsonl", "tasks.json"] {
        for against in [&["--against", "found.jsonl"][..], &[]] {
            folder.run(&[&["evaluate", gold, "--json", "figures.json"], against].concat()).ok();
            let figures = folder.json("figures.json");
            assert_eq!((&figures["reports"], &figures["exact"]["right"]), (&3.into(), &3.into()), "{gold}");
            assert_eq!(figures["errors"], Value::Array(Vec::new()), "{gold}");
            assert!(figures["layers"].as_array().unwrap().iter().any(|layer| layer["tp"] == 3), "{gold}");
        }
    }
    let annotations = folder.read("brat/record-00000001.ann");
    assert!(annotations.starts_with("T1\tSchmorlNode 19 28;31 35\tSchmorl's node\n"), "{annotations}");
    folder.run(&[&scan[..], &["brat", "-o", "brat"]].concat()).fails(1, &["not empty"]);
    folder.run(&[&scan[..], &["brat"]].concat()).fails(2, &["-o"]);
}

#[test]
fn observations_of_fhir() {
    let folder = folder();
    folder.run(&["scan", "reports.csv", "--to", "fhir", "-q"]).fails(2, &["--run-date"]);
    let args = ["scan", "reports.csv", "--to", "fhir", "--run-date", "2024-05-06", "-q"];
    let resources = folder.run(&args).ok().lines();
    let kinds: Vec<&str> = resources.iter().map(|resource| resource["resourceType"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Observation", "Provenance"].repeat(3));
    let code = |component: &Value| component["code"]["coding"][0]["code"].clone();
    assert_eq!(
        (code(&resources[0]["component"][0]), code(&resources[0]["component"][2])),
        ("M51.46".into(), "M51.44".into())
    );
    assert_eq!(resources[0]["note"][0]["text"], "3 mm Schmorl's node, inferior endplate of L4.");
    let bare = folder.run(&[&args[..], &["--no-text"]].concat()).ok().stdout;
    assert!(!bare.contains("\"note\""), "{bare}");
}

/// Typed tables hold what the CSV tables hold, value for value, and are the same bytes at any number of threads.
#[cfg(feature = "parquet")]
mod typed {
    use super::{Folder, REPORTS};
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, RecordBatch};
    use arrow_ipc::reader::StreamReader;
    use arrow_schema::DataType;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use std::fs::File;
    use std::io::Write;

    fn parquet(folder: &Folder, name: &str) -> Vec<RecordBatch> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.path(name)).unwrap()).unwrap();
        reader.build().unwrap().map(Result::unwrap).collect()
    }

    fn arrow(folder: &Folder, name: &str) -> Vec<RecordBatch> {
        let reader = StreamReader::try_new(File::open(folder.path(name)).unwrap(), None).unwrap();
        reader.map(Result::unwrap).collect()
    }

    /// A value as CSV writes it.
    fn shown(column: &dyn Array, row: usize) -> String {
        use arrow_array::types::{Float64Type, Int64Type};
        if column.is_null(row) {
            return String::new();
        }
        match column.data_type() {
            DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::Float64 => format!("{:?}", column.as_primitive::<Float64Type>().value(row)),
            DataType::Boolean => column.as_boolean().value(row).to_string(),
            DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
            other => panic!("{other}"),
        }
    }

    fn table(batches: &[RecordBatch]) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for batch in batches {
            for row in 0..batch.num_rows() {
                rows.push(batch.columns().iter().map(|column| shown(column.as_ref(), row)).collect());
            }
        }
        rows
    }

    #[track_caller]
    fn compare(folder: &Folder, input: &str, threads: &[&str], more: &[&str]) {
        let scan = |args: &[&str]| folder.run(&[&["scan", input, "-q"], more, args].concat()).ok();
        let csv = scan(&[]).stdout;
        let mut csv = csv::Reader::from_reader(csv.as_bytes());
        let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> =
            csv.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert!(rows.len() > 1);
        scan(&["-o", "a.parquet"]);
        scan(&["-o", "a.arrow"]);
        for batches in [parquet(folder, "a.parquet"), arrow(folder, "a.arrow")] {
            let schema = batches[0].schema();
            assert_eq!(schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>(), names);
            assert!(table(&batches) == rows);
        }
        for threads in threads {
            for name in ["a.parquet", "a.arrow"] {
                let again = format!("again-{name}");
                scan(&["-o", &again, "--threads", threads]);
                let bytes = |name: &str| std::fs::read(folder.path(name)).unwrap();
                assert!(bytes(&again) == bytes(name), "{name} at {threads} threads");
            }
        }
    }

    #[test]
    fn tables_hold_what_csv_holds() {
        let folder = Folder::with(&[("reports.csv", REPORTS)]);
        compare(&folder, "reports.csv", &["1", "7"], &[]);
        compare(&folder, "reports.csv", &["1", "7"], &["--no-text", "--keep", "mrn", "--keep", "date"]);
        compare(&folder, "reports.csv", &["1", "7"], &["--per-report", "--all-reports", "--keep", "text"]);
        let flat = parquet(&folder, "a.parquet")[0].schema();
        let listed = folder.run(&["schema", "--parquet", "--per-report"]).ok().stdout;
        for (field, line) in flat.fields().iter().zip(listed.lines().skip(1)) {
            let null = if field.is_nullable() { "yes" } else { "no" };
            let head = format!("{}\t{}\t{null}\t", field.name(), field.data_type());
            assert!(line.starts_with(&head), "{line} is not {head}");
        }
        let names = folder.run(&["schema", "--parquet"]).ok().stdout;
        let names: Vec<&str> = names.lines().skip(1).map(|line| line.split('\t').next().unwrap()).collect();
        assert_eq!(names, schmorl::write::COLUMNS);
    }

    /// More pieces than one, and more rows than a batch.
    #[test]
    fn large_tables_are_written_in_groups() {
        let mut reports = b"id,text\n".to_vec();
        for id in 0..900 {
            let filler = "No fracture of the spine. ".repeat(6 * (id % 9));
            writeln!(reports, "{id},\"{filler}{id} mm Schmorl's nodes at T{} through L2.\"", id % 4 + 1).unwrap();
        }
        let folder = Folder::with(&[("reports.csv", reports)]);
        compare(&folder, "reports.csv", &["3"], &[]);
        let rows: Vec<usize> = arrow(&folder, "a.arrow").iter().map(RecordBatch::num_rows).collect();
        assert!(rows.len() == 2 && rows[0] == 8192, "{rows:?}");
        // A pipe is written as it goes.
        let piped = folder.command().args(["scan", "reports.csv", "--to", "arrow", "-q"]).output().unwrap();
        assert!(piped.stdout == std::fs::read(folder.path("a.arrow")).unwrap());
    }

    #[test]
    fn an_archive_without_findings_gives_a_table_without_rows() {
        let folder = Folder::with(&[("reports.csv", "id,text\n1,No fracture.\n")]);
        for name in ["a.parquet", "a.arrow"] {
            folder.run(&["scan", "reports.csv", "-o", name, "-q"]).ok();
        }
        assert!(table(&parquet(&folder, "a.parquet")).is_empty() && table(&arrow(&folder, "a.arrow")).is_empty());
        folder.run(&["scan", "reports.csv", "--to", "parquet", "--all-reports"]).fails(2, &["--per-report"]);
    }
}
