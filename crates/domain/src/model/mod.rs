//! Training, models, forecasts and scenarios.

mod choice;
mod explanation;
mod hierarchy;
mod metric;
mod parts;
mod paths;
mod scenario;
mod score;
mod search;
mod train;
mod zero_shot;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use choice::SeriesChoice;
pub use explanation::{
    Breakdown, Contribution, DriverSensitivity, DriverShift, DriverUse, ExplainForecast, ForecastExplanation,
    GoalAnswer, GoalChange, InputWeights, PastParts, PastSeason, VariableWeight,
};
pub use hierarchy::{HierarchyInput, HierarchyLevels, LevelError, NodeLevel, Reconciliation};
pub use metric::Metric;
pub use parts::{BacktestParts, SeriesScore};
pub use paths::{Exceeded, PathsInput, SamplePaths};
pub use scenario::{Scenario, ScenarioInput, WhatIf, WhatIfDriver};
pub use score::Score;
pub use search::{Intervals, Search, SearchInput, SearchTrial};
pub use train::{DriverInput, DriverTiming, Source, TrainModel};
pub use zero_shot::{Continuation, GivenSeries, ZeroShotInput};

use crate::{Checks, DatasetId, FieldError, ForecastId, JobId, ModelId};

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
    /// The sum over the horizon; none where there is no forecast for some period.
    #[serde(default)]
    pub total: Option<Total>,
}

/// The sum of a forecast over all its periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    /// The sum.
    pub mean: f64,
    /// Its intervals by ascending level; none if it is not known how the errors of periods go together.
    pub bands: Vec<TotalBand>,
}

/// One interval of a [`Total`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotalBand {
    /// Nominal coverage in percent.
    pub level: u8,
    /// Lower bound.
    pub lo: f64,
    /// Upper bound.
    pub hi: f64,
}
