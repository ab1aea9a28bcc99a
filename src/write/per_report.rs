//! One row a report: the counts and flags that studies take.
//!
//! | column | what it holds |
//! |---|---|
//! | `any_node` | whether a node is present or possible |
//! | `node_status` | the strongest status said of a node: present, possible, historical, absent; empty where none is spoken of |
//! | `n_nodes` | how many places hold a node that is present or possible |
//! | `largest_mm` | the largest size stated of these, in millimetres |
//! | `any_edema` | `present` if marrow edema is present or possible anywhere, `absent` if it is only denied |
//! | `modic` | the types of Modic changes present or possible, in order, with `;` between them |
//! | `scenario` | of the nodes' scenarios the one that asks for most |
//! | `T1` … `L5`, `S1` | the strongest status said of a node of that vertebra |
//! | `elsewhere` | nodes at other places, disc levels and regions: `L2-L3: present; lower thoracic: absent` |
//!
//! A disc level is not split over its two vertebrae: the report does not say which of them it is.

use super::csv::{cell, header, in_memory, writer};
#[cfg(feature = "parquet")]
use super::typed::{Column, Kind};
use super::{Encode, EncodePiece, Format, Options, json_line};
use crate::anatomy::{Area, Level, Vertebra};
use crate::extract::Reading;
use crate::finding::{Finding, FindingKind, Status};
use crate::guidance::Scenario;
use crate::report::Report;
use crate::words;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

/// A row: column and value, `null` where nothing is said.
type Row = Vec<(String, Value)>;

/// Encodes one row a report, as CSV or as JSON lines.
pub(super) struct PerReport {
    format: Format,
    options: Options,
}

impl PerReport {
    pub(super) fn new(format: Format, options: Options) -> Self {
        Self { format, options }
    }
}

impl Encode for PerReport {
    fn begin(&self) -> Vec<u8> {
        let row = row(&Report::default(), &Reading::default());
        let columns: Vec<&str> = row.iter().map(|(column, _)| column.as_str()).collect();
        match self.format {
            Format::Csv => header(&columns, &self.options.kept),
            _ => Vec::new(),
        }
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(PerReportPiece { format: self.format, options: &self.options, out: Vec::new() })
    }
}

struct PerReportPiece<'a> {
    format: Format,
    options: &'a Options,
    out: Vec<u8>,
}

impl EncodePiece for PerReportPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        if reading.findings.is_empty() && !self.options.all_reports {
            return;
        }
        let row = row(report, reading);
        if self.format == Format::Csv {
            let mut writer = writer();
            let cells = row.iter().map(|(_, value)| cell(value));
            in_memory(writer.write_record(cells.chain(report.kept.iter().cloned())));
            self.out.extend(writer.into_inner().unwrap_or_default());
        } else {
            let object = Object { row: &row, kept: &self.options.kept, values: &report.kept };
            json_line(&mut self.out, &object);
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

/// A row as an object whose keys stand in the order of the table.
struct Object<'a> {
    row: &'a Row,
    /// Names and values of the columns carried through.
    kept: &'a [String],
    values: &'a [String],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, value) in self.row {
            map.serialize_entry(column, value)?;
        }
        if !self.kept.is_empty() {
            map.serialize_entry("kept", &Kept(self.kept, self.values))?;
        }
        map.end()
    }
}

/// The columns carried through, in the order in which they were asked for.
struct Kept<'a>(&'a [String], &'a [String]);

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

