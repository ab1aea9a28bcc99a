//! What the audit keeps of reports: those with a node that is present or possible, and of these only what an order is
//! judged by.
//!
//! In: reports as the run pipeline reads them, or lines of an earlier scan. Out: [`Case`]s, and what the dates of the
//! whole column tell of their order.

use super::dates::{Column, Written};
use crate::anatomy::{Endplate, Level};
use crate::extract::Reading;
use crate::fact::FactKind;
use crate::finding::{FindingKind, Status};
use crate::guidance::Scenario;
use crate::reason::{CueKind, Support};
use crate::report::Report;
use crate::write::{Encode, EncodePiece};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// A report with a node.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// The report's number in the archive: the last order of two that are otherwise equal.
    pub(super) record: u64,
    pub(super) report_id: Box<str>,
    pub(super) patient: Box<str>,
    pub(super) date: Written,
    /// Never empty.
    pub(super) nodes: Vec<Node>,
    /// What beside the nodes' scenarios supports imaging, with the level that it speaks for and the words.
    pub(super) supports: Vec<(Support, Option<Level>, Box<str>)>,
    /// The words that advise imaging for any node.
    pub(super) advice: Option<Box<str>>,
}

/// A node that is present or possible.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) level: Option<Level>,
    pub(super) endplate: Option<Endplate>,
    pub(super) scenario: Scenario,
    /// Why it is that scenario; empty for an incidental node.
    pub(super) because: Box<str>,
    /// The report advises imaging for it.
    pub(super) advised: bool,
}

/// What was found in an archive.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) cases: Vec<Case>,
    pub(super) dates: Column,
    /// Reports with a node.
    pub(super) with_node: u64,
    /// Of these, reports that cannot be joined with orders, by reason.
    pub(super) unplaced: BTreeMap<&'static str, u64>,
    /// Lines of a scan that hold nodes without guidance, or no findings as a scan writes them.
    pub(super) unread: u64,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.cases.extend(other.cases);
        self.dates.add(&other.dates);
        self.with_node += other.with_node;
        self.unread += other.unread;
        for (reason, count) in other.unplaced {
            *self.unplaced.entry(reason).or_default() += count;
        }
    }

    fn report(&mut self, report: &Report, reading: &Reading) {
        let written = report.exam_date.as_deref().and_then(Written::read);
        if let Some(date) = &written {
            self.dates.see(date);
        }
        let what = match report.kept.first().filter(|_| report.text.is_empty()) {
            Some(findings) => match scanned(findings, report.kept.get(1), report.kept.get(2)) {
                Some(what) => what,
                None => {
                    self.unread += 1;
                    return;
                }
            },
            None => read(report, reading),
        };
        if what.nodes.is_empty() {
            return;
        }
        self.with_node += 1;
        let unplaced = match (&report.patient_id, &report.exam_date, written) {
            (None, ..) => "no_patient",
            (_, None, _) => "no_date",
            (.., None) => "bad_date",
            (Some(patient), _, Some(date)) => {
                self.cases.push(Case {
                    record: report.record,
                    report_id: report.report_id.as_str().into(),
                    patient: patient.as_str().into(),
                    date,
                    nodes: what.nodes,
                    supports: what.supports,
                    advice: what.advice,
                });
                return;
            }
        };
        *self.unplaced.entry(unplaced).or_default() += 1;
    }
}

/// Takes the place of an encoder in a run: keeps cases and writes nothing.
#[derive(Debug, Default)]
pub(super) struct Collector(Mutex<Found>);

impl Collector {
    /// Everything found, in no order.
    pub(super) fn finish(self) -> Found {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Encode for Collector {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(Piece { all: &self.0, found: Found::default() })
    }
}

struct Piece<'a> {
    all: &'a Mutex<Found>,
    found: Found,
}

impl EncodePiece for Piece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        self.found.report(report, reading);
    }

    fn finish(mut self: Box<Self>) -> io::Result<Vec<u8>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).add(mem::take(&mut self.found));
        Ok(Vec::new())
    }
}

/// What is kept of a report beside its ids.
#[derive(Default)]
struct What {
    nodes: Vec<Node>,
    supports: Vec<(Support, Option<Level>, Box<str>)>,
    advice: Option<Box<str>>,
}

