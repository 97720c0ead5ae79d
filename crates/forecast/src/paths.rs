//! Sample paths: futures that could happen, each as one whole.
//!
//! Intervals say how far each period may go by itself. A question about several periods at once, such as the total of
//! a quarter or the worst week of a season, needs to know how errors go together. Here a path is drawn with the
//! marginal distribution of each period's intervals, and with the dependence that the errors had in the backtest: a
//! Gaussian copula whose correlation falls with the distance in periods, `ρ^|i−j|` (Nelsen 2006, "An Introduction to
//! Copulas", section 2.3; for forecasts of several steps Pinson et al. 2009, Wind Energy 12, section 3).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::backtest::Prediction;
use crate::rng::Rng;
use crate::{Error, Interval, Result, SeriesForecast};

/// Paths that can be asked for at once.
const MOST: usize = 10_000;
/// The correlation without experience: half-way between periods that know nothing of each other and a level that
/// stays where it went.
const EXPECTED: f64 = 0.5;
/// Experience counts for `n / (n + SLOW)` if it comes from `n` forecasts.
const SLOW: f64 = 5.0;
/// So many forecasts of a backtest, spread over all of it, tell the dependence well enough.
const LEARNED: usize = 2_000;
/// From so many paths the intervals of a total are read.
const TOTALS: usize = 4_000;
/// The largest correlation of neighbours.
const HIGHEST: f64 = 0.99;

/// How the errors of neighbouring periods go together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    neighbours: f64,
}

impl Default for Dependence {
    fn default() -> Self {
        Self { neighbours: EXPECTED }
    }
}

impl Dependence {
    /// From the forecasts of a backtest: the correlation of the normal scores of one period's error with the next one's,
    /// all forecasts together, drawn to a half where they are few.
    pub fn of(predictions: &[Prediction]) -> Self {
        let (mut products, mut squares, mut forecasts) = (0.0, 0.0, 0.0);
        for one in predictions.iter().step_by(predictions.len().div_ceil(LEARNED).max(1)) {
            let scores: Vec<f64> = (0..one.mean.len())
                .map(|k| {
                    one.actual.get(k).map_or(f64::NAN, |actual| {
                        Marginal::new(one.mean[k], &one.intervals, k).score(*actual)
                    })
                })
                .collect();
            let pairs = scores.windows(2).filter(|pair| pair.iter().all(|score| score.is_finite()));
            let (p, s) = pairs.fold((0.0, 0.0), |(p, s), pair| {
                (p + pair[0] * pair[1], s + f64::midpoint(pair[0] * pair[0], pair[1] * pair[1]))
            });
            products += p;
            squares += s;
            forecasts += f64::from(u8::from(s > 0.0));
        }
        let found = if squares > 0.0 { (products / squares).clamp(0.0, HIGHEST) } else { EXPECTED };
        Self { neighbours: EXPECTED + (found - EXPECTED) * forecasts / (forecasts + SLOW) }
    }

    /// The correlation of the errors of two periods that follow each other.
    pub fn neighbours(self) -> f64 {
        self.neighbours
    }
}

