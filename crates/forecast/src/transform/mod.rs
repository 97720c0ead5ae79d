//! Transformations around any model: the model is fitted to the transformed series, and its forecasts are brought
//! back.
//!
//! Sources: Box and Cox (1964), *An analysis of transformations*, Journal of the Royal Statistical Society B 26;
//! Guerrero (1993), *Time-series analysis supported by power transformations*, Journal of Forecasting 12; Hyndman and
//! Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, sections 3.1 and 5.6 (forecasts brought back,
//! and the mean adjusted for bias).
//!
//! ```
//! use almanac_forecast::transform::{Transform, Transformed};
//! use almanac_forecast::{AutoETS, Model};
//!
//! let model = Transformed::new(Transform::Log, Box::new(AutoETS));
//! assert_eq!(model.name(), "Log(AutoETS)");
//! ```

mod lambda;
mod map;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use lambda::{guerrero, likelihood};

use crate::local::z;
use crate::{
    Capabilities, Config, Device, Features, Fitted, Forecast, Future, Interval, Model, Observer, Panel,
    Result, Series, auto,
};
use map::Map;

/// A transformation of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// The natural logarithm, of the value plus an offset if there are values of zero or below.
    Log,
    /// The power transformation of Box and Cox with the λ from 0 to 1 by the method of Guerrero.
    BoxCox,
    /// The same with the λ of the greatest likelihood.
    BoxCoxLikelihood,
    /// Ordinary and seasonal differences, as many as the tests of `AutoARIMA` ask for.
    Difference,
    /// The distance from the median in interquartile ranges.
    RobustScale,
}

impl Transform {
    /// All transformations.
    pub const ALL: [Self; 5] =
        [Self::Log, Self::BoxCox, Self::BoxCoxLikelihood, Self::Difference, Self::RobustScale];

    /// The name, as it stands in the name of a model.
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::BoxCox => "BoxCox",
            Self::BoxCoxLikelihood => "BoxCoxLikelihood",
            Self::Difference => "Difference",
            Self::RobustScale => "RobustScale",
        }
    }
}

#[doc = include_str!("../../../../docs/models/transformed.md")]
pub struct Transformed {
    name: String,
    transform: Transform,
    inner: Box<dyn Model>,
}

/// The longest name that is looked at: a name may hold another.
const LONGEST_NAME: usize = 1000;

impl Transformed {
    /// This model on transformed series.
    pub fn new(transform: Transform, inner: Box<dyn Model>) -> Self {
        Self { name: format!("{}({})", transform.name(), inner.name()), transform, inner }
    }

    /// The model of that name, as `Log(AutoETS)`, upper and lower case alike; `None` if it names no transformation or
    /// no model.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        let (transform, rest) = name.trim().split_once('(').filter(|_| name.len() <= LONGEST_NAME)?;
        let transform =
            Transform::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(transform.trim()))?;
        let inner = auto::by_name(rest.trim_end().strip_suffix(')')?.trim())?;
        Some(Self::new(transform, inner))
    }
}

impl Model for Transformed {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { browser: false, ..self.inner.capabilities() }
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        self.inner.min_length(season, h)
    }

    fn suits(&self, features: &Features) -> bool {
        self.inner.suits(features)
    }

    fn device(&mut self) -> Option<&mut Device> {
        self.inner.device()
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let needed = self.inner.min_length(panel.season(), config.h);
        let maps: Vec<Map> = panel
            .series
            .iter()
            .map(|series| Map::of(self.transform, &series.y, panel.season(), needed))
            .collect();
        // The bias of the mean is told by an interval.
        let mut levels = config.levels.clone();
        if levels.is_empty() {
            levels.push(LEVEL);
        }
        let within = Config { levels, ..config.clone() };
        let inner = self.inner.fit(&transformed(panel, &maps), &within, observer)?;
        Ok(Box::new(Restored { inner, maps, levels: config.levels.clone() }))
    }
}

/// The level of the interval that tells the bias, if none is asked for.
const LEVEL: u8 = 80;

fn transformed(panel: &Panel, maps: &[Map]) -> Panel {
    let series = panel.series.iter().zip(maps).map(|(series, map)| {
        let y = map.apply(&series.y, panel.season());
        let lost = series.y.len() - y.len();
        Series {
            unique_id: series.unique_id.clone(),
            start: panel.frequency.advance(series.start, lost as i64),
            y,
            drivers: series.drivers.iter().map(|d| d[lost..].to_vec()).collect(),
        }
    });
    panel.with_series(series.collect())
}

/// A model fitted to transformed series.
struct Restored {
    inner: Box<dyn Fitted>,
    maps: Vec<Map>,
    levels: Vec<u8>,
}

impl Fitted for Restored {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let mut forecast = self.inner.predict(future)?;
        for (one, map) in forecast.series.iter_mut().zip(&self.maps) {
            let sd = one.intervals.last().map(half_width);
            map.restore(&mut one.mean, sd.as_deref(), &mut one.intervals);
            one.intervals.retain(|interval| self.levels.contains(&interval.level));
        }
        Ok(forecast)
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        if panel.series.len() != self.maps.len() {
            return None;
        }
        let maps: Vec<Map> = self
            .maps
            .iter()
            .zip(&panel.series)
            .map(|(map, series)| map.longer(&series.y, panel.season()))
            .collect();
        let inner = self.inner.update(&transformed(panel, &maps))?;
        let levels = self.levels.clone();
        Some(inner.map(|inner| Box::new(Self { inner, maps, levels }) as Box<dyn Fitted>))
    }

    fn fallbacks(&self) -> &[usize] {
        self.inner.fallbacks()
    }
}

/// The standard deviations of a normal distribution with this interval.
fn half_width(interval: &Interval) -> Vec<f64> {
    let unit = 2.0 * z(interval.level);
    interval.lo.iter().zip(&interval.hi).map(|(lo, hi)| (hi - lo) / unit).collect()
}
