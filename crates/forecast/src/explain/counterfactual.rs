//! Which change of drivers would bring the forecast to a goal?
//!
//! In the sense of Wachter, Mittelstadt and Russell (2018), "Counterfactual explanations without opening the black box",
//! Harvard Journal of Law & Technology 31: the nearest world in which the outcome is the desired one.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::coalition::check;
use super::sensitivity::Spread;
use super::steps::{Nearest, along, approach};
use super::typical::is_flag;
use crate::scenario::{Bounds, Change, DriverEdit, Scenario};
use crate::{Driver, DriverKind, DriverValues, Error, Event, Fitted, Flow, Future, Observer, Panel, Result};

/// What is wished for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The series; all series together if absent.
    #[serde(default)]
    pub unique_id: Option<String>,
    /// What the forecast shall become.
    pub target: Target,
    /// The forecast periods that count, from 0; all if absent. Drivers change in all periods.
    #[serde(default)]
    pub periods: Option<Range<usize>>,
    /// The drivers that may change, all of them numbers; if there are none, all numbers but those that are only 0 or 1.
    #[serde(default)]
    pub drivers: Vec<Adjustable>,
}

/// What the forecast shall become, over the periods that count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Target {
    /// The sum.
    Total {
        /// Its value.
        value: f64,
    },
    /// The mean.
    Mean {
        /// Its value.
        value: f64,
    },
    /// The sum, by so many percent more (or less, if negative) than now.
    Percent {
        /// The percent.
        change: f64,
    },
}

/// A driver that may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjustable {
    /// Its name.
    pub driver: String,
    /// What values it may take; if absent those between the least and the greatest of past and future.
    #[serde(default)]
    pub bounds: Option<Bounds>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// Whether the change brings the goal. If not, it is the change found that comes nearest to it.
    pub reached: bool,
    /// The sum (or mean) over the periods that count, as it is now.
    pub baseline: f64,
    /// What it shall be.
    pub goal: f64,
    /// What it is after the change. Where forecasts jump, as those of trees do, it may lie past the goal.
    pub value: f64,
    /// The change, as edits of a scenario.
    pub scenario: Scenario,
    /// The same in plain numbers.
    pub shifts: Vec<Shift>,
    /// How large it is: the root of the sum of squared shifts, each in standard deviations of its driver.
    pub distance: f64,
    /// How many forecasts were made.
    pub forecasts: usize,
}

/// What is added to a driver in all periods, as far as its bounds allow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The driver.
    pub driver: String,
    /// What is added, in the driver's unit.
    pub by: f64,
    /// The same in standard deviations of the driver's past.
    pub spreads: f64,
}

/// A driver that may change, with what is known of it.
struct Lever {
    name: String,
    bounds: Bounds,
    /// A shift of one.
    spread: f64,
    /// The least and the greatest shift that does anything, in spreads; 0 among them.
    limits: (f64, f64),
}

/// The least change of drivers that brings the forecasts of `future` to a goal.
///
/// A change adds a constant to a driver in all periods, within bounds; its size is measured in standard deviations of
/// the driver's past. First each driver is tried alone ([`goal_seek`](crate::goal_seek)), and of those that reach the goal the
/// one with the smallest change is the answer. If none does, the drivers that come nearest are changed together, two, then
/// three and so on, in steps along the gradient. The first set that reaches the goal is the answer, else
/// the change that came nearest, with `reached` false. That no change was found does not prove that there is none.
///
/// # Errors
/// [`Error::Invalid`], which names the series, driver or periods that do not fit; [`Error::Cancelled`]; those of the model.
pub fn counterfactual(
    fitted: &dyn Fitted,
    panel: &Panel,
    future: &Future,
    goal: &Goal,
    observer: &mut dyn Observer,
) -> Result<Counterfactual> {
    check(panel, future)?;
    let members = members(panel, goal.unique_id.as_deref())?;
    let levers = levers(panel, future, &members, &goal.drivers)?;
    let periods = goal.periods.clone().unwrap_or(0..future.h);
    if periods.is_empty() || periods.end > future.h {
        let h = future.h;
        return Err(Error::Invalid(format!(
            "the periods {periods:?} are not within the {h} of the forecast"
        )));
    }
    let drivers: Vec<Driver> = panel.known().map(|d| panel.drivers[d].clone()).collect();
    let mut world =
        World { fitted, future, drivers, members, periods, goal, observer, forecasts: 0, expected: 0 };
    world.expected = 60 * levers.len();
    let start = world.value(&Scenario::default())?;
    let wanted = wanted(goal.target, start)?;
    let tolerance = (5e-3 * (wanted - start).abs()).max(1e-9 * wanted.abs());
    let found = search(&mut world, &levers, start, wanted, tolerance)?;
    let scenario = scenario(&levers, &found.at);
    let moved = || levers.iter().zip(&found.at).filter(|(_, z)| **z != 0.0);
    let shift =
        |(lever, z): (&Lever, &f64)| Shift { driver: lever.name.clone(), by: z * lever.spread, spreads: *z };
    Ok(Counterfactual {
        reached: found.reached,
        baseline: start,
        goal: wanted,
        value: found.value,
        scenario,
        shifts: moved().map(shift).collect(),
        distance: found.at.iter().map(|z| z * z).sum::<f64>().sqrt(),
        forecasts: world.forecasts,
    })
}

