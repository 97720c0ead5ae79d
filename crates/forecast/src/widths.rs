//! How much wider a model's own intervals must be, from how they held on data it had not seen.
//!
//! The intervals of a statistical model are right if the model is; on real series they are too narrow, because
//! its form and its parameters were chosen on the same data. Split conformal prediction with the width of the
//! model's own interval as the unit of the errors (Lei et al. 2018, Journal of the American Statistical
//! Association 113, section 5.2) keeps what the model knows of calm and restless series and of near and far
//! periods, and corrects the rest.

use serde::{Deserialize, Serialize};

use crate::conformal::quantile;
use crate::{Interval, SeriesForecast};

/// A factor counts for `n / (n + SLOW)` on the logarithmic scale if it comes from `n` forecasts: the errors of one
/// forecast depend on each other.
const SLOW: f64 = 2.0;
/// With fewer forecasts, intervals are widened only.
const FEW: usize = 10;
/// By how much of what was missed or given too much the level asked for changes, a window.
const STEP: f64 = 0.1;
/// The least level asked for.
const LEAST: f64 = 0.05;
/// The least and the largest factor.
const LIMITS: (f64, f64) = (0.25, 10.0);

/// Errors in units of the half of the model's own interval on their side, by level.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ratios {
    by_level: Vec<(u8, Vec<f64>)>,
    forecasts: usize,
}

impl Ratios {
    /// Adds a forecast. An interval without width, as of a series that never moved, says nothing.
    pub(crate) fn add(&mut self, actual: &[f64], mean: &[f64], intervals: &[Interval]) {
        self.forecasts += 1;
        for Interval { level, lo, hi } in intervals {
            let at = self.by_level.iter().position(|(l, _)| l == level).unwrap_or_else(|| {
                self.by_level.push((*level, Vec::new()));
                self.by_level.len() - 1
            });
            let bounds = mean.iter().zip(lo.iter().zip(hi));
            let ratios = actual.iter().zip(bounds).map(|(actual, (mean, (lo, hi)))| {
                let half = if actual > mean { hi - mean } else { mean - lo };
                if half > 0.0 { (actual - mean).abs() / half } else { f64::NAN }
            });
            self.by_level[at].1.extend(ratios.filter(|ratio| ratio.is_finite()));
        }
    }
}

/// By how much the half-widths of a model's own intervals are multiplied, by level. Without a factor, they stay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Widths {
    factors: Vec<(u8, f64)>,
}

impl Widths {
    /// The factors that would have made intervals hold as often as they should.
    pub(crate) fn of(ratios: &[&Ratios]) -> Self {
        let forecasts: usize = ratios.iter().map(|one| one.forecasts).sum();
        let weight = forecasts as f64 / (forecasts as f64 + SLOW);
        let mut levels: Vec<u8> =
            ratios.iter().flat_map(|one| one.by_level.iter().map(|(level, _)| *level)).collect();
        levels.sort_unstable();
        levels.dedup();
        let factor = |level: u8| {
            let same = ratios.iter().flat_map(|one| &one.by_level).filter(|(l, _)| *l == level);
            let all: Vec<f64> = same.flat_map(|(_, ratios)| ratios.iter().copied()).collect();
            let found = quantile(&all, level).or_else(|| all.iter().copied().reduce(f64::max))?;
            let least = if forecasts < FEW { 1.0 } else { LIMITS.0 };
            Some((level, found.powf(weight).clamp(least, LIMITS.1)))
        };
        Self { factors: levels.into_iter().filter_map(factor).collect() }
    }

    /// The factors of adaptive conformal inference (Gibbs and Candès 2021, Advances in Neural Information Processing
    /// Systems 34, equation 2), for ratios of windows in the order of time: the level asked for is raised after a window in
    /// which too many values were outside, and lowered after one with too few. A level above all ratios takes the largest.
    pub(crate) fn adaptive(windows: &[&Ratios]) -> Self {
        let mut levels: Vec<u8> =
            windows.iter().flat_map(|one| one.by_level.iter().map(|(level, _)| *level)).collect();
        levels.sort_unstable();
        levels.dedup();
        let factor = |level: u8| {
            let nominal = f64::from(level) / 100.0;
            let (mut asked, mut seen) = (nominal, Vec::new());
            for window in windows {
                let own = window.by_level.iter().filter(|(l, _)| *l == level).flat_map(|(_, ratios)| ratios);
                let own: Vec<f64> = own.copied().collect();
                if let Some(bound) = share_below(&mut seen, asked).filter(|_| !own.is_empty()) {
                    let outside =
                        own.iter().filter(|ratio| **ratio > bound).count() as f64 / own.len() as f64;
                    asked = (asked + STEP * (outside - (1.0 - nominal))).clamp(LEAST, 1.0);
                }
                seen.extend(own);
            }
            Some((level, share_below(&mut seen, asked)?.clamp(LIMITS.0, LIMITS.1)))
        };
        Self { factors: levels.into_iter().filter_map(factor).collect() }
    }

