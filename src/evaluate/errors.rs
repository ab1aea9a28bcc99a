//! What is wrong in one report, in words.

use super::layers::Attribute;
use crate::finding::{Evidence, Finding, FindingKind};
use crate::span::Span;
use crate::words::{describe, kind, place};
use serde::Serialize;

/// What is wrong in one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportErrors {
    /// The report's place in the gold, from 0.
    #[serde(skip)]
    pub index: usize,
    /// The report's id.
    pub report_id: String,
    /// Every difference.
    pub differences: Vec<Difference>,
}

/// One difference between gold and output.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum Difference {
    /// In the gold and not found.
    Missing {
        /// The gold's finding.
        finding: String,
        #[serde(skip)]
        /// What it was read from, where the gold says.
        spans: Vec<Span>,
    },
    /// Found and not in the gold.
    Extra {
        /// The finding.
        finding: String,
        #[serde(skip)]
        /// What it was read from.
        spans: Vec<Span>,
    },
    /// One place, said differently.
    Differs {
        /// What and where.
        finding: String,
        /// What the gold says.
        gold: String,
        /// What was found.
        found: String,
        #[serde(skip)]
        /// What the finding was read from.
        spans: Vec<Span>,
    },
}

impl Difference {
    /// The words of the text that have to do with it.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        match self {
            Self::Missing { spans, .. } | Self::Extra { spans, .. } | Self::Differs { spans, .. } => spans,
        }
    }
}

/// The errors of a report, `None` if there are none.
///
/// Nodes are compared by the attributes named.
pub(super) fn of(
    (index, report_id): (usize, &str),
    gold: &[Finding],
    found: &[Finding],
    attributes: &[Attribute],
) -> Option<ReportErrors> {
    let mut extra: Vec<&Finding> = found.iter().collect();
    let mut missing: Vec<&Finding> = Vec::new();
    for finding in gold {
        match extra.iter().position(|other| same(finding, other, attributes)) {
            Some(at) => drop(extra.remove(at)),
            None => missing.push(finding),
        }
    }
    let mut differences = Vec::new();
    missing.retain(|finding| {
        let near = |other: &&Finding| other.kind == finding.kind && place(other) == place(finding);
        match extra.iter().position(near) {
            Some(at) => {
                differences.push(differs(finding, extra.remove(at)));
                false
            }
            None => true,
        }
    });
    let missed = missing.iter().map(|f| Difference::Missing { finding: describe(f), spans: spans(f) });
    differences.extend(missed);
    differences.extend(extra.iter().map(|f| Difference::Extra { finding: describe(f), spans: spans(f) }));
    (!differences.is_empty()).then(|| ReportErrors { index, report_id: report_id.to_owned(), differences })
}

/// Whether two findings agree in all that any layer looks at.
fn same(a: &Finding, b: &Finding, attributes: &[Attribute]) -> bool {
    let place = a.kind == b.kind && a.status == b.status && a.level == b.level;
    place
        && match a.kind {
            FindingKind::SchmorlNode => {
                a.endplate == b.endplate && attributes.iter().all(|attribute| attribute.agrees(a, b))
            }
            FindingKind::ModicChange => a.modic == b.modic,
            FindingKind::MarrowEdema => true,
        }
}

fn differs(gold: &Finding, found: &Finding) -> Difference {
    let details = |finding: &Finding| match &finding.guidance {
        Some(advice) => format!("{}; {}", crate::words::details(finding), advice.scenario.name()),
        None => crate::words::details(finding),
    };
    Difference::Differs {
        finding: format!("{}, {}", kind(gold.kind), place(gold)),
        gold: details(gold),
        found: details(found),
        spans: spans(found),
    }
}

fn spans(finding: &Finding) -> Vec<Span> {
    finding.evidence.iter().map(|Evidence { span, .. }| *span).collect()
}
