//! What is done to each driver, as the form has it.

use std::collections::BTreeMap;

use almanac_domain::model::WhatIfDriver;
use almanac_forecast::scenario::{Change, DriverEdit, PeriodValue, Scenario, Value};
#[cfg(any(not(feature = "ssr"), test))]
use almanac_forecast::{Driver, DriverKind, DriverValues};

/// What is done to one driver. It is scaled, then shifted, then set, then single periods are set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edit {
    pub scale: f64,
    pub shift: f64,
    /// A value, or the index of a level.
    pub set: Option<f64>,
    pub periods: BTreeMap<usize, f64>,
}

impl Default for Edit {
    fn default() -> Self {
        Self { scale: 1.0, shift: 0.0, set: None, periods: BTreeMap::new() }
    }
}

impl Edit {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The drivers as `forecast` knows them.
#[cfg(any(not(feature = "ssr"), test))]
pub(super) fn drivers(given: &[WhatIfDriver]) -> Vec<Driver> {
    given
        .iter()
        .map(|driver| Driver {
            name: driver.name.clone(),
            kind: DriverKind::Futr,
            values: if driver.levels.is_empty() {
                DriverValues::Numeric
            } else {
                DriverValues::Categorical { levels: driver.levels.clone() }
            },
        })
        .collect()
}

/// The scenario that the edits are, one entry a driver.
pub(super) fn scenario(given: &[WhatIfDriver], edits: &[Edit]) -> Scenario {
    let changes = |driver: &WhatIfDriver, edit: &Edit| {
        let value = |number: f64| match driver.levels.get(number as usize) {
            Some(level) => Value::Level(level.clone()),
            None => Value::Number(number),
        };
        let mut changes = Vec::new();
        if edit.scale.to_bits() != 1.0_f64.to_bits() {
            changes.push(Change::Scale { by: edit.scale });
        }
        if edit.shift != 0.0 {
            changes.push(Change::Shift { by: edit.shift });
        }
        changes.extend(edit.set.map(|to| Change::Set { to: value(to) }));
        if !edit.periods.is_empty() {
            let values = edit.periods.iter();
            let values = values.map(|(period, v)| PeriodValue { period: *period, value: value(*v) });
            changes.push(Change::Periods { values: values.collect() });
        }
        changes
    };
    let edits = given.iter().zip(edits).flat_map(|(driver, edit)| {
        let changes = changes(driver, edit);
        changes.into_iter().map(|change| DriverEdit { driver: driver.name.clone(), change, bounds: None })
    });
    Scenario { edits: edits.collect() }
}

/// The edits of a stored scenario, as far as the form can say them.
pub(super) fn read(given: &[WhatIfDriver], scenario: &Scenario) -> Vec<Edit> {
    given
        .iter()
        .map(|driver| {
            let mut edit = Edit::default();
            for stored in scenario.edits.iter().filter(|stored| stored.driver == driver.name) {
                let number = |value: &Value| match value {
                    Value::Number(number) => Some(*number),
                    Value::Level(name) => {
                        driver.levels.iter().position(|level| level == name).map(|i| i as f64)
                    }
                };
                match &stored.change {
                    Change::Scale { by } => edit.scale *= by,
                    Change::Shift { by } => edit.shift += by,
                    Change::Set { to } => edit.set = number(to),
                    Change::Periods { values } => edit
                        .periods
                        .extend(values.iter().filter_map(|one| Some((one.period, number(&one.value)?)))),
                }
            }
            edit
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Vec<WhatIfDriver> {
        let driver = |name: &str, levels: &[&str]| WhatIfDriver {
            name: name.into(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            values: vec![0.0, 1.0, 0.0],
            min: 0.0,
            max: 1.0,
            fixed: false,
        };
        vec![driver("temp", &[]), driver("weather", &["clear", "rain"])]
    }

    #[test]
    fn nothing_edited_is_an_empty_scenario() {
        assert!(scenario(&given(), &[Edit::default(), Edit::default()]).edits.is_empty());
    }

    #[test]
    fn edits_survive_being_stored() {
        let temp = Edit { scale: 1.5, shift: -2.0, set: None, periods: [(1, 7.5)].into() };
        let weather = Edit { set: Some(1.0), periods: [(0, 0.0)].into(), ..Edit::default() };
        let edits = [temp, weather];
        let stored = scenario(&given(), &edits);
        assert_eq!(read(&given(), &stored), edits);
        let rows = stored.apply(&drivers(&given()), &[vec![0.0, 1.0, 2.0], vec![0.0; 3]]).unwrap();
        assert_eq!(rows, [vec![-2.0, 7.5, 1.0], vec![0.0, 1.0, 1.0]]);
    }
}