    /// Moves the bounds away from the mean, or towards it. An interval always contains those of lower levels.
    pub(crate) fn apply(&self, mean: &[f64], intervals: &mut [Interval]) {
        let mut inner: Option<(Vec<f64>, Vec<f64>)> = None;
        for Interval { level, lo, hi } in intervals {
            let factor = self.factors.iter().find(|(l, _)| l == level).map_or(1.0, |(_, factor)| *factor);
            for (k, (lo, hi)) in lo.iter_mut().zip(hi.iter_mut()).enumerate() {
                let Some(mean) = mean.get(k) else { break };
                (*lo, *hi) = (mean - factor * (mean - *lo), mean + factor * (*hi - mean));
                if let Some((inner_lo, inner_hi)) = inner.as_ref().and_then(|(a, b)| a.get(k).zip(b.get(k))) {
                    (*lo, *hi) = (lo.min(*inner_lo), hi.max(*inner_hi));
                }
            }
            inner = Some((lo.clone(), hi.clone()));
        }
    }

    /// [`apply`](Self::apply) to the intervals of a forecast.
    pub(crate) fn apply_to(&self, forecast: &mut SeriesForecast) {
        if !self.factors.is_empty() {
            self.apply(&forecast.mean, &mut forecast.intervals);
        }
    }
}

/// The value that a share of the ratios stays below, with the rank of [`quantile`]; `None` without ratios.
fn share_below(ratios: &mut [f64], share: f64) -> Option<f64> {
    let rank = ((ratios.len() + 1) as f64 * share).ceil() as usize;
    let at = rank.clamp(1, ratios.len().max(1)) - 1;
    (at < ratios.len()).then(|| *ratios.select_nth_unstable_by(at, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(level: u8, half: f64, h: usize) -> Interval {
        Interval { level, lo: vec![-half; h], hi: vec![half; h] }
    }

    /// `n` forecasts of one period with errors spread evenly from 0 to `largest`, and intervals of ±1.
    fn ratios(n: usize, largest: f64) -> Ratios {
        let mut ratios = Ratios::default();
        for i in 1..=n {
            let error = largest * i as f64 / n as f64;
            let actual = if i % 2 == 0 { error } else { -error };
            ratios.add(&[actual], &[0.0], &[interval(80, 1.0, 1), interval(95, 1.0, 1)]);
        }
        ratios
    }

    fn widened(widths: &Widths, mut intervals: Vec<Interval>) -> Vec<f64> {
        widths.apply(&[0.0], &mut intervals);
        intervals.iter().map(|interval| interval.hi[0]).collect()
    }

    #[test]
    fn intervals_get_the_width_that_would_have_held() {
        let widths = Widths::of(&[&ratios(999, 4.0)]);
        let halves = widened(&widths, vec![interval(80, 1.0, 1), interval(95, 1.0, 1)]);
        // 80 % of the errors are below 3.2, 95 % below 3.8.
        assert!((halves[0] - 3.2).abs() < 0.02 && (halves[1] - 3.8).abs() < 0.02, "{halves:?}");
        let narrower = Widths::of(&[&ratios(999, 0.5)]);
        assert!((widened(&narrower, vec![interval(80, 1.0, 1)])[0] - 0.4).abs() < 0.01);
    }

    #[test]
    fn few_forecasts_only_widen_and_count_less() {
        let few = Widths::of(&[&ratios(2, 0.5)]);
        assert_eq!(widened(&few, vec![interval(95, 1.0, 1)]), [1.0]);
        // Two forecasts count by half on the logarithmic scale: √4.
        let wide = Widths::of(&[&ratios(2, 4.0)]);
        assert!((widened(&wide, vec![interval(95, 1.0, 1)])[0] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn levels_stay_nested_and_sides_have_their_own_width() {
        let mut ratios = Ratios::default();
        for _ in 0..200 {
            ratios.add(&[3.0], &[0.0], &[interval(80, 1.0, 1)]);
            ratios.add(&[0.1], &[0.0], &[interval(95, 1.0, 1)]);
        }
        let widths = Widths::of(&[&ratios]);
        let mut intervals = vec![Interval { level: 80, lo: vec![-1.0], hi: vec![2.0] }, interval(95, 2.0, 1)];
        widths.apply(&[0.0], &mut intervals);
        assert!((intervals[0].hi[0] / intervals[0].lo[0] + 2.0).abs() < 1e-12);
        assert_eq!((intervals[1].lo[0], intervals[1].hi[0]), (intervals[0].lo[0], intervals[0].hi[0]));
    }

    #[test]
    fn adaptive_intervals_follow_a_spread_that_grows() {
        let calm = ratios(50, 1.0);
        let wild = ratios(50, 3.0);
        let windows = [&calm, &calm, &calm, &calm, &calm, &calm, &wild, &wild];
        let split = widened(&Widths::of(&windows), vec![interval(80, 1.0, 1)]);
        let adaptive = widened(&Widths::adaptive(&windows), vec![interval(80, 1.0, 1)]);
        assert!(adaptive[0] > 1.2 * split[0], "{adaptive:?} {split:?}");
        // With nothing to adapt to, both are alike.
        let same = widened(&Widths::adaptive(&[&calm, &calm, &calm]), vec![interval(80, 1.0, 1)]);
        assert!((same[0] - 0.8).abs() < 0.03, "{same:?}");
        assert_eq!(Widths::adaptive(&[]), Widths::default());
    }

    #[test]
    fn intervals_without_width_say_nothing() {
        let mut ratios = Ratios::default();
        ratios.add(
            &[1.0, f64::NAN],
            &[1.0, 1.0],
            &[Interval { level: 80, lo: vec![1.0; 2], hi: vec![1.0; 2] }],
        );
        let widths = Widths::of(&[&ratios]);
        assert_eq!(widths, Widths::default());
        assert_eq!(widened(&widths, vec![interval(80, 1.0, 1)]), [1.0]);
    }
}
