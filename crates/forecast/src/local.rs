//! Methods that look at one series at a time, behind the trait all models share.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::fallback::Fallback;
use crate::parallel::Cancel;
use crate::{
    Capabilities, Config, Error, Fitted, Forecast, Future, Interval, Model, Observer, Panel, Result,
    SeriesForecast, impute, parallel,
};

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

/// The power of two at or below the largest absolute value, by which a series may be divided exactly so
/// that its squares neither overflow nor vanish; 1 if all values are zero.
pub(crate) fn magnitude(y: &[f64]) -> f64 {
    let largest = y.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    if largest.is_normal() { largest.log2().floor().exp2() } else { 1.0 }
}

/// A method for one series, on plain numbers.
pub(crate) trait Local: Send + Sync {
    /// See [`Model::name`].
    fn name(&self) -> &'static str;
    /// See [`Model::min_length`].
    fn min_length(&self, season: usize) -> usize;
    /// Forecasts one series.
    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian>;
}

/// The quantile of the standard normal distribution that bounds a central interval of `level` percent.
pub(crate) fn z(level: u8) -> f64 {
    Normal::standard().inverse_cdf(0.5 + f64::from(level.min(99)) / 200.0)
}

impl<L: Local> Model for L {
    fn name(&self) -> &'static str {
        Local::name(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { drivers: false, global: false, browser: false }
    }

    fn min_length(&self, season: usize, _h: usize) -> usize {
        Local::min_length(self, season)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let needed = Local::min_length(self, panel.season());
        let z: Vec<(u8, f64)> = config.levels.iter().map(|level| (*level, z(*level))).collect();
        let series = parallel::map(panel.series.len(), observer, |i, cancel| {
            let series = &panel.series[i];
            let y = impute(&series.y, panel.season());
            if y.len() < needed {
                let unique_id = series.unique_id.clone();
                return Err(Error::TooShort { unique_id, model: Local::name(self), length: y.len(), needed });
            }
            let task = Task { y: &y, seasons: &panel.seasons, h: config.h, cancel };
            let (Gaussian { mean, sd }, failed) = match self.forecast(&task) {
                Err(Error::Numeric(_)) => (Fallback.forecast(&task)?, true),
                forecast => (forecast?, false),
            };
            let interval = |(level, z): &(u8, f64)| Interval {
                level: *level,
                lo: mean.iter().zip(&sd).map(|(m, s)| m - z * s).collect(),
                hi: mean.iter().zip(&sd).map(|(m, s)| m + z * s).collect(),
            };
            let intervals = if sd.is_empty() { Vec::new() } else { z.iter().map(interval).collect() };
            let start = panel.frequency.advance(series.start, series.y.len() as i64);
            Ok((SeriesForecast { unique_id: series.unique_id.clone(), start, mean, intervals }, failed))
        })?;
        let failed = series.iter().enumerate().filter(|(_, (_, failed))| *failed).map(|(i, _)| i);
        let fallbacks = failed.collect();
        let series = series.into_iter().map(|(one, _)| one).collect();
        Ok(Box::new(Forecasts { h: config.h, series, fallbacks }))
    }
}

/// Forecasts made when the model was fitted; a local method has no other state worth keeping.
struct Forecasts {
    h: usize,
    series: Vec<SeriesForecast>,
    fallbacks: Vec<usize>,
}

impl Fitted for Forecasts {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        if future.h > self.h {
            return Err(Error::Invalid(format!(
                "the model was fitted for {} periods ahead, {} are asked for",
                self.h, future.h
            )));
        }
        let mut series = self.series.clone();
        for one in &mut series {
            one.mean.truncate(future.h);
            for interval in &mut one.intervals {
                interval.lo.truncate(future.h);
                interval.hi.truncate(future.h);
            }
        }
        Ok(Forecast { series })
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}