/// One driver at a time, then more and more together.
fn search(
    world: &mut World,
    levers: &[Lever],
    start: f64,
    goal: f64,
    tolerance: f64,
) -> Result<Nearest<Vec<f64>>> {
    let nothing = vec![0.0; levers.len()];
    let mut best = Nearest { at: nothing.clone(), value: start, reached: (start - goal).abs() <= tolerance };
    if best.reached {
        return Ok(best);
    }
    let point = |set: &[usize], z: &[f64]| {
        let mut point = nothing.clone();
        set.iter().zip(z).for_each(|(k, z)| point[*k] = *z);
        point
    };
    let mut alone = Vec::with_capacity(levers.len());
    for (k, lever) in levers.iter().enumerate() {
        let found = along(goal, start, lever.limits, tolerance, |z| {
            world.value(&scenario(levers, &point(&[k], &[z])))
        })?;
        alone.push((k, found));
    }
    let reached = alone.iter().filter(|(_, found)| found.reached);
    if let Some((k, found)) = reached.min_by(|a, b| a.1.at.abs().total_cmp(&b.1.at.abs())) {
        return Ok(Nearest { at: point(&[*k], &[found.at]), value: found.value, reached: true });
    }
    let gap = |value: f64| (value - goal).abs();
    alone.sort_by(|a, b| gap(a.1.value).total_cmp(&gap(b.1.value)));
    if let Some((k, found)) = alone.first().filter(|(_, found)| gap(found.value) < gap(start)) {
        best = Nearest { at: point(&[*k], &[found.at]), value: found.value, reached: false };
    }
    for size in 2..=levers.len() {
        let set: Vec<usize> = alone[..size].iter().map(|(k, _)| *k).collect();
        let limits: Vec<(f64, f64)> = set.iter().map(|k| levers[*k].limits).collect();
        let found =
            approach(goal, start, &limits, tolerance, |z| world.value(&scenario(levers, &point(&set, z))))?;
        if found.reached || gap(found.value) < gap(best.value) {
            best = Nearest { at: point(&set, &found.at), ..found };
        }
        if best.reached {
            break;
        }
    }
    Ok(best)
}

/// The edits of shifts in spreads, one for each lever.
fn scenario(levers: &[Lever], z: &[f64]) -> Scenario {
    let edit = |(lever, z): (&Lever, &f64)| DriverEdit {
        driver: lever.name.clone(),
        change: Change::Shift { by: z * lever.spread },
        bounds: Some(lever.bounds),
    };
    Scenario { edits: levers.iter().zip(z).filter(|(_, z)| **z != 0.0).map(edit).collect() }
}

/// What the sum or mean shall be.
fn wanted(target: Target, now: f64) -> Result<f64> {
    let wanted = match target {
        Target::Total { value } | Target::Mean { value } => value,
        Target::Percent { .. } if now == 0.0 => {
            return Err(Error::Invalid("the forecast is 0, of which no percentage can be taken".into()));
        }
        Target::Percent { change } => (change / 100.0).mul_add(now.abs(), now),
    };
    if wanted.is_finite() {
        Ok(wanted)
    } else {
        Err(Error::Invalid("the goal is not a finite number".into()))
    }
}

/// The indices of the series that count.
fn members(panel: &Panel, unique_id: Option<&str>) -> Result<Vec<usize>> {
    let Some(id) = unique_id else { return Ok((0..panel.series.len()).collect()) };
    let found = panel.series.iter().position(|series| series.unique_id == id);
    found.map(|i| vec![i]).ok_or_else(|| Error::Invalid(format!("there is no series {id:?}")))
}

