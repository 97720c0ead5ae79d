//! Boosted decomposition: T. Blume's MFLES ("median, Fourier, linear, exponential smoothing"), as described
//! in the documentation of StatsForecast (`MFLES`).

mod boost;
pub(crate) mod level;
mod season;
#[cfg(test)]
mod tests;

pub(crate) use boost::usual_order;

use serde::{Deserialize, Serialize};

use crate::decompose::usable_seasons;
use crate::local::{Gaussian, Local, Task};
use crate::unit::Unit;
use crate::{Features, Result};

#[doc = include_str!("../../../../docs/models/mfles.md")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MFLES {
    /// Whether the logarithm is forecast; `None`: if there is a season and all values are positive.
    pub multiplicative: Option<bool>,
    /// Pairs of sine and cosine for each season; `None`: 5 below length 10, 10 below 70, else 30.
    pub fourier_order: Option<usize>,
    /// The most rounds of boosting.
    pub max_rounds: usize,
}

impl Default for MFLES {
    fn default() -> Self {
        Self { multiplicative: None, fourier_order: None, max_rounds: 50 }
    }
}

impl Local for MFLES {
    fn name(&self) -> &'static str {
        "MFLES"
    }

    fn min_length(&self, _season: usize) -> usize {
        4
    }

    fn suits(&self, features: &Features) -> bool {
        !features.intermittent
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let n = task.y.len();
        let seasons = usable_seasons(task.seasons, n);
        let unit = Unit::of(task.y, self.multiplicative, !seasons.is_empty())?;
        let mut fit = boost::boost(&unit.apply(task.y), &seasons, self, task.cancel)?;
        cap(&mut fit.rest);
        // The scatter that the fitted numbers hide.
        let inflation = n as f64 / n.saturating_sub(fit.parameters).max(n.div_ceil(3)) as f64;
        let ahead = level::ahead(&fit.rest, task.h);
        let mut forecast = Gaussian { mean: Vec::with_capacity(task.h), sd: Vec::with_capacity(task.h) };
        for (k, ahead) in ahead.iter().enumerate() {
            let season: f64 = fit.seasons.iter().map(|s| s[(n + k) % s.len()]).sum();
            let mean = fit.level + fit.slope * (n + k) as f64 + season + ahead.mean;
            let (mean, sd) = unit.restore(mean, (ahead.variance * inflation).sqrt())?;
            forecast.mean.push(mean);
            forecast.sd.push(sd);
        }
        Ok(forecast)
    }
}

/// Bounds values at five standard deviations, so that a single outlier does not carry the level away.
pub(crate) fn cap(rest: &mut [f64]) {
    let square = rest.iter().map(|v| v * v).sum::<f64>() / rest.len().max(1) as f64;
    let bound = 5.0 * square.sqrt();
    for v in rest {
        *v = v.clamp(-bound, bound);
    }
}
