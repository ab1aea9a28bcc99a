//! Rates with intervals, quartiles, and what is withheld because few people stand behind it.
//!
//! A count of 1 to `min_cell - 1` is small. Small counts are withheld, and so is what would give them away: the rate,
//! the count whose complement is small, and in a list with a known sum a second one where only one is withheld, or
//! where those withheld are together still small. Zero is shown. No more is withheld than that: of a group with enough
//! orders their number is told where the discordant ones are few.

use super::tally::{Group, Share};
use crate::evaluate::{Interval, wilson};
use serde::Serialize;
use std::collections::BTreeMap;

/// A share with its Wilson 95 % interval. What is withheld, or of none, is `null`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// How many.
    pub count: Option<u64>,
    /// Of how many.
    pub of: Option<u64>,
    /// The share.
    pub rate: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

impl Rate {
    const WITHHELD: Self = Self { count: None, of: None, rate: None, interval: None };

    /// The share, whatever its size.
    pub(super) fn full(share: Share) -> Self {
        let Share { count, of } = share;
        // Counts stay far below 2⁵².
        #[allow(clippy::cast_precision_loss)]
        let rate = (of > 0).then(|| count as f64 / of as f64);
        Self { count: Some(count), of: Some(of), rate, interval: wilson(count, of) }
    }

    /// The share, small counts withheld.
    pub(super) fn new(share: Share, cells: Cells) -> Self {
        if cells.is_small(share.of) {
            return Self::WITHHELD;
        }
        if !cells.withhold(share) {
            return Self::full(share);
        }
        Self { of: Some(share.of), ..Self::WITHHELD }
    }
}

/// The least count that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells(pub(super) u64);

impl Cells {
    pub(super) fn is_small(self, count: u64) -> bool {
        0 < count && count < self.0
    }

    /// Whether a share holds a small count, or gives one away as its complement.
    fn withhold(self, share: Share) -> bool {
        [share.count, share.of, share.of - share.count].into_iter().any(|count| self.is_small(count))
    }

    /// Which of some counts with a known sum are withheld, and why.
    fn complementary(self, sizes: &[(u64, bool)]) -> Vec<Option<Withheld>> {
        let mut withheld: Vec<Option<Withheld>> =
            sizes.iter().map(|(_, small)| small.then_some(Withheld::Small)).collect();
        loop {
            let hidden: Vec<u64> =
                sizes.iter().zip(&withheld).filter(|(_, w)| w.is_some()).map(|((n, _), _)| *n).collect();
            let safe = hidden.is_empty() || hidden.len() > 1 && !self.is_small(hidden.iter().sum());
            let shown = (0..sizes.len()).filter(|&at| withheld[at].is_none() && sizes[at].0 > 0);
            let Some(next) = shown.min_by_key(|&at| (sizes[at].0, at)).filter(|_| !safe) else { return withheld };
            withheld[next] = Some(Withheld::Complementary);
        }
    }

    /// Which of some shares are withheld: those that hold or give away a small count, those of `hidden`, and as many more
    /// as it takes that neither the counts nor their complements, whose sums are known, give one away.
    fn shares(self, shares: &[Share], mut hidden: Vec<bool>) -> Vec<bool> {
        hidden.iter_mut().zip(shares).for_each(|(hidden, share)| *hidden |= self.withhold(*share));
        let rest = |share: &Share| share.of - share.count;
        loop {
            let safe = |count: &dyn Fn(&Share) -> u64| {
                let counts: Vec<u64> = shares
                    .iter()
                    .zip(&hidden)
                    .filter(|(share, hidden)| **hidden && count(share) > 0)
                    .map(|(share, _)| count(share))
                    .collect();
                !counts.iter().any(|count| self.is_small(*count))
                    || counts.len() > 1 && !self.is_small(counts.iter().sum())
            };
            let (counts, rests) = (safe(&|share| share.count), safe(&rest));
            let helps = |share: &Share| !counts && share.count > 0 || !rests && rest(share) > 0;
            let next = (0..shares.len()).filter(|&at| !hidden[at] && helps(&shares[at]));
            let Some(next) = next.min_by_key(|&at| (shares[at].of, at)) else { return hidden };
            hidden[next] = true;
        }
    }

    /// Counts with a known sum, small ones and those that would give them away withheld.
    pub(super) fn counts(self, counts: &[u64]) -> Vec<Option<u64>> {
        let sizes: Vec<(u64, bool)> = counts.iter().map(|count| (*count, self.is_small(*count))).collect();
        self.complementary(&sizes).iter().zip(counts).map(|(why, count)| why.is_none().then_some(*count)).collect()
    }
}

/// Why a group is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// It has few orders.
    Small,
    /// It would give the number of another group's orders away.
    Complementary,
}

