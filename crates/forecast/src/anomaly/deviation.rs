//! How far each period, and the span around it, is from what was to be expected.

use super::season::Expected;
use super::{Judged, Options, View, esd, tail};
use crate::Result;
use crate::median::median;
use crate::parallel::Cancel;

/// The median absolute deviation of normal numbers is this part of their standard deviation.
pub(super) const NORMAL: f64 = 1.482_602_218_505_602;
/// The same for the mean absolute deviation.
const NORMAL_MEAN: f64 = 1.253_314_137_315_5;
/// The spread of all periods counts as much as so many values of one position of the season.
const SHRINK: f64 = 10.0;
/// In units of the largest value: below this, deviations are rounding.
const ROUNDING: f64 = 1e-12;
/// A span is judged if the series has so many of them.
const SPANS: usize = 4;

/// What was to be expected, and where values are anomalous by themselves.
pub(super) struct Bounds {
    pub(super) expected: Vec<f64>,
    pub(super) lo: Vec<f64>,
    pub(super) hi: Vec<f64>,
}

/// Deviations in robust standard deviations, one a period; NaN where nothing was observed.
pub(super) struct Deviations {
    expected: Vec<f64>,
    /// The standard deviation of each period.
    spread: Vec<f64>,
    /// Of single periods.
    pub(super) single: Vec<f64>,
    /// Of the span around each period; empty if spans are not judged.
    pub(super) span: Vec<f64>,
}

impl Deviations {
    /// Those from level plus season. Each position of the shortest season has a spread of its own, as far as there are
    /// values to tell it: nights are calmer than days.
    pub(super) fn of(view: &View<'_>, expected: &Expected, options: &Options) -> Self {
        let n = view.y.len();
        let expected: Vec<f64> = (0..n).map(|t| expected.at(t)).collect();
        let mut single: Vec<f64> =
            (0..n).map(|t| if view.observed[t] { view.y[t] - expected[t] } else { f64::NAN }).collect();
        let m = view.seasons.iter().copied().filter(|m| *m > 1 && n >= 2 * m).min().unwrap_or(1);
        let by_position = spreads(&single, m);
        for (t, v) in single.iter_mut().enumerate() {
            *v /= by_position[t % m];
        }
        let all = spread(single.iter().copied()).max(f64::MIN_POSITIVE);
        for v in &mut single {
            *v /= all;
        }
        let spread = (0..n).map(|t| by_position[t % m] * all).collect();
        Self::standardized(expected, spread, single, options.span(view.day))
    }

    /// Those that are in standard deviations already.
    pub(super) fn standardized(expected: Vec<f64>, spread: Vec<f64>, single: Vec<f64>, span: usize) -> Self {
        let span = if span > 1 && single.len() >= SPANS * span { spans(&single, span) } else { Vec::new() };
        Self { expected, spread, single, span }
    }

    /// The larger deviation of a period and of the span around it, without sign; `factor` is what a span counts for.
    fn scores(&self, factor: f64) -> Vec<f64> {
        let span = |t: usize| self.span.get(t).map_or(f64::NAN, |v| factor * v.abs());
        let score = |(t, v): (usize, &f64)| if v.is_nan() { *v } else { v.abs().max(span(t)) };
        self.single.iter().enumerate().map(score).collect()
    }

    fn bounds(&self, half: f64) -> Bounds {
        let moved = |side: f64| {
            self.expected.iter().zip(&self.spread).map(|(e, s)| (side * half).mul_add(*s, *e)).collect()
        };
        Bounds { lo: moved(-1.0), hi: moved(1.0), expected: self.expected.clone() }
    }

    /// Anomalous is what lies outside the central interval of `level` percent of its distribution.
    pub(super) fn by_level(&self, level: f64) -> Judged {
        let threshold = tail::bound(&self.single, level);
        let score = self.scores(threshold / tail::bound(&self.span, level));
        Judged {
            is_anomaly: score.iter().map(|v| *v > threshold).collect(),
            score,
            bounds: Some(self.bounds(threshold)),
            changes: Vec::new(),
        }
    }

    /// Anomalous is what the generalized ESD test finds among the periods or among the spans. The bounds are where
    /// it would call one more period anomalous.
    pub(super) fn by_esd(&self, options: &Options, cancel: &Cancel) -> Result<Judged> {
        let of = |values: &[f64]| esd::find(values, options.significance, options.most, cancel);
        let single = of(&self.single)?;
        let mut is_anomaly = vec![false; self.single.len()];
        for t in &single.outliers {
            is_anomaly[*t] = true;
        }
        for t in of(&self.span)?.outliers {
            is_anomaly[t] = !self.single[t].is_nan();
        }
        Ok(Judged {
            score: self.scores(1.0),
            is_anomaly,
            bounds: Some(self.bounds(single.bound)),
            changes: Vec::new(),
        })
    }
}

/// The robust standard deviation of numbers around 0, those that are not NaN: their median absolute value, or their
/// mean one if more than half are 0; 0 if there are none.
pub(super) fn spread(values: impl Iterator<Item = f64>) -> f64 {
    let mut sizes: Vec<f64> = values.filter(|v| !v.is_nan()).map(f64::abs).collect();
    let middle = median(&mut sizes);
    if middle > ROUNDING {
        return NORMAL * middle;
    }
    NORMAL_MEAN * sizes.iter().sum::<f64>() / sizes.len().max(1) as f64
}

/// The spread at each of `m` positions, drawn to that of all.
fn spreads(deviations: &[f64], m: usize) -> Vec<f64> {
    let all = spread(deviations.iter().copied()).max(ROUNDING);
    let position = |i: usize| {
        let of = || deviations.iter().skip(i).step_by(m).copied().filter(|v| !v.is_nan());
        let count = of().count() as f64;
        ((count * spread(of()).powi(2) + SHRINK * all * all) / (count + SHRINK)).sqrt()
    };
    if m == 1 { vec![all] } else { (0..m).map(position).collect() }
}

/// The standardized mean of the deviations in the span of `length` periods around each period.
fn spans(single: &[f64], length: usize) -> Vec<f64> {
    let (before, after) = (length / 2, length.div_ceil(2));
    let (mut sums, mut counts) = (vec![0.0], vec![0.0]);
    let (mut sum, mut count) = (0.0, 0.0);
    for v in single {
        // One wild value is judged by itself: it must not make a day of the span around it.
        if !v.is_nan() {
            sum += v.clamp(-WILD, WILD);
            count += 1.0;
        }
        sums.push(sum);
        counts.push(count);
    }
    let n = single.len();
    let mut means: Vec<f64> = (0..n)
        .map(|t| {
            let (from, to) = (t.saturating_sub(before), n.min(t + after));
            let count: f64 = counts[to] - counts[from];
            // At the ends and around gaps there are fewer periods, so the mean is less sure.
            if count == 0.0 { f64::NAN } else { (sums[to] - sums[from]) / (count * length as f64).sqrt() }
        })
        .collect();
    let all = spread(means.iter().copied()).max(ROUNDING);
    for v in &mut means {
        *v /= all;
    }
    means
}

/// So many standard deviations of a single period count at most in the span around it.
const WILD: f64 = 5.0;