fn levers(panel: &Panel, future: &Future, members: &[usize], given: &[Adjustable]) -> Result<Vec<Lever>> {
    let known: Vec<usize> = panel.known().collect();
    let mut levers = Vec::new();
    for (player, d) in known.iter().enumerate() {
        let driver = &panel.drivers[*d];
        let chosen = given.iter().find(|adjustable| adjustable.driver == driver.name);
        if chosen.is_none() && !given.is_empty() {
            continue;
        }
        if driver.kind == DriverKind::Static {
            if chosen.is_some() {
                let name = &driver.name;
                return Err(Error::Invalid(format!("driver {name:?} is static, it cannot be shifted")));
            }
            continue;
        }
        let number = driver.values == DriverValues::Numeric;
        if chosen.is_some() && !number {
            let name = &driver.name;
            return Err(Error::Invalid(format!("driver {name:?} is categorical, it cannot be shifted")));
        }
        let past: Vec<f64> =
            members.iter().filter_map(|i| panel.series[*i].drivers.get(*d)).flatten().copied().collect();
        let ahead: Vec<f64> =
            members.iter().flat_map(|i| &future.series[*i].drivers[player]).copied().collect();
        if !number || chosen.is_none() && is_flag(&past) {
            continue;
        }
        let bounds = chosen.and_then(|adjustable| adjustable.bounds);
        match lever(&driver.name, &past, &ahead, bounds)? {
            Some(lever) => levers.push(lever),
            None if chosen.is_some() => {
                let name = &driver.name;
                return Err(Error::Invalid(format!("driver {name:?} has no values that could be shifted")));
            }
            None => (),
        }
    }
    let is_known = |name: &str| known.iter().any(|d| panel.drivers[*d].name == name);
    if let Some(unknown) = given.iter().find(|adjustable| !is_known(&adjustable.driver)) {
        return Err(Error::Invalid(format!("there is no driver {:?} known in advance", unknown.driver)));
    }
    if levers.is_empty() {
        return Err(Error::Invalid("there is no driver known in advance that could be shifted".into()));
    }
    Ok(levers)
}

/// `None` if there is nothing to shift.
fn lever(name: &str, past: &[f64], ahead: &[f64], bounds: Option<Bounds>) -> Result<Option<Lever>> {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let known = values.filter(|v| v.is_finite());
        known.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)))
    };
    let (low, high) = range(&mut ahead.iter().copied());
    let bounds = bounds.unwrap_or_else(|| {
        let (min, max) = range(&mut past.iter().chain(ahead).copied());
        Bounds { min, max }
    });
    if low > high {
        return Ok(None);
    }
    let Bounds { min, max } = bounds;
    if !(min.is_finite() && max.is_finite() && min <= max) {
        return Err(Error::Invalid(format!("driver {name:?}: bounds {min} to {max} are empty")));
    }
    let sd = Spread::of(past).sd;
    let spread = if sd > 0.0 { sd } else { (max - min) / 4.0 };
    if spread <= 0.0 {
        return Ok(None);
    }
    let limits = (((min - high) / spread).min(0.0), ((max - low) / spread).max(0.0));
    Ok(Some(Lever { name: name.to_owned(), bounds, spread, limits }))
}

/// Forecasts of scenarios, reduced to the number that counts.
struct World<'a> {
    fitted: &'a dyn Fitted,
    future: &'a Future,
    /// Those known in advance.
    drivers: Vec<Driver>,
    members: Vec<usize>,
    periods: Range<usize>,
    goal: &'a Goal,
    observer: &'a mut dyn Observer,
    forecasts: usize,
    /// About how many forecasts there will be.
    expected: usize,
}

impl World<'_> {
    fn value(&mut self, scenario: &Scenario) -> Result<f64> {
        let done = self.forecasts as f64;
        let event = Event::Progress { fraction: done / (done + self.expected as f64) };
        if self.observer.on(&event) == Flow::Stop {
            return Err(Error::Cancelled);
        }
        self.forecasts += 1;
        let mut future = self.future.clone();
        for i in &self.members {
            if let Some(given) = future.series.get_mut(*i) {
                given.drivers = scenario.apply(&self.drivers, &given.drivers)?;
            }
        }
        let forecast = self.fitted.predict(&future)?;
        let counted =
            || self.members.iter().filter_map(|i| forecast.series.get(*i)?.mean.get(self.periods.clone()));
        let total: f64 = counted().flatten().sum();
        Ok(match self.goal.target {
            Target::Total { .. } | Target::Percent { .. } => total,
            Target::Mean { .. } => total / counted().map(<[f64]>::len).sum::<usize>().max(1) as f64,
        })
    }
}