/// The rates of a group of orders. Of a group that is not withheld some rates may be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupRates {
    /// Its name; empty where the table has none.
    pub name: String,
    /// Discordant orders of all that were judged.
    pub orders: Rate,
    /// Reports with a discordant order, of reports with an order of the group.
    pub reports: Rate,
    /// Patients with a discordant order, of patients with an order of the group.
    pub patients: Rate,
    /// Orders without a usable reason, of all that were judged.
    pub no_usable_reason: Rate,
    /// Why all of it is withheld, if it is.
    pub withheld: Option<Withheld>,
}

impl GroupRates {
    /// How many of its figures are withheld; a group that is withheld whole is one.
    pub(super) fn hidden(&self) -> usize {
        let rates = [&self.orders, &self.reports, &self.patients, &self.no_usable_reason];
        let hidden = rates.iter().filter(|rate| rate.count.is_none()).count();
        if self.withheld.is_some() { 1 } else { hidden }
    }
}

/// The rates of groups, in the order of their names. A group of few orders is withheld whole; of the others the rates
/// whose counts are small, and those that would give such a count away.
pub(super) fn groups(all: &BTreeMap<String, Group>, cells: Cells) -> Vec<GroupRates> {
    let sizes: Vec<(u64, bool)> =
        all.values().map(|group| (group.orders.of, cells.is_small(group.orders.of))).collect();
    let withheld = cells.complementary(&sizes);
    let rates = |pick: fn(&Group) -> Share| {
        let shares: Vec<Share> = all.values().map(pick).collect();
        let whole = withheld.iter().map(Option::is_some);
        let hidden = cells.shares(&shares, whole.collect());
        let rate = |((share, hidden), withheld): ((&Share, bool), &Option<Withheld>)| match (withheld, hidden) {
            (Some(_), _) => Rate::WITHHELD,
            (None, true) if cells.is_small(share.of) => Rate::WITHHELD,
            (None, true) => Rate { of: Some(share.of), ..Rate::WITHHELD },
            (None, false) => Rate::full(*share),
        };
        shares.iter().zip(hidden).zip(&withheld).map(rate).collect::<Vec<Rate>>()
    };
    let mut orders = rates(|group| group.orders).into_iter();
    let mut reports = rates(|group| group.reports).into_iter();
    let mut patients = rates(|group| group.patients).into_iter();
    let mut no_reason = rates(|group| group.no_reason).into_iter();
    let next = |all: &mut std::vec::IntoIter<Rate>| all.next().unwrap_or(Rate::WITHHELD);
    all.keys()
        .zip(&withheld)
        .map(|(name, withheld)| GroupRates {
            name: name.clone(),
            orders: next(&mut orders),
            reports: next(&mut reports),
            patients: next(&mut patients),
            no_usable_reason: next(&mut no_reason),
            withheld: *withheld,
        })
        .collect()
}

/// Median and quartiles of whole numbers, between neighbours linearly (type 7 of Hyndman and Fan, the default of R and
/// numpy).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quartiles {
    /// How many numbers.
    pub of: u64,
    /// A quarter lies below.
    pub first: f64,
    /// Half lies below.
    pub median: f64,
    /// Three quarters lie below.
    pub third: f64,
}

