//! Methods that look at one series at a time, and at nothing else.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::Result;
use crate::parallel::Cancel;

/// What a method knows of the future of one series: a mean and a standard deviation a period.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaussian {
    /// Point forecasts.
    pub(crate) mean: Vec<f64>,
    /// Standard deviations of the forecast errors, as many.
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

impl Task<'_> {
    /// The shortest season length.
    pub(crate) fn season(&self) -> usize {
        self.seasons.first().copied().unwrap_or(1).max(1)
    }
}

/// A method for one series, on plain numbers.
pub(crate) trait Local: Send + Sync {
    /// See [`Model::name`](crate::Model::name).
    fn name(&self) -> &'static str;
    /// See [`Model::min_length`](crate::Model::min_length).
    fn min_length(&self, season: usize) -> usize;
    /// Forecasts one series.
    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian>;
}

/// The quantile of the standard normal distribution that bounds a central interval of `level` percent.
pub(crate) fn z(level: u8) -> f64 {
    Normal::standard().inverse_cdf(0.5 + f64::from(level.min(99)) / 200.0)
}