/// Of a text that was just read.
fn read(report: &Report, reading: &Reading) -> What {
    let words = |span: crate::span::Span| squeezed(span.text(&report.text));
    let facts = &reading.context.facts;
    let mut what = What::default();
    for (index, finding) in reading.findings.iter().enumerate() {
        let Some(advice) = finding.guidance.as_ref().filter(|_| is_node(finding.kind, finding.status)) else {
            continue;
        };
        let advised = |kind| matches!(kind, FactKind::FollowupRecommended(_));
        let because = advice.because.first().filter(|_| advice.scenario != Scenario::Incidental);
        what.nodes.push(Node {
            level: finding.level,
            endplate: finding.endplate,
            scenario: advice.scenario,
            because: because.map(|reason| reason.told(Some(&report.text)).into()).unwrap_or_default(),
            advised: facts.iter().any(|fact| advised(fact.kind) && fact.speaks_for(index)),
        });
    }
    for fact in facts {
        match fact.kind {
            FactKind::Radicular => what.supports.push((Support::Radicular, None, words(fact.span))),
            FactKind::FollowupRecommended(_) if what.advice.is_none() => what.advice = Some(words(fact.span)),
            _ => {}
        }
    }
    what.supports.extend(reading.context.supports.iter().filter_map(|cue| match cue.kind {
        CueKind::Supports(support) => Some((support, cue.level, words(cue.span))),
        _ => None,
    }));
    what
}

fn is_node(kind: FindingKind, status: Status) -> bool {
    kind == FindingKind::SchmorlNode && status.is_asserted()
}

/// Words in one line.
fn squeezed(words: &str) -> Box<str> {
    words.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

#[derive(Deserialize)]
struct ScannedFinding {
    id: usize,
    kind: FindingKind,
    status: Status,
    level: Option<Level>,
    endplate: Option<Endplate>,
    guidance: Option<ScannedGuidance>,
}

#[derive(Deserialize)]
struct ScannedGuidance {
    scenario: Scenario,
    #[serde(default)]
    because: Vec<String>,
}

#[derive(Deserialize)]
struct ScannedFact {
    fact: String,
    findings: Option<Vec<usize>>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct ScannedSupport {
    support: String,
    level: Option<Level>,
    text: Option<String>,
}

/// Of a line that a scan wrote: its findings, context and supports as JSON. `None` if they are not what a scan writes,
/// or hold a node without guidance.
fn scanned(findings: &str, context: Option<&String>, supports: Option<&String>) -> Option<What> {
    let list = |json: Option<&String>| json.filter(|json| !json.is_empty()).cloned().unwrap_or_else(|| "[]".to_owned());
    let findings: Vec<ScannedFinding> = serde_json::from_str(findings).ok()?;
    let facts: Vec<ScannedFact> = serde_json::from_str(&list(context)).ok()?;
    let supports: Vec<ScannedSupport> = serde_json::from_str(&list(supports)).ok()?;
    let words = |text: &Option<String>| squeezed(text.as_deref().unwrap_or_default());
    let mut what = What::default();
    for finding in findings.iter().filter(|finding| is_node(finding.kind, finding.status)) {
        let advice = finding.guidance.as_ref()?;
        let advised = |fact: &&ScannedFact| {
            fact.fact == "followup_recommended" && fact.findings.as_ref().is_none_or(|ids| ids.contains(&finding.id))
        };
        let because = advice.because.first().filter(|_| advice.scenario != Scenario::Incidental);
        what.nodes.push(Node {
            level: finding.level,
            endplate: finding.endplate,
            scenario: advice.scenario,
            because: because.map(|reason| reason.as_str().into()).unwrap_or_default(),
            advised: facts.iter().any(|fact| advised(&fact)),
        });
    }
    for fact in &facts {
        match fact.fact.as_str() {
            "radicular" => what.supports.push((Support::Radicular, None, words(&fact.text))),
            "followup_recommended" if what.advice.is_none() => what.advice = Some(words(&fact.text)),
            _ => {}
        }
    }
    for told in &supports {
        what.supports.push((Support::parse(&told.support)?, told.level, words(&told.text)));
    }
    Some(what)
}
