//! The summary of an audit for people.

use crate::cli::text::{self, padded, thousands};
use schmorl::audit::{Dimension, GroupRates, Outside, Quartiles, Rate, Summary};
use schmorl::guidance::Guidance;
use std::collections::BTreeMap;

/// Groups of a dimension that are listed; the file has all.
const LISTED: usize = 8;
/// Columns of a group's name.
const NAME: usize = 30;

/// The summary as lines of text.
pub(super) fn page(summary: &Summary, guidance: &Guidance) -> String {
    let mut lines = Vec::new();
    accounts(summary, &mut lines);
    figures(summary, &mut lines);
    for (dimension, groups) in &summary.by {
        by(*dimension, groups, &mut lines);
    }
    if summary.min_cell > 1 {
        lines.push(format!(
            "Counts of 1 to {} are withheld, and counts that would give them away: {} figures and groups",
            summary.min_cell - 1,
            summary.withheld
        ));
    }
    lines.extend(summary.notes.iter().map(|note| format!("note: {note}")));
    lines.push(format!("schmorl {}, lexicons {}", summary.version, summary.lexicon_hash));
    lines.push(text::wrapped(&guidance.stamp_of_use(), text::error_width(), ""));
    lines.join("\n")
}

fn accounts(summary: &Summary, lines: &mut Vec<String>) {
    let (reports, orders) = (&summary.reports, &summary.orders);
    let number = |count: u64| thousands(usize::try_from(count).unwrap_or(usize::MAX));
    let shown = |count: Option<u64>| count.map_or("(withheld)".to_owned(), number);
    let told = |reasons: Vec<(&str, Option<u64>)>| {
        let told: Vec<String> = reasons
            .into_iter()
            .filter(|(_, count)| *count != Some(0))
            .map(|(reason, count)| format!("{} {reason}", shown(count)))
            .collect();
        if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
    };
    let named = |reasons: &BTreeMap<&'static str, u64>| {
        told(reasons.iter().map(|(reason, count)| (*reason, Some(*count))).collect())
    };
    lines.push(format!(
        "Reports: {} read = {} scanned + {} rejected{}",
        number(reports.read),
        number(reports.scanned),
        number(reports.rejected),
        named(&reports.rejected_by_reason)
    ));
    if reports.unplaced.values().any(|count| *count != Some(0)) {
        // a sum of which a part is withheld is told by the parts
        let all = reports.unplaced.values().copied().sum::<Option<u64>>().map_or("some".to_owned(), number);
        let unplaced = reports.unplaced.iter().map(|(reason, count)| (*reason, *count)).collect();
        lines.push(format!("  {all} with a node cannot be joined{}", told(unplaced)));
    }
    lines.push(format!(
        "Orders: {} read = {} judged + {} unmatched + {} rejected{}",
        number(orders.read),
        shown(orders.judged),
        shown(orders.unmatched),
        number(orders.rejected),
        named(&orders.rejected_by_reason)
    ));
    let unmatched = orders.unmatched_by_reason.iter().map(|(reason, count)| (outside(*reason), *count)).collect();
    let unmatched = told(unmatched);
    if !unmatched.is_empty() {
        lines.push(format!("  unmatched{unmatched}"));
    }
    let last = orders.last_day.as_deref().map_or_else(String::new, |last| format!(", last order on {last}"));
    lines.push(format!("  window {} days{last}; in {:.1} s", summary.window_days, summary.seconds));
}

/// Why orders got no verdict, as said of some of them.
fn outside(reason: Outside) -> &'static str {
    match reason {
        Outside::NoReport => "of patients with no report of a node",
        Outside::BeforeExam => "before any report of a node",
        Outside::OutsideWindow => "after the window",
        Outside::Cancelled => "cancelled",
        Outside::Repeated => "of an order id that came before",
        Outside::NotImaging => "no imaging",
    }
}

