//! One JSON object a report, and its schema. Every field is always there; what is not known is `null`.

use super::{Encode, EncodePiece, Options, json_line};
use crate::anatomy::{Endplate, Level};
use crate::extract::Reading;
use crate::fact::{Fact, FactKind, Side};
use crate::finding::{Acuity, Change, Count, Edema, Evidence, Finding, FindingKind, Modic, Role, Section, Status};
use crate::guidance::{Advice, Certainty, Missing, Scenario};
use crate::reason::{Cue, CueKind};
use crate::report::{Joined, Report};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// One report and what it says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "schmorl report", rename = "Report")]
pub struct ReportView<'a> {
    /// The record's number in the input, from 1.
    pub record: u64,
    /// The report's id as the archive writes it. Not unique: addenda share an accession.
    pub report_id: &'a str,
    /// The patient's id.
    pub patient_id: Option<&'a str>,
    /// The exam's date as the archive writes it.
    pub exam_date: Option<&'a str>,
    /// The modality as the archive writes it.
    pub modality: Option<&'a str>,
    /// Columns carried through with `--keep`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<&'a str, &'a str>,
    /// Addenda that `--link-addenda` joined to the text that offsets count in.
    #[serde(skip_serializing_if = "<[Joined]>::is_empty")]
    pub addenda: &'a [Joined],
    /// Every finding.
    pub findings: Vec<FindingView<'a>>,
    /// Facts of the report that guidance rests on.
    pub context: Vec<FactView<'a>>,
    /// What of the clinical information supports imaging beside these facts; the audit of orders asks for it.
    pub supports: Vec<SupportView<'a>>,
}

/// One finding: one place with one kind of thing said about it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct FindingView<'a> {
    /// The finding's number in its report, from 1.
    pub id: usize,
    /// What.
    pub kind: FindingKind,
    /// Whether it is there.
    pub status: Status,
    /// Where.
    pub level: Option<Level>,
    /// What the level is.
    pub level_kind: Option<LevelKind>,
    /// At which endplate.
    pub endplate: Option<Endplate>,
    /// Largest dimension stated for this exam, in millimetres.
    pub size_mm: Option<f64>,
    /// How many.
    pub count: Option<Count>,
    /// Age.
    pub acuity: Option<Acuity>,
    /// Change against an earlier exam.
    pub change: Option<Change>,
    /// Oedema with the node.
    pub edema: Option<Edema>,
    /// Modic type.
    pub modic: Option<Modic>,
    /// Whether a node reaches the canal, the epidural space, the thecal sac or a root.
    pub posterior_extension: Option<bool>,
    /// Where in the report the deciding statement stands.
    pub section: Section,
    /// What it was read from, in text order.
    pub evidence: Vec<EvidenceView<'a>>,
    /// What the guidance says of it; `null` for what is no node, and with `--no-guidance`.
    pub guidance: Option<GuidanceView<'a>>,
}

/// What kind of place a level is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelKind {
    /// A vertebra.
    Vertebra,
    /// The disc between two neighbours.
    Disc,
    /// A part of the spine.
    Region,
}

impl From<Level> for LevelKind {
    fn from(level: Level) -> Self {
        match level {
            Level::Vertebra(_) => Self::Vertebra,
            Level::Disc(_) => Self::Disc,
            Level::Region(_) => Self::Region,
        }
    }
}

/// One stretch of text that a finding was read from.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
pub struct EvidenceView<'a> {
    /// What it was read for.
    pub role: Role,
    /// First byte in the report's UTF-8 text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The words; `null` with `--no-text`.
    pub text: Option<&'a str>,
    /// The lexicon row or grammar rule that read it.
    pub rule: &'a str,
}

/// What the guidance says of a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Guidance")]
pub struct GuidanceView<'a> {
    /// The scenario that the node falls under.
    pub scenario: Scenario,
    /// How sure that is: as sure as the node.
    pub certainty: Certainty,
    /// Ids of the statements that hold in it.
    pub statements: Vec<&'a str>,
    /// Ids of the statements that go beside it: context, pitfalls, when to reassess.
    pub notes: Vec<&'a str>,
    /// Why this scenario, in words; the report's words are quoted, or with `--no-text` told by their bytes.
    pub because: Vec<String>,
    /// What the report does not say and would change the scenario.
    pub missing: &'a [Missing],
    /// Version and hash of the guidance.
    pub guidance: &'a str,
}

