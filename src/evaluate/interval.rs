//! How sure a figure is: 95 % intervals.

use serde::Serialize;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;
/// Fixed, so that one gold set gives one figure.
const SEED: u64 = 0x5c_4e_0a_17;

/// A lower and an upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Wilson's score interval of `right` out of `of`; `None` of none.
pub(crate) fn wilson(right: u64, of: u64) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    let (n, p) = (count(of), count(right) / count(of));
    let centre = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some(Interval { low: ((centre - spread) / scale).max(0.0), high: ((centre + spread) / scale).min(1.0) })
}

/// Percentile bootstrap over `reports`: reports are drawn with replacement, `figure` is taken of each draw. A draw
/// that has no figure is left out; `None` if half of them have none.
pub(super) fn bootstrap(
    reports: usize,
    figure: impl Fn(&mut dyn Iterator<Item = usize>) -> Option<f64>,
) -> Option<Interval> {
    if reports == 0 {
        return None;
    }
    let mut random = Random(SEED);
    let mut figures: Vec<f64> = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        figures.extend(figure(&mut (0..reports).map(|_| random.below(reports))));
    }
    if figures.len() * 2 < RESAMPLES {
        return None;
    }
    figures.sort_by(f64::total_cmp);
    let last = figures.len() - 1;
    Some(Interval { low: figures[last * 25 / 1000], high: figures[last - last * 25 / 1000] })
}

/// Counts stay far below 2⁵².
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(number: u64) -> f64 {
    number as f64
}

/// SplitMix64 (Steele 2014): small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, by multiplication: the bias is below 2⁻³² for any set of reports.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * (end as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_as_in_textbooks() {
        let near = |interval: Option<Interval>, low: f64, high: f64| {
            let interval = interval.unwrap();
            assert!((interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5, "{interval:?}");
        };
        // Newcombe 1998, table I, method 3
        near(wilson(81, 263), 0.2553, 0.3662);
        near(wilson(15, 148), 0.0624, 0.1605);
        near(wilson(0, 20), 0.0, 0.1611);
        near(wilson(1, 29), 0.0061, 0.1718);
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn bootstrap_is_the_same_each_time_and_near_the_normal_interval() {
        let share = |draw: &mut dyn Iterator<Item = usize>| {
            Some(draw.map(|report| if report % 10 == 0 { 1.0 } else { 0.0 }).sum::<f64>() / 400.0)
        };
        let interval = bootstrap(400, share).unwrap();
        assert!((interval.low - 0.0706).abs() < 0.01 && (interval.high - 0.1294).abs() < 0.01, "{interval:?}");
        assert_eq!(bootstrap(400, share), Some(interval));
        assert_eq!(bootstrap(0, share), None);
        assert_eq!(bootstrap(5, |_| None), None);
    }
}
