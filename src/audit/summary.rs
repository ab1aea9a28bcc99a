//! The account and the figures of an audit: data only, rendered elsewhere. Holds counts and the names of groups, never
//! text or ids of patients, reports or orders.

use super::stats::{Cells, GroupRates, Quartiles, Rate, groups, quartiles};
use super::tally::{Dimension, Tally};
use super::{Outside, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// What was read of the reports. `read = scanned + rejected`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReportAccount {
    /// Records read.
    pub read: u64,
    /// Reports scanned.
    pub scanned: u64,
    /// Records that gave no report.
    pub rejected: u64,
    /// By reason.
    pub rejected_by_reason: BTreeMap<&'static str, u64>,
    /// Reports with a node that is present or possible; `null` where withheld.
    pub with_node: Option<u64>,
    /// Of these, reports that cannot be joined with orders: no patient's id, no date, or one in no form that is known.
    /// `null` where withheld.
    pub unplaced: BTreeMap<&'static str, Option<u64>>,
}

/// What was read of the orders. `read = judged + unmatched + rejected` always holds; what is withheld is `null`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OrderAccount {
    /// Records read.
    pub read: u64,
    /// Orders with a verdict.
    pub judged: Option<u64>,
    /// Orders that the audit does not ask about.
    pub unmatched: Option<u64>,
    /// Why; every reason is there.
    pub unmatched_by_reason: BTreeMap<Outside, Option<u64>>,
    /// Records that gave no order.
    pub rejected: u64,
    /// By reason.
    pub rejected_by_reason: BTreeMap<&'static str, u64>,
    /// The last day of any order: windows that end later are still open.
    pub last_day: Option<String>,
}

/// One step of the funnel; `null` where it is withheld.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What is counted.
    pub step: &'static str,
    /// How many.
    pub count: Option<u64>,
}

/// Rates over everything.
#[derive(Clone, Debug, Serialize)]
pub struct Overall {
    /// Discordant orders, of orders judged.
    pub discordant_orders: Rate,
    /// Reports with a discordant order, of incidental reports.
    pub discordant_reports: Rate,
    /// Patients with a discordant order, of patients with an incidental report.
    pub discordant_patients: Rate,
    /// Orders without a usable reason, of orders judged.
    pub no_usable_reason: Rate,
    /// Reports whose advised and needed imaging was never ordered, of those whose window has closed or was used.
    pub unfulfilled_reports: Rate,
}

/// Days from exam to order.
#[derive(Clone, Debug, Serialize)]
pub struct DaysToOrder {
    /// Of every order judged.
    pub judged: Option<Quartiles>,
    /// Of discordant orders.
    pub discordant: Option<Quartiles>,
}

/// The account and the figures of an audit.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// What was read of the reports.
    pub reports: ReportAccount,
    /// What was read of the orders.
    pub orders: OrderAccount,
    /// Rows by verdict; `null` where withheld. Every verdict is there.
    pub verdicts: BTreeMap<Verdict, Option<u64>>,
    /// From reports to discordant orders.
    pub funnel: Vec<Step>,
    /// Rates over everything.
    pub overall: Overall,
    /// Rates by group.
    pub by: BTreeMap<Dimension, Vec<GroupRates>>,
    /// Time to order.
    pub days_to_order: DaysToOrder,
    /// The window, in days.
    pub window_days: i64,
    /// The least count that is shown; 0 where all are.
    pub min_cell: u64,
    /// How many figures and groups were withheld.
    pub withheld: u64,
    /// How long it took.
    pub seconds: f64,
    /// Version of this program.
    pub version: &'static str,
    /// Hash of the lexicons.
    pub lexicon_hash: String,
    /// Version of the guidance.
    pub guidance_version: String,
    /// Hash of the guidance.
    pub guidance_hash: String,
    /// Decisions that the user should know of.
    pub notes: Vec<String>,
}

