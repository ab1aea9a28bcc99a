//! The flat table: one row a finding.

mod cells;

use super::snippet::snippet;
#[cfg(feature = "parquet")]
use super::typed::{Column, Kind};
use super::{Encode, EncodePiece, Options};
use crate::anatomy::{Endplate, Level};
use crate::extract::Reading;
use crate::finding::{Acuity, Change, Count, Edema, Finding, FindingKind, Modic, Section, Status};
use crate::guidance::{Certainty, Scenario};
use crate::report::Report;
use csv::Writer;
use serde::Serialize;
use serde_json::Value;
use std::io;

/// The columns, in order. Columns carried through follow them.
pub const COLUMNS: [&str; 27] = [
    "record",
    "report_id",
    "patient_id",
    "exam_date",
    "modality",
    "finding_id",
    "kind",
    "status",
    "level",
    "level_kind",
    "endplate",
    "size_mm",
    "count",
    "acuity",
    "change",
    "edema",
    "modic",
    "posterior_extension",
    "section",
    "mention",
    "start",
    "end",
    "snippet",
    "scenario",
    "guidance",
    "certainty",
    "missing",
];

/// A row; its fields are [`COLUMNS`].
#[derive(Serialize)]
struct Row<'a> {
    record: u64,
    report_id: &'a str,
    patient_id: Option<&'a str>,
    exam_date: Option<&'a str>,
    modality: Option<&'a str>,
    finding_id: usize,
    kind: FindingKind,
    status: Status,
    level: Option<Level>,
    level_kind: Option<&'static str>,
    endplate: Option<Endplate>,
    size_mm: Option<f64>,
    count: Option<Count>,
    acuity: Option<Acuity>,
    change: Option<Change>,
    edema: Option<Edema>,
    modic: Option<Modic>,
    posterior_extension: Option<bool>,
    section: Section,
    mention: Option<&'a str>,
    start: Option<u32>,
    end: Option<u32>,
    snippet: Option<String>,
    scenario: Option<Scenario>,
    guidance: Option<String>,
    certainty: Option<Certainty>,
    missing: Option<String>,
}

impl<'a> Row<'a> {
    fn new(report: &'a Report, finding_id: usize, finding: &Finding, no_text: bool) -> Self {
        let mention = finding.mention();
        let shown = mention.filter(|_| !no_text);
        let advice = finding.guidance.as_deref();
        Self {
            record: report.record,
            report_id: &report.report_id,
            patient_id: report.patient_id.as_deref(),
            exam_date: report.exam_date.as_deref(),
            modality: report.modality.as_deref(),
            finding_id,
            kind: finding.kind,
            status: finding.status,
            level: finding.level,
            level_kind: finding.level.map(Level::kind),
            endplate: finding.endplate,
            size_mm: finding.size_mm,
            count: finding.count,
            acuity: finding.acuity,
            change: finding.change,
            edema: finding.edema,
            modic: finding.modic,
            posterior_extension: finding.posterior_extension,
            section: finding.section,
            mention: shown.map(|span| span.text(&report.text)),
            start: mention.map(|span| span.start),
            end: mention.map(|span| span.end),
            snippet: shown.map(|span| snippet(&report.text, span)),
            scenario: advice.map(|advice| advice.scenario),
            guidance: advice.map(|advice| advice.statements.join(";")),
            certainty: advice.map(|advice| advice.certainty),
            missing: advice.map(|advice| advice.missing.iter().map(|m| m.name()).collect::<Vec<_>>().join(";")),
        }
    }
}

/// Encodes the flat table.
pub(super) struct CsvTable {
    options: Options,
}

impl CsvTable {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for CsvTable {
    fn begin(&self) -> Vec<u8> {
        header(&COLUMNS, &self.options.kept)
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(CsvPiece { options: &self.options, out: Vec::new() })
    }
}

struct CsvPiece<'a> {
    options: &'a Options,
    out: Vec<u8>,
}