/// Quartiles of numbers with their counts; none of fewer than are shown, nor of nothing.
pub(super) fn quartiles(counts: &BTreeMap<i64, u64>, cells: Cells) -> Option<Quartiles> {
    let of: u64 = counts.values().sum();
    if of == 0 || cells.is_small(of) {
        return None;
    }
    let at = |rank: u64| {
        let mut passed = 0;
        let found = counts.iter().find(|(_, count)| {
            passed += **count;
            passed > rank
        });
        found.map_or(0, |(number, _)| *number)
    };
    // Days and counts stay far below 2⁵².
    #[allow(clippy::cast_precision_loss)]
    let quartile = |quarters: u64| {
        let (rank, rest) = (quarters * (of - 1) / 4, quarters * (of - 1) % 4);
        let (low, high) = (at(rank), at((rank + 1).min(of - 1)));
        low as f64 + (high - low) as f64 * rest as f64 / 4.0
    };
    Some(Quartiles { of, first: quartile(1), median: quartile(2), third: quartile(3) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Cells = Cells(0);

    #[test]
    fn rates_and_intervals_are_those_of_statsmodels() {
        // python -c "from statsmodels.stats.proportion import proportion_confint as c
        // for k,n in [(0,9),(1,1),(3,17),(7,86),(11,40),(250,1000),(9999,1000000)]:
        //     print(k, n, *c(k, n, method='wilson'))"   (statsmodels 0.15.0)
        let vectors = [
            (0, 9, 0.0, 0.299_145_048_419_544_15),
            (1, 1, 0.206_549_314_377_237_4, 1.0),
            (3, 17, 0.061_911_266_376_209_945, 0.410_294_585_688_341_3),
            (7, 86, 0.039_986_431_538_782_403, 0.158_601_826_653_932_05),
            (11, 40, 0.161_080_162_476_673_34, 0.428_349_558_062_105_73),
            (250, 1_000, 0.224_153_098_983_691_4, 0.277_760_280_259_086_17),
            (9_999, 1_000_000, 0.009_805_869_299_789_039, 0.010_195_895_323_076_517),
        ];
        for (count, of, low, high) in vectors {
            let rate = Rate::new(Share { count, of }, ALL);
            let interval = rate.interval.unwrap();
            assert!(
                (interval.low - low).abs() < 1e-12 && (interval.high - high).abs() < 1e-12,
                "{count}/{of}: {interval:?}"
            );
            assert!((rate.rate.unwrap() * of as f64 - count as f64).abs() < 1e-6);
        }
        assert_eq!(Rate::new(Share::default(), ALL), Rate { count: Some(0), of: Some(0), rate: None, interval: None });
    }

    #[test]
    fn quartiles_are_those_of_numpy() {
        // python -c "import numpy as n; print(n.percentile([0,3,3,10,45,46,120,365], [25,50,75]),
        //     n.percentile([5], [25,50,75]), n.percentile([1,2], [25,50,75]), n.percentile(range(0,100,7), [25,50,75]))"
        let of = |days: &[i64]| {
            let mut counts = BTreeMap::new();
            days.iter().for_each(|day| *counts.entry(*day).or_default() += 1);
            let Quartiles { first, median, third, .. } = quartiles(&counts, ALL).unwrap();
            [first, median, third]
        };
        assert_eq!(of(&[0, 3, 3, 10, 45, 46, 120, 365]), [3.0, 27.5, 64.5]);
        assert_eq!(of(&[5]), [5.0, 5.0, 5.0]);
        assert_eq!(of(&[1, 2]), [1.25, 1.5, 1.75]);
        assert_eq!(of(&(0..100).step_by(7).collect::<Vec<_>>()), [24.5, 49.0, 73.5]);
        assert_eq!(quartiles(&BTreeMap::new(), ALL), None);
        assert_eq!(quartiles(&BTreeMap::from([(4, 10)]), Cells(11)), None);
    }

    #[test]
    fn small_cells_are_withheld_and_their_complements() {
        let cells = Cells(11);
        let rate = |count, of| Rate::new(Share { count, of }, cells);
        assert_eq!(rate(10, 100), Rate { of: Some(100), ..Rate::WITHHELD });
        assert_eq!(rate(90, 100), Rate { of: Some(100), ..Rate::WITHHELD });
        assert_eq!(rate(3, 9), Rate::WITHHELD);
        assert_eq!(rate(11, 100).count, Some(11));
        assert_eq!(rate(0, 100).count, Some(0));
        assert_eq!(cells.counts(&[50, 40, 0]), [Some(50), Some(40), Some(0)]);
        // one small count could be had from the sum: the next one goes with it
        assert_eq!(cells.counts(&[50, 3, 40, 0]), [Some(50), None, None, Some(0)]);
        // two small counts that are together small are no shelter
        assert_eq!(cells.counts(&[50, 3, 4, 40]), [Some(50), None, None, None]);
        assert_eq!(cells.counts(&[50, 10, 4, 40]), [Some(50), None, None, Some(40)]);
        assert_eq!(cells.counts(&[5]), [None]);
        assert_eq!(ALL.counts(&[5, 1, 0]), [Some(5), Some(1), Some(0)]);
    }

    #[test]
    fn of_groups_no_more_is_withheld_than_it_takes() {
        let group = |count, of| {
            let share = Share { count, of };
            Group { orders: share, reports: share, patients: share, no_reason: Share { count: 0, of } }
        };
        let shown = |all: &[(u64, u64)]| -> Vec<_> {
            let all = all.iter().enumerate().map(|(at, (count, of))| (at.to_string(), group(*count, *of))).collect();
            groups(&all, Cells(11))
                .into_iter()
                .map(|group| (group.orders.count, group.orders.of, group.withheld))
                .collect()
        };
        // a small count goes, and one that would give it away; the orders of both are told
        assert_eq!(
            shown(&[(50, 100), (20, 40), (2, 90)]),
            [(Some(50), Some(100), None), (None, Some(40), None), (None, Some(90), None)]
        );
        // two small counts that together are not shelter each other
        assert_eq!(
            shown(&[(50, 100), (9, 40), (2, 90)]),
            [(Some(50), Some(100), None), (None, Some(40), None), (None, Some(90), None)]
        );
        // a group of few orders goes whole, and a second one with it
        assert_eq!(
            shown(&[(50, 100), (20, 40), (0, 3)]),
            [
                (Some(50), Some(100), None),
                (None, None, Some(Withheld::Complementary)),
                (None, None, Some(Withheld::Small))
            ]
        );
        // a small complement is as telling
        assert_eq!(
            shown(&[(50, 100), (20, 40), (88, 90)]),
            [(Some(50), Some(100), None), (None, Some(40), None), (None, Some(90), None)]
        );
        let all = BTreeMap::from([("a".to_owned(), group(2, 5))]);
        assert!(groups(&all, ALL).iter().all(|group| group.withheld.is_none() && group.orders.interval.is_some()));
        assert_eq!(groups(&all, Cells(11))[0].hidden(), 1);
    }
}
