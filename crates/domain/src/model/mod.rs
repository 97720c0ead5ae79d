//! Training, models, forecasts and scenarios.

mod explanation;
mod metric;
mod scenario;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

pub use explanation::{
    Breakdown, Contribution, DriverSensitivity, DriverShift, DriverUse, ExplainForecast, ForecastExplanation,
    GoalAnswer, GoalChange, PastParts, PastSeason,
};
pub use metric::Metric;
pub use scenario::{Scenario, ScenarioInput, WhatIf, WhatIfDriver};

use crate::{Checks, DatasetId, FieldError, ForecastId, JobId, ModelId, QueryId};

/// Where the rows to learn from come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
pub enum Source {
    /// A data set as it is.
    Dataset(DatasetId),
    /// The result of a saved query.
    Query(QueryId),
}

/// When a driver is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DriverTiming {
    /// Known in advance (`futr_exog`).
    Futr,
    /// Known only afterwards (`hist_exog`).
    Hist,
}

/// A column that drives the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DriverInput {
    /// The column.
    pub column: String,
    /// When it is known.
    pub timing: DriverTiming,
}

/// Starts a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainModel {
    /// The model's name.
    pub name: String,
    /// Where the rows come from.
    pub source: Source,
    /// The time column (`ds`).
    pub time: String,
    /// The target column (`y`).
    pub target: String,
    /// The column that tells series apart (`unique_id`); one series if none.
    #[serde(default)]
    pub series_id: Option<String>,
    /// The drivers.
    #[serde(default)]
    pub drivers: Vec<DriverInput>,
    /// Horizon in periods.
    pub horizon: u32,
    /// Season lengths in periods, shortest first; the usual ones of the frequency if empty.
    #[serde(default)]
    pub seasons: Vec<u32>,
    /// Interval levels in percent, ascending.
    #[serde(default = "default_levels")]
    pub levels: Vec<u8>,
    /// Models to compare, by name; all that suit if empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// Backtest windows.
    #[serde(default = "default_windows")]
    pub windows: u32,
    /// Seed of everything random.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// How many seconds the comparison of models may take; as long as it needs if not given.
    #[serde(default)]
    pub budget: Option<u32>,
    /// What the best model is chosen by.
    #[serde(default)]
    pub metric: Metric,
}

fn default_levels() -> Vec<u8> {
    vec![80, 95]
}
const fn default_windows() -> u32 {
    3
}
const fn default_seed() -> u64 {
    1
}

impl TrainModel {
    /// The columns that the model learns from.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.drivers.iter().map(|d| d.column.as_str()).collect();
        columns.extend([self.time.as_str(), self.target.as_str()]);
        columns.extend(self.series_id.as_deref());
        columns
    }

    /// Checks the fields that need no catalogue.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut columns = self.columns();
        columns.sort_unstable();
        Checks::default()
            .name(&self.name, "name")
            .check((1..=1_000).contains(&self.horizon), "horizon", "must be 1 to 1,000 periods")
            .check((1..=20).contains(&self.windows), "windows", "must be 1 to 20")
            .check(self.drivers.len() <= 50, "drivers", "at most 50 drivers can be used")
            .check(columns.windows(2).all(|w| w[0] != w[1]), "drivers", "each column can have only one role")
            .check(
                !self.levels.is_empty() && self.levels.iter().all(|l| (50..=99).contains(l)),
                "levels",
                "must be 50 to 99 percent",
            )
            .check(self.levels.windows(2).all(|w| w[0] < w[1]), "levels", "must be in ascending order")
            .check(
                self.budget.is_none_or(|seconds| (1..=86_400).contains(&seconds)),
                "budget",
                "must be 1 to 86,400 seconds",
            )
            .check(
                self.seasons.len() <= 3 && self.seasons.iter().all(|s| (1..=10_000).contains(s)),
                "seasons",
                "at most three season lengths, each 1 to 10,000 periods",
            )
            .done()
    }
}

/// Where a model stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModelState {
    /// The training is waiting or at work.
    Training,
    /// It can forecast.
    Ready,
    /// The training failed; the error says why.
    Failed,
    /// The training was stopped by a person.
    Cancelled,
}

/// A line of the leaderboard: one model's errors in the rolling-origin backtest. A measure that is not defined
/// (of constant series, of a model that failed) is NaN, in JSON null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// The model's name.
    pub model: String,
    /// Mean absolute error.
    #[serde(deserialize_with = "number_or_nan")]
    pub mae: f64,
    /// Root mean squared error.
    #[serde(deserialize_with = "number_or_nan")]
    pub rmse: f64,
    /// Symmetric mean absolute percentage error, 0 to 200.
    #[serde(deserialize_with = "number_or_nan")]
    pub smape: f64,
    /// Mean absolute scaled error.
    #[serde(deserialize_with = "number_or_nan")]
    pub mase: f64,
    /// 1 − MASE / MASE of seasonal naive; above 0 is better than seasonal naive.
    #[serde(deserialize_with = "number_or_nan")]
    pub skill: f64,
    /// Mean absolute percentage error, in percent, without periods whose actual value is 0; NaN for models trained
    /// before it was measured, like the next two.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub mape: f64,
    /// Mean of forecast less actual value: above 0 the forecasts are too high.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub bias: f64,
    /// Mean weighted quantile loss of the bounds of all levels and of the forecast, without unit: of two models with
    /// like levels, the one with the lesser knows the future better.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub crps: f64,
    /// Measured coverage in percent, one a level.
    #[serde(deserialize_with = "numbers_or_nan")]
    pub coverage: Vec<f64>,
    /// Seconds of fitting and predicting.
    pub seconds: f64,
    /// Why the model was left out or replaced for some series; empty if it was not.
    pub note: String,
}