impl Summary {
    pub(super) fn new(tally: &Tally, mut reports: ReportAccount, mut orders: OrderAccount, min_cell: u64) -> Self {
        let cells = Cells(min_cell);
        let rate = |share| Rate::new(share, cells);
        let overall = Overall {
            discordant_orders: rate(tally.all.orders),
            discordant_reports: rate(tally.discordant_reports),
            discordant_patients: rate(tally.discordant_patients),
            no_usable_reason: rate(tally.all.no_reason),
            unfulfilled_reports: rate(tally.unfulfilled),
        };
        let counts = Verdict::ALL.map(|verdict| tally.verdicts.get(&verdict).copied().unwrap_or_default());
        // orders and reports are two sums
        let (of_orders, of_reports) = counts.split_at(Verdict::OF_ORDERS);
        // those on reports have no sum that is told; the rate of unfulfilled ones must not be had from their number
        let hidden = |(at, count): (usize, &u64)| {
            let rate = Verdict::ALL[Verdict::OF_ORDERS + at] == Verdict::Unfulfilled
                && overall.unfulfilled_reports.count.is_none();
            (!rate && !cells.is_small(*count)).then_some(*count)
        };
        let of_reports: Vec<Option<u64>> = of_reports.iter().enumerate().map(hidden).collect();
        let shown = [cells.counts(of_orders), of_reports].concat();
        let funnel = funnel(&reports, tally, cells);
        let by: BTreeMap<Dimension, Vec<GroupRates>> = Dimension::ALL
            .into_iter()
            .map(|dimension| (dimension, tally.by.get(&dimension).map(|all| groups(all, cells)).unwrap_or_default()))
            .collect();
        let hidden_rates = [
            &overall.discordant_orders,
            &overall.discordant_reports,
            &overall.discordant_patients,
            &overall.no_usable_reason,
            &overall.unfulfilled_reports,
        ];
        let withheld = hidden_rates.iter().filter(|rate| rate.count.is_none()).count()
            + shown.iter().filter(|count| count.is_none()).count()
            + funnel.iter().filter(|step| step.count.is_none()).count()
            + by.values().flatten().map(GroupRates::hidden).sum::<usize>();
        for reason in Outside::ALL {
            orders.unmatched_by_reason.entry(reason).or_insert(Some(0));
        }
        for reason in ["no_patient", "no_date", "bad_date"] {
            reports.unplaced.entry(reason).or_insert(Some(0));
        }
        let withheld = withheld + withhold(&mut reports, &mut orders, cells);
        Self {
            reports,
            orders,
            verdicts: Verdict::ALL.into_iter().zip(shown).collect(),
            funnel,
            overall,
            by,
            days_to_order: DaysToOrder {
                judged: quartiles(&tally.days, cells),
                discordant: quartiles(&tally.discordant_days, cells),
            },
            window_days: 0,
            min_cell,
            withheld: withheld as u64,
            seconds: 0.0,
            version: env!("CARGO_PKG_VERSION"),
            lexicon_hash: String::new(),
            guidance_version: String::new(),
            guidance_hash: String::new(),
            notes: Vec::new(),
        }
    }
}

/// Withholds small counts of the account, and how many those are. What was read and rejected is always told: these are
/// records, not patients.
fn withhold(reports: &mut ReportAccount, orders: &mut OrderAccount, cells: Cells) -> usize {
    let mut hidden = 0;
    let mut hide = |counts: &mut [&mut Option<u64>]| {
        let all: Vec<u64> = counts.iter().map(|count| count.unwrap_or_default()).collect();
        for (count, shown) in counts.iter_mut().zip(cells.counts(&all)) {
            hidden += usize::from(shown.is_none());
            **count = shown;
        }
    };
    hide(&mut orders.unmatched_by_reason.values_mut().collect::<Vec<_>>());
    hide(&mut [&mut orders.judged, &mut orders.unmatched]);
    hide(&mut reports.unplaced.values_mut().collect::<Vec<_>>());
    if reports.with_node.is_some_and(|count| cells.is_small(count) || cells.is_small(reports.scanned - count)) {
        reports.with_node = None;
        hidden += 1;
    }
    hidden
}

/// Each step holds the next: a small difference would be as telling as a small count.
fn funnel(reports: &ReportAccount, tally: &Tally, cells: Cells) -> Vec<Step> {
    let steps = [
        ("reports", reports.scanned),
        ("with_node", reports.with_node.unwrap_or_default()),
        ("with_patient_and_date", tally.placed),
        ("incidental", tally.discordant_reports.of),
        ("with_order", tally.followed.count),
        ("with_discordant_order", tally.discordant_reports.count),
    ];
    let mut before: Option<u64> = None;
    let mut all = Vec::new();
    for (step, count) in steps {
        let small = cells.is_small(count) || before.is_some_and(|before| cells.is_small(before.saturating_sub(count)));
        if !small {
            before = Some(count);
        }
        all.push(Step { step, count: (!small).then_some(count) });
    }
    all
}
