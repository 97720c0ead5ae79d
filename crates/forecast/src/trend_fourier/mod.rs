//! A regression on a trend with changepoints, waves and drivers: Taylor and Letham (2018), "Forecasting at
//! Scale", The American Statistician 72, 37-45.

mod design;
mod solve;
#[cfg(test)]
mod tests;

use design::Design;
use serde::{Deserialize, Serialize};
use solve::{Priors, Products, solve};

use crate::driven::{Ahead, Driven, DrivenFit, Past};
use crate::local::Gaussian;
use crate::mfles::level;
use crate::stl::dot;
use crate::unit::Unit;
use crate::{Error, Features, Result};

#[doc = include_str!("../../../../docs/models/trend_fourier.md")]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrendFourier {
    /// Whether the logarithm is forecast; `None`: if there is a season and all values are positive.
    pub multiplicative: Option<bool>,
    /// How many changepoints the trend may have.
    pub changepoints: usize,
    /// The share of the past, from its start on, that changepoints lie in: from 0 to 1.
    pub changepoint_range: f64,
    /// Scale of the Laplace prior of the changes of the slope: the larger, the more the trend bends.
    pub changepoint_scale: f64,
    /// Pairs of sine and cosine for each season; `None`: 5 below length 10, 10 below 70, else 30.
    pub fourier_order: Option<usize>,
    /// Standard deviation of the prior of waves and drivers: the smaller, the weaker they are.
    pub season_scale: f64,
    /// Whether what the regression leaves is smoothed and continued too.
    pub smooth_rest: bool,
}

impl Default for TrendFourier {
    fn default() -> Self {
        Self {
            multiplicative: None,
            changepoints: 25,
            changepoint_range: 0.8,
            changepoint_scale: 0.05,
            fourier_order: None,
            season_scale: 10.0,
            smooth_rest: true,
        }
    }
}

/// The prior standard deviation of intercept and slope, as in the paper's program.
const TREND_SCALE: f64 = 5.0;

impl Driven for TrendFourier {
    fn name(&self) -> &'static str {
        "TrendFourier"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn uses_drivers(&self) -> bool {
        true
    }

    fn suits(&self, features: &Features) -> bool {
        features.long_season || features.drivers
    }

    fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>> {
        let n = past.y.len();
        let seasonal = past.seasons.iter().any(|m| *m > 1 && n >= 2 * m);
        let unit = Unit::of(past.y, self.multiplicative, seasonal)?;
        let z = unit.apply(past.y);
        let times = past.times();
        let design = Design::new(past, &times, self);
        let products = multiply(&design, past, &times, &z)?;
        let priors = Priors {
            plain: design.plain(),
            trend: TREND_SCALE,
            plain_scale: self.season_scale.max(1e-6),
            change_scale: self.changepoint_scale.max(1e-6),
        };
        let failed = || Error::Numeric("the regression on trend and waves has no solution".into());
        let solution = solve(&products, priors).ok_or_else(failed)?;
        let mut rest = rests(&design, past, &times, &z, &solution.theta);
        let changes = &solution.theta[design.plain()..];
        let used = design.plain() + changes.iter().filter(|d| **d != 0.0).count();
        let inflation = n as f64 / n.saturating_sub(used).max(n.div_ceil(3)) as f64;
        crate::mfles::cap(&mut rest);
        Ok(Box::new(Regression {
            unit,
            n,
            rest: if self.smooth_rest { level::ahead(&rest, past.h) } else { Vec::new() },
            noise: rest.iter().map(|r| r * r).sum::<f64>() / n as f64,
            inflation,
            wander: wander(changes),
            design,
            theta: solution.theta,
        }))
    }
}

/// Twice the squared mean size of the changes, times their number: the variance of the slope's changes in a
/// time as long as the past.
fn wander(changes: &[f64]) -> f64 {
    let count = changes.len().max(1) as f64;
    let size = changes.iter().map(|d| d.abs()).sum::<f64>() / count;
    2.0 * size * size * count
}

fn multiply(design: &Design, past: &Past<'_>, times: &[i64], z: &[f64]) -> Result<Products> {
    let mut products = Products::new(design.width());
    let mut row = vec![0.0; design.width()];
    for (t, (target, ds)) in z.iter().zip(times).enumerate() {
        if t % 1024 == 0 && past.cancel.requested() {
            return Err(Error::Cancelled);
        }
        design.fill(t, *ds, past.x, t, &mut row);
        products.add(&row, *target);
    }
    Ok(products)
}

fn rests(design: &Design, past: &Past<'_>, times: &[i64], z: &[f64], theta: &[f64]) -> Vec<f64> {
    let mut row = vec![0.0; design.width()];
    let rest = z.iter().zip(times).enumerate().map(|(t, (target, ds))| {
        design.fill(t, *ds, past.x, t, &mut row);
        target - dot(&row, theta)
    });
    rest.collect()
}

/// A fitted regression.
struct Regression {
    unit: Unit,
    /// Periods of the past.
    n: usize,
    design: Design,
    theta: Vec<f64>,
    /// The continuation of what is left; empty if there is none.
    rest: Vec<level::Ahead>,
    /// The variance of what is left.
    noise: f64,
    /// How much larger it would be without the fitted numbers.
    inflation: f64,
    /// See [`wander`].
    wander: f64,
}

impl DrivenFit for Regression {
    fn forecast(&self, ahead: &Ahead<'_>) -> Result<Gaussian> {
        let h = ahead.h;
        let mut forecast = Gaussian { mean: Vec::with_capacity(h), sd: Vec::with_capacity(h) };
        let mut row = vec![0.0; self.design.width()];
        for (k, ds) in ahead.times().into_iter().enumerate() {
            self.design.fill(self.n + k, ds, ahead.x, k, &mut row);
            let rest = self.rest.get(k).copied();
            let rest = rest.unwrap_or(level::Ahead { mean: 0.0, variance: self.noise });
            // Changes come evenly; one at time u moves the forecast at time v by itself times v - u.
            let trend = self.wander * self.design.time(k + 1).powi(3) / 3.0;
            let sd = (rest.variance * self.inflation + trend).sqrt();
            let (mean, sd) = self.unit.restore(dot(&row, &self.theta) + rest.mean, sd)?;
            forecast.mean.push(mean);
            forecast.sd.push(sd);
        }
        Ok(forecast)
    }
}
