//! Autoregressive integrated moving average models with automatic choice: Hyndman and Khandakar
//! (2008), "Automatic time series forecasting: the forecast package for R", Journal of Statistical
//! Software 27(3).

mod ahead;
mod difference;
mod fit;
mod likelihood;
mod polynomial;
mod presample;
mod search;
mod stl;
mod unit_root;

use crate::decompose::{Adjusted, several};
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Result};
use difference::Differences;
use fit::{Orders, Problem};
use likelihood::Criterion;

/// How [`AutoARIMA`] looks for the best orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    /// From one model to the best of its neighbours.
    #[default]
    Stepwise,
    /// All models whose orders `p + q + P + Q` sum to at most 5.
    Full,
}

#[doc = include_str!("../../../../docs/models/auto_arima.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct AutoARIMA {
    /// How orders are looked for.
    pub search: Search,
    /// Whether the search compares conditional sums of squares in place of exact likelihoods, which
    /// is quicker. If not set: for series of more than 150 values and for seasons longer than 12.
    pub approximate: Option<bool>,
}

#[doc = include_str!("../../../../docs/models/arima.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Arima {
    /// Autoregressive terms.
    pub p: usize,
    /// Differences.
    pub d: usize,
    /// Moving average terms.
    pub q: usize,
    /// Seasonal autoregressive terms, often written `P`.
    pub seasonal_p: usize,
    /// Seasonal differences, often written `D`.
    pub seasonal_d: usize,
    /// Seasonal moving average terms, often written `Q`.
    pub seasonal_q: usize,
    /// Whether the series (or its differences) has a mean other than 0: a level without differences,
    /// a drift with one.
    pub constant: bool,
}

/// The highest orders of a search.
#[derive(Debug, Clone, Copy)]
struct Limits {
    p: usize,
    q: usize,
    seasonal_p: usize,
    seasonal_q: usize,
    /// Of the sum of all, in a full search.
    sum: usize,
}

impl Limits {
    /// Those of Hyndman and Khandakar (2008), lowered for short series and seasons.
    fn of(n: usize, m: usize) -> Self {
        let seasonal = if m > 1 { 2.min(n / 3 / m) } else { 0 };
        let mut ordinary = 5.min(n / 3);
        if m > 1 {
            ordinary = ordinary.min(m - 1);
        }
        Self { p: ordinary, q: ordinary, seasonal_p: seasonal, seasonal_q: seasonal, sum: 5 }
    }
}

/// The longest season that enters the model; the search takes long for longer ones.
const LONGEST_SEASON: usize = 24;

/// The longest series, and the longest season, for which a search compares exact likelihoods.
const EXACT_UP_TO: (usize, usize) = (150, 12);

impl Local for AutoARIMA {
    fn name(&self) -> &'static str {
        "AutoARIMA"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let seasonal = Seasonal::of(task);
        let series = Scaled::new(&seasonal.adjusted.y)?;
        let m = seasonal.m;
        let n = series.y.len();
        let differences = unit_root::differences(&series.y, m, 1.0);
        let problem = problem(&series.y, differences)?;
        let exact = !self.approximate.unwrap_or(n > EXACT_UP_TO.0 || m > EXACT_UP_TO.1);
        let criterion = if exact { Criterion::Exact } else { Criterion::Conditional };
        let search = search::Search::new(&problem, Limits::of(n, m), criterion, task.cancel);
        let fit = search.run(self.search == Search::Stepwise)?;
        let forecast = ahead::ahead(&fit, &series.y, differences, task.h);
        seasonal.restore(series.restore(forecast))
    }
}

impl Local for Arima {
    fn name(&self) -> &'static str {
        "Arima"
    }

    fn min_length(&self, season: usize) -> usize {
        let lost = self.d + self.seasonal_d * season;
        lost + (self.p + self.seasonal_p * season).max(self.q + self.seasonal_q * season) + 3
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let series = Scaled::new(task.y)?;
        let differences = Differences { ordinary: self.d, seasonal: self.seasonal_d, m: task.season() };
        let problem = problem(&series.y, differences)?;
        let Self { p, q, seasonal_p, seasonal_q, constant, .. } = *self;
        let orders = Orders { p, q, seasonal_p, seasonal_q, constant };
        let fit = problem
            .fit(orders, Criterion::Exact, &[])
            .ok_or_else(|| Error::Numeric("the ARIMA model has no finite likelihood".into()))?;
        let forecast = series.restore(ahead::ahead(&fit, &series.y, differences, task.h));
        finite(forecast)
    }
}

fn problem(y: &[f64], differences: Differences) -> Result<Problem> {
    Problem::new(y, &[], differences)
        .ok_or_else(|| Error::Numeric("nothing is left after the differences".into()))
}

fn finite(forecast: Option<Gaussian>) -> Result<Gaussian> {
    forecast
        .filter(|f| f.mean.iter().chain(&f.sd).all(|v| v.is_finite()))
        .ok_or_else(|| Error::Numeric("the ARIMA model diverged".into()))
}

/// A series with the seasons removed that no model holds.
struct Seasonal {
    adjusted: Adjusted,
    /// The season that is left to the model, or 1.
    m: usize,
}

impl Seasonal {
    fn of(task: &Task<'_>) -> Self {
        let usable: Vec<usize> =
            task.seasons.iter().copied().filter(|m| *m > 1 && task.y.len() >= 2 * m).collect();
        match usable.as_slice() {
            [] => Self { adjusted: Adjusted::none(task.y), m: 1 },
            [m] if *m <= LONGEST_SEASON => Self { adjusted: Adjusted::none(task.y), m: *m },
            _ => Self { adjusted: several(task.y, &usable), m: 1 },
        }
    }

    fn restore(&self, forecast: Option<Gaussian>) -> Result<Gaussian> {
        finite(forecast.map(|mut forecast| {
            for (k, mean) in forecast.mean.iter_mut().enumerate() {
                *mean = self.adjusted.restore(k, *mean);
            }
            forecast
        }))
    }
}

/// A series divided by a power of two, so that its values are at most 1 and no square overflows.
struct Scaled {
    y: Vec<f64>,
    scale: f64,
}

impl Scaled {
    fn new(y: &[f64]) -> Result<Self> {
        let size = y.iter().fold(0.0_f64, |size, v| size.max(v.abs()));
        if !size.is_finite() {
            return Err(Error::Numeric("the series has values that are not finite".into()));
        }
        let scale = if size > 0.0 { size.log2().ceil().clamp(-1000.0, 1000.0).exp2() } else { 1.0 };
        Ok(Self { y: y.iter().map(|v| v / scale).collect(), scale })
    }

    fn restore(&self, forecast: Option<Gaussian>) -> Option<Gaussian> {
        forecast.map(|mut forecast| {
            for v in forecast.mean.iter_mut().chain(&mut forecast.sd) {
                *v *= self.scale;
            }
            forecast
        })
    }
}

#[cfg(test)]
mod tests;
