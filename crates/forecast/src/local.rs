//! Methods that look at one series at a time, and at nothing else.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::parallel::Cancel;
use crate::{Features, Result};

/// What a method knows of the future of one series: a mean and, if it has a model of its errors, a
/// standard deviation a period.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaussian {
    /// Point forecasts.
    pub(crate) mean: Vec<f64>,
    /// Standard deviations of the forecast errors, as many; none if the method has no model of its
    /// errors. It then gives no intervals, and a backtest makes [conformal](crate::conformal) ones.
    pub(crate) sd: Vec<f64>,
}

/// One series and how to forecast it.
pub(crate) struct Task<'a> {
    /// The values, without missing ones; at least as many as the method's minimum.
    pub(crate) y: &'a [f64],
    /// The season lengths, shortest first.
    pub(crate) seasons: &'a [usize],
    /// The horizon.
    pub(crate) h: usize,
    /// Asks whether to stop.
    pub(crate) cancel: &'a Cancel,
}

impl Gaussian {
    /// The same value for `h` periods, without a model of the errors.
    pub(crate) fn flat(value: f64, h: usize) -> Self {
        Self { mean: vec![value; h], sd: Vec::new() }
    }
}

impl Task<'_> {
    /// The shortest season length.
    pub(crate) fn season(&self) -> usize {
        self.seasons.first().copied().unwrap_or(1).max(1)
    }
}

/// The power of two at or below the largest absolute value (1 if all values are zero), and the series divided
/// by it: that is exact, and squares neither overflow nor vanish.
pub(crate) fn near_one(y: &[f64]) -> (f64, Vec<f64>) {
    let largest = y.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    let unit = if largest.is_normal() { largest.log2().floor().exp2() } else { 1.0 };
    (unit, y.iter().map(|v| v / unit).collect())
}

/// A method for one series, on plain numbers.
pub(crate) trait Local: Send + Sync {
    /// See [`Model::name`](crate::Model::name).
    fn name(&self) -> &'static str;
    /// See [`Model::min_length`](crate::Model::min_length).
    fn min_length(&self, season: usize) -> usize;
    /// See [`Model::suits`](crate::Model::suits).
    fn suits(&self, _features: &Features) -> bool {
        true
    }
    /// Whether it has a model of its errors.
    fn gives_intervals(&self) -> bool {
        true
    }
    /// Forecasts one series.
    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian>;
}

/// The quantile of the standard normal distribution that bounds a central interval of `level` percent.
pub(crate) fn z(level: u8) -> f64 {
    Normal::standard().inverse_cdf(0.5 + f64::from(level.min(99)) / 200.0)
}