impl EncodePiece for CsvPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        for (index, finding) in reading.findings.iter().enumerate() {
            let row = Row::new(report, index + 1, finding, self.options.no_text);
            cells::line(&mut self.out, &(row, &report.kept));
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

/// Names of the columns carried through: a column of the input must not pass for one of ours.
pub(super) fn kept_names(columns: &[&str], kept: &[String]) -> Vec<String> {
    let name = |name: &String| if columns.contains(&name.as_str()) { format!("input_{name}") } else { name.clone() };
    kept.iter().map(name).collect()
}

/// The header line: our columns, then those carried through.
pub(super) fn header(columns: &[&str], kept: &[String]) -> Vec<u8> {
    let mut writer = writer();
    let ours = columns.iter().map(|name| (*name).to_owned());
    in_memory(writer.write_record(ours.chain(kept_names(columns, kept))));
    writer.into_inner().unwrap_or_default()
}

/// A value as a cell shows it.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The columns with their types, for tables that have such.
#[cfg(feature = "parquet")]
pub(super) fn columns() -> Vec<Column> {
    let columns = COLUMNS.iter().zip(MEANINGS);
    let column = |(name, (kind, always, meaning)): (&&str, (Kind, bool, &'static str))| Column {
        name: (*name).to_owned(),
        kind,
        always,
        meaning,
    };
    columns.map(column).collect()
}

/// Types of [`COLUMNS`], whether they always have a value, and what that is.
#[cfg(feature = "parquet")]
const MEANINGS: [(Kind, bool, &str); COLUMNS.len()] = [
    (Kind::Integer, true, "the record's number in the input, from 1"),
    (Kind::Text, true, "the report's id as the archive writes it"),
    (Kind::Text, false, "the patient's id"),
    (Kind::Text, false, "the exam's date as the archive writes it"),
    (Kind::Text, false, "the modality as the archive writes it"),
    (Kind::Integer, true, "the finding's number in its report, from 1"),
    (Kind::Text, true, "schmorl_node, modic_change, marrow_edema"),
    (Kind::Text, true, "present, possible, absent, historical"),
    (Kind::Text, false, "a vertebra (L4), a disc level (L4-L5) or a region (lower thoracic)"),
    (Kind::Text, false, "vertebra, disc, region"),
    (Kind::Text, false, "superior, inferior"),
    (Kind::Number, false, "largest dimension stated, in millimetres"),
    (Kind::Text, false, "single, multiple or a number"),
    (Kind::Text, false, "acute, subacute, chronic"),
    (Kind::Text, false, "new, increased, stable, decreased, resolved"),
    (Kind::Text, false, "marrow edema with the node: present, absent"),
    (Kind::Text, false, "type of Modic change: 1, 2, 3, 1/2, 2/3, 1/3, unspecified"),
    (Kind::Flag, false, "whether a node reaches the canal, the epidural space, the thecal sac or a root"),
    (Kind::Text, true, "part of the report that decides"),
    (Kind::Text, false, "the words that name the finding; null with --no-text"),
    (Kind::Integer, false, "first byte of these words in the report's UTF-8 text"),
    (Kind::Integer, false, "one past their last byte"),
    (Kind::Text, false, "the words around; null with --no-text"),
    (Kind::Text, false, "scenario of the guidance"),
    (Kind::Text, false, "ids of its statements, with ; between"),
    (Kind::Text, false, "how sure the scenario is"),
    (Kind::Text, false, "what the report leaves open, with ; between"),
];

/// One row a finding, with the columns carried through.
#[cfg(feature = "parquet")]
pub(super) fn values(report: &Report, reading: &Reading, options: &Options) -> Vec<Vec<Value>> {
    let row = |(index, finding): (usize, &Finding)| {
        let row = serde_json::to_value(Row::new(report, index + 1, finding, options.no_text)).unwrap_or_default();
        let ours = COLUMNS.iter().map(|name| row[*name].clone());
        ours.chain(report.kept.iter().cloned().map(Value::from)).collect()
    };
    reading.findings.iter().enumerate().map(row).collect()
}

pub(super) fn writer() -> Writer<Vec<u8>> {
    csv::WriterBuilder::new().has_headers(false).flexible(true).from_writer(Vec::new())
}

/// Rows of any length may be written, and memory does not fail: nothing is left that could go wrong.
pub(super) fn in_memory(result: csv::Result<()>) {
    debug_assert!(result.is_ok(), "{result:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Evidence, Role};
    use crate::span::Span;

    fn example() -> (Report, Reading) {
        let text = "3 mm Schmorl's node, inferior endplate of L4.";
        let mut finding =
            Finding::new(FindingKind::SchmorlNode, Status::Present, Level::parse("L4"), Some(Endplate::Inferior));
        finding.size_mm = Some(3.0);
        finding.count = Some(Count::Single);
        finding.posterior_extension = Some(false);
        finding.evidence = vec![Evidence { role: Role::Mention, span: Span::new(5, 19), rule: "node-001".into() }];
        let report = Report {
            record: 7,
            report_id: "R-7".into(),
            kept: vec!["MR, \"1\"".into()],
            text: text.into(),
            ..Report::default()
        };
        let modic = Finding::new(FindingKind::ModicChange, Status::Absent, None, None);
        (report, Reading { findings: vec![finding, modic], ..Reading::default() })
    }

    fn table(options: Options) -> String {
        let (report, reading) = example();
        let table = CsvTable::new(options);
        let mut piece = table.piece();
        piece.report(&report, &reading);
        String::from_utf8([table.begin(), piece.finish().unwrap()].concat()).unwrap()
    }

    #[test]
    fn the_columns_are_the_fields_of_a_row() {
        let (report, reading) = example();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(Row::new(&report, 1, &reading.findings[0], false)).unwrap();
        let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        assert_eq!(table.lines().next().unwrap(), COLUMNS.join(","));
    }

    #[test]
    fn a_finding_is_a_row_and_absent_values_are_empty() {
        let kept = vec!["modality".to_owned()];
        assert_eq!(
            table(Options { kept, ..Options::default() }),
            format!("{},input_modality\n", COLUMNS.join(","))
                + "7,R-7,,,,1,schmorl_node,present,L4,vertebra,inferior,3.0,single,,,,,false,body,Schmorl's node,5,19,\
                   \"3 mm Schmorl's node, inferior endplate of L4.\",,,,,\"MR, \"\"1\"\"\"\n\
                   7,R-7,,,,2,modic_change,absent,,,,,,,,,,,body,,,,,,,,,\"MR, \"\"1\"\"\"\n"
        );
    }

    #[test]
    fn without_text_no_word_of_the_report_is_there() {
        let table = table(Options { no_text: true, ..Options::default() });
        assert!(!table.contains("Schmorl") && table.contains(",5,19,"), "{table}");
    }
}
