//! Explanations of forecasts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError};

/// Has the forecast of one series explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainForecast {
    /// The series; the first one if it is left out.
    #[serde(default)]
    pub unique_id: Option<String>,
    /// By how many percent the total shall change: the goal for which changes of drivers are looked for.
    #[serde(default = "ten")]
    pub percent: f64,
}

const fn ten() -> f64 {
    10.0
}

impl Default for ExplainForecast {
    fn default() -> Self {
        Self { unique_id: None, percent: ten() }
    }
}

impl ExplainForecast {
    /// Checks the fields that need no forecast.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let fits = (-99.0..=1_000.0).contains(&self.percent) && self.percent.abs() >= 0.01;
        Checks::default().check(fits, "percent", "must be -99 to 1,000, and not 0").done()
    }
}

/// What the model of a forecast does with drivers that are known in advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DriverUse {
    /// It uses them.
    Used,
    /// It was given some, and uses none.
    Unused,
    /// It was given none.
    Absent,
}

/// What a driver, or something else that a model looks at, adds to the forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contribution {
    /// The driver.
    pub name: String,
    /// The sum over all periods.
    pub total: f64,
    /// One value a period.
    pub values: Vec<f64>,
    /// Standard errors of the values, where there were too many drivers to compute them exactly; else empty.
    #[serde(default)]
    pub errors: Vec<f64>,
}

/// A base and parts that sum to the forecast in each period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Breakdown {
    /// What would be forecast without what the parts say, one value a period.
    pub base: Vec<f64>,
    /// The parts.
    pub parts: Vec<Contribution>,
}

/// How much of a variable was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableWeight {
    /// The driver, `target`, or a part of the calendar such as `time of day`.
    pub name: String,
    /// From 0 to 1.
    pub weight: f64,
}

/// What a network looked at that weighs its inputs itself, TFT: means over the periods. Each list sums to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InputWeights {
    /// The static drivers, as they are read once for the series.
    pub statics: Vec<VariableWeight>,
    /// The variables of the past.
    pub past: Vec<VariableWeight>,
    /// The variables known in advance.
    pub future: Vec<VariableWeight>,
    /// The attention by lag: the share that a period of the forecast gives to the period so many before it, itself
    /// being the first.
    pub attention: Vec<f64>,
}

/// What a little more of a driver changes, the others held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DriverSensitivity {
    /// The driver.
    pub driver: String,
    /// The level, of a driver that has levels; the others are numbers.
    pub level: Option<String>,
    /// The standard deviation of the past values of a number.
    pub sd: Option<f64>,
    /// Change of the total for one unit more in all periods.
    pub per_unit: Option<f64>,
    /// Change of the total for one percent more in all periods.
    pub per_percent: Option<f64>,
    /// Change of the total for one standard deviation more in all periods.
    pub per_sd: Option<f64>,
    /// Change of the total if all periods have the level.
    pub if_all: Option<f64>,
}

/// What is added to a driver in all periods, as far as the values seen allow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DriverShift {
    /// The driver.
    pub driver: String,
    /// What is added, in its unit.
    pub by: f64,
    /// The same in standard deviations of its past.
    pub spreads: f64,
}

/// A change of one driver, or of several together, towards a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalChange {
    /// What changes.
    pub shifts: Vec<DriverShift>,
    /// The total after it.
    pub value: f64,
    /// Whether that is the goal, or just past it. If not, nothing else that was tried came nearer.
    pub reached: bool,
}

/// Which changes bring a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalAnswer {
    /// By how many percent the total shall change.
    pub percent: f64,
    /// The total as it is forecast.
    pub baseline: f64,
    /// The total that is wished for.
    pub goal: f64,
    /// The least change of each driver alone; if none is enough, last what comes nearest together.
    pub changes: Vec<GoalChange>,
}

impl GoalAnswer {
    /// Whether it is about this goal.
    pub fn is_for(&self, percent: f64) -> bool {
        (self.percent - percent).abs() < 1e-9
    }
}

/// A season of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastSeason {
    /// Its length in periods.
    pub length: u64,
    /// How strong it is, from 0 to 1.
    pub strength: f64,
    /// One value a period.
    pub values: Vec<f64>,
}

/// The end of the past, taken apart: in each period trend, seasons and remainder sum to the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastParts {
    /// Times, ISO 8601 (or step numbers).
    pub ds: Vec<String>,
    /// Values; null where missing.
    pub y: Vec<Option<f64>>,
    /// The trend.
    pub trend: Vec<f64>,
    /// How strong it is, from 0 to 1.
    pub trend_strength: f64,
    /// The seasons, shortest first.
    pub seasons: Vec<PastSeason>,
    /// What is left.
    pub remainder: Vec<f64>,
}

/// Why the forecast of a series is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastExplanation {
    /// The series.
    pub unique_id: String,
    /// The model that made the forecast.
    pub model: String,
    /// What it does with drivers that are known in advance.
    pub drivers: DriverUse,
    /// Times of the forecast.
    pub ds: Vec<String>,
    /// The forecast that is explained.
    pub forecast: Vec<f64>,
    /// Whether it is not the stored one: the model was fitted anew, and forecasts something else now.
    pub differs: bool,
    /// Whether the stored forecast was made to add up with those of other series: what the model itself forecast is
    /// explained.
    pub reconciled: bool,
    /// What each driver adds, against a future in which drivers have their typical values.
    pub contributions: Option<Breakdown>,
    /// What everything adds that the trees of the model look at; none if it has no trees.
    pub features: Option<Breakdown>,
    /// What the network looked at; none if it does not weigh its inputs.
    #[serde(default)]
    pub weights: Option<InputWeights>,
    /// What a little more of each driver changes.
    pub sensitivities: Vec<DriverSensitivity>,
    /// The goals for which changes of drivers were looked for, the newest last.
    pub goals: Vec<GoalAnswer>,
    /// The past, taken apart; none if it is too short.
    pub past: Option<PastParts>,
    /// When it was computed.
    pub computed_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_of_nothing_or_beyond_reason_names_its_field() {
        for percent in [0.0, -100.0, 1_001.0, f64::NAN] {
            let wrong = ExplainForecast { percent, ..ExplainForecast::default() }.validate().unwrap_err();
            assert_eq!(wrong[0].field, "percent", "{percent}");
        }
        assert!(ExplainForecast::default().validate().is_ok());
        assert!(ExplainForecast { percent: -5.0, ..ExplainForecast::default() }.validate().is_ok());
    }
}