/// `n` futures of a series, each with a value for every period of the forecast. Equal seeds give equal paths. Where the
/// forecast was kept at zero, because the series never was below it, so are the paths: its bounds then are not below zero
/// and some are zero.
///
/// ```
/// use almanac_forecast::paths::{Dependence, paths};
/// use almanac_forecast::{Interval, SeriesForecast};
///
/// let interval = Interval { level: 80, lo: vec![90.0, 88.0], hi: vec![110.0, 112.0] };
/// let forecast =
///     SeriesForecast { unique_id: "a".into(), start: 0, mean: vec![100.0, 100.0], intervals: vec![interval] };
/// let drawn = paths(&forecast, Dependence::default(), 1000, 1)?;
/// let high = drawn.iter().filter(|path| path.iter().sum::<f64>() > 220.0).count();
/// // Both periods at once are rarely that high.
/// assert!(high < 120);
/// # Ok::<(), almanac_forecast::Error>(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] if the forecast has no intervals, or `n` is 0 or more than 10,000.
pub fn paths(
    forecast: &SeriesForecast,
    dependence: Dependence,
    n: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>> {
    if !(1..=MOST).contains(&n) {
        return Err(Error::Invalid(format!("1 to {MOST} paths can be drawn, not {n}")));
    }
    if forecast.intervals.is_empty() {
        let why =
            format!("the forecast of series {:?} has no intervals to draw paths from", forecast.unique_id);
        return Err(Error::Invalid(why));
    }
    let marginals: Vec<Marginal> =
        (0..forecast.mean.len()).map(|k| Marginal::new(forecast.mean[k], &forecast.intervals, k)).collect();
    let least = least(forecast);
    let normal = Normal::standard();
    let rho = dependence.neighbours;
    let fresh = (1.0 - rho * rho).sqrt();
    let path = |number: usize| {
        // Paths come in pairs that mirror each other: their mean is that of the marginals.
        let mut rng = Rng::of_part(seed, (number / 2) as u64);
        let sign = if number.is_multiple_of(2) { 1.0 } else { -1.0 };
        let mut z = 0.0;
        let value = |(k, marginal): (usize, &Marginal)| {
            let drawn = normal.inverse_cdf(rng.unit().clamp(1e-9, 1.0 - 1e-9));
            z = if k == 0 { drawn } else { rho * z + fresh * drawn };
            marginal.value(sign * z).max(least)
        };
        marginals.iter().enumerate().map(value).collect()
    };
    Ok((0..n).map(path).collect())
}

/// The intervals of the sum over all periods, each with one bound, one for each level of the forecast's. They are read
/// from 4,000 [paths]: the bounds of single periods do not add up, because not all periods go wrong to the same side.
///
/// # Errors
/// [`Error::Invalid`] if the forecast has no intervals; [`Error::Numeric`] if it has numbers that are not finite.
pub fn totals(forecast: &SeriesForecast, dependence: Dependence, seed: u64) -> Result<Vec<Interval>> {
    let drawn = finite(forecast, dependence, seed)?;
    let mut sums: Vec<f64> = drawn.iter().map(|path| path.iter().sum()).collect();
    let total: f64 = forecast.mean.iter().sum();
    sums.sort_by(f64::total_cmp);
    let at = |share: f64| sums[(share * (sums.len() - 1) as f64).round() as usize];
    let interval = |level: u8| {
        let outside = 0.5 - f64::from(level.min(100)) / 200.0;
        Interval { level, lo: vec![at(outside).min(total)], hi: vec![at(1.0 - outside).max(total)] }
    };
    Ok(forecast.intervals.iter().map(|one| interval(one.level)).collect())
}

/// How likely it is that a value is exceeded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chances {
    /// By the sum over all periods.
    pub total: f64,
    /// By at least one period.
    pub any: f64,
    /// By every period.
    pub all: f64,
}

/// How likely it is that `value` is exceeded: the shares of 4,000 [paths] that do, from 0 to 1.
///
/// # Errors
/// As [`totals`].
pub fn chances(forecast: &SeriesForecast, dependence: Dependence, seed: u64, value: f64) -> Result<Chances> {
    let drawn = finite(forecast, dependence, seed)?;
    let share = |exceeds: &dyn Fn(&[f64]) -> bool| {
        drawn.iter().filter(|path| exceeds(path.as_slice())).count() as f64 / drawn.len() as f64
    };
    Ok(Chances {
        total: share(&|path| path.iter().sum::<f64>() > value),
        any: share(&|path| path.iter().any(|y| *y > value)),
        all: share(&|path| path.iter().all(|y| *y > value)),
    })
}

/// Zero if the forecast was kept there.
fn least(forecast: &SeriesForecast) -> f64 {
    let bounds = || forecast.intervals.iter().flat_map(|interval| &interval.lo);
    let lowest = bounds().copied().fold(f64::INFINITY, f64::min);
    if lowest == 0.0 { 0.0 } else { f64::NEG_INFINITY }
}

/// Paths enough for shares and intervals, without gaps.
fn finite(forecast: &SeriesForecast, dependence: Dependence, seed: u64) -> Result<Vec<Vec<f64>>> {
    let drawn = paths(forecast, dependence, TOTALS, seed)?;
    if forecast.mean.iter().chain(drawn.iter().flatten()).all(|y| y.is_finite()) {
        return Ok(drawn);
    }
    Err(Error::Numeric(format!("the forecast of series {:?} has gaps", forecast.unique_id)))
}

/// A period's distribution: normal scores and the values at them, both ascending.
struct Marginal {
    points: Vec<(f64, f64)>,
}

