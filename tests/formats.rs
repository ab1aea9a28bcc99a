//! The sample archive in every format gives the same findings, byte for byte.

#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, Schema};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::Folder;
use flate2::{Compression, write::GzEncoder};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Codec, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;

const NAMES: [&str; 5] = ["accession", "patient_id", "exam_date", "modality", "report_text"];

/// The sample archive's rows: id, patient, date, modality, text.
fn sample() -> Vec<[String; 5]> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/archive/reports.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), NAMES.to_vec());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
}

fn table(rows: &[[String; 5]], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(NAMES).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn json_lines(rows: &[[String; 5]]) -> String {
    let object =
        |row: &[String; 5]| NAMES.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect();
    rows.iter().map(|row| Value::Object(object(row)).to_string() + "\n").collect()
}

fn message([id, patient, date, modality, text]: &[String; 5]) -> String {
    let mut out = format!("MSH|^~\\&|RIS|H|X|H|20250102||ORU^R01|{id}|P|2.5||||||UNICODE UTF-8\r");
    out += &format!("PID|1||{patient}^^^H^MR\rOBR|1||{id}^RIS|MR^MRI|||{date}{}{modality}|F\r", "|".repeat(17));
    for (number, line) in text.split('\n').enumerate() {
        let escaped: String = line
            .chars()
            .map(|c| match c {
                '|' => "\\F\\".to_owned(),
                '^' => "\\S\\".to_owned(),
                '&' => "\\T\\".to_owned(),
                '~' => "\\R\\".to_owned(),
                '\\' => "\\E\\".to_owned(),
                '\r' => "\\X0D\\".to_owned(),
                other => other.to_string(),
            })
            .collect();
        out += &format!("OBX|{}|TX|GDT^Report||{escaped}||||||F\r", number + 1);
    }
    out
}

fn resource([id, patient, date, modality, text]: &[String; 5]) -> Value {
    json!({"resourceType": "DiagnosticReport", "id": "x", "status": "final", "identifier": [{"value": id}],
        "subject": {"reference": format!("Patient/{patient}")}, "effectiveDateTime": date, "modality": modality,
        "presentedForm": [{"contentType": "text/plain", "data": STANDARD.encode(text)}]})
}

/// A batch whose texts are of some type, among columns that nobody asks for.
fn batch(rows: &[[String; 5]], text: Column) -> RecordBatch {
    let column = |index: usize| rows.iter().map(|row| row[index].as_str()).collect::<Vec<_>>();
    let count = i64::try_from(rows.len()).unwrap();
    let mut columns: Vec<(&str, ArrayRef)> = vec![("length", Arc::new(Int64Array::from_iter_values(0..count)))];
    columns.extend([4, 3, 0, 1, 2].map(|index| (NAMES[index], text(column(index)))));
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Makes a column of texts.
type Column = fn(Vec<&str>) -> ArrayRef;

const TYPES: [(&str, Column); 4] = [
    ("utf8", |texts| Arc::new(StringArray::from(texts))),
    ("large", |texts| Arc::new(LargeStringArray::from(texts))),
    ("view", |texts| Arc::new(StringViewArray::from(texts))),
    ("dictionary", |texts| Arc::new(texts.into_iter().collect::<DictionaryArray<Int32Type>>())),
];

fn parquet(batch: &RecordBatch, codec: Codec) -> Vec<u8> {
    // Several row groups.
    let properties = WriterProperties::builder().set_compression(codec).set_max_row_group_row_count(Some(3)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let write = |schema: &Schema| -> Result<Vec<u8>, ArrowError> {
        let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
        writer.write(&batch.slice(0, 2))?;
        writer.write(&batch.slice(2, batch.num_rows() - 2))?;
        writer.into_inner()
    };
    write(&batch.schema()).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_format_gives_the_same_findings() {
    let rows = sample();
    let csv = table(&rows, b',');
    let messages: Vec<String> = rows.iter().map(message).collect();
    let resources: Vec<Value> = rows.iter().map(resource).collect();
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    let lines: String = resources.iter().map(|resource| format!("{resource}\n")).collect();
    let mut files = vec![
        ("a.tsv".to_owned(), table(&rows, b'\t')),
        ("a.csv.gz".to_owned(), gzip(&csv)),
        ("a.csv.zst".to_owned(), zstd::encode_all(csv.as_slice(), 1).unwrap()),
        ("a.jsonl".to_owned(), json_lines(&rows).into_bytes()),
        ("a.hl7".to_owned(), messages.concat().into_bytes()),
        ("a.hl7.gz".to_owned(), gzip(messages.concat().as_bytes())),
        ("mllp.hl7".to_owned(), messages.iter().map(|m| format!("\u{b}{m}\u{1c}\r")).collect::<String>().into_bytes()),
        ("batch.hl7".to_owned(), format!("FHS|^~\\&\rBHS|^~\\&\r{}BTS|1\rFTS|1\r", messages.concat()).into_bytes()),
        ("fhir.ndjson".to_owned(), lines.into_bytes()),
        ("bundle.json".to_owned(), json!({"resourceType": "Bundle", "entry": entries}).to_string().into_bytes()),
    ];
    for (name, kind) in TYPES {
        let batch = batch(&rows, kind);
        files.push((format!("{name}.parquet"), parquet(&batch, Codec::SNAPPY)));
        files.push((format!("{name}-zstd.parquet"), parquet(&batch, Codec::ZSTD(ZstdLevel::default()))));
        files.push((format!("{name}.arrows"), stream(&batch)));
    }
    let folder = Folder::with(&[("a.csv", csv)]);
    for (name, bytes) in &files {
        std::fs::write(folder.path(name), bytes).unwrap();
    }
    let expected = folder.run(&["scan", "a.csv", "--to", "jsonl", "-q"]).ok().stdout;
    assert!(expected.lines().count() > rows.len() / 2);
    for (name, _) in &files {
        // FHIR has no element for the modality.
        let more: &[&str] = if name.ends_with("json") { &["--modality-column", "modality"] } else { &[] };
        let args = ["scan", name, "--to", "jsonl", "-q", "--summary", "s.json", "--threads", "2"];
        assert!(folder.run(&[args.as_slice(), more].concat()).ok().stdout == expected, "{name}");
        // One record of the sample has no text.
        let summary = folder.json("s.json");
        let counts = ["read", "scanned", "rejected"].map(|count| summary[count].as_u64().unwrap());
        assert_eq!(counts, [rows.len() as u64, rows.len() as u64 - 1, 1], "{name}");
    }
    let piped = folder.run_with(
        &["scan", "-", "--from", "arrow", "--to", "jsonl", "-q"],
        &std::fs::read(folder.path("view.arrows")).unwrap(),
    );
    assert!(piped.ok().stdout == expected);
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
