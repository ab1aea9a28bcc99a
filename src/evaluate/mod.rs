//! How right the findings are: gold against output.
//!
//! In: annotated reports, and the findings to judge. Out: for each layer what was found, missed and invented, with
//! intervals, and the errors report by report. The layers, each stricter than the one before:
//!
//! | layer | right if |
//! |---|---|
//! | report | the report holds a node, present or possible, or it does not |
//! | node | status and level of a node |
//! | place | and its endplate |
//! | tuple | and its size, acuity, edema and Modic type |
//! | exact | every node of a report so, and no other |
//!
//! Modic changes are judged by status, level and type, marrow edema by status and level; a node's attributes on nodes
//! whose place is right. The scenario of the guidance counts as wrong where the place is.

mod brat;
mod errors;
pub mod gold;
mod interval;
mod json;
mod label_studio;
mod layers;
mod render;

pub use errors::{Difference, ReportErrors};
pub use gold::Annotated;
pub use interval::Interval;
pub use layers::{Attribute, Layer};
pub use render::{error_list, table};

use crate::finding::Finding;
pub(crate) use interval::wilson;
use interval::{bootstrap, count};
use layers::Tally;
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of one layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerScore {
    /// Which.
    pub layer: Layer,
    /// Right.
    pub tp: u64,
    /// Found and not in the gold.
    pub fp: u64,
    /// In the gold and not found.
    pub r#fn: u64,
    /// Share of what was found that is right; 1 where nothing was found.
    pub precision: Figure,
    /// Share of the gold that was found; 1 where there is none.
    pub recall: Figure,
    /// Harmonic mean of both; its interval is a percentile bootstrap over reports.
    pub f1: Figure,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The share.
    pub value: f64,
    /// `null` where nothing was counted.
    pub interval: Option<Interval>,
}

/// How often something was right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Of what.
    pub name: &'static str,
    /// How often it was right.
    pub right: u64,
    /// How often it could have been.
    pub of: u64,
    /// `null` where it never could.
    pub accuracy: Option<f64>,
    /// Wilson's interval.
    pub interval: Option<Interval>,
}

/// Everything that gold and output say of each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// How many reports the gold has.
    pub reports: usize,
    /// Layer by layer.
    pub layers: Vec<LayerScore>,
    /// Attributes of nodes whose place is right.
    pub attributes: Vec<Share>,
    /// Nodes whose place and scenario are right, of all nodes for which the gold names a scenario.
    pub scenario: Share,
    /// Reports whose nodes are all right, and nothing extra.
    pub exact: Share,
    /// Reports with an error of any kind.
    pub errors: Vec<ReportErrors>,
}

/// Judges findings report by report: `found[i]` are those of `gold[i]`.
#[must_use]
pub fn evaluate(gold: &[Annotated], found: &[Vec<Finding>]) -> Evaluation {
    let pairs: Vec<(&[Finding], &[Finding])> =
        gold.iter().zip(found).map(|(gold, found)| (gold.findings.as_slice(), found.as_slice())).collect();
    let layers =
        Layer::ALL.map(|layer| score(layer, &pairs.iter().map(|(g, f)| layer.tally(g, f)).collect::<Vec<_>>()));
    let asked = |attribute: &Attribute| pairs.iter().any(|(gold, _)| attribute.is_said(gold));
    let asked: Vec<Attribute> = Attribute::ALL.into_iter().filter(asked).collect();
    let attributes = asked.iter().map(|attribute| {
        let (right, of) =
            pairs.iter().map(|(g, f)| attribute.agreement(g, f)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        share(attribute.name(), right, of)
    });
    let (right, of) =
        pairs.iter().map(|(gold, found)| layers::scenarios(gold, found)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let scenario = share("scenario", right, of);
    let exact = pairs.iter().filter(|(gold, found)| Layer::Tuple.tally(gold, found).is_clean()).count() as u64;
    let errors = gold.iter().zip(&pairs).enumerate();
    Evaluation {
        reports: gold.len(),
        layers: layers.to_vec(),
        attributes: attributes.collect(),
        scenario,
        exact: share("exact", exact, gold.len() as u64),
        errors: errors.filter_map(|(at, (gold, (g, f)))| errors::of((at, &gold.report_id), g, f, &asked)).collect(),
    }
}

fn score(layer: Layer, tallies: &[Tally]) -> LayerScore {
    let Tally { tp, fp, missed } = tallies.iter().copied().sum();
    let rate =
        |right, of| Figure { value: if of == 0 { 1.0 } else { count(right) / count(of) }, interval: wilson(right, of) };
    let all: Tally = tallies.iter().copied().sum();
    let interval = bootstrap(tallies.len(), |draw| draw.map(|at| tallies[at]).sum::<Tally>().f1());
    LayerScore {
        layer,
        tp,
        fp,
        r#fn: missed,
        precision: rate(tp, tp + fp),
        recall: rate(tp, tp + missed),
        f1: Figure { value: all.f1().unwrap_or(1.0), interval },
    }
}

fn share(name: &'static str, right: u64, of: u64) -> Share {
    let accuracy = (of > 0).then(|| count(right) / count(of));
    Share { name, right, of, accuracy, interval: wilson(right, of) }
}

/// How many report ids stand more than once, and where the first does again; `None` if there is none.
#[must_use]
pub fn repeated(reports: &[Annotated]) -> Option<String> {
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    let mut first = None;
    for report in reports {
        let times = times.entry(&report.report_id).or_default();
        *times += 1;
        if *times == 2 {
            first.get_or_insert(&report.place);
        }
    }
    let (place, ids) = (first?, times.values().filter(|times| **times > 1).count());
    let many = if ids == 1 { "1 report id stands".to_owned() } else { format!("{ids} report ids stand") };
    Some(format!("{many} more than once (again at {place})"))
}

/// The findings of `output` in the order of `gold`, and how many reports of the output are not in the gold. A report
/// that the output leaves out has no findings.
///
/// # Errors
/// If a report id stands twice, so that it is not clear what belongs to what; or no report is in both.
pub fn matched(gold: &[Annotated], output: Vec<Annotated>) -> Result<(Vec<Vec<Finding>>, usize), String> {
    if let Some(repeated) = repeated(gold) {
        return Err(format!("{repeated} in the gold: give each report an id of its own"));
    }
    let places: BTreeMap<&str, usize> =
        gold.iter().enumerate().map(|(at, report)| (report.report_id.as_str(), at)).collect();
    let mut found: Vec<Option<Vec<Finding>>> = vec![None; gold.len()];
    let mut strangers = 0;
    for report in output {
        match places.get(report.report_id.as_str()) {
            None => strangers += 1,
            Some(&at) if found[at].is_some() => {
                return Err(format!(
                    "a report id of the gold stands more than once in the output (again at {})",
                    report.place
                ));
            }
            Some(&at) => found[at] = Some(report.findings),
        }
    }
    if strangers > 0 && found.iter().all(Option::is_none) {
        return Err("no report of the output is in the gold: the ids do not agree".into());
    }
    Ok((found.into_iter().map(Option::unwrap_or_default).collect(), strangers))
}
