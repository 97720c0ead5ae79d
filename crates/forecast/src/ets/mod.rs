//! Exponential smoothing as state space models with automatic choice: Hyndman, Koehler, Ord and
//! Snyder, "Forecasting with Exponential Smoothing" (2008); Hyndman and Khandakar (2008), Journal
//! of Statistical Software 27(3).

mod filter;
mod fit;
mod holt_winters;
mod polish;
mod spread;
mod start;

use filter::State;
pub use holt_winters::{HoltWinters, HoltWintersSeason};
pub(crate) use start::line;

use crate::decompose::{Adjusted, Combine, one_season};
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Result};

/// How the trend enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    /// None.
    No,
    /// Additive.
    Additive,
    /// Additive, damped.
    Damped,
}

/// How the season enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    /// None.
    No,
    /// Additive.
    Additive,
    /// Multiplicative.
    Multiplicative,
}

/// A member of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spec {
    /// Whether the error is multiplicative.
    pub(crate) multiplicative_error: bool,
    /// The trend.
    pub(crate) trend: Trend,
    /// The season.
    pub(crate) season: Season,
}

/// Smoothing parameters in state space form (`beta` is the book's, at most `alpha`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Smoothing {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
    pub(crate) gamma: f64,
    pub(crate) phi: f64,
}

/// A fitted member.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub(crate) spec: Spec,
    pub(crate) m: usize,
    pub(crate) smoothing: Smoothing,
    /// The states before the first period.
    pub(crate) start: State,
    /// The states after the last period.
    pub(crate) end: State,
    /// Variance of the (relative, if multiplicative) one-step errors.
    pub(crate) sigma2: f64,
    /// Logarithm of the likelihood, up to the constant that R's `ets` leaves out too.
    pub(crate) log_likelihood: f64,
    /// Corrected Akaike criterion.
    pub(crate) aicc: f64,
}

/// The longest season that enters the state; the initial states of longer ones cost too much to
/// estimate.
const LONGEST_SEASON: usize = 24;

#[doc = include_str!("../../../../docs/models/auto_ets.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct AutoETS;

impl Local for AutoETS {
    fn name(&self) -> &'static str {
        "AutoETS"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let (adjusted, m) = one_season(task.y, task.seasons, LONGEST_SEASON);
        forecast_with(&fit::best(&adjusted.y, m, task.cancel)?, &adjusted, task.h)
    }
}

/// The forecast of a member with the removed seasons put back.
fn forecast_with(fit: &Fit, adjusted: &Adjusted, h: usize) -> Result<Gaussian> {
    debug_assert_eq!(adjusted.combine, Combine::Add);
    let mut forecast = fit.forecast(h);
    for (k, mean) in forecast.mean.iter_mut().enumerate() {
        *mean = adjusted.restore(k, *mean);
    }
    if forecast.mean.iter().chain(&forecast.sd).any(|v| !v.is_finite()) {
        return Err(Error::Numeric("exponential smoothing diverged".into()));
    }
    Ok(forecast)
}

impl Fit {
    /// Mean and standard deviation for `h` periods after the end.
    pub(crate) fn forecast(&self, h: usize) -> Gaussian {
        let trend = self.trend_ahead(h);
        let season = |k: usize| self.end.season[k % self.end.season.len()];
        let mean = trend.iter().enumerate().map(|(k, level)| match self.spec.season {
            Season::No => *level,
            Season::Additive => level + season(k),
            Season::Multiplicative => level * season(k),
        });
        let mean: Vec<f64> = mean.collect();
        let sd = spread::standard_deviations(self, &trend, &mean);
        Gaussian { mean, sd }
    }

    /// Level plus damped trend for each of the next `h` periods.
    fn trend_ahead(&self, h: usize) -> Vec<f64> {
        let mut damping = 1.0;
        let mut sum = 0.0;
        (0..h)
            .map(|_| {
                damping *= self.smoothing.phi;
                sum += damping;
                self.end.level + if self.spec.trend == Trend::No { 0.0 } else { sum * self.end.slope }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
