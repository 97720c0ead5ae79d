//! Which change of a driver brings a goal.

use almanac_domain::model::{DriverShift, GoalAnswer, GoalChange};
use almanac_forecast::explain::{Adjustable, Counterfactual, Goal, Target, counterfactual};
use almanac_forecast::{DriverValues, Error as Problem, Fitted, Future, Observer, Panel};

use crate::Result;

/// The least change of each number alone that changes the total by `percent`; if none is enough, that of several
/// together. Drivers that were never anything but 0 or 1 cannot be shifted, neither can levels.
pub(super) fn answer(
    fitted: &dyn Fitted,
    panel: &Panel,
    future: &Future,
    percent: f64,
    observer: &mut dyn Observer,
) -> Result<GoalAnswer> {
    let made = fitted.predict(future)?;
    let baseline: f64 = made.series.iter().flat_map(|one| &one.mean).sum();
    let mut changes = Vec::new();
    let mut levers = Vec::new();
    for driver in shiftable(panel) {
        let lever = Adjustable { driver: driver.clone(), bounds: None };
        let Some(found) = seek(fitted, panel, future, (percent, vec![lever.clone()]), observer)? else {
            continue;
        };
        levers.push(lever);
        changes.push(change(found, Some(&driver)));
    }
    if levers.len() > 1 && changes.iter().all(|change| !change.reached) {
        let found = seek(fitted, panel, future, (percent, levers), observer)?;
        changes.extend(found.map(|found| change(found, None)).filter(|change| change.shifts.len() > 1));
    }
    Ok(GoalAnswer { percent, baseline, goal: baseline * (1.0 + percent / 100.0), changes })
}

/// The drivers that are numbers and take more than two values.
fn shiftable(panel: &Panel) -> Vec<String> {
    let is_flag = |d: usize| {
        let values = panel.series.iter().filter_map(|series| series.drivers.get(d)).flatten();
        values.filter(|v| v.is_finite()).all(|v| v.abs() < f64::EPSILON || (v - 1.0).abs() < f64::EPSILON)
    };
    let numbers = panel.futr().filter(|d| panel.drivers[*d].values == DriverValues::Numeric && !is_flag(*d));
    numbers.map(|d| panel.drivers[d].name.clone()).collect()
}

/// None where there is nothing to shift, or no percent of nothing.
fn seek(
    fitted: &dyn Fitted,
    panel: &Panel,
    future: &Future,
    (percent, drivers): (f64, Vec<Adjustable>),
    observer: &mut dyn Observer,
) -> Result<Option<Counterfactual>> {
    let goal = Goal { unique_id: None, target: Target::Percent { change: percent }, periods: None, drivers };
    match counterfactual(fitted, panel, future, &goal, observer) {
        Ok(found) => Ok(Some(found)),
        Err(Problem::Invalid(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What was found, of the driver that was asked about alone, or of several.
fn change(found: Counterfactual, alone: Option<&str>) -> GoalChange {
    let shift = |shift: almanac_forecast::explain::Shift| DriverShift {
        driver: shift.driver,
        by: shift.by,
        spreads: shift.spreads,
    };
    let mut shifts: Vec<DriverShift> = found.shifts.into_iter().map(shift).collect();
    if let (true, Some(driver)) = (shifts.is_empty(), alone) {
        shifts.push(DriverShift { driver: driver.to_owned(), by: 0.0, spreads: 0.0 });
    }
    GoalChange { shifts, value: found.value, reached: found.reached }
}
