//! FHIR R4: for each report and kind of finding an `Observation`, and the `Provenance` of it, as NDJSON.
//!
//! An Observation is `preliminary`: a program read it off a report and nobody has confirmed it. Each place is a
//! component whose value is the status; a stated size is a component of its own. R4 lets `derivedFrom` name a document
//! but no DiagnosticReport, so the report stands there as a DocumentReference by its identifier; patient and report are
//! named by the archive's identifiers, which a server resolves.
//!
//! Codes: only ICD-10-CM M51.44 to M51.47 (Schmorl's nodes of the thoracic, thoracolumbar, lumbar and lumbosacral
//! region) on nodes that are present and whose region is known. ICD-10-CM has no code for cervical nodes, and its
//! guidelines do not code what is only possible. No other code is used; the rest is text.

use super::{Encode, EncodePiece, Options, json_line, snippet};
use crate::anatomy::{Area, Level, Region};
use crate::annotation;
use crate::extract::Reading;
use crate::finding::{Finding, FindingKind, Status};
use crate::report::Report;
use crate::words;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::io;

/// Encodes Observations and Provenances.
pub(super) struct Fhir {
    options: Options,
}

impl Fhir {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for Fhir {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(FhirPiece { options: &self.options, out: Vec::new() })
    }
}

struct FhirPiece<'a> {
    options: &'a Options,
    out: Vec<u8>,
}

impl EncodePiece for FhirPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        for kind in annotation::KINDS {
            let findings: Vec<&Finding> = reading.findings.iter().filter(|finding| finding.kind == kind).collect();
            if !findings.is_empty() {
                json_line(&mut self.out, &observation(report, kind, &findings, self.options));
                json_line(&mut self.out, &provenance(report, kind, self.options));
            }
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

/// Ids may hold letters, digits, `-` and `.` alone, so that they are made of the record's number.
fn id(report: &Report, kind: FindingKind) -> String {
    format!("schmorl-{}-{}", report.record, annotation::kind_name(kind).replace('_', "-"))
}

/// The program, contained in each resource so that no server must know it.
fn device(options: &Options) -> Value {
    json!([{
        "resourceType": "Device",
        "id": "program",
        "deviceName": [{"name": "schmorl", "type": "model-name"}],
        "version": [{"value": options.system}],
    }])
}

fn observation(report: &Report, kind: FindingKind, findings: &[&Finding], options: &Options) -> Value {
    let mut resource = json!({
        "resourceType": "Observation",
        "id": id(report, kind),
        "contained": device(options),
        "status": "preliminary",
        "category": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "imaging",
        }]}],
        "code": {"text": words::kind(kind)},
        "method": {"text": "read off the free text of an imaging report by a program"},
        "device": {"reference": "#program"},
        "derivedFrom": [document(report)],
        "component": findings.iter().flat_map(|finding| components(finding)).collect::<Vec<_>>(),
    });
    if let Some(patient) = report.patient_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        resource["subject"] = json!({"type": "Patient", "identifier": {"value": patient}});
    }
    if let Some(date) = report.exam_date.as_deref().and_then(day) {
        resource["effectiveDateTime"] = json!(date.to_string());
    }
    if !options.no_text {
        let said = findings.iter().filter_map(|finding| finding.mention());
        let notes: Vec<Value> = said
            .map(|span| snippet(&report.text, span))
            .filter(|snippet| !snippet.is_empty())
            .map(|snippet| json!({"text": snippet}))
            .collect();
        if !notes.is_empty() {
            resource["note"] = json!(notes);
        }
    }
    resource
}

fn document(report: &Report) -> Value {
    // an identifier must have a value that is not empty
    match report.report_id.trim() {
        "" => json!({"type": "DocumentReference", "display": format!("record {}", report.record)}),
        id => json!({"type": "DocumentReference", "identifier": {"value": id}}),
    }
}

/// The day that a date of the archive begins with, where it is written as ISO 8601 has it.
fn day(date: &str) -> Option<Date> {
    date.trim().get(..10)?.parse().ok()
}