impl Marginal {
    fn new(mean: f64, intervals: &[Interval], k: usize) -> Self {
        let normal = Normal::standard();
        let mut points = vec![(0.0, mean)];
        for Interval { level, lo, hi } in intervals {
            let (Some(lo), Some(hi)) = (lo.get(k), hi.get(k)) else { continue };
            let z = normal.inverse_cdf(0.5 + f64::from((*level).min(99)) / 200.0);
            points.extend([(-z, lo.min(mean)), (z, hi.max(mean))]);
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { points }
    }

    /// The value at a normal score: on a line between the points, and beyond them on the line from the middle through
    /// the outermost.
    fn value(&self, z: f64) -> f64 {
        let (from, to) = self.part(|point| point.0 < z);
        along(from, to, z).unwrap_or(from.1)
    }

    /// The normal score of a value; NaN where the distribution has no width.
    fn score(&self, value: f64) -> f64 {
        let (from, to) = self.part(|point| point.1 < value);
        along((from.1, from.0), (to.1, to.0), value).unwrap_or(f64::NAN)
    }

    /// The two points whose line goes on at the place.
    fn part(&self, before: impl Fn(&(f64, f64)) -> bool) -> ((f64, f64), (f64, f64)) {
        let last = self.points.len() - 1;
        let middle = self.points[last / 2];
        match self.points.partition_point(before) {
            0 => (self.points[0], middle),
            at if at > last => (middle, self.points[last]),
            at => (self.points[at - 1], self.points[at]),
        }
    }
}

/// The height at `x` of the line through two points; `None` if the second is not to the right of the first.
fn along(from: (f64, f64), to: (f64, f64), x: f64) -> Option<f64> {
    (to.0 > from.0).then(|| from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn forecast(h: usize) -> SeriesForecast {
        let interval = |level: u8, half: f64| Interval {
            level,
            lo: (0..h).map(|k| 100.0 - half * (1.0 + k as f64)).collect(),
            hi: (0..h).map(|k| 100.0 + 2.0 * half * (1.0 + k as f64)).collect(),
        };
        SeriesForecast {
            unique_id: "a".into(),
            start: 0,
            mean: vec![100.0; h],
            intervals: vec![interval(80, 10.0), interval(95, 16.0)],
        }
    }

    fn share(hits: impl Iterator<Item = bool>) -> f64 {
        let all: Vec<bool> = hits.collect();
        all.iter().filter(|hit| **hit).count() as f64 / all.len() as f64
    }

    #[test]
    fn each_period_has_the_distribution_of_its_intervals() {
        let one = forecast(3);
        let drawn = paths(&one, Dependence::default(), 4000, 7).unwrap();
        for k in 0..3 {
            for interval in &one.intervals {
                let within = share(drawn.iter().map(|p| interval.lo[k] <= p[k] && p[k] <= interval.hi[k]));
                let level = f64::from(interval.level) / 100.0;
                assert!((within - level).abs() < 0.02, "{within} within {level}");
            }
            let below = share(drawn.iter().map(|p| p[k] < 100.0));
            assert!((below - 0.5).abs() < 0.02, "{below}");
        }
    }

    #[test]
    fn paths_stay_at_zero_where_the_forecast_was_kept_there() {
        let lowest = |lo: f64| {
            let interval = Interval { level: 80, lo: vec![lo, 8.0], hi: vec![30.0, 30.0] };
            let one = SeriesForecast { mean: vec![10.0, 12.0], intervals: vec![interval], ..forecast(2) };
            let drawn = paths(&one, Dependence::default(), 2000, 7).unwrap();
            (0..2).map(|k| drawn.iter().map(|p| p[k]).fold(f64::INFINITY, f64::min)).collect::<Vec<_>>()
        };
        let kept = lowest(0.0);
        assert!(kept[0] == 0.0 && kept[1] >= 0.0, "{kept:?}");
        assert!(lowest(0.5)[0] < -1.0 && lowest(-1.0)[0] < -2.0);
    }

    #[test]
    fn chances_are_those_of_the_distributions() {
        let one = SeriesForecast { mean: vec![100.0], ..forecast(1) };
        // The upper bound of 80 % is exceeded by a tenth, and a single period is all of them.
        let Chances { total, any, all } = chances(&one, Dependence::default(), 7, 120.0).unwrap();
        assert!(
            (any - 0.1).abs() < 0.01 && any.to_bits() == all.to_bits() && any.to_bits() == total.to_bits()
        );
        let (near, far) = (Dependence { neighbours: 0.9 }, Dependence { neighbours: 0.0 });
        let [near, far] = [near, far].map(|dependence| chances(&forecast(4), dependence, 7, 100.0).unwrap());
        // Independent periods are above their middle all at once in a sixteenth of the futures.
        assert!((far.all - 0.0625).abs() < 0.015 && (far.any - 0.9375).abs() < 0.015, "{far:?}");
        assert!(near.all > 0.2 && near.any < 0.8, "{near:?}");
        assert_eq!(far.total.to_bits(), 1.0_f64.to_bits());
        let gap = SeriesForecast { mean: vec![f64::NAN], ..forecast(1) };
        assert!(chances(&gap, Dependence::default(), 1, 0.0).is_err());
    }

    #[test]
    fn periods_go_together_as_they_did() {
        let highest = |neighbours: f64| {
            let drawn = paths(&forecast(6), Dependence { neighbours }, 2000, 7).unwrap();
            share(drawn.iter().map(|p| p.iter().all(|v| *v > 100.0)))
        };
        // Independent periods are all above the middle once in 64 times; those that move as one half the time.
        assert!((highest(0.0) - 1.0 / 64.0).abs() < 0.01, "{}", highest(0.0));
        assert!(highest(0.99) > 0.4, "{}", highest(0.99));
    }

    #[test]
    fn totals_know_how_periods_go_together() {
        let half = |neighbours: f64| {
            let one = forecast(4);
            let intervals = totals(&one, Dependence { neighbours }, 7).unwrap();
            assert_eq!(intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
            assert!(intervals[0].lo[0] > intervals[1].lo[0] && intervals[0].hi[0] < intervals[1].hi[0]);
            intervals[0].hi[0] - 400.0
        };
        // The upper bounds of 80 % lie 20, 40, 60 and 80 above the middle.
        assert!((half(HIGHEST) - 200.0).abs() < 15.0, "{}", half(HIGHEST));
        assert!(half(0.0) < 150.0, "{}", half(0.0));
        let gap = SeriesForecast { mean: vec![100.0, f64::NAN, 100.0, 100.0], ..forecast(4) };
        assert!(totals(&gap, Dependence::default(), 7).is_err());
    }

    #[test]
    fn dependence_is_that_of_the_errors() {
        let prediction = |errors: &[f64]| Prediction {
            window: 1,
            series: 0,
            start: 0,
            actual: errors.to_vec(),
            mean: vec![0.0; errors.len()],
            intervals: vec![Interval {
                level: 80,
                lo: vec![-1.0; errors.len()],
                hi: vec![1.0; errors.len()],
            }],
            scale: 1.0,
            squared_scale: 1.0,
        };
        let together: Vec<Prediction> =
            (0..200).map(|i| prediction(&[[0.7, 0.7, 0.7], [-0.7, -0.7, -0.7]][i % 2])).collect();
        assert!(Dependence::of(&together).neighbours() > 0.95);
        let apart: Vec<Prediction> = (0..200)
            .map(|i| prediction(&[[0.7, 0.7, -0.7, -0.7, 0.7], [-0.7, 0.7, 0.7, -0.7, -0.7]][i % 2]))
            .collect();
        assert!(Dependence::of(&apart).neighbours() < 0.05);
        assert_eq!(Dependence::of(&[]), Dependence::default());
    }

    #[test]
    fn without_intervals_or_paths_there_is_an_error() {
        let bare = SeriesForecast { intervals: Vec::new(), ..forecast(2) };
        let error = paths(&bare, Dependence::default(), 10, 1).unwrap_err().to_string();
        assert!(error.contains("\"a\""), "{error}");
        assert!(paths(&forecast(2), Dependence::default(), 0, 1).is_err());
        assert!(paths(&forecast(2), Dependence::default(), MOST + 1, 1).is_err());
    }

    proptest! {
        #[test]
        fn paths_are_finite_and_equal_for_equal_seeds(
            mean in -1e6..1e6f64, half in 0.0..1e6f64, h in 1..20usize, n in 1..40usize, seed: u64,
        ) {
            let interval = Interval { level: 80, lo: vec![mean - half; h], hi: vec![mean + half; h] };
            let one = SeriesForecast { unique_id: "a".into(), start: 0, mean: vec![mean; h], intervals: vec![interval] };
            let drawn = paths(&one, Dependence::default(), n, seed).unwrap();
            prop_assert_eq!(drawn.len(), n);
            prop_assert!(drawn.iter().all(|path| path.len() == h && path.iter().all(|v| v.is_finite())));
            prop_assert_eq!(drawn, paths(&one, Dependence::default(), n, seed).unwrap());
        }
    }
}
