//! Split conformal prediction: intervals from the errors a model made on data it had not seen (Lei
//! et al. 2018, Journal of the American Statistical Association 113), one set of errors for each
//! step ahead.

use crate::{Interval, SeriesForecast};

/// The `⌈(n + 1) level / 100⌉`-th smallest of `n` scores, which a further exchangeable score stays
/// below with at least `level` percent probability; `None` if `n` is too small for that. NaN scores
/// are left out.
pub fn quantile(scores: &[f64], level: u8) -> Option<f64> {
    let mut scores: Vec<f64> = scores.iter().copied().filter(|s| !s.is_nan()).collect();
    let rank = ((scores.len() + 1) * usize::from(level)).div_ceil(100);
    if rank == 0 || rank > scores.len() {
        return None;
    }
    let (_, value, _) = scores.select_nth_unstable_by(rank - 1, f64::total_cmp);
    Some(*value)
}

/// Absolute errors in units of each series' scale, by step ahead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Errors {
    by_step: Vec<Vec<f64>>,
}

impl Errors {
    /// Adds the errors of one forecast; `scale` is the series' [scale](crate::metrics::scale). Without
    /// a positive scale nothing is added.
    pub fn add(&mut self, actual: &[f64], mean: &[f64], scale: f64) {
        if scale.is_nan() || scale <= 0.0 {
            return;
        }
        if self.by_step.len() < actual.len() {
            self.by_step.resize_with(actual.len(), Vec::new);
        }
        for ((errors, a), m) in self.by_step.iter_mut().zip(actual).zip(mean) {
            if !a.is_nan() && !m.is_nan() {
                errors.push((a - m).abs() / scale);
            }
        }
    }

    /// Half the width of the interval at each step, in units of scale. A step with too few errors
    /// for the level takes those of all steps; if they are too few as well, the largest.
    fn half_widths(&self, steps: usize, level: u8) -> Option<Vec<f64>> {
        let all = self.by_step.concat();
        let largest = all.iter().copied().reduce(f64::max)?;
        let pooled = quantile(&all, level).unwrap_or(largest);
        let of = |k| self.by_step.get(k).and_then(|errors: &Vec<f64>| quantile(errors, level));
        Some((0..steps).map(|k| of(k).unwrap_or(pooled)).collect())
    }

    /// Gives `forecast` intervals of the `levels` it lacks. Without errors or a scale it stays as it
    /// is; with a scale of 0 (the series never moved) they have no width, as those of a model that
    /// estimates its own spread.
    pub fn complete(&self, forecast: &mut SeriesForecast, scale: f64, levels: &[u8]) {
        if scale.is_nan() || scale < 0.0 {
            return;
        }
        for &level in levels {
            if forecast.intervals.iter().any(|i| i.level == level) {
                continue;
            }
            let Some(widths) = self.half_widths(forecast.mean.len(), level) else { return };
            let bound = |sign: f64| {
                forecast.mean.iter().zip(&widths).map(|(m, w)| m + sign * w * scale).collect::<Vec<_>>()
            };
            let (lo, hi) = (bound(-1.0), bound(1.0));
            forecast.intervals.push(Interval { level, lo, hi });
        }
        forecast.intervals.sort_by_key(|i| i.level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn forecast(h: usize) -> SeriesForecast {
        SeriesForecast { unique_id: "a".into(), start: 0, mean: vec![10.0; h], intervals: Vec::new() }
    }

    #[test]
    fn the_quantile_has_the_finite_sample_rank() {
        let scores: Vec<f64> = (1..=9).map(f64::from).collect();
        // ⌈10 * 0.8⌉ = 8, ⌈10 * 0.9⌉ = 9, ⌈10 * 0.95⌉ = 10 > 9.
        assert_eq!(quantile(&scores, 80), Some(8.0));
        assert_eq!(quantile(&scores, 90), Some(9.0));
        assert_eq!(quantile(&scores, 95), None);
        assert_eq!(quantile(&[], 50), None);
    }

    #[test]
    fn each_step_has_the_width_of_its_own_errors() {
        let mut errors = Errors::default();
        for e in 1..=20 {
            errors.add(&[f64::from(e), 10.0 * f64::from(e)], &[0.0, 0.0], 2.0);
        }
        let mut one = forecast(2);
        errors.complete(&mut one, 4.0, &[80]);
        // Rank ⌈21 * 0.8⌉ = 17: 17 / 2 * 4 = 34 and ten times that.
        assert_eq!(one.intervals[0].hi, [44.0, 350.0]);
        assert_eq!(one.intervals[0].lo, [-24.0, -330.0]);
    }

    #[test]
    fn few_errors_are_pooled_over_the_steps() {
        let mut errors = Errors::default();
        errors.add(&[1.0, 2.0, 3.0, 4.0], &[0.0; 4], 1.0);
        let mut one = forecast(4);
        errors.complete(&mut one, 1.0, &[80, 95]);
        assert_eq!(one.intervals[0].hi, [14.0; 4]);
        assert_eq!(one.intervals[1].hi, [14.0; 4]);
    }

    #[test]
    fn a_series_that_never_moved_has_intervals_without_width() {
        let mut errors = Errors::default();
        errors.add(&[1.0], &[0.0], 1.0);
        let mut one = forecast(1);
        errors.complete(&mut one, 0.0, &[80]);
        assert_eq!((&one.intervals[0].lo, &one.intervals[0].hi), (&one.mean, &one.mean));
        let mut one = forecast(1);
        errors.complete(&mut one, f64::NAN, &[80]);
        assert!(one.intervals.is_empty());
    }

    #[test]
    fn intervals_the_model_has_stay() {
        let mut errors = Errors::default();
        errors.add(&[1.0], &[0.0], 1.0);
        let mut one = forecast(1);
        one.intervals = vec![Interval { level: 95, lo: vec![0.0], hi: vec![20.0] }];
        errors.complete(&mut one, 1.0, &[80, 95]);
        assert_eq!(one.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
        assert_eq!(one.intervals[1].hi, [20.0]);
    }

    proptest! {
        #[test]
        fn the_quantile_covers_its_share_of_the_scores(
            scores in prop::collection::vec(0.0..1e3f64, 20..200), level in 50..91u8,
        ) {
            let bound = quantile(&scores, level).unwrap();
            let covered = scores.iter().filter(|s| **s <= bound).count();
            prop_assert!(covered * 100 >= scores.len() * usize::from(level));
        }
    }
}