fn nan() -> f64 {
    f64::NAN
}

fn number_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

fn numbers_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let values: Vec<Option<f64>> = Vec::deserialize(from)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// A trained model with its leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Model {
    /// Its id.
    pub id: ModelId,
    /// Its name.
    pub name: String,
    /// How it was asked for.
    pub config: TrainModel,
    /// Where it stands.
    pub state: ModelState,
    /// Why the training failed.
    pub error: Option<String>,
    /// The training.
    pub job_id: Option<JobId>,
    /// The best model in backtest.
    pub winner: Option<String>,
    /// All models in backtest, best first.
    pub leaderboard: Vec<Score>,
    /// Whether a what-if can be played: a neural model with drivers was trained.
    pub what_if: bool,
    /// How many series.
    pub series: i64,
    /// How many periods, over all series.
    pub periods: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Where the future values of the drivers come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum FutureDrivers {
    /// Rows of the data without a target value after its end, if there are; else the last season repeated.
    Auto,
    /// The last (longest) season repeated.
    RepeatSeason,
    /// A data set with the same columns (time, series id, drivers).
    Dataset {
        /// The data set.
        id: DatasetId,
    },
}

/// Makes a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeForecast {
    /// The trained model.
    pub model_id: ModelId,
    /// Its name.
    pub name: String,
    /// Which of the models; the winner if none.
    #[serde(default)]
    pub model: Option<String>,
    /// The future of the drivers.
    #[serde(default = "auto")]
    pub future: FutureDrivers,
}

const fn auto() -> FutureDrivers {
    FutureDrivers::Auto
}

impl MakeForecast {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// A stored forecast, without its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forecast {
    /// Its id.
    pub id: ForecastId,
    /// Its name.
    pub name: String,
    /// The trained model.
    pub model_id: ModelId,
    /// Which of the models made it.
    pub model: String,
    /// Horizon in periods.
    pub horizon: i64,
    /// How many series.
    pub series: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// One interval of a [`SeriesView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Band {
    /// Nominal coverage in percent.
    pub level: u8,
    /// Lower bounds.
    pub lo: Vec<f64>,
    /// Upper bounds.
    pub hi: Vec<f64>,
}

/// The numbers of a forecast for one series, with the end of its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesView {
    /// The series.
    pub unique_id: String,
    /// Times of the history, ISO 8601 (or step numbers).
    pub history_ds: Vec<String>,
    /// Values of the history; null where missing.
    pub history_y: Vec<Option<f64>>,
    /// Times of the forecast.
    pub ds: Vec<String>,
    /// Point forecast.
    pub mean: Vec<f64>,
    /// Intervals by ascending level.
    pub bands: Vec<Band>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> TrainModel {
        serde_json::from_value(serde_json::json!({
            "name": "Rides", "source": {"type": "dataset", "id": "0192f0c1-2345-7000-8000-000000000001"},
            "time": "date_time", "target": "users", "horizon": 48,
            "drivers": [{"column": "temp", "timing": "futr"}]
        }))
        .unwrap()
    }

    #[test]
    fn defaults_are_filled_in_and_valid() {
        let input = input();
        assert_eq!((input.levels.as_slice(), input.windows, input.seed), ([80, 95].as_slice(), 3, 1));
        assert_eq!(input.validate(), Ok(()));
    }

    #[test]
    fn a_column_with_two_roles_is_refused() {
        let mut input = input();
        input.drivers[0].column = "users".into();
        assert_eq!(input.validate().unwrap_err()[0].field, "drivers");
    }

    #[test]
    fn a_measure_that_is_not_defined_survives_json() {
        let text = r#"{"model": "Naive", "mae": 1.5, "rmse": 2.0, "smape": 3.0, "mase": null, "skill": null,
            "coverage": [80.0, null], "seconds": 0.1, "note": ""}"#;
        let score: Score = serde_json::from_str(text).unwrap();
        assert!(score.mase.is_nan() && score.skill.is_nan() && score.coverage[1].is_nan());
        assert!(score.bias.is_nan(), "not there before it was measured");
        assert!(serde_json::to_string(&score).unwrap().contains(r#""mase":null"#));
    }

    #[test]
    fn unknown_fields_are_refused() {
        let text = r#"{"name": "x", "org_id": "y"}"#;
        assert!(serde_json::from_str::<crate::project::ProjectInput>(text).is_err());
    }
}
