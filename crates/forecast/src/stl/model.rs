//! Forecasts by decomposition.

use super::{Options, decompose, hidden_variance};
use crate::local::{Gaussian, Local, Task};
use crate::{AutoETS, AutoTheta, Error, Features, RandomWalkWithDrift, Result};

/// What forecasts a series whose seasons are removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TrendForecaster {
    /// [`AutoETS`] without season.
    #[default]
    AutoETS,
    /// [`AutoTheta`] without season.
    AutoTheta,
    /// [`RandomWalkWithDrift`].
    Drift,
}

#[doc = include_str!("../../../../docs/models/mstl.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct MSTL {
    /// What forecasts the series without its seasons.
    pub trend_forecaster: TrendForecaster,
}

impl TrendForecaster {
    fn method(self) -> &'static dyn Local {
        match self {
            Self::AutoETS => &AutoETS,
            Self::AutoTheta => &AutoTheta,
            Self::Drift => &RandomWalkWithDrift,
        }
    }
}

impl Local for MSTL {
    fn name(&self) -> &'static str {
        "MSTL"
    }

    fn min_length(&self, _season: usize) -> usize {
        self.trend_forecaster.method().min_length(1)
    }

    fn suits(&self, features: &Features) -> bool {
        // Without a season it is its trend forecaster.
        features.seasonal
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let options = Options::default();
        let parts = decompose(task.y, task.seasons, &options, task.cancel)?;
        let adjusted = parts.adjusted();
        let rest = Task { y: &adjusted, seasons: &[1], h: task.h, cancel: task.cancel };
        let mut forecast = self.trend_forecaster.method().forecast(&rest)?;
        for (k, mean) in forecast.mean.iter_mut().enumerate() {
            *mean += parts.season_ahead(k);
        }
        let hidden = hidden_variance(&parts, &options);
        for sd in &mut forecast.sd {
            *sd = (*sd * *sd + hidden).sqrt();
        }
        if forecast.mean.iter().chain(&forecast.sd).any(|v| !v.is_finite()) {
            return Err(Error::Numeric("the forecast of the decomposition diverged".into()));
        }
        Ok(forecast)
    }
}
