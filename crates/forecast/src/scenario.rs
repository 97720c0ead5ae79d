//! Scenarios: edits of the known-in-advance drivers, applied on a baseline future, and the comparison of
//! the forecasts before and after. The same types serve server, browser and storage.

use serde::{Deserialize, Serialize};

use crate::{Driver, DriverValues, Error, Result, SeriesForecast};

/// A value as a person writes it: a number, or the name of a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A level of a categorical driver.
    Level(String),
}

/// A value for one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodValue {
    /// The period, counted from 0 at the first one of the forecast.
    pub period: usize,
    /// Its new value.
    pub value: Value,
}

/// What is done to a driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Adds a constant to every period (numeric drivers).
    Shift {
        /// What is added, in the driver's unit.
        by: f64,
    },
    /// Multiplies every period (numeric drivers).
    Scale {
        /// The factor; 1 changes nothing.
        by: f64,
    },
    /// Sets every period.
    Set {
        /// The value or level.
        to: Value,
    },
    /// Sets single periods.
    Periods {
        /// The periods and their values; the last entry for a period wins.
        values: Vec<PeriodValue>,
    },
}

/// The values a driver may take after an edit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The least value.
    pub min: f64,
    /// The greatest value.
    pub max: f64,
}

/// One edit of one driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverEdit {
    /// The driver's name.
    pub driver: String,
    /// What is done.
    #[serde(flatten)]
    pub change: Change,
    /// Numeric results are clamped to these, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
}

/// Edits of drivers, applied in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The edits.
    pub edits: Vec<DriverEdit>,
}

impl Scenario {
    /// The drivers after all edits.
    ///
    /// `drivers` are the panel's drivers whose future is known and `baseline[k][t]` their values, in the same
    /// order. A missing (NaN) value stays missing under shift and scale.
    ///
    /// # Errors
    /// If an edit names an unknown driver, level or period, shifts or scales a categorical driver, or holds
    /// a number that is not finite; or if `baseline` has not one row a driver.
    pub fn apply(&self, drivers: &[Driver], baseline: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
        if drivers.len() != baseline.len() {
            return Err(Error::Invalid(format!(
                "{} drivers are known in advance, the baseline has {} rows",
                drivers.len(),
                baseline.len()
            )));
        }
        let mut edited = baseline.to_vec();
        for edit in &self.edits {
            let Some(at) = drivers.iter().position(|d| d.name == edit.driver) else {
                return Err(Error::Invalid(format!("there is no driver {:?} known in advance", edit.driver)));
            };
            edit.apply(&drivers[at], &mut edited[at])?;
        }
        Ok(edited)
    }
}

impl DriverEdit {
    fn apply(&self, driver: &Driver, row: &mut [f64]) -> Result<()> {
        let bounds = self.checked_bounds()?;
        match &self.change {
            Change::Shift { by } => {
                let by = self.number(driver, *by)?;
                for v in row {
                    *v = clamp(*v + by, bounds);
                }
            }
            Change::Scale { by } => {
                let by = self.number(driver, *by)?;
                for v in row {
                    *v = clamp(*v * by, bounds);
                }
            }
            Change::Set { to } => {
                let to = self.resolve(driver, to)?;
                row.fill(clamped(driver, to, bounds));
            }
            Change::Periods { values } => {
                for PeriodValue { period, value } in values {
                    let value = self.resolve(driver, value)?;
                    let h = row.len();
                    let Some(cell) = row.get_mut(*period) else {
                        return Err(Error::Invalid(format!(
                            "driver {:?}: period {period} lies outside the {h} forecast periods",
                            self.driver
                        )));
                    };
                    *cell = clamped(driver, value, bounds);
                }
            }
        }
        Ok(())
    }

    fn checked_bounds(&self) -> Result<Option<Bounds>> {
        match self.bounds {
            Some(Bounds { min, max }) if min.is_nan() || max.is_nan() || min > max => {
                Err(Error::Invalid(format!("driver {:?}: bounds {min} to {max} are empty", self.driver)))
            }
            bounds => Ok(bounds),
        }
    }

    /// The operand of an arithmetic edit.
    fn number(&self, driver: &Driver, by: f64) -> Result<f64> {
        if driver.values != DriverValues::Numeric {
            return Err(Error::Invalid(format!(
                "driver {:?} is categorical: choose a level instead of shifting or scaling",
                self.driver
            )));
        }
        if !by.is_finite() {
            return Err(Error::Invalid(format!("driver {:?}: {by} is not a finite number", self.driver)));
        }
        Ok(by)
    }