/// One component for the place, and one for the size where there is one. What else is known stands in the words.
fn components(finding: &Finding) -> Vec<Value> {
    let name = format!("{}, {}", words::kind(finding.kind), words::place(finding));
    let mut code: Map<String, Value> = Map::new();
    if let Some(region) = icd10(finding) {
        code.insert("coding".into(), json!([{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": region}]));
    }
    code.insert("text".into(), json!(name));
    let more = annotation::said(finding).into_iter();
    let more = more.filter(|(name, _)| !["status", "level", "endplate", "size_mm"].contains(name));
    let said: Vec<String> = more.map(|(name, value)| format!("{name} {value}")).collect();
    let status = words::status(finding.status);
    let text = if said.is_empty() { status.to_owned() } else { format!("{status} ({})", said.join(", ")) };
    let mut all = vec![json!({"code": code, "valueCodeableConcept": {"text": text}})];
    if let Some(size) = finding.size_mm {
        let quantity = json!({"value": size, "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm"});
        all.push(json!({"code": {"text": format!("{name}: largest dimension")}, "valueQuantity": quantity}));
    }
    all
}

/// The ICD-10-CM code of a node's region. The junctions are their own regions: T12-L1 is thoracolumbar, L5-S1
/// lumbosacral; a vertebra is of the area that it is numbered in.
fn icd10(finding: &Finding) -> Option<&'static str> {
    if finding.kind != FindingKind::SchmorlNode || finding.status != Status::Present {
        return None;
    }
    let (upper, lower) = match finding.level? {
        Level::Region(Region::Thoracolumbar) => return Some("M51.45"),
        Level::Region(Region::Lumbosacral) => return Some("M51.47"),
        Level::Region(Region::Cervicothoracic) => return None,
        level => level.bounds(),
    };
    match (upper.area(), lower.area()) {
        (Area::Thoracic, Area::Thoracic) => Some("M51.44"),
        (Area::Thoracic, Area::Lumbar) => Some("M51.45"),
        (Area::Lumbar, Area::Lumbar) => Some("M51.46"),
        (Area::Lumbar, Area::Sacral) => Some("M51.47"),
        _ => None,
    }
}

fn provenance(report: &Report, kind: FindingKind, options: &Options) -> Value {
    let id = id(report, kind);
    json!({
        "resourceType": "Provenance",
        "id": format!("{id}-source"),
        "contained": device(options),
        "target": [{"reference": format!("Observation/{id}")}],
        "recorded": format!("{}T00:00:00Z", options.date.unwrap_or_default()),
        "agent": [{
            "type": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                "code": "assembler",
            }]},
            "who": {"reference": "#program"},
        }],
        "entity": [{"role": "source", "what": document(report)}],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(level: &str, status: Status) -> Option<&'static str> {
        icd10(&Finding::new(FindingKind::SchmorlNode, status, Level::parse(level), None))
    }

    #[test]
    fn codes_are_given_only_where_the_region_is_known() {
        let known =
            ["T5", "T8-T9", "lower thoracic", "T12-L1", "thoracolumbar", "L1", "lumbar", "L5-S1", "lumbosacral"];
        let codes = known.map(|level| code(level, Status::Present).unwrap());
        assert_eq!(codes, ["M51.44", "M51.44", "M51.44", "M51.45", "M51.45", "M51.46", "M51.46", "M51.47", "M51.47"]);
        for unknown in ["", "C5", "C7-T1", "cervicothoracic", "S2", "sacral"] {
            assert_eq!(code(unknown, Status::Present), None, "{unknown}");
        }
        assert_eq!(code("L1", Status::Possible), None);
        let modic = Finding::new(FindingKind::ModicChange, Status::Present, Level::parse("L1"), None);
        assert_eq!(icd10(&modic), None);
    }

    #[test]
    fn an_observation_holds_places_sizes_and_who_it_is_of() {
        let node = annotation::tests::full();
        let report = Report {
            record: 7,
            report_id: "R 7".into(),
            patient_id: Some("P".into()),
            exam_date: Some("2024-03-05 10:00".into()),
            ..Report::default()
        };
        let options = Options { date: "2024-05-06".parse().ok(), ..Options::default() };
        let shown = observation(&report, FindingKind::SchmorlNode, &[&node], &options);
        assert_eq!((&shown["status"], &shown["effectiveDateTime"]), (&json!("preliminary"), &json!("2024-03-05")));
        assert_eq!(shown["derivedFrom"][0]["identifier"]["value"], "R 7");
        let place = &shown["component"][0];
        assert_eq!(place["code"], json!({"text": "Schmorl's node, lower thoracic superior"}));
        assert!(place["valueCodeableConcept"]["text"].as_str().unwrap().starts_with("possible (count 3, acuity"));
        assert_eq!(shown["component"][1]["valueQuantity"]["value"], 12.5);
        let provenance = provenance(&report, FindingKind::SchmorlNode, &options);
        assert_eq!(provenance["target"][0]["reference"], "Observation/schmorl-7-schmorl-node");
        assert_eq!(provenance["recorded"], "2024-05-06T00:00:00Z");
        let bare = observation(&Report::default(), FindingKind::SchmorlNode, &[&node], &options);
        assert!(bare.get("subject").is_none() && bare["derivedFrom"][0].get("identifier").is_none());
    }
}
