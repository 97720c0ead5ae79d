//! One series as the model sees it.

use crate::local::near_one;
use crate::{Frequency, Series, impute};

/// The least spread, as a part of the largest value.
const LEAST: f64 = 1e-6;

/// A series, divided by a power of two that brings it [`near_one`], without gaps.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) unique_id: String,
    /// `ds` of the first value.
    pub(crate) start: i64,
    /// What the values were divided by.
    pub(crate) magnitude: f64,
    /// No value is negative.
    pub(crate) nonnegative: bool,
    /// The values.
    pub(crate) y: Vec<f64>,
    /// Whether a value was observed.
    pub(crate) observed: Vec<bool>,
    /// The drivers, at least as many values as `y` has; NaN where missing.
    pub(crate) drivers: Vec<Vec<f32>>,
    /// The mean, which is taken from values before they are summed, so that sums are exact to small changes.
    centre: f64,
    /// Sums of the first values, of their squares, and of distances from the value one season before.
    sums: Vec<f64>,
    squares: Vec<f64>,
    distances: Vec<f64>,
    season: usize,
}

impl Past {
    /// Of a series; without values if nothing is observed.
    pub(crate) fn new(series: &Series, frequency: Frequency, season: usize) -> Self {
        let (magnitude, y) = near_one(&impute(&series.y, season));
        let skipped = series.y.len() - y.len();
        let column = |values: &Vec<f64>| {
            values.get(skipped..).unwrap_or_default().iter().map(|v| finite(*v)).collect()
        };
        let mut past = Self {
            unique_id: series.unique_id.clone(),
            start: frequency.advance(series.start, skipped as i64),
            magnitude,
            nonnegative: y.iter().all(|v| *v >= 0.0),
            observed: series.y[skipped..].iter().map(|v| v.is_finite()).collect(),
            drivers: series.drivers.iter().map(column).collect(),
            centre: y.iter().sum::<f64>() / y.len().max(1) as f64,
            sums: vec![0.0],
            squares: vec![0.0],
            distances: vec![0.0],
            season,
            y: Vec::with_capacity(y.len()),
        };
        for v in y {
            past.push(v);
        }
        past
    }

    /// One more value.
    pub(crate) fn push(&mut self, value: f64) {
        let last = |sums: &[f64]| sums.last().copied().unwrap_or(0.0);
        let before = self.y.len().checked_sub(self.season).map_or(value, |i| self.y[i]);
        let centred = value - self.centre;
        self.sums.push(last(&self.sums) + centred);
        self.squares.push(last(&self.squares) + centred * centred);
        self.distances.push(last(&self.distances) + (value - before).abs());
        self.y.push(value);
    }

    /// The season length.
    pub(crate) fn season(&self) -> usize {
        self.season
    }

    /// The mean of the `n` values before `t`, or of as many as there are; that of all of none.
    pub(crate) fn mean(&self, t: usize, n: usize) -> f64 {
        self.centre + self.centred_mean(t, n)
    }

    fn centred_mean(&self, t: usize, n: usize) -> f64 {
        let n = n.min(t);
        if n == 0 { 0.0 } else { (self.sums[t] - self.sums[t - n]) / n as f64 }
    }

    /// Their standard deviation.
    pub(crate) fn deviation(&self, t: usize, n: usize) -> f64 {
        let n = n.min(t);
        if n == 0 {
            return 0.0;
        }
        let square = (self.squares[t] - self.squares[t - n]) / n as f64;
        (square - self.centred_mean(t, n).powi(2)).max(0.0).sqrt()
    }

    /// How far the values before `t` lie apart, never 0: between their standard deviation in the last `window` and
    /// their mean distance from those one season before, as the geometric mean. The first grows with the series,
    /// the second does not follow a change of level.
    pub(crate) fn spread(&self, t: usize, window: usize) -> f64 {
        let deviation = self.deviation(t, window);
        let n = t.saturating_sub(self.season);
        let distance = if n == 0 { deviation } else { self.distances[t] / n as f64 };
        (deviation * distance.max(LEAST)).sqrt().max(LEAST)
    }
}

/// A driver's value as a feature: what is not finite is missing.
pub(crate) fn finite(value: f64) -> f32 {
    if value.is_finite() { value.clamp(-1e30, 1e30) as f32 } else { f32::NAN }
}