/// A fact of the report that guidance rests on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Fact")]
pub struct FactView<'a> {
    /// Which fact: `red_flag`, `radicular`, `localized_pain`, `nonspecific_pain`, `differential`,
    /// `followup_recommended`.
    pub fact: &'a str,
    /// What kind of flag, pain or diagnosis; the exam that was advised.
    pub detail: Option<&'a str>,
    /// `present` or `possible`; denied facts are left out.
    pub status: Status,
    /// The level that it was said of.
    pub level: Option<Level>,
    /// The side that was said.
    pub side: Option<Side>,
    /// After how long imaging was advised: `3 months`, `6-12 weeks`.
    pub interval: Option<String>,
    /// Ids of the findings that it speaks for; `null` for every node.
    pub findings: Option<Vec<usize>>,
    /// The part of the report that it stands in.
    pub section: Section,
    /// First byte in the report's UTF-8 text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The words; `null` with `--no-text`.
    pub text: Option<&'a str>,
    /// The lexicon row that read it.
    pub rule: &'a str,
}

/// Trauma, care that failed, symptoms that are new or worse.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Support")]
pub struct SupportView<'a> {
    /// Which: `trauma`, `refractory-pain`, `worsening`.
    pub support: &'a str,
    /// The level of the pain that it is said of; it then speaks for the nodes there.
    pub level: Option<Level>,
    /// First byte in the report's UTF-8 text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The words; `null` with `--no-text`.
    pub text: Option<&'a str>,
    /// The lexicon row that read it.
    pub rule: &'a str,
}

impl<'a> ReportView<'a> {
    /// The view of a report and its reading.
    #[must_use]
    pub fn new(report: &'a Report, reading: &'a Reading, options: &'a Options) -> Self {
        let findings = reading.findings.iter().enumerate();
        Self {
            record: report.record,
            report_id: &report.report_id,
            patient_id: report.patient_id.as_deref(),
            exam_date: report.exam_date.as_deref(),
            modality: report.modality.as_deref(),
            kept: options.kept.iter().zip(&report.kept).map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            addenda: &report.addenda,
            findings: findings.map(|(index, finding)| FindingView::new(index + 1, finding, report, options)).collect(),
            context: reading.context.facts.iter().map(|fact| FactView::new(fact, report, options)).collect(),
            supports: reading
                .context
                .supports
                .iter()
                .filter_map(|cue| SupportView::new(cue, report, options))
                .collect(),
        }
    }
}

impl<'a> FindingView<'a> {
    fn new(id: usize, finding: &'a Finding, report: &'a Report, options: &Options) -> Self {
        Self {
            id,
            kind: finding.kind,
            status: finding.status,
            level: finding.level,
            level_kind: finding.level.map(LevelKind::from),
            endplate: finding.endplate,
            size_mm: finding.size_mm,
            count: finding.count,
            acuity: finding.acuity,
            change: finding.change,
            edema: finding.edema,
            modic: finding.modic,
            posterior_extension: finding.posterior_extension,
            section: finding.section,
            evidence: finding.evidence.iter().map(|evidence| EvidenceView::new(evidence, report, options)).collect(),
            guidance: finding.guidance.as_deref().map(|advice| GuidanceView::new(advice, report, options)),
        }
    }
}

impl<'a> GuidanceView<'a> {
    fn new(advice: &'a Advice, report: &Report, options: &Options) -> Self {
        let text = (!options.no_text).then_some(report.text.as_str());
        Self {
            scenario: advice.scenario,
            certainty: advice.certainty,
            statements: advice.statements.iter().map(|id| &**id).collect(),
            notes: advice.notes.iter().map(|id| &**id).collect(),
            because: advice.because.iter().map(|reason| reason.told(text)).collect(),
            missing: &advice.missing,
            guidance: &advice.guidance,
        }
    }
}

