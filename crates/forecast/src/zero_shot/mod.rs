//! The zero-shot model: a small network, trained beforehand, that forecasts any series.
//!
//! # How to change it
//!
//! 1. What the network sees is made in `inputs.rs`, the simple forecasts that it weighs in `past.rs`; `network.rs` computes
//!    it on plain numbers and `pretrain/net.rs` in Burn. A test holds the two together.
//! 2. Train it anew with `cargo xtask pretrain --data DIR`: that replaces `weights.bin` and `manifest.json`.
//! 3. Measure it, and write the figures into `docs/benchmarks`.

#[cfg(feature = "train")]
mod fine_tuned;
mod half;
mod inputs;
mod network;
mod past;
#[cfg(feature = "train")]
pub mod pretrain;
#[cfg(test)]
mod tests;

use crate::features;
use crate::local::near_one;
use crate::parallel;
use crate::quantiles::{mean, raw_bounds};
use crate::sign::Sign;
use crate::{
    Capabilities, Config, Error, Fitted, Forecast, Future, Interval, Model, Observer, Panel, Result,
    SeriesForecast, impute,
};
#[cfg(feature = "train")]
pub use fine_tuned::FineTunedZeroShot;
use inputs::Inputs;
use network::Network;
use past::Past;

const NAME: &str = "ZeroShot";
/// Forecasts are not larger than this.
const LARGEST: f64 = 1e306;
/// The weights; `manifest.json` says how they were made.
const WEIGHTS: &[u8] = include_bytes!("weights.bin");

#[doc = include_str!("../../../../docs/models/zero_shot.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct ZeroShot;

impl Model for ZeroShot {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { drivers: false, global: false, browser: false, intervals: true, neural: false }
    }

    fn min_length(&self, _season: usize, _h: usize) -> usize {
        1
    }

    fn stands_alone(&self) -> bool {
        false
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        forecasts(&Network::from_bytes(WEIGHTS)?, NAME, panel, config, observer)
    }
}

/// The forecasts of all series of a panel.
fn forecasts(
    network: &Network,
    model: &'static str,
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Box<dyn Fitted>> {
    let mut levels = config.levels.clone();
    levels.sort_unstable();
    levels.dedup();
    let series = parallel::map(panel.series.len(), observer, |i, _| {
        let series = &panel.series[i];
        let y = impute(&series.y, panel.season());
        if y.is_empty() {
            let unique_id = series.unique_id.clone();
            return Err(Error::TooShort { unique_id, model, length: 0, needed: 1 });
        }
        let start = panel.frequency.advance(series.start, series.y.len() as i64);
        let least = least(&y, config.below_zero);
        let (mean, periods) = forecast(network, &y, &panel.seasons, config.h, least);
        let interval = |level: &u8| interval(*level, least, &mean, &periods);
        let intervals = levels.iter().map(interval).collect();
        Ok(SeriesForecast { unique_id: series.unique_id.clone(), start, mean, intervals })
    })?;
    Ok(Box::new(Forecasted { h: config.h, series }))
}

/// The quantiles of the `h` periods after the end of a series without missing values.
fn quantiles(network: &Network, y: &[f64], seasons: &[usize], h: usize, least: f64) -> Vec<[f64; 5]> {
    let (unit, scaled) = near_one(past::recent(y, seasons));
    let last = y.last().copied().unwrap_or(0.0);
    let Some(past) = Past::new(&scaled, seasons) else { return vec![[last; 5]; h] };
    let inputs = Inputs::new(&past, seasons, h);
    let film = network.read(inputs.global);
    let restore = |v: f32| ((f64::from(v) * past.unit + past.centre) * unit).clamp(least, LARGEST);
    (0..h).map(|k| network.forecast(&film, &inputs.step(k)).map(restore)).collect()
}

/// Forecasts are not below zero where no value was, unless they may.
fn least(y: &[f64], below_zero: bool) -> f64 {
    Sign::unless(below_zero, y).least().max(-LARGEST)
}

/// Point forecasts and quantiles: the median, which has the least absolute error and heeds no outlier; for demand that
/// comes now and then, whose median says nothing, the mean.
fn forecast(
    network: &Network,
    y: &[f64],
    seasons: &[usize],
    h: usize,
    least: f64,
) -> (Vec<f64>, Vec<[f64; 5]>) {
    let periods = quantiles(network, y, seasons, h, least);
    let point = if features::is_intermittent(y) { mean } else { |learned: &[f64; 5]| learned[2] };
    (periods.iter().map(point).collect(), periods)
}

/// The interval of a level, around the point forecast.
fn interval(level: u8, least: f64, mean: &[f64], periods: &[[f64; 5]]) -> Interval {
    let bounds = |(mean, learned): (&f64, &[f64; 5])| {
        let (lo, hi) = raw_bounds(learned, level);
        (lo.clamp(least, LARGEST).min(*mean), hi.clamp(least, LARGEST).max(*mean))
    };
    let (lo, hi) = mean.iter().zip(periods).map(bounds).unzip();
    Interval { level, lo, hi }
}

/// A panel whose forecasts are made.
struct Forecasted {
    h: usize,
    series: Vec<SeriesForecast>,
}

impl Fitted for Forecasted {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        future.check(self.h, self.series.len(), false)?;
        let mut series = self.series.clone();
        for one in &mut series {
            one.mean.truncate(future.h);
            for Interval { lo, hi, .. } in &mut one.intervals {
                lo.truncate(future.h);
                hi.truncate(future.h);
            }
        }
        Ok(Forecast { series })
    }
}
