//! Autoregressive integrated moving average models with automatic choice: Hyndman and Khandakar
//! (2008), "Automatic time series forecasting: the forecast package for R", Journal of Statistical
//! Software 27(3).

mod ahead;
mod difference;
mod factor;
mod fit;
mod likelihood;
mod polynomial;
mod presample;
mod regressors;
mod search;
mod unit_root;

use crate::decompose::{Adjusted, one_season};
use crate::driven::{Ahead, Driven, DrivenFit, Past};
use crate::local::Gaussian;
use crate::parallel::Cancel;
use crate::{Error, Result};
pub(crate) use difference::Differences;
use fit::{Fit, Orders, Problem};
use likelihood::Criterion;
use regressors::Regressors;
pub(crate) use unit_root::differences;

/// How [`AutoARIMA`] looks for the best orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArimaSearch {
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
    pub search: ArimaSearch,
    /// Whether the search compares conditional sums of squares in place of exact likelihoods, which
    /// is quicker. If not set: if length times season is above 6,000.
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

/// Up to this product of length and season a search compares exact likelihoods.
const EXACT_UP_TO: usize = 6000;

impl Driven for AutoARIMA {
    fn name(&self) -> &'static str {
        "AutoARIMA"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn uses_drivers(&self) -> bool {
        true
    }

    fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>> {
        Ok(Box::new(self.choose(past)?))
    }
}

impl AutoARIMA {
    fn choose(self, past: &Past<'_>) -> Result<Estimated> {
        let (seasonal, m) = one_season(past.y, past.seasons, LONGEST_SEASON);
        let series = Scaled::new(&seasonal.y)?;
        let regressors = Regressors::new(past.x);
        let differences = unit_root::differences(&regressors.residuals(&series.y), m);
        let regressors = regressors.independent(differences);
        let whole = problem(&series.y, &regressors.columns, differences, past.cancel)?;
        let n = series.y.len();
        let exact = !self.approximate.unwrap_or(n * m > EXACT_UP_TO);
        let criterion = if exact { Criterion::Exact } else { Criterion::Conditional };
        let rest = if exact { None } else { without_regressors(&whole, &series.y, &regressors) };
        let rest = rest.map(|y| problem(&y, &[], differences, past.cancel)).transpose()?;
        let part = rest.as_ref().unwrap_or(&whole);
        let search = search::Search::new(part, &whole, Limits::of(n, m), criterion, past.cancel);
        let fit = search.run(self.search == ArimaSearch::Stepwise)?;
        Ok(Estimated { seasonal, series, regressors, differences, fit })
    }
}

impl Driven for Arima {
    fn name(&self) -> &'static str {
        "Arima"
    }

    fn min_length(&self, season: usize) -> usize {
        let lost = self.d + self.seasonal_d * season;
        lost + (self.p + self.seasonal_p * season).max(self.q + self.seasonal_q * season) + 3
    }

    fn uses_drivers(&self) -> bool {
        true
    }

    fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>> {
        Ok(Box::new(self.estimate(past)?))
    }
}

impl Arima {
    fn estimate(self, past: &Past<'_>) -> Result<Estimated> {
        let m = past.seasons.first().copied().unwrap_or(1).max(1);
        let series = Scaled::new(past.y)?;
        let differences = Differences { ordinary: self.d, seasonal: self.seasonal_d, m };
        let regressors = Regressors::new(past.x).independent(differences);
        let problem = problem(&series.y, &regressors.columns, differences, past.cancel)?;
        let Self { p, q, seasonal_p, seasonal_q, constant, .. } = self;
        let orders = Orders { p, q, seasonal_p, seasonal_q, constant };
        let fit = problem
            .fit(orders, Criterion::Exact, None)
            .ok_or_else(|| Error::Numeric("the ARIMA model has no finite likelihood".into()))?;
        if past.cancel.requested() {
            return Err(Error::Cancelled);
        }
        Ok(Estimated { seasonal: Adjusted::none(past.y), series, regressors, differences, fit })
    }
}

fn problem<'a>(
    y: &[f64],
    regressors: &[Vec<f64>],
    differences: Differences,
    cancel: &'a Cancel,
) -> Result<Problem<'a>> {
    Problem::new(y, regressors, differences, cancel)
        .ok_or_else(|| Error::Numeric("nothing is left after the differences".into()))
}

/// What an ARMA(1,1) with regressors, estimated by conditional squares, leaves for its errors: a search in it
/// need not estimate the coefficients for each model. `None` without regressors.
fn without_regressors(whole: &Problem<'_>, y: &[f64], regressors: &Regressors) -> Option<Vec<f64>> {
    if regressors.columns.is_empty() {
        return None;
    }
    let constant = whole.differences.count() < 2;
    let orders = Orders { p: 1, q: 1, seasonal_p: 0, seasonal_q: 0, constant };
    let beta = whole.fit(orders, Criterion::Conditional, None)?.beta;
    let effect = Regressors::effect(&regressors.columns, &beta, y.len());
    Some(y.iter().zip(effect).map(|(y, x)| y - x).collect())
}

/// A model fitted to one series.
struct Estimated {
    /// The seasons that were removed before.
    seasonal: Adjusted,
    series: Scaled,
    regressors: Regressors,
    differences: Differences,
    fit: Fit,
}

impl DrivenFit for Estimated {
    fn forecast(&self, ahead: &Ahead<'_>) -> Result<Gaussian> {
        let past = Regressors::effect(&self.regressors.columns, &self.fit.beta, self.series.y.len());
        let rest: Vec<f64> = self.series.y.iter().zip(past).map(|(y, x)| y - x).collect();
        let h = ahead.h;
        let effect = Regressors::effect(&self.regressors.ahead(ahead.x), &self.fit.beta, h);
        let mut forecast = ahead::ahead(&self.fit, &rest, self.differences, h)
            .ok_or_else(|| Error::Numeric("the ARIMA model has no forecast".into()))?;
        for (k, (mean, effect)) in forecast.mean.iter_mut().zip(effect).enumerate() {
            *mean = self.seasonal.restore(k, (*mean + effect) * self.series.scale);
        }
        for sd in &mut forecast.sd {
            *sd *= self.series.scale;
        }
        if forecast.mean.iter().chain(&forecast.sd).any(|v| !v.is_finite()) {
            return Err(Error::Numeric("the ARIMA model diverged".into()));
        }
        Ok(forecast)
    }
}

/// A series divided by a power of two, so that its values are at most 1 and no square overflows.
struct Scaled {
    y: Vec<f64>,
    scale: f64,
}

impl Scaled {
    fn new(y: &[f64]) -> Result<Self> {
        let scale = scale(y).ok_or_else(|| Error::Numeric("the series is not finite".into()))?;
        Ok(Self { y: y.iter().map(|v| v / scale).collect(), scale })
    }
}

/// The least power of two that is not below any absolute value (if that is a normal number); `None`
/// if a value is not finite.
fn scale(y: &[f64]) -> Option<f64> {
    let size = y.iter().fold(0.0_f64, |size, v| if v.is_nan() { f64::NAN } else { size.max(v.abs()) });
    let scale = || size.log2().ceil().clamp(-1000.0, 1000.0).exp2();
    size.is_finite().then(|| if size > 0.0 { scale() } else { 1.0 })
}

#[cfg(test)]
mod tests;