impl<'a> FactView<'a> {
    fn new(fact: &'a Fact, report: &'a Report, options: &Options) -> Self {
        let interval = match fact.kind {
            FactKind::FollowupRecommended(advice) => advice.interval.map(|interval| interval.to_string()),
            _ => None,
        };
        Self {
            fact: fact.kind.name(),
            detail: fact.kind.detail(),
            status: fact.status,
            level: fact.level,
            side: fact.side,
            interval,
            findings: fact.speaks_for.as_ref().map(|all| all.iter().map(|index| index + 1).collect()),
            section: fact.section,
            start: fact.span.start,
            end: fact.span.end,
            text: (!options.no_text).then(|| fact.span.text(&report.text)),
            rule: &fact.rule,
        }
    }
}

impl<'a> SupportView<'a> {
    fn new(cue: &'a Cue, report: &'a Report, options: &Options) -> Option<Self> {
        let CueKind::Supports(support) = cue.kind else { return None };
        Some(Self {
            support: support.name(),
            level: cue.level,
            start: cue.span.start,
            end: cue.span.end,
            text: (!options.no_text).then(|| cue.span.text(&report.text)),
            rule: &cue.rule,
        })
    }
}

impl<'a> EvidenceView<'a> {
    fn new(evidence: &'a Evidence, report: &'a Report, options: &Options) -> Self {
        Self {
            role: evidence.role,
            start: evidence.span.start,
            end: evidence.span.end,
            text: (!options.no_text).then(|| evidence.span.text(&report.text)),
            rule: &evidence.rule,
        }
    }
}

/// The JSON Schema of [`ReportView`].
#[must_use]
pub fn schema() -> schemars::Schema {
    // As it is written: fields that may be `null` are there all the same.
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<ReportView<'static>>()
}

/// Encodes JSON lines.
pub(super) struct JsonLines {
    options: Options,
}

impl JsonLines {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for JsonLines {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(JsonPiece { options: &self.options, out: Vec::new() })
    }
}

struct JsonPiece<'a> {
    options: &'a Options,
    out: Vec<u8>,
}

impl EncodePiece for JsonPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        if reading.findings.is_empty() && !self.options.all_reports {
            return;
        }
        json_line(&mut self.out, &ReportView::new(report, reading, self.options));
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn line(options: &Options) -> String {
        let mut finding = Finding::new(FindingKind::SchmorlNode, Status::Present, Level::parse("L4-L5"), None);
        finding.count = Some(Count::Number(3));
        finding.evidence = vec![Evidence { role: Role::Mention, span: Span::new(0, 14), rule: "node-001".into() }];
        let report = Report { record: 1, report_id: "R".into(), text: "Schmorl's node.".into(), ..Report::default() };
        let reading = Reading { findings: vec![finding], ..Reading::default() };
        serde_json::to_string(&ReportView::new(&report, &reading, options)).unwrap()
    }

    #[test]
    fn every_field_is_there() {
        assert_eq!(
            line(&Options::default()),
            r#"{"record":1,"report_id":"R","patient_id":null,"exam_date":null,"modality":null,"findings":[{"id":1,"#
                .to_owned()
                + r#""kind":"schmorl_node","status":"present","level":"L4-L5","level_kind":"disc","endplate":null,"#
                + r#""size_mm":null,"count":3,"acuity":null,"change":null,"edema":null,"modic":null,"#
                + r#""posterior_extension":null,"section":"body","#
                + r#""evidence":[{"role":"mention","start":0,"end":14,"text":"Schmorl's node","rule":"node-001"}],"#
                + r#""guidance":null}],"context":[],"supports":[]}"#
        );
        assert!(!line(&Options { no_text: true, ..Options::default() }).contains("Schmorl's"));
    }

    #[test]
    fn the_schema_names_every_field() {
        let schema = serde_json::to_string(&schema()).unwrap();
        let object: serde_json::Value = serde_json::from_str(&line(&Options::default())).unwrap();
        for key in object.as_object().unwrap().keys().chain(object["findings"][0].as_object().unwrap().keys()) {
            assert!(schema.contains(&format!("\"{key}\"")), "{key}");
        }
    }
}
