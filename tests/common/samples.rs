//! The sample archive in every format that is read, for the tests and for whoever wants to see the formats:
//! `cargo run --example samples -- FOLDER` writes these files.

use super::workbook::workbook;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, Schema};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::GzEncoder};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Codec, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;

/// A report: id, patient, date, modality, text.
pub type Row = [String; 5];

/// The sample archive in one format.
pub struct Sample {
    /// What to scan: the file, or the folder.
    pub name: String,
    /// The files it is made of.
    pub files: Vec<(String, Vec<u8>)>,
    /// Options that it is read with.
    pub options: &'static [&'static str],
    /// What of a report the format can say.
    pub says: Says,
}

/// What of a report a format can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// All of it.
    Everything,
    /// All but the modality.
    NoModality,
    /// Its id and text; the archive is in the order of the ids.
    TextAlone,
}

pub const NAMES: [&str; 5] = ["accession", "patient_id", "exam_date", "modality", "report_text"];

/// The sample archive's rows: id, patient, date, modality, text.
pub fn sample() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/archive/reports.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), NAMES.to_vec());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
}

pub fn table(rows: &[Row], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(NAMES).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn json_lines(rows: &[Row]) -> String {
    let object = |row: &Row| NAMES.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect();
    rows.iter().map(|row| Value::Object(object(row)).to_string() + "\n").collect()
}

pub fn message([id, patient, date, modality, text]: &Row) -> String {
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

pub fn resource([id, patient, date, modality, text]: &Row) -> Value {
    json!({"resourceType": "DiagnosticReport", "id": "x", "status": "final", "identifier": [{"value": id}],
        "subject": {"reference": format!("Patient/{patient}")}, "effectiveDateTime": date, "modality": modality,
        "presentedForm": [{"contentType": "text/plain", "data": STANDARD.encode(text)}]})
}

/// A batch whose texts are of some type, among columns that nobody asks for.
pub fn batch(rows: &[Row], text: Column) -> RecordBatch {
    let column = |index: usize| rows.iter().map(|row| row[index].as_str()).collect::<Vec<_>>();
    let count = i64::try_from(rows.len()).unwrap();
    let mut columns: Vec<(&str, ArrayRef)> = vec![("length", Arc::new(Int64Array::from_iter_values(0..count)))];
    columns.extend([4, 3, 0, 1, 2].map(|index| (NAMES[index], text(column(index)))));
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Makes a column of texts.
pub type Column = fn(Vec<&str>) -> ArrayRef;

pub const TYPES: [(&str, Column); 4] = [
    ("utf8", |texts| Arc::new(StringArray::from(texts))),
    ("large", |texts| Arc::new(LargeStringArray::from(texts))),
    ("view", |texts| Arc::new(StringViewArray::from(texts))),
    ("dictionary", |texts| Arc::new(texts.into_iter().collect::<DictionaryArray<Int32Type>>())),
];

pub fn parquet(batch: &RecordBatch, codec: Codec) -> Vec<u8> {
    // Several row groups.
    let properties = WriterProperties::builder().set_compression(codec).set_max_row_group_row_count(Some(3)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

pub fn stream(batch: &RecordBatch) -> Vec<u8> {
    let write = |schema: &Schema| -> Result<Vec<u8>, ArrowError> {
        let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
        writer.write(&batch.slice(0, 2))?;
        writer.write(&batch.slice(2, batch.num_rows() - 2))?;
        writer.into_inner()
    };
    write(&batch.schema()).unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows as the export of some system has them: its columns, and which of ours each holds, or else what stands there.
fn export(rows: &[Row], columns: &[(&str, Result<usize, &str>)]) -> Vec<Vec<String>> {
    let head = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let cells = |row: &Row| {
        columns.iter().map(|(_, from)| from.map_or_else(str::to_owned, |index| row[index].clone())).collect()
    };
    std::iter::once(head).chain(rows.iter().map(cells)).collect()
}

fn delimited(rows: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

const MIMIC_IV: [(&str, Result<usize, &str>); 8] = [
    ("note_id", Ok(0)),
    ("subject_id", Ok(1)),
    ("hadm_id", Err("")),
    ("note_type", Err("RR")),
    ("note_seq", Err("1")),
    ("charttime", Ok(2)),
    ("storetime", Err("2150-01-01 00:00:00")),
    ("text", Ok(4)),
];
const MIMIC_III: [(&str, Result<usize, &str>); 11] = [
    ("ROW_ID", Ok(0)),
    ("SUBJECT_ID", Ok(1)),
    ("HADM_ID", Err("")),
    ("CHARTDATE", Ok(2)),
    ("CHARTTIME", Err("")),
    ("STORETIME", Err("")),
    ("CATEGORY", Err("Radiology")),
    ("DESCRIPTION", Err("MR L SPINE")),
    ("CGID", Err("")),
    ("ISERROR", Err("")),
    ("TEXT", Ok(4)),
];
const MPOWER: [(&str, Result<usize, &str>); 8] = [
    ("Accession Number", Ok(0)),
    ("Patient MRN", Ok(1)),
    ("Patient Sex", Err("F")),
    ("Exam Description", Err("MRI SPINE")),
    ("Modality", Ok(3)),
    ("Report Finalized Date", Err("2030-01-01")),
    ("Exam Completed Date", Ok(2)),
    ("Report Text", Ok(4)),
];
const OMOP: [(&str, Result<usize, &str>); 9] = [
    ("note_id", Ok(0)),
    ("person_id", Ok(1)),
    ("note_date", Ok(2)),
    ("note_datetime", Err("")),
    ("note_type_concept_id", Err("32831")),
    ("note_class_concept_id", Err("0")),
    ("note_title", Err("MRI")),
    ("note_text", Ok(4)),
    ("note_source_value", Err("x")),
];
const SCOUT: [(&str, Result<usize, &str>); 6] = [
    ("message_control_id", Err("M")),
    ("obr_3_filler_order_number", Ok(0)),
    ("epic_mrn", Ok(1)),
    ("modality", Ok(3)),
    ("observation_dt", Ok(2)),
    ("report_text", Ok(4)),
];

/// Each line of a report in a row of its own, the last first.
fn lines(rows: &[Row]) -> Vec<Vec<String>> {
    let head = ["ORDER_PROC_ID", "LINE", "PAT_ID", "RESULT_TIME", "MODALITY", "NARRATIVE"].map(str::to_owned).to_vec();
    let lines = rows.iter().flat_map(|[id, patient, date, modality, text]| {
        let line = move |(number, line): (usize, &str)| {
            [id, &(number + 1).to_string(), patient, date, modality, line].map(str::to_owned).to_vec()
        };
        let mut lines: Vec<_> = text.split('\n').enumerate().map(line).collect();
        lines.reverse();
        lines
    });
    std::iter::once(head).chain(lines).collect()
}

pub fn sheet(rows: &[Vec<String>]) -> Vec<u8> {
    let escaped = |cell: &str| cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let cell = |(column, number, cell): (char, usize, &str)| {
        let text = escaped(cell);
        format!(r#"<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
    };
    let rows: String = (1..)
        .zip(rows)
        .map(|(number, row)| {
            let cells: String = ('A'..).zip(row).map(|(column, text)| cell((column, number, text))).collect();
            format!(r#"<row r="{number}">{cells}</row>"#)
        })
        .collect();
    workbook(&[&rows])
}

/// A report whose document is a `Binary` of its own.
fn reference(number: usize, [id, patient, date, modality, _]: &Row) -> String {
    let attachment = json!({"contentType": "text/plain", "url": format!("https://h/fhir/Binary/b{number}")});
    json!({"resourceType": "DocumentReference", "id": format!("d{number}"), "status": "current",
        "identifier": [{"value": id}], "subject": {"reference": format!("Patient/{patient}")}, "date": date,
        "modality": modality, "content": [{"attachment": attachment}]})
    .to_string()
        + "\n"
}

fn binary(number: usize, row: &Row) -> String {
    let id = format!("b{number}");
    json!({"resourceType": "Binary", "id": id, "contentType": "text/plain", "data": STANDARD.encode(&row[4])})
        .to_string()
        + "\n"
}

/// The text in one OBX of formatted text.
fn formatted(row: &Row) -> String {
    let whole = message(row);
    let (head, lines) = whole.split_once("OBX|").unwrap();
    let lines: Vec<&str> = lines.split("\rOBX|").map(|line| line.split('|').nth(4).unwrap()).collect();
    format!("{head}OBX|1|FT|GDT^Report||{}||||||F\r", lines.join("\\.br\\"))
}

/// The archive in every format.
#[allow(clippy::too_many_lines)] // a list
pub fn samples(rows: &[Row]) -> Vec<Sample> {
    use Says::{Everything, NoModality, TextAlone};
    const FHIR: &[&str] = &["--modality-column", "modality"];
    const LINES: &[&str] = &["--group-by", "ORDER_PROC_ID", "--line-column", "LINE"];
    let csv = table(rows, b',');
    let half = csv.len() / 2;
    let text = String::from_utf8(csv.clone()).unwrap();
    let messages: Vec<String> = rows.iter().map(message).collect();
    let resources: Vec<Value> = rows.iter().map(resource).collect();
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    let bundle = json!({"resourceType": "Bundle", "entry": entries}).to_string();
    let resources: String = resources.iter().map(|resource| format!("{resource}\n")).collect();
    let references: String = rows.iter().enumerate().map(|(number, row)| reference(number, row)).collect();
    let binaries: String = rows.iter().enumerate().map(|(number, row)| binary(number, row)).collect();
    let (windows, _, unknown) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!unknown, "the sample can be said in Windows-1252");
    let utf16 = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let one = |name: &str, bytes: Vec<u8>, options: &'static [&'static str], says: Says| Sample {
        name: name.to_owned(),
        files: vec![(name.to_owned(), bytes)],
        options,
        says,
    };
    let plain = |name: &str, bytes: Vec<u8>| one(name, bytes, &[], Everything);
    let mut all = vec![
        plain("comma.csv", csv.clone()),
        plain("semicolon.csv", table(rows, b';')),
        plain("bar.csv", table(rows, b'|')),
        plain("tab.tsv", table(rows, b'\t')),
        plain("bom.csv", [b"\xEF\xBB\xBF", csv.as_slice()].concat()),
        plain("windows-1252.csv", windows.into_owned()),
        plain("utf-16.csv", utf16),
        plain("crlf.csv", csv_with_crlf(rows)),
        plain("one.csv.gz", gzip(&csv)),
        plain("members.csv.gz", [gzip(&csv[..half]), gzip(&csv[half..])].concat()),
        plain("one.csv.zst", zstd::encode_all(csv.as_slice(), 1).unwrap()),
        plain("frames.csv.zst", [&csv[..half], &csv[half..]].map(|part| zstd::encode_all(part, 1).unwrap()).concat()),
        plain("table.jsonl", json_lines(rows).into_bytes()),
        plain("table.jsonl.gz", gzip(json_lines(rows).as_bytes())),
        plain("one.hl7", messages.concat().into_bytes()),
        plain("packed.hl7.gz", gzip(messages.concat().as_bytes())),
        plain("mllp.hl7", messages.iter().map(|m| format!("\u{b}{m}\u{1c}\r")).collect::<String>().into_bytes()),
        plain("batch.hl7", format!("FHS|^~\\&\rBHS|^~\\&\r{}BTS|1\rFTS|1\r", messages.concat()).into_bytes()),
        plain("crlf.hl7", messages.concat().replace('\r', "\r\n").into_bytes()),
        plain("lf.hl7", messages.concat().replace('\r', "\n").into_bytes()),
        plain("formatted.hl7", rows.iter().map(formatted).collect::<String>().into_bytes()),
        one("reports.ndjson", resources.clone().into_bytes(), FHIR, Everything),
        one("reports.ndjson.zst", zstd::encode_all(resources.as_bytes(), 1).unwrap(), FHIR, Everything),
        one("bundle.json", bundle.into_bytes(), FHIR, Everything),
        one("lines.tsv", delimited(&lines(rows), b'\t'), LINES, Everything),
        one("lines.xlsx", sheet(&lines(rows)), LINES, Everything),
        one("mimic-iv-note.csv.gz", gzip(&delimited(&export(rows, &MIMIC_IV), b',')), &[], NoModality),
        one("mimic-iii.csv.gz", gzip(&delimited(&export(rows, &MIMIC_III), b',')), &[], NoModality),
        plain("mpower.csv", delimited(&export(rows, &MPOWER), b',')),
        plain("mpower.xlsx", sheet(&export(rows, &MPOWER))),
        one("omop-note.csv", delimited(&export(rows, &OMOP), b','), &[], NoModality),
        plain("scout.csv", delimited(&export(rows, &SCOUT), b',')),
        Sample {
            name: "texts".to_owned(),
            files: rows.iter().map(|row| (format!("texts/{}.txt", row[0]), row[4].clone().into_bytes())).collect(),
            options: &[],
            says: TextAlone,
        },
    ];
    for (folder, name, binaries) in [
        ("bulk", "Binary.ndjson", binaries.clone().into_bytes()),
        ("packed", "Binary.ndjson.gz", gzip(binaries.as_bytes())),
    ] {
        all.push(Sample {
            name: format!("{folder}/DocumentReference.ndjson"),
            files: vec![
                (format!("{folder}/DocumentReference.ndjson"), references.clone().into_bytes()),
                (format!("{folder}/{name}"), binaries),
            ],
            options: FHIR,
            says: Everything,
        });
    }
    for (name, kind) in TYPES {
        let batch = batch(rows, kind);
        all.push(plain(&format!("{name}.parquet"), parquet(&batch, Codec::SNAPPY)));
        all.push(plain(&format!("{name}-zstd.parquet"), parquet(&batch, Codec::ZSTD(ZstdLevel::default()))));
        all.push(plain(&format!("{name}.arrows"), stream(&batch)));
    }
    all
}

/// Lines of the table that end as Windows has it; those within texts stay.
fn csv_with_crlf(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(NAMES).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}
