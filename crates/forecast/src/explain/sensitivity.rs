//! What a little more of each driver would change.

use serde::{Deserialize, Serialize};

use super::coalition::check;
use super::typical::is_flag;
use crate::{DriverKind, DriverValues, Error, Fitted, Forecast, Future, Observer, Panel, Result, parallel};

/// How the forecasts of one series answer to its drivers, one driver at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first forecast period.
    pub start: i64,
    /// Point forecasts, one a period.
    pub forecast: Vec<f64>,
    /// The drivers that are numbers.
    pub numbers: Vec<NumericEffect>,
    /// The levels of categorical drivers.
    pub levels: Vec<LevelEffect>,
}

/// What more of a driver in all periods changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumericEffect {
    /// The driver's name.
    pub driver: String,
    /// The standard deviation of its past values.
    pub sd: f64,
    /// Change of the forecast for one unit more, one a period.
    pub per_unit: Vec<f64>,
    /// Change of the forecast for one standard deviation more, one a period.
    pub per_sd: Vec<f64>,
    /// Change of the sum over all periods for one unit more.
    pub total_per_unit: f64,
    /// Change of the sum over all periods for one standard deviation more.
    pub total_per_sd: f64,
}

/// What a level of a categorical driver changes if all periods have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelEffect {
    /// The driver's name.
    pub driver: String,
    /// The level.
    pub level: String,
    /// Change of the forecast, one a period.
    pub change: Vec<f64>,
    /// Change of the sum over all periods.
    pub total: f64,
}

/// One change to try.
enum Trial {
    /// Of a number: both sides.
    Number { player: usize },
    /// Of a category: this level.
    Level { player: usize, level: usize },
}

/// How the forecasts of `future` answer to each driver known in advance, all others held.
///
/// For a number the central difference of half a standard deviation of its past values to both sides in all periods: a mean
/// slope over a usual step, since forecasts of trees are flat almost everywhere in small steps. For a driver that was never anything but
/// 0 or 1 the difference of 1 and 0 in all periods. For a category what changes if all periods have a level.
/// Changes of a level are against the forecast of `future`.
///
/// # Errors
/// [`Error::Invalid`] if the future does not fit the panel, [`Error::Cancelled`], and those of the model.
pub fn sensitivities(
    fitted: &dyn Fitted,
    panel: &Panel,
    future: &Future,
    observer: &mut dyn Observer,
) -> Result<Vec<Sensitivity>> {
    check(panel, future)?;
    let forecast = fitted.predict(future)?;
    let known: Vec<usize> = panel.known().collect();
    let mut trials = Vec::new();
    for (player, driver) in known.iter().enumerate() {
        match &panel.drivers[*driver].values {
            _ if panel.drivers[*driver].kind == DriverKind::Static => (),
            DriverValues::Numeric => trials.push(Trial::Number { player }),
            DriverValues::Categorical { levels } => {
                trials.extend((0..levels.len()).map(|level| Trial::Level { player, level }));
            }
        }
    }
    let spreads: Vec<Vec<Spread>> = panel
        .series
        .iter()
        .map(|series| {
            known.iter().map(|d| Spread::of(series.drivers.get(*d).map_or(&[], |row| row))).collect()
        })
        .collect();
    let found = parallel::map(trials.len(), observer, |i, _| {
        let predict = |side: f64| fitted.predict(&changed(future, &trials[i], &spreads, side));
        Ok(match trials[i] {
            Trial::Number { .. } => (predict(-1.0)?, predict(1.0)?),
            Trial::Level { .. } => (forecast.clone(), predict(1.0)?),
        })
    })?;
    let mut all = Vec::with_capacity(forecast.series.len());
    for (i, one) in forecast.series.iter().enumerate() {
        let mut effects = Sensitivity {
            unique_id: one.unique_id.clone(),
            start: one.start,
            forecast: one.mean.clone(),
            numbers: Vec::new(),
            levels: Vec::new(),
        };
        for (trial, (low, high)) in trials.iter().zip(&found) {
            let change = difference(low, high, i)?;
            effects.add(panel, &known, trial, change, spreads.get(i).map_or(&[], |spreads| spreads));
        }
        all.push(effects);
    }
    Ok(all)
}

impl Sensitivity {
    fn add(&mut self, panel: &Panel, known: &[usize], trial: &Trial, change: Vec<f64>, spreads: &[Spread]) {
        match *trial {
            Trial::Number { player } => {
                let Some(spread) = spreads.get(player) else { return };
                let per_unit: Vec<f64> = change.iter().map(|v| v / (2.0 * spread.step())).collect();
                let per_sd: Vec<f64> = per_unit.iter().map(|v| v * spread.sd).collect();
                self.numbers.push(NumericEffect {
                    driver: panel.drivers[known[player]].name.clone(),
                    sd: spread.sd,
                    total_per_unit: per_unit.iter().sum(),
                    total_per_sd: per_sd.iter().sum(),
                    per_unit,
                    per_sd,
                });
            }
            Trial::Level { player, level } => {
                let driver = &panel.drivers[known[player]];
                let DriverValues::Categorical { levels } = &driver.values else { return };
                self.levels.push(LevelEffect {
                    driver: driver.name.clone(),
                    level: levels[level].clone(),
                    total: change.iter().sum(),
                    change,
                });
            }
        }
    }
}

/// The future with one change; of a number `side` is -1 or 1.
fn changed(future: &Future, trial: &Trial, spreads: &[Vec<Spread>], side: f64) -> Future {
    let mut future = future.clone();
    for (given, spreads) in future.series.iter_mut().zip(spreads) {
        match *trial {
            Trial::Level { player, level } => given.drivers[player].fill(level as f64),
            Trial::Number { player } if spreads[player].flag => {
                given.drivers[player].fill(if side > 0.0 { 1.0 } else { 0.0 });
            }
            Trial::Number { player } => {
                let step = side * spreads[player].step();
                given.drivers[player].iter_mut().for_each(|v| *v += step);
            }
        }
    }
    future
}

fn difference(low: &Forecast, high: &Forecast, i: usize) -> Result<Vec<f64>> {
    match (low.series.get(i), high.series.get(i)) {
        (Some(low), Some(high)) if low.mean.len() == high.mean.len() => {
            Ok(high.mean.iter().zip(&low.mean).map(|(high, low)| high - low).collect())
        }
        _ => Err(Error::Numeric("the forecasts of two futures differ in length".into())),
    }
}

/// How far a driver's values of the past lie apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    /// The standard deviation; 0 of fewer than two values.
    pub(crate) sd: f64,
    /// All values are 0 or 1, and both are there.
    pub(crate) flag: bool,
}

impl Spread {
    pub(crate) fn of(values: &[f64]) -> Self {
        let known = || values.iter().copied().filter(|v| v.is_finite());
        let n = known().count().max(1) as f64;
        let mean = known().map(|v| v / n).sum::<f64>();
        let sd = known().map(|v| (v - mean).powi(2) / n).sum::<f64>().sqrt();
        // What is less is rounding.
        let sd = if sd > 1e-12 * mean.abs() { sd } else { 0.0 };
        Self { sd, flag: sd > 0.0 && is_flag(values) }
    }

    /// Half the distance of the two sides: half a standard deviation, or half a unit of what never changed and of
    /// what is 0 or 1.
    fn step(self) -> f64 {
        if self.flag || self.sd == 0.0 { 0.5 } else { 0.5 * self.sd }
    }
}
