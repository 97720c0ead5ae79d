//! Forecasts of boosted trees.

use std::sync::Arc;

use super::booster::Booster;
use super::explain;
use super::features::{Layout, Place, Scale};
use super::fit::FARTHEST;
use super::past::{Past, finite};
use super::{GradientBoosting, GradientBoostingStrategy as Strategy};
use crate::explain::Explanation;
use crate::fallback::Fallback;
use crate::local::{Local, Task};
use crate::parallel::Cancel;
use crate::{
    Config, Error, Fitted, Forecast, Frequency, Future, FutureSeries, Interval, Observer, Panel, Result,
    SeriesForecast, Silent, parallel,
};

/// A series of this size has the fallback: a forecast could be infinite.
const TOO_LARGE: f64 = 1e305;
/// Boosters whose mean is the forecast: that of the mean and that of the median.
pub(super) const MIDDLE: usize = 2;

/// Boosted trees and the past of the series they forecast.
#[derive(Clone)]
pub(crate) struct Boosted {
    pub(super) strategy: Strategy,
    pub(super) h: usize,
    /// Interval levels of which there are quantiles.
    levels: Vec<u8>,
    frequency: Frequency,
    seasons: Vec<usize>,
    /// Indices and names of the drivers known in advance; how many drivers there are.
    pub(super) known: Vec<(usize, String)>,
    drivers: usize,
    /// What each feature tells.
    pub(super) names: Vec<String>,
    pub(super) layout: Layout,
    /// The mean, the median, then for each level the lower and the upper bound; or none.
    pub(super) boosters: Arc<Vec<Booster>>,
    pub(super) series: Vec<Past>,
    fallbacks: Vec<usize>,
}

impl Boosted {
    pub(crate) fn new(
        model: &GradientBoosting,
        panel: &Panel,
        config: &Config,
        layout: Layout,
        boosters: Arc<Vec<Booster>>,
        series: Vec<Past>,
    ) -> Self {
        let mut fitted = Self {
            strategy: model.strategy,
            h: config.h,
            levels: if model.gives_quantiles() { config.levels.clone() } else { Vec::new() },
            frequency: panel.frequency,
            seasons: panel.seasons.clone(),
            known: panel.known().map(|i| (i, panel.drivers[i].name.clone())).collect(),
            drivers: panel.drivers.len(),
            names: layout.names(&panel.drivers.iter().map(|d| d.name.clone()).collect::<Vec<_>>()),
            layout,
            boosters,
            series: Vec::new(),
            fallbacks: Vec::new(),
        };
        fitted.set_series(series);
        fitted
    }

    fn set_series(&mut self, series: Vec<Past>) {
        let fails = |past: &Past| self.boosters.is_empty() || past.y.is_empty() || past.magnitude > TOO_LARGE;
        self.fallbacks = (0..series.len()).filter(|i| fails(&series[*i])).collect();
        self.series = series;
    }

    pub(super) fn forecast(
        &self,
        i: usize,
        given: Option<&FutureSeries>,
        h: usize,
        cancel: &Cancel,
    ) -> Result<SeriesForecast> {
        let past = &self.series[i];
        let start = self.frequency.advance(past.start, past.y.len() as i64);
        let mut one = SeriesForecast {
            unique_id: past.unique_id.clone(),
            start,
            mean: Vec::new(),
            intervals: Vec::new(),
        };
        if self.fallbacks.binary_search(&i).is_ok() {
            let y: Vec<f64> = past.y.iter().map(|v| v * past.magnitude).collect();
            if y.is_empty() {
                return Err(Error::Numeric(format!("series {:?} has no values", past.unique_id)));
            }
            one.mean = Fallback.forecast(&Task { y: &y, seasons: &self.seasons, h, cancel })?.mean;
            return Ok(one);
        }
        let mut past = past.clone();
        if let Some(given) = given {
            self.extend(&mut past, given, h)?;
        }
        self.go_ahead(&mut past, h, &mut one);
        Ok(one)
    }

    /// What is known of the future of a series' drivers, if the model uses any.
    pub(super) fn given<'a>(&self, future: &'a Future, i: usize) -> Option<&'a FutureSeries> {
        future.series.get(i).filter(|_| !self.known.is_empty())
    }

    /// Forecasts period by period.
    fn go_ahead(&self, past: &mut Past, h: usize, one: &mut SeriesForecast) {
        let empty = |level: &u8| Interval { level: *level, lo: Vec::new(), hi: Vec::new() };
        one.intervals = self.levels.iter().map(empty).collect();
        let (end, mut row) = (past.y.len(), Vec::new());
        for step in 0..h {
            row.clear();
            let scale = self.layout.push(past, self.place(end, step), &mut row);
            let value = |booster: &Booster| value(past, scale, booster.predict(&row));
            let values: Vec<f64> = self.boosters.iter().map(value).collect();
            let (middle, bounds) = values.split_at(values.len().min(MIDDLE));
            let mean = middle.iter().sum::<f64>() / middle.len().max(1) as f64;
            one.mean.push(mean * past.magnitude);
            // An interval holds the forecast and every narrower one.
            let (mut lo, mut hi) = (mean, mean);
            for (interval, pair) in one.intervals.iter_mut().zip(bounds.chunks_exact(2)) {
                lo = lo.min(pair[0]);
                hi = hi.max(pair[1]);
                interval.lo.push(lo * past.magnitude);
                interval.hi.push(hi * past.magnitude);
            }
            if self.strategy == Strategy::Recursive {
                past.push(mean);
            }
        }
    }

    /// Where the period `step` after the end is forecast from.
    pub(super) fn place(&self, end: usize, step: usize) -> Place {
        match self.strategy {
            Strategy::Direct => Place { origin: end, ahead: step },
            Strategy::Recursive => Place { origin: end + step, ahead: 0 },
        }
    }

    /// Appends what is known of the future to the drivers.
    pub(super) fn extend(&self, past: &mut Past, given: &FutureSeries, h: usize) -> Result<()> {
        given.check(&past.unique_id, self.known.iter().map(|(_, name)| name.as_str()), h)?;
        for ((driver, _), values) in self.known.iter().zip(&given.drivers) {
            past.drivers[*driver].extend(values.iter().map(|v| finite(*v)));
        }
        Ok(())
    }
}

/// What a booster's distance from the base makes of the forecast.
fn value(past: &Past, scale: Scale, distance: f64) -> f64 {
    let distance = distance.clamp(-2.0 * FARTHEST, 2.0 * FARTHEST);
    let value = scale.base + scale.spread * distance;
    if past.nonnegative { value.max(0.0) } else { value }
}

impl Fitted for Boosted {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        future.check(self.h, self.series.len(), !self.known.is_empty())?;
        let series = parallel::map(self.series.len(), &mut Silent, |i, cancel| {
            self.forecast(i, self.given(future, i), future.h, cancel)
        })?;
        Ok(Forecast { series })
    }

    fn contributions(
        &self,
        future: &Future,
        observer: &mut dyn Observer,
    ) -> Option<Result<Vec<Explanation>>> {
        Some(explain::explain(self, future, observer))
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        if panel.frequency != self.frequency
            || panel.seasons != self.seasons
            || panel.drivers.len() != self.drivers
        {
            let why = "frequency, seasons or drivers differ from those the model was fitted to";
            return Some(Err(Error::Invalid(why.into())));
        }
        let past = |s| Past::new(s, panel.frequency, panel.season());
        let mut updated = self.clone();
        updated.set_series(panel.series.iter().map(past).collect());
        Some(Ok(Box::new(updated)))
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}
