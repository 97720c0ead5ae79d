//! From the network's quantiles to a point forecast and conformal intervals.

use serde::{Deserialize, Serialize};

use super::scale::{Scale, Transform};
use crate::quantiles::{mean, raw_bounds};
use crate::{Interval, SeriesForecast};

/// Recalibration of one interval level.
///
/// Conformalized quantile regression (Romano, Patterson, Candès 2019), with scores divided by the interval's
/// width (Sesia & Candès 2020, "CQR-r"), so that quiet and busy periods are widened in proportion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Nominal coverage in percent.
    pub level: u8,
    /// Each bound moves outward by this share of the interval's width; inward if negative.
    pub share: f64,
}

/// One period's quantiles in the target's unit.
pub(crate) fn restore(scaled: &[f32], scale: Scale, transform: Transform, nonnegative: bool) -> [f64; 5] {
    std::array::from_fn(|k| {
        let y = transform.backward(f64::from(scaled[k]).mul_add(scale.spread, scale.centre));
        if nonnegative { y.max(0.0) } else { y }
    })
}

/// Puts a forecast together from the learned quantiles of its periods.
pub(crate) fn forecast(
    unique_id: &str,
    start: i64,
    learned: &[[f64; 5]],
    calibrations: &[Calibration],
    nonnegative: bool,
) -> SeriesForecast {
    let mut intervals: Vec<Interval> =
        calibrations.iter().map(|c| Interval { level: c.level, lo: Vec::new(), hi: Vec::new() }).collect();
    for period in learned {
        let (mut inner_lo, mut inner_hi) = (f64::INFINITY, f64::NEG_INFINITY);
        for (c, interval) in calibrations.iter().zip(&mut intervals) {
            let (lo, hi) = raw_bounds(period, c.level);
            let shift = c.share * (hi - lo);
            let (lo, hi) = (lo - shift, hi + shift);
            // Levels ascend, so each interval contains the one before it.
            inner_lo = inner_lo.min(if nonnegative { lo.max(0.0) } else { lo });
            inner_hi = inner_hi.max(if nonnegative { hi.max(0.0) } else { hi });
            interval.lo.push(inner_lo.min(inner_hi));
            interval.hi.push(inner_hi);
        }
    }
    SeriesForecast {
        unique_id: unique_id.to_owned(),
        start,
        mean: learned.iter().map(mean).collect(),
        intervals,
    }
}

/// The share by which intervals of a level must be widened so that the given periods are covered.
///
/// `periods` holds the learned quantiles and the value seen. Without periods the share is 0.
#[cfg(feature = "train")]
pub(crate) fn calibrate(periods: &[([f64; 5], f64)], level: u8) -> Calibration {
    let mut scores: Vec<f64> = periods
        .iter()
        .map(|(learned, y)| {
            let (lo, hi) = raw_bounds(learned, level);
            (lo - y).max(y - hi) / (hi - lo).max(1e-9)
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    let n = scores.len();
    let rank = ((n + 1) as f64 * f64::from(level) / 100.0).ceil() as usize;
    // An interval may shrink to a tenth of its width at the least, and not grow without bound.
    let share = scores.get(rank.clamp(1, n.max(1)) - 1).map_or(0.0, |s| s.clamp(-0.45, 5.0));
    Calibration { level, share }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNED: [f64; 5] = [-2.0, -1.0, 1.0, 5.0, 9.0];

    #[test]
    fn intervals_are_nested_and_not_negative_where_that_is_asked() {
        let calibrations = [Calibration { level: 80, share: 0.6 }, Calibration { level: 95, share: -0.3 }];
        let f = forecast("a", 0, &[LEARNED], &calibrations, true);
        assert_eq!(f.intervals[0].lo, [0.0]);
        assert!(f.intervals[1].hi[0] >= f.intervals[0].hi[0]);
    }

    #[cfg(feature = "train")]
    #[test]
    fn calibrated_interval_covers_the_nominal_share_of_its_own_periods() {
        let periods: Vec<_> = (0..99).map(|i| (LEARNED, f64::from(i) / 5.0 - 8.0)).collect();
        let c = calibrate(&periods, 80);
        let (lo, hi) = raw_bounds(&LEARNED, 80);
        let (lo, hi) = (lo - c.share * (hi - lo), hi + c.share * (hi - lo));
        let covered = periods.iter().filter(|(_, y)| (lo..=hi).contains(y)).count();
        assert!((79..=81).contains(&covered), "{covered}");
        assert_eq!(calibrate(&[], 80), Calibration { level: 80, share: 0.0 });
    }
}
