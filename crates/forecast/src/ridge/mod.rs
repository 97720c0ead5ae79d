//! Linear autoregression over all series of a panel, every period ahead by itself.
//!
//! `moments` sums up windows and finds the maps; here lengths and penalties are chosen, and forecasts made.

mod moments;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::local::near_one;
use crate::{
    Capabilities, Config, Error, Features, Fitted, Forecast, Frequency, Future, Model, Observer, Panel,
    Result, SeriesForecast, Silent, impute,
};
use moments::{Shape, blocks, dot, folds, sum};

const NAME: &str = "RidgeRegression";
/// The longest past that is chosen.
const LONGEST: usize = 512;
/// Lengths of the past that are tried beside one, two and three times each season.
const LENGTHS: [usize; 4] = [8, 32, 128, LONGEST];
/// Penalties that are tried.
const PENALTIES: [f64; 9] = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0];
/// Periods from which it is worth a try by itself.
const LEAST_PERIODS: usize = 500;
/// Forecasts are not larger, in either direction.
const LARGEST: f64 = 1e306;

#[doc = include_str!("../../../../docs/models/ridge_regression.md")]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RidgeRegression {
    /// Periods of the past it sees; tried on the ends of the series if absent.
    pub context: Option<usize>,
    /// The penalty on the squares of the weights, in units of the mean square of what is seen; tried if absent.
    pub penalty: Option<f64>,
}

impl Model for RidgeRegression {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { drivers: false, global: true, browser: false, intervals: false, neural: false }
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        h + 2 * season.max(2)
    }

    fn suits(&self, features: &Features) -> bool {
        features.periods >= LEAST_PERIODS && !features.intermittent
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let h = config.h.max(1);
        let series: Vec<Vec<f64>> =
            panel.series.iter().map(|series| unit(&impute(&series.y, panel.season()))).collect();
        let (l, penalty) = self.choose(&series, &panel.seasons, h, observer)?;
        let shape = Shape { l, h };
        let all = series.iter().enumerate().flat_map(|(i, y)| blocks(i, &(0..y.len()), shape));
        let folds = folds(&series, &all.collect::<Vec<_>>(), shape, observer)?;
        let maps = Arc::new(sum(shape, folds.iter().map(|fold| &fold.calm)).maps(penalty, observer)?);
        Ok(Box::new(Linear { shape, frequency: panel.frequency, maps, ends: ends(panel, l)? }))
    }
}

impl RidgeRegression {
    /// The length of the past and the penalty with the least squared error in a cross-validation over time, in units of each
    /// series' spread: each fifth is forecast with what the others taught. Each length is tried on the same periods.
    fn choose(
        &self,
        series: &[Vec<f64>],
        seasons: &[usize],
        h: usize,
        observer: &mut dyn Observer,
    ) -> Result<(usize, f64)> {
        let penalties = self.penalty.map_or_else(|| PENALTIES.to_vec(), |penalty| vec![penalty]);
        let lengths = self.context.map_or_else(|| lengths(series, seasons, h), |l| vec![l.max(1)]);
        if let ([l], [penalty]) = (lengths.as_slice(), penalties.as_slice()) {
            return Ok((*l, *penalty));
        }
        let longest = lengths.iter().copied().max().unwrap_or(1);
        let mut best = (f64::INFINITY, (longest, PENALTIES[PENALTIES.len() / 2]));
        for l in lengths {
            let shape = Shape { l, h };
            let all = series.iter().enumerate();
            let all = all.flat_map(|(i, y)| blocks(i, &((longest - l).min(y.len())..y.len()), shape));
            let folds = folds(series, &all.collect::<Vec<_>>(), shape, observer)?;
            let mut errors = vec![0.0; penalties.len()];
            for (left_out, fold) in folds.iter().enumerate() {
                let others = folds.iter().enumerate().filter(|(i, _)| *i != left_out);
                let others = sum(shape, others.map(|(_, fold)| &fold.calm));
                for (error, penalty) in errors.iter_mut().zip(&penalties) {
                    *error += fold.equal.error(&others.maps(*penalty, &mut Silent)?)?;
                }
            }
            for (error, penalty) in errors.into_iter().zip(&penalties) {
                if error < best.0 {
                    best = (error, (l, *penalty));
                }
            }
        }
        Ok(best.1)
    }
}

