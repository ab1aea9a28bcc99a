//! What is compared in each layer, and how it is counted.

use super::interval::count;
use crate::finding::{Finding, FindingKind};
use crate::guidance::Scenario;
use serde::Serialize;

/// One way of comparing a report's findings with the gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Whether the report holds a node, present or possible.
    Report,
    /// Status and level of each node.
    Node,
    /// Status, level and endplate.
    Place,
    /// Status, level, endplate, size, acuity, edema and Modic type.
    Tuple,
    /// Status, level and type of each Modic change.
    Modic,
    /// Status and level of each marrow edema.
    Edema,
}

/// What was right, invented and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) tp: u64,
    pub(super) fp: u64,
    pub(super) missed: u64,
}

impl Tally {
    /// Nothing missed, nothing invented.
    pub(super) fn is_clean(self) -> bool {
        self.fp == 0 && self.missed == 0
    }

    /// `None` where there is nothing to count.
    pub(super) fn f1(self) -> Option<f64> {
        let Self { tp, fp, missed } = self;
        (tp + fp + missed > 0).then(|| 2.0 * count(tp) / count(2 * tp + fp + missed))
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self { tp: a.tp + b.tp, fp: a.fp + b.fp, missed: a.missed + b.missed })
    }
}

impl Layer {
    /// Every layer, in the order of the table.
    pub const ALL: [Self; 6] = [Self::Report, Self::Node, Self::Place, Self::Tuple, Self::Modic, Self::Edema];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Node => "node",
            Self::Place => "place",
            Self::Tuple => "tuple",
            Self::Modic => "modic",
            Self::Edema => "edema",
        }
    }

    /// Counts one report. Findings are compared as multisets.
    pub(super) fn tally(self, gold: &[Finding], found: &[Finding]) -> Tally {
        let (gold, mut extra) = (self.keys(gold), self.keys(found));
        let (mut tp, mut missed) = (0, 0);
        for key in gold {
            match extra.iter().position(|other| *other == key) {
                Some(at) => {
                    extra.swap_remove(at);
                    tp += 1;
                }
                None => missed += 1,
            }
        }
        Tally { tp, fp: extra.len() as u64, missed }
    }

    fn keys(self, findings: &[Finding]) -> Vec<String> {
        let of = |kind, key: fn(&Finding) -> String| findings.iter().filter(|f| f.kind == kind).map(key).collect();
        match self {
            Self::Report => {
                let asserted = |f: &Finding| f.kind == FindingKind::SchmorlNode && f.status.is_asserted();
                findings.iter().any(asserted).then(String::new).into_iter().collect()
            }
            Self::Node => of(FindingKind::SchmorlNode, |f| format!("{:?} {:?}", f.status, f.level)),
            Self::Place => of(FindingKind::SchmorlNode, place),
            Self::Tuple => of(FindingKind::SchmorlNode, |f| {
                format!("{} {:?} {:?} {:?} {:?}", place(f), size(f), f.acuity, f.edema, f.modic)
            }),
            Self::Modic => of(FindingKind::ModicChange, |f| format!("{:?} {:?} {:?}", f.status, f.level, f.modic)),
            Self::Edema => of(FindingKind::MarrowEdema, |f| format!("{:?} {:?}", f.status, f.level)),
        }
    }
}

fn place(finding: &Finding) -> String {
    format!("{:?} {:?} {:?}", finding.status, finding.level, finding.endplate)
}

/// Sizes agree to a tenth of a millimetre.
fn size(finding: &Finding) -> Option<String> {
    finding.size_mm.map(|size| format!("{size:.1}"))
}

fn scenario(finding: &Finding) -> Option<Scenario> {
    finding.guidance.as_ref().map(|advice| advice.scenario)
}

/// Of the gold's nodes with a scenario: at how many the place and the scenario are right, and how many there are.
pub(super) fn scenarios(gold: &[Finding], found: &[Finding]) -> (u64, u64) {
    let mut left: Vec<&Finding> = found.iter().filter(|f| f.kind == FindingKind::SchmorlNode).collect();
    let (mut right, mut of) = (0, 0);
    for node in gold.iter().filter(|node| scenario(node).is_some()) {
        of += 1;
        let same = |other: &&Finding| place(other) == place(node) && scenario(other) == scenario(node);
        if let Some(at) = left.iter().position(same) {
            left.swap_remove(at);
            right += 1;
        }
    }
    (right, of)
}

/// An attribute of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Size in millimetres.
    Size,
    /// Age.
    Acuity,
    /// Oedema with the node.
    Edema,
    /// Modic change at its place.
    Modic,
    /// Change against an earlier exam.
    Change,
    /// How many.
    Count,
    /// Reach into the canal.
    PosteriorExtension,
    /// Scenario of the guidance.
    Scenario,
}

impl Attribute {
    /// Every attribute, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Size,
        Self::Acuity,
        Self::Edema,
        Self::Modic,
        Self::Change,
        Self::Count,
        Self::PosteriorExtension,
        Self::Scenario,
    ];

    /// Its name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size_mm",
            Self::Acuity => "acuity",
            Self::Edema => "edema",
            Self::Modic => "modic",
            Self::Change => "change",
            Self::Count => "count",
            Self::PosteriorExtension => "posterior_extension",
            Self::Scenario => "scenario",
        }
    }

    /// Whether a node agrees with the gold's in it.
    #[must_use]
    pub fn agrees(self, a: &Finding, b: &Finding) -> bool {
        match self {
            Self::Size => size(a) == size(b),
            Self::Acuity => a.acuity == b.acuity,
            Self::Edema => a.edema == b.edema,
            Self::Modic => a.modic == b.modic,
            Self::Change => a.change == b.change,
            Self::Count => a.count == b.count,
            // gold may leave it out for single nodes
            Self::Scenario => scenario(a).is_none() || scenario(a) == scenario(b),
            Self::PosteriorExtension => (a.posterior_extension == Some(true)) == (b.posterior_extension == Some(true)),
        }
    }

    /// Whether the gold speaks of it at all: `count`, `posterior_extension` and `scenario` may have been left out.
    pub(super) fn is_said(self, gold: &[Finding]) -> bool {
        match self {
            Self::Count => gold.iter().any(|f| f.count.is_some()),
            Self::PosteriorExtension => gold.iter().any(|f| f.posterior_extension.is_some()),
            Self::Scenario => gold.iter().any(|f| f.guidance.is_some()),
            _ => true,
        }
    }

    /// Of the nodes whose place is right: how many agree, and how many there are.
    pub(super) fn agreement(self, gold: &[Finding], found: &[Finding]) -> (u64, u64) {
        let nodes = |all: &'_ [Finding]| all.iter().filter(|f| f.kind == FindingKind::SchmorlNode).cloned().collect();
        let (gold, mut left): (Vec<Finding>, Vec<Finding>) = (nodes(gold), nodes(found));
        let (mut right, mut of) = (0, 0);
        for node in gold {
            if let Some(at) = left.iter().position(|other| place(other) == place(&node)) {
                right += u64::from(self.agrees(&node, &left.remove(at)));
                of += 1;
            }
        }
        (right, of)
    }
}