/// The columns with their types, for tables that have such.
#[cfg(feature = "parquet")]
pub(super) fn columns() -> Vec<Column> {
    let column = |(name, _): (String, Value)| {
        let (kind, always, meaning) = match name.as_str() {
            "record" => (Kind::Integer, true, "the record's number in the input, from 1"),
            "report_id" => (Kind::Text, true, "the report's id as the archive writes it"),
            "patient_id" => (Kind::Text, false, "the patient's id"),
            "exam_date" => (Kind::Text, false, "the exam's date as the archive writes it"),
            "modality" => (Kind::Text, false, "the modality as the archive writes it"),
            "any_node" => (Kind::Flag, true, "whether a node is present or possible"),
            "node_status" => (Kind::Text, false, "the strongest status said of a node"),
            "n_nodes" => (Kind::Integer, true, "how many places hold a node that is present or possible"),
            "largest_mm" => (Kind::Number, false, "the largest size stated of these, in millimetres"),
            "any_edema" => (Kind::Text, false, "present if marrow edema is present or possible, absent if only denied"),
            "modic" => (Kind::Text, false, "types of Modic changes present or possible, with ; between"),
            "scenario" => (Kind::Text, false, "of the nodes' scenarios the one that asks for most"),
            "elsewhere" => (Kind::Text, false, "nodes at disc levels and regions: L2-L3: present; …"),
            _ => (Kind::Text, false, "the strongest status said of a node of that vertebra"),
        };
        Column { name, kind, always, meaning }
    };
    row(&Report::default(), &Reading::default()).into_iter().map(column).collect()
}

/// A report's row, with the columns carried through, if it has one.
#[cfg(feature = "parquet")]
pub(super) fn values(report: &Report, reading: &Reading, options: &Options) -> Option<Vec<Value>> {
    (!reading.findings.is_empty() || options.all_reports).then(|| {
        let ours = row(report, reading).into_iter().map(|(_, value)| value);
        ours.chain(report.kept.iter().cloned().map(Value::from)).collect()
    })
}

/// The vertebrae with columns of their own.
fn vertebrae() -> impl Iterator<Item = Vertebra> {
    Area::Thoracic.vertebrae().chain(Area::Lumbar.vertebrae()).chain(Area::Sacral.vertebrae().take(1))
}

fn row(report: &Report, reading: &Reading) -> Row {
    let of = |kind| reading.findings.iter().filter(move |finding: &&Finding| finding.kind == kind);
    let nodes: Vec<&Finding> = of(FindingKind::SchmorlNode).collect();
    let there = || nodes.iter().filter(|node| node.status.is_asserted());
    let largest = there().filter_map(|node| node.size_mm).max_by(f64::total_cmp);
    let scenarios = nodes.iter().filter_map(|node| node.guidance.as_deref()).map(|advice| advice.scenario);
    let mut row: Row = [
        ("record", json!(report.record)),
        ("report_id", json!(report.report_id)),
        ("patient_id", json!(report.patient_id)),
        ("exam_date", json!(report.exam_date)),
        ("modality", json!(report.modality)),
        ("any_node", json!(there().next().is_some())),
        ("node_status", json!(strongest(nodes.iter().map(|node| node.status)))),
        ("n_nodes", json!(there().count())),
        ("largest_mm", json!(largest)),
        ("any_edema", edema(of(FindingKind::MarrowEdema))),
        ("modic", modic(of(FindingKind::ModicChange))),
        ("scenario", json!(scenarios.max_by_key(|scenario| weight(*scenario)))),
    ]
    .map(|(column, value)| (column.to_owned(), value))
    .into();
    let mut places: BTreeMap<Option<Level>, Status> = BTreeMap::new();
    for node in &nodes {
        let status = places.entry(node.level).or_insert(node.status);
        *status = strongest([*status, node.status].into_iter()).unwrap_or(node.status);
    }
    for vertebra in vertebrae() {
        row.push((vertebra.to_string(), json!(places.remove(&Some(Level::Vertebra(vertebra))))));
    }
    let elsewhere = places.iter().filter_map(|(level, status)| {
        let level = (*level)?;
        Some(format!("{level}: {}", words::status(*status)))
    });
    let elsewhere = elsewhere.collect::<Vec<_>>().join("; ");
    row.push(("elsewhere".into(), if elsewhere.is_empty() { Value::Null } else { elsewhere.into() }));
    row
}

