//! Counts what was decided, patient by patient. Holds counts and the names of groups, never ids or text.

use super::Verdict;
use std::collections::BTreeMap;

/// What orders are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Who ordered.
    Provider,
    /// For which department.
    Department,
    /// Method of the order.
    Modality,
    /// Month of the order: `2025-04`.
    Month,
    /// Scenario of the node.
    Scenario,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 5] = [Self::Provider, Self::Department, Self::Modality, Self::Month, Self::Scenario];
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) count: u64,
    pub(super) of: u64,
}

impl Share {
    fn see(&mut self, counts: bool) {
        self.of += 1;
        self.count += u64::from(counts);
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.of += other.of;
    }
}

/// The counts of a group: discordant orders of all judged, reports and patients with such an order of those with any,
/// and orders without a usable reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) orders: Share,
    pub(super) reports: Share,
    pub(super) patients: Share,
    pub(super) no_reason: Share,
}

/// A judged order, as it is counted.
pub(super) struct Counted {
    /// Its report, by its place among the patient's.
    pub(super) case: usize,
    pub(super) verdict: Verdict,
    pub(super) usable_reason: bool,
    pub(super) days: i64,
    /// Names of its groups, in the order of [`Dimension::ALL`].
    pub(super) groups: [String; 5],
}

/// A patient, as they are counted.
#[derive(Default)]
pub(super) struct Patient {
    /// For each report whether all its nodes are incidental.
    pub(super) incidental: Vec<bool>,
    pub(super) orders: Vec<Counted>,
    /// Verdicts on reports without an order.
    pub(super) without_order: Vec<Verdict>,
    pub(super) fulfilled: u64,
}

/// All counts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) verdicts: BTreeMap<Verdict, u64>,
    pub(super) all: Group,
    pub(super) by: BTreeMap<Dimension, BTreeMap<String, Group>>,
    pub(super) placed: u64,
    /// Of incidental reports those with a judged order.
    pub(super) followed: Share,
    /// Of incidental reports those with a discordant order.
    pub(super) discordant_reports: Share,
    /// Of patients with an incidental report those with a discordant order.
    pub(super) discordant_patients: Share,
    /// Of reports whose advice was due those that no order followed.
    pub(super) unfulfilled: Share,
    /// Days from the exam to the order, of all judged orders and of discordant ones.
    pub(super) days: BTreeMap<i64, u64>,
    pub(super) discordant_days: BTreeMap<i64, u64>,
}

impl Tally {
    pub(super) fn patient(&mut self, patient: &Patient) {
        let discordant = |order: &Counted| order.verdict == Verdict::Discordant;
        for verdict in patient.orders.iter().map(|order| order.verdict).chain(patient.without_order.iter().copied()) {
            *self.verdicts.entry(verdict).or_default() += 1;
        }
        for (number, incidental) in patient.incidental.iter().enumerate() {
            self.placed += 1;
            if *incidental {
                let mut own = patient.orders.iter().filter(|order| order.case == number).peekable();
                self.followed.see(own.peek().is_some());
                self.discordant_reports.see(own.any(discordant));
            }
        }
        if patient.incidental.contains(&true) {
            self.discordant_patients.see(patient.orders.iter().any(discordant));
        }
        let unfulfilled = patient.without_order.iter().filter(|v| **v == Verdict::Unfulfilled).count() as u64;
        self.unfulfilled.add(Share { count: unfulfilled, of: unfulfilled + patient.fulfilled });
        for order in &patient.orders {
            *self.days.entry(order.days).or_default() += 1;
            if discordant(order) {
                *self.discordant_days.entry(order.days).or_default() += 1;
            }
        }
        self.all.add(group(&patient.orders.iter().collect::<Vec<_>>()));
        for (number, dimension) in Dimension::ALL.into_iter().enumerate() {
            let mut groups: BTreeMap<&str, Vec<&Counted>> = BTreeMap::new();
            for order in &patient.orders {
                groups.entry(&order.groups[number]).or_default().push(order);
            }
            for (name, orders) in groups {
                self.by.entry(dimension).or_default().entry(name.to_owned()).or_default().add(group(&orders));
            }
        }
    }

    /// Adds another count.
    pub(super) fn add(&mut self, other: Self) {
        add_all(&mut self.verdicts, other.verdicts);
        add_all(&mut self.days, other.days);
        add_all(&mut self.discordant_days, other.discordant_days);
        self.all.add(other.all);
        self.placed += other.placed;
        self.followed.add(other.followed);
        self.discordant_reports.add(other.discordant_reports);
        self.discordant_patients.add(other.discordant_patients);
        self.unfulfilled.add(other.unfulfilled);
        for (dimension, groups) in other.by {
            let own = self.by.entry(dimension).or_default();
            for (name, group) in groups {
                own.entry(name).or_default().add(group);
            }
        }
    }
}

fn add_all<K: Ord>(counts: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        *counts.entry(key).or_default() += count;
    }
}

/// The counts of one patient's orders; the patient, and each of their reports, counts once.
fn group(orders: &[&Counted]) -> Group {
    let mut all = Group::default();
    if orders.is_empty() {
        return all;
    }
    let mut reports: BTreeMap<usize, bool> = BTreeMap::new();
    for order in orders {
        let discordant = order.verdict == Verdict::Discordant;
        all.orders.see(discordant);
        all.no_reason.see(!order.usable_reason);
        *reports.entry(order.case).or_default() |= discordant;
    }
    all.patients.see(reports.values().any(|discordant| *discordant));
    reports.into_values().for_each(|discordant| all.reports.see(discordant));
    all
}

impl Group {
    fn add(&mut self, other: Self) {
        self.orders.add(other.orders);
        self.reports.add(other.reports);
        self.patients.add(other.patients);
        self.no_reason.add(other.no_reason);
    }
}