    /// The stored form of a value: the number itself, or a level's index.
    fn resolve(&self, driver: &Driver, value: &Value) -> Result<f64> {
        match (&driver.values, value) {
            (DriverValues::Numeric, Value::Number(v)) if v.is_finite() => Ok(*v),
            (DriverValues::Categorical { levels }, Value::Level(name)) => levels
                .iter()
                .position(|l| l == name)
                .map(|i| i as f64)
                .ok_or_else(|| Error::Invalid(format!("driver {:?} has no level {name:?}", self.driver))),
            (DriverValues::Categorical { levels }, Value::Number(v))
                if v.fract() == 0.0 && *v >= 0.0 && *v < levels.len() as f64 =>
            {
                Ok(*v)
            }
            (_, value) => {
                Err(Error::Invalid(format!("driver {:?} cannot take the value {value:?}", self.driver)))
            }
        }
    }
}

/// Bounds are for numbers; a level stays.
fn clamped(driver: &Driver, value: f64, bounds: Option<Bounds>) -> f64 {
    if driver.values == DriverValues::Numeric { clamp(value, bounds) } else { value }
}

fn clamp(value: f64, bounds: Option<Bounds>) -> f64 {
    bounds.map_or(value, |b| if value.is_nan() { value } else { value.clamp(b.min, b.max) })
}

/// The forecast of a scenario beside that of the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Sum of the baseline's mean over all periods.
    pub baseline_total: f64,
    /// Sum of the scenario's mean over all periods.
    pub scenario_total: f64,
    /// Scenario total minus baseline total.
    pub difference: f64,
    /// The difference in percent of the baseline's magnitude; none if the baseline is 0.
    pub percent: Option<f64>,
    /// Scenario minus baseline, one a period.
    pub per_period: Vec<f64>,
}

impl Comparison {
    /// Compares two forecasts of the same series and periods.
    ///
    /// # Errors
    /// If they differ in start or length.
    pub fn new(baseline: &SeriesForecast, scenario: &SeriesForecast) -> Result<Self> {
        if baseline.start != scenario.start || baseline.mean.len() != scenario.mean.len() {
            return Err(Error::Invalid("the two forecasts are not of the same periods".to_owned()));
        }
        Ok(Self::of_means(&baseline.mean, &scenario.mean))
    }

    fn of_means(baseline: &[f64], scenario: &[f64]) -> Self {
        let baseline_total: f64 = baseline.iter().sum();
        let scenario_total: f64 = scenario.iter().sum();
        let difference = scenario_total - baseline_total;
        Self {
            baseline_total,
            scenario_total,
            difference,
            percent: (baseline_total != 0.0).then(|| 100.0 * difference / baseline_total.abs()),
            per_period: scenario.iter().zip(baseline).map(|(s, b)| s - b).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::DriverKind;

    fn drivers() -> Vec<Driver> {
        let levels = vec!["clear".to_owned(), "rain".to_owned()];
        vec![
            Driver { name: "temp".into(), kind: DriverKind::Futr, values: DriverValues::Numeric },
            Driver {
                name: "weather".into(),
                kind: DriverKind::Futr,
                values: DriverValues::Categorical { levels },
            },
        ]
    }

    fn one(driver: &str, change: Change, bounds: Option<Bounds>) -> Scenario {
        Scenario { edits: vec![DriverEdit { driver: driver.into(), change, bounds }] }
    }

    fn baseline() -> Vec<Vec<f64>> {
        vec![vec![1.0, f64::NAN, 3.0], vec![0.0, 1.0, 0.0]]
    }

    #[test]
    fn level_is_chosen_by_name_for_all_or_single_periods() {
        let all = one("weather", Change::Set { to: Value::Level("rain".into()) }, None);
        assert_eq!(all.apply(&drivers(), &baseline()).unwrap()[1], [1.0, 1.0, 1.0]);
        let values = vec![PeriodValue { period: 2, value: Value::Level("rain".into()) }];
        let single = one("weather", Change::Periods { values }, None);
        assert_eq!(single.apply(&drivers(), &baseline()).unwrap()[1], [0.0, 1.0, 1.0]);
    }

    #[test]
    fn missing_stays_missing_under_shift() {
        let edited = one("temp", Change::Shift { by: 5.0 }, Some(Bounds { min: 0.0, max: 7.0 }))
            .apply(&drivers(), &baseline())
            .unwrap();
        assert!(edited[0][1].is_nan());
        let known: Vec<f64> = edited[0].iter().copied().filter(|v| !v.is_nan()).collect();
        assert_eq!(known, [6.0, 7.0]);
    }

    #[test]
    fn wrong_edits_are_refused_with_the_driver_named() {
        let period = vec![PeriodValue { period: 3, value: Value::Number(1.0) }];
        for (driver, change, bounds) in [
            ("nobody", Change::Shift { by: 1.0 }, None),
            ("weather", Change::Shift { by: 1.0 }, None),
            ("weather", Change::Set { to: Value::Level("snow".into()) }, None),
            ("weather", Change::Set { to: Value::Number(0.5) }, None),
            ("temp", Change::Set { to: Value::Level("rain".into()) }, None),
            ("temp", Change::Scale { by: f64::NAN }, None),
            ("temp", Change::Periods { values: period }, None),
            ("temp", Change::Shift { by: 1.0 }, Some(Bounds { min: 2.0, max: 1.0 })),
        ] {
            let error = one(driver, change, bounds).apply(&drivers(), &baseline()).unwrap_err();
            assert!(error.to_string().contains(driver), "{error}");
        }
    }

    #[test]
    fn json_form_is_flat_and_survives_a_round_trip() {
        let json = r#"{"edits":[{"driver":"temp","change":"shift","by":5.0,"bounds":{"min":-10.0,"max":40.0}},
            {"driver":"weather","change":"periods","values":[{"period":1,"value":"rain"}]}]}"#;
        let scenario: Scenario = serde_json::from_str(json).unwrap();
        let again = serde_json::from_str(&serde_json::to_string(&scenario).unwrap()).unwrap();
        assert_eq!(scenario, again);
        assert_eq!(scenario.edits[0].change, Change::Shift { by: 5.0 });
    }