/// The lengths that are tried: up to where the middle series has as many windows as periods are seen.
fn lengths(series: &[Vec<f64>], seasons: &[usize], h: usize) -> Vec<usize> {
    let mut periods: Vec<usize> = series.iter().map(Vec::len).collect();
    periods.sort_unstable();
    let n = periods.get(periods.len() / 2).copied().unwrap_or(0);
    let limit = (n.saturating_sub(h) / 2).clamp(1, LONGEST);
    let seasonal = seasons.iter().filter(|m| **m > 1).flat_map(|m| [*m, 2 * m, 3 * m]);
    let mut lengths: Vec<usize> = LENGTHS.into_iter().chain(seasonal).filter(|l| *l <= limit).collect();
    lengths.sort_unstable();
    lengths.dedup();
    if lengths.is_empty() { vec![limit] } else { lengths }
}

/// As the distance from the mean in standard deviations.
fn unit(y: &[f64]) -> Vec<f64> {
    let (_, mut y) = near_one(y);
    let n = y.len().max(1) as f64;
    let mean = y.iter().sum::<f64>() / n;
    let sd = (y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let scale = if sd > 1e-12 { 1.0 / sd } else { 0.0 };
    for v in &mut y {
        *v = (*v - mean) * scale;
    }
    y
}

/// What is seen of a series: its last periods, near one, and what they are multiplied with.
struct End {
    unique_id: String,
    /// `ds` of the first period ahead.
    start: i64,
    unit: f64,
    mean: f64,
    /// Distances from the mean.
    past: Vec<f64>,
}

fn ends(panel: &Panel, l: usize) -> Result<Vec<End>> {
    let end = |series: &crate::Series| {
        let y = impute(&series.y, panel.season());
        if y.is_empty() {
            let unique_id = series.unique_id.clone();
            return Err(Error::TooShort { unique_id, model: NAME, length: 0, needed: 1 });
        }
        let (unit, mut past) = near_one(&y[y.len().saturating_sub(l)..]);
        let mean = past.iter().sum::<f64>() / past.len() as f64;
        for v in &mut past {
            *v -= mean;
        }
        let start = panel.frequency.advance(series.start, series.y.len() as i64);
        Ok(End { unique_id: series.unique_id.clone(), start, unit, mean, past })
    };
    panel.series.iter().map(end).collect()
}

/// The maps, and the ends of the series that they are applied to.
struct Linear {
    shape: Shape,
    frequency: Frequency,
    /// `h` by `l`.
    maps: Arc<Vec<f64>>,
    ends: Vec<End>,
}

impl Linear {
    /// Periods before the first one of a short series count as its mean.
    fn forecast(&self, end: &End, h: usize) -> SeriesForecast {
        let l = self.shape.l;
        let value = |map: &[f64]| {
            ((end.mean + dot(&map[l - end.past.len()..], &end.past)) * end.unit).clamp(-LARGEST, LARGEST)
        };
        SeriesForecast {
            unique_id: end.unique_id.clone(),
            start: end.start,
            mean: self.maps.chunks_exact(l).take(h).map(value).collect(),
            intervals: Vec::new(),
        }
    }
}

impl Fitted for Linear {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        future.check(self.shape.h, self.ends.len(), false)?;
        Ok(Forecast { series: self.ends.iter().map(|end| self.forecast(end, future.h)).collect() })
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        if panel.frequency != self.frequency {
            return None;
        }
        let rolled = |ends| -> Box<dyn Fitted> {
            Box::new(Self {
                shape: self.shape,
                frequency: self.frequency,
                maps: Arc::clone(&self.maps),
                ends,
            })
        };
        Some(ends(panel, self.shape.l).map(rolled))
    }
}
