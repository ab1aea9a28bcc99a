//! One patient: which report each order follows, what becomes of it, and what was advised and never ordered.
//!
//! Rulings, from the project's audit rules:
//!
//! * An order is judged against the latest report before it that speaks of a node, and only inside the window: days of
//!   the calendar, 0 to the window, both included. On day 0 the times decide where both are given.
//! * Orders before every such report, cancelled ones and what is no imaging are not judged and fulfil nothing. Rows of
//!   one order id are one order: the first counts, and it is cancelled if any of them says so.
//! * A later report that denies the node, or does not speak of one, ends nothing: an order after it is judged against the
//!   last report whose node is present or possible, which the order may well name. A node that an addendum takes back was
//!   never there.
//! * A time of 0:00 is none where every time of the column is 0:00.
//! * An order fulfils advice by its region and its date, whatever its reason; a later report without the advice does not
//!   take it back.
//! * `unfulfilled` looks at orders of the node's region only. A window that is still open when the table of orders
//!   ends is `pending`. An exam whose name tells no region may have been the one that was advised, and fulfils.

use super::cases::{Case, Node};
use super::dates::Moment;
use super::judge::Judgement;
use super::{Outside, Verdict};
use crate::guidance::Scenario;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// A report with its date read.
#[derive(Clone, Copy)]
pub(super) struct Dated<'a> {
    pub(super) case: &'a Case,
    pub(super) at: Moment,
}

/// An order as the join sees it.
pub(super) struct Placed<'a> {
    pub(super) id: &'a str,
    pub(super) at: Moment,
    pub(super) cancelled: bool,
    pub(super) imaging: bool,
}

/// What became of a patient's orders and reports.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) verdicts: Vec<Decided>,
    /// For each order that got no verdict, why.
    pub(super) outside: Vec<Outside>,
    /// Reports whose advice was due and was followed by an order.
    pub(super) fulfilled: u64,
}

/// A verdict on an order of a report, or on a report alone, by their places in the lists.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) case: usize,
    pub(super) order: Option<usize>,
    pub(super) judgement: Judgement,
}

/// Joins a patient's reports and orders, both in order of their dates. `judge` decides on an order (by its place in
/// the list) of a report, `shows` whether its exam shows any of some nodes.
pub(super) fn join(
    cases: &[Dated<'_>],
    orders: &[Placed<'_>],
    window: i64,
    last: Option<Date>,
    judge: &dyn Fn(&Case, usize) -> Judgement,
    shows: &dyn Fn(&Case, &[usize], usize) -> bool,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut alive = Vec::new();
    // of each id the first row, and whether any row says that the order was cancelled
    let mut ids: FxHashMap<&str, (usize, bool)> = FxHashMap::default();
    for (number, order) in orders.iter().enumerate() {
        ids.entry(order.id).or_insert((number, false)).1 |= order.cancelled;
    }
    for (number, order) in orders.iter().enumerate() {
        let (first, cancelled) = ids[order.id];
        if first != number {
            outcome.outside.push(Outside::Repeated);
        } else if cancelled {
            outcome.outside.push(Outside::Cancelled);
        } else if !order.imaging {
            outcome.outside.push(Outside::NotImaging);
        } else {
            alive.push(number);
        }
    }
    let follows = |case: &Dated<'_>, order: usize| !orders[order].at.is_before(&case.at);
    let inside =
        |case: &Dated<'_>, order: usize| follows(case, order) && orders[order].at.days_since(&case.at) <= window;
    for &order in &alive {
        match cases.iter().rposition(|case| follows(case, order)) {
            None => outcome.outside.push(Outside::BeforeExam),
            Some(case) if !inside(&cases[case], order) => outcome.outside.push(Outside::OutsideWindow),
            Some(case) => {
                let judgement = judge(cases[case].case, order);
                outcome.verdicts.push(Decided { case, order: Some(order), judgement });
            }
        }
    }
    for (number, dated) in cases.iter().enumerate() {
        let decide = |judgement| Decided { case: number, order: None, judgement };
        outcome.verdicts.extend(against_guidance(dated.case).map(decide));
        let needing = needing(dated.case);
        let (Some(advice), Some(first)) = (&dated.case.advice, needing.first()) else { continue };
        if alive.iter().any(|&order| inside(dated, order) && shows(dated.case, &needing, order)) {
            outcome.fulfilled += 1;
            continue;
        }
        let open =
            last.is_none_or(|last| Moment { date: last, time: None, offset: None }.days_since(&dated.at) < window);
        let (verdict, rule) =
            if open { (Verdict::Pending, "window-open") } else { (Verdict::Unfulfilled, "window-closed") };
        outcome.verdicts.push(decide(Judgement { verdict, rule, words: advice.to_string(), node: *first }));
    }
    outcome.verdicts.sort_by_key(|decided| (decided.case, decided.order));
    outcome
}

/// The report itself advises imaging for an incidental node.
fn against_guidance(case: &Case) -> Option<Judgement> {
    let advised = |node: &Node| node.advised && node.scenario == Scenario::Incidental;
    let node = case.nodes.iter().position(advised)?;
    let words = case.advice.as_deref().unwrap_or_default().to_owned();
    Some(Judgement { verdict: Verdict::RecommendedAgainstGuidance, rule: "advice-for-incidental", words, node })
}

/// The nodes for which advised imaging is needed, the gravest first.
fn needing(case: &Case) -> Vec<usize> {
    let needs =
        |scenario| matches!(scenario, Scenario::RedFlag | Scenario::Differential | Scenario::PosteriorExtension);
    let mut nodes: Vec<usize> = (0..case.nodes.len()).filter(|&at| needs(case.nodes[at].scenario)).collect();
    nodes.sort_by_key(|&at| case.nodes[at].scenario);
    nodes
}