    #[test]
    fn percent_is_absent_when_the_baseline_is_zero() {
        assert_eq!(Comparison::of_means(&[1.0, -1.0], &[2.0, 2.0]).percent, None);
        assert_eq!(Comparison::of_means(&[-2.0], &[-1.0]).percent, Some(50.0));
    }

    proptest! {
        #[test]
        fn edits_keep_the_shape_and_the_bounds(
            row in prop::collection::vec(-1e6..1e6_f64, 1..50),
            by in -1e3..1e3_f64, min in -1e3..0.0_f64, max in 0.0..1e3_f64, scale: bool,
        ) {
            let change = if scale { Change::Scale { by } } else { Change::Shift { by } };
            let edited = one("temp", change, Some(Bounds { min, max }))
                .apply(&drivers()[..1], std::slice::from_ref(&row)).unwrap();
            prop_assert_eq!(edited[0].len(), row.len());
            prop_assert!(edited[0].iter().all(|v| (min..=max).contains(v)));
        }

        #[test]
        fn opposite_shifts_cancel(row in prop::collection::vec(-1e3..1e3_f64, 1..50), by in -1e3..1e3_f64) {
            let there = one("temp", Change::Shift { by }, None);
            let back = one("temp", Change::Shift { by: -by }, None);
            let base = vec![row];
            let once = there.apply(&drivers()[..1], &base).unwrap();
            let twice = back.apply(&drivers()[..1], &once).unwrap();
            for (a, b) in twice[0].iter().zip(&base[0]) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }

        #[test]
        fn untouched_drivers_and_periods_stay(period in 0_usize..3, value in -9.0..9.0_f64) {
            let values = vec![PeriodValue { period, value: Value::Number(value) }];
            let base = vec![vec![1.0, 2.0, 3.0], vec![0.0, 1.0, 0.0]];
            let edited = one("temp", Change::Periods { values }, None).apply(&drivers(), &base).unwrap();
            prop_assert_eq!(&edited[1], &base[1]);
            let mut expected = base[0].clone();
            expected[period] = value;
            prop_assert_eq!(&edited[0], &expected);
        }

        #[test]
        fn differences_per_period_add_up_to_the_difference(
            pairs in prop::collection::vec((-1e3..1e3_f64, -1e3..1e3_f64), 1..60),
        ) {
            let (base, scenario): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            let c = Comparison::of_means(&base, &scenario);
            prop_assert!((c.per_period.iter().sum::<f64>() - c.difference).abs() < 1e-6);
        }
    }
}