/// A step of the funnel, as its line says what is counted.
fn step_name(step: &str) -> &str {
    match step {
        "with_node" => "reports with a node",
        "with_patient_and_date" => "reports with patient and date",
        "incidental" => "incidental reports",
        "with_order" => "incidental reports with order",
        "with_discordant_order" => "reports with discordant order",
        other => other,
    }
}

/// A name as it stands in the JSON summary, with spaces.
fn words(name: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(name).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

fn figures(summary: &Summary, lines: &mut Vec<String>) {
    let shown =
        |count: Option<u64>| count.map_or("withheld".to_owned(), |n| thousands(usize::try_from(n).unwrap_or(0)));
    lines.push("\nFrom reports to discordant orders".to_owned());
    for step in &summary.funnel {
        lines.push(format!("  {}{:>12}", padded(step_name(step.step), NAME), shown(step.count)));
    }
    lines.push("\nVerdicts".to_owned());
    for (verdict, count) in &summary.verdicts {
        lines.push(format!("  {}{:>12}", padded(&verdict.name().replace('_', " "), NAME), shown(*count)));
    }
    let overall = &summary.overall;
    lines.push("\nRates, with Wilson 95 % intervals".to_owned());
    for (name, rate) in [
        ("discordant orders of judged", &overall.discordant_orders),
        ("incidental reports with one", &overall.discordant_reports),
        ("their patients with one", &overall.discordant_patients),
        ("orders of no usable reason", &overall.no_usable_reason),
        ("needed and never ordered", &overall.unfulfilled_reports),
    ] {
        lines.push(format!("  {}{}", padded(name, NAME), long(rate)));
    }
    let days = &summary.days_to_order;
    lines.push(format!("\nDays to the order: {}; discordant {}", quartiles(days.judged), quartiles(days.discordant)));
}

fn quartiles(quartiles: Option<Quartiles>) -> String {
    quartiles.map_or("not told".to_owned(), |q| format!("median {} (quartiles {} to {})", q.median, q.first, q.third))
}

/// `12 of 40   30.0 % (18.1 to 45.4)`
fn long(rate: &Rate) -> String {
    let number = |count: Option<u64>| count.map_or("withheld".to_owned(), |n| n.to_string());
    let share = match (rate.rate, rate.interval) {
        (Some(rate), Some(interval)) => {
            format!("{:>5.1} % ({:.1} to {:.1})", rate * 100.0, interval.low * 100.0, interval.high * 100.0)
        }
        _ => String::new(),
    };
    format!("{:>21}   {share}", format!("{} of {}", number(rate.count), number(rate.of))).trim_end().to_owned()
}

fn by(dimension: Dimension, groups: &[GroupRates], lines: &mut Vec<String>) {
    // of orders that do not say it there is nothing to tell apart
    if groups.iter().all(|group| group.name.is_empty()) {
        return;
    }
    let title = words(&dimension);
    lines.push(format!("\nDiscordant orders by {title}, and orders of no usable reason"));
    let mut order: Vec<&GroupRates> = groups.iter().collect();
    if dimension != Dimension::Month {
        // of the most orders first; withheld groups last
        order.sort_by_key(|group| std::cmp::Reverse(group.orders.of));
    }
    let listed = if dimension == Dimension::Month { order.len().min(12) } else { order.len().min(LISTED) };
    for group in &order[..listed] {
        let name = if group.name.is_empty() { "(not given)" } else { &group.name };
        let name: String = name.chars().take(NAME - 2).collect();
        let reasons = match (group.withheld, group.no_usable_reason.count) {
            (None, Some(count)) => format!("{count} without"),
            _ => "withheld".to_owned(),
        };
        let rates = if group.withheld.is_some() { String::new() } else { long(&group.orders) };
        lines.push(format!("  {}{}  {reasons}", padded(&name, NAME), padded(&rates, 46)));
    }
    if order.len() > listed {
        lines.push(format!("  and {} more: --summary FILE has all", order.len() - listed));
    }
}
