//! Base forecasts in, coherent forecasts out.

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::map::Map;
use super::{Hierarchy, Reconciliation, spread};
use crate::local::z;
use crate::{Error, Forecast, Interval, Observer, Result, SeriesForecast, parallel};

/// What happens to bottom series that a reconciliation makes negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Negative {
    /// They stay.
    #[default]
    Keep,
    /// They are set to zero and summed up again, and no bound is below zero (Di Fonzo and Girolimetto 2023,
    /// "Spatio-temporal reconciliation of solar forecasts", Solar Energy 251).
    SetToZero,
}

impl Hierarchy {
    /// The coherent forecasts of all nodes, from base forecasts of all nodes in their order. The sums of the
    /// means are exact but for rounding.
    ///
    /// Intervals are there for the levels that all base forecasts have. Their halves are those of the base
    /// intervals, multiplied by how much surer or less sure the method makes the node (see the module on how
    /// that is found); where a base interval has no width, they are those of a normal distribution.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the forecast is not one of all nodes, or evidence is missing that the method
    /// needs; [`Error::Numeric`] if a base forecast is not finite, or the numbers fail; [`Error::Cancelled`].
    pub fn reconcile(
        &self,
        base: &Forecast,
        method: &Reconciliation,
        evidence: &Evidence,
        negative: Negative,
        observer: &mut dyn Observer,
    ) -> Result<Forecast> {
        let h = self.check_base(base)?;
        if evidence.periods() > 0 && evidence.actual.len() != self.len() {
            return Err(Error::Invalid("the backtest is of another hierarchy".into()));
        }
        let map = Map::new(self, method, evidence, observer)?;
        let rows = parallel::map(h, observer, |step, _| {
            let values: Vec<f64> = base.series.iter().map(|series| series.mean[step]).collect();
            let mut bottom = map.bottom(self, &values)?;
            if negative == Negative::SetToZero {
                for v in &mut bottom {
                    *v = v.max(0.0);
                }
            }
            let all = self.sums(&bottom);
            if all.iter().all(|v| v.is_finite()) {
                return Ok(all);
            }
            Err(Error::Numeric("the reconciled forecasts leave the range of numbers".into()))
        })?;
        let levels = shared_levels(base);
        let widths = match levels.last() {
            Some(level) => self.widths(base, *level, map, evidence, observer)?,
            None => Vec::new(),
        };
        let one = |(node, given): (usize, &SeriesForecast)| {
            let mean: Vec<f64> = rows.iter().map(|row| row[node]).collect();
            let halves = |level: &u8| interval(given, *level, &mean, &widths, node, negative);
            let intervals = levels.iter().filter_map(halves).collect();
            SeriesForecast { unique_id: given.unique_id.clone(), start: given.start, mean, intervals }
        };
        Ok(Forecast { series: base.series.iter().enumerate().map(one).collect() })
    }

    /// The horizon of a forecast of all nodes.
    fn check_base(&self, base: &Forecast) -> Result<usize> {
        self.check_order(base.series.iter().map(|series| series.unique_id.as_str()))?;
        let Some(first) = base.series.first() else { return Ok(0) };
        for one in &base.series {
            if one.start != first.start || one.mean.len() != first.mean.len() {
                let (a, b) = (&first.unique_id, &one.unique_id);
                return Err(Error::Invalid(format!("the forecasts of {a:?} and {b:?} are of other periods")));
            }
            if let Some(step) = one.mean.iter().position(|v| !v.is_finite()) {
                let id = &one.unique_id;
                return Err(Error::Numeric(format!(
                    "the forecast of {id:?} is not finite in step {}",
                    step + 1
                )));
            }
        }
        Ok(first.mean.len())
    }

    /// By step and node: standard deviation of the base forecast, and of the reconciled one.
    fn widths(
        &self,
        base: &Forecast,
        level: u8,
        map: Map,
        evidence: &Evidence,
        observer: &mut dyn Observer,
    ) -> Result<Vec<Vec<(f64, f64)>>> {
        let h = base.series.first().map_or(0, |series| series.mean.len());
        let sd = |series: &SeriesForecast, step: usize| {
            let found = series.intervals.iter().find(|interval| interval.level == level);
            let bounds = found.and_then(|interval| interval.lo.get(step).zip(interval.hi.get(step)));
            let sd = bounds.map_or(0.0, |(lo, hi)| (hi / 2.0 - lo / 2.0) / z(level));
            if sd.is_finite() { sd.max(0.0) } else { 0.0 }
        };
        let given: Vec<Vec<f64>> =
            (0..h).map(|step| base.series.iter().map(|series| sd(series, step)).collect()).collect();
        let mean = |series: &SeriesForecast| series.mean.iter().map(|v| v / h as f64).sum();
        let map = map.fixed(&base.series.iter().map(mean).collect::<Vec<f64>>());
        let found = spread::reconciled(self, &map, &given, evidence, observer)?;
        Ok(given.into_iter().zip(found).map(|(a, b)| a.into_iter().zip(b).collect()).collect())
    }
}

/// The interval levels that all series have, ascending.
fn shared_levels(base: &Forecast) -> Vec<u8> {
    let has = |series: &SeriesForecast, level: u8| {
        let h = series.mean.len();
        series.intervals.iter().any(|i| i.level == level && i.lo.len() == h && i.hi.len() == h)
    };
    let first = base.series.first().map(|series| series.intervals.iter().map(|i| i.level).collect());
    let mut levels: Vec<u8> = first.unwrap_or_default();
    levels.retain(|level| base.series.iter().all(|series| has(series, *level)));
    levels.sort_unstable();
    levels
}

/// The interval of a node around its reconciled mean.
fn interval(
    given: &SeriesForecast,
    level: u8,
    mean: &[f64],
    widths: &[Vec<(f64, f64)>],
    node: usize,
    negative: Negative,
) -> Option<Interval> {
    let found = given.intervals.iter().find(|interval| interval.level == level)?;
    let least = if negative == Negative::SetToZero { 0.0 } else { f64::NEG_INFINITY };
    let bounds = mean.iter().enumerate().map(|(step, mean)| {
        let (before, after) = widths[step][node];
        let half = |half: f64| {
            let half = if before > 0.0 { half.max(0.0) * (after / before) } else { z(level) * after };
            if half.is_finite() { half } else { z(level) * after }
        };
        let (lo, hi) = (half(given.mean[step] - found.lo[step]), half(found.hi[step] - given.mean[step]));
        ((mean - lo).max(least).min(*mean), mean + hi)
    });
    let (lo, hi) = bounds.unzip();
    Some(Interval { level, lo, hi })
}