/// A node of today counts for more than one of the past, which counts for more than a denial.
fn strongest(statuses: impl Iterator<Item = Status>) -> Option<Status> {
    statuses.min_by_key(|status| match status {
        Status::Present => 0,
        Status::Possible => 1,
        Status::Historical => 2,
        Status::Absent => 3,
    })
}

/// How much a scenario asks for: they stand in order, but for the one of nodes that are not there.
fn weight(scenario: Scenario) -> std::cmp::Reverse<usize> {
    let place = Scenario::ALL.iter().position(|other| *other == scenario).unwrap_or_default();
    std::cmp::Reverse(if scenario == Scenario::NotApplicable { Scenario::ALL.len() } else { place })
}

fn edema<'a>(findings: impl Iterator<Item = &'a Finding>) -> Value {
    match strongest(findings.map(|finding| finding.status)) {
        Some(Status::Present | Status::Possible) => "present".into(),
        Some(Status::Absent) => "absent".into(),
        Some(Status::Historical) | None => Value::Null,
    }
}

fn modic<'a>(findings: impl Iterator<Item = &'a Finding>) -> Value {
    let mut types: Vec<_> = findings.filter(|f| f.status.is_asserted()).filter_map(|finding| finding.modic).collect();
    types.sort_unstable();
    types.dedup();
    let names: Vec<String> = types.iter().map(name).collect();
    if names.is_empty() { Value::Null } else { names.join(";").into() }
}

/// The name of a value in the output.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).map(|value| cell(&value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Advice;
    use serde_json::Map;

    fn node(status: Status, level: &str, size: Option<f64>, scenario: Scenario) -> Finding {
        let mut finding = Finding::new(FindingKind::SchmorlNode, status, Level::parse(level), None);
        finding.size_mm = size;
        finding.guidance = Some(Box::new(Advice::of(scenario)));
        finding
    }

    fn values(findings: Vec<Finding>) -> Map<String, Value> {
        let reading = Reading { findings, ..Reading::default() };
        row(&Report::default(), &reading).into_iter().collect()
    }

    #[test]
    fn the_strongest_of_a_vertebra_the_largest_and_the_gravest_are_shown() {
        let mut modic = Finding::new(FindingKind::ModicChange, Status::Present, Level::parse("L5-S1"), None);
        modic.modic = Some(crate::finding::Modic::Two);
        let row = values(vec![
            node(Status::Possible, "T12", Some(4.0), Scenario::Incidental),
            node(Status::Present, "T12", Some(12.5), Scenario::Acute),
            node(Status::Absent, "L2", None, Scenario::NotApplicable),
            node(Status::Present, "L4-L5", None, Scenario::Incidental),
            modic,
            Finding::new(FindingKind::MarrowEdema, Status::Absent, None, None),
        ]);
        let shown = ["any_node", "node_status", "n_nodes", "largest_mm", "any_edema", "modic", "scenario", "T12", "L2"];
        assert_eq!(
            shown.map(|column| row[column].clone()),
            [
                json!(true),
                json!("present"),
                json!(3),
                json!(12.5),
                json!("absent"),
                json!("2"),
                json!("acute"),
                json!("present"),
                json!("absent")
            ]
        );
        assert_eq!((&row["L4"], &row["elsewhere"]), (&Value::Null, &json!("L4-L5: present")));
    }

    #[test]
    fn denied_nodes_are_none_and_silence_is_empty() {
        let row = values(vec![node(Status::Absent, "", Some(3.0), Scenario::NotApplicable)]);
        assert_eq!((&row["any_node"], &row["n_nodes"], &row["largest_mm"]), (&json!(false), &json!(0), &Value::Null));
        assert_eq!((&row["node_status"], &row["scenario"]), (&json!("absent"), &json!("not_applicable")));
        assert_eq!(values(Vec::new())["node_status"], Value::Null);
    }
}
