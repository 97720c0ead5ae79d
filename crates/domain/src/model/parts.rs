//! The errors of a backtest in parts.

use serde::{Deserialize, Serialize};

use super::Score;

/// The errors of a model in the backtest, by period ahead and by series. Rows are like those of the leaderboard, without
/// time and note; their skill compares with the same part of seasonal naive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BacktestParts {
    /// The model's name.
    pub model: String,
    /// The errors one period ahead, two, and so on up to the horizon.
    pub steps: Vec<Score>,
    /// The series with the greatest errors by the metric of the training, the greatest first: at most 100.
    pub series: Vec<SeriesScore>,
    /// How many series were compared.
    pub of: usize,
}

/// The errors of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesScore {
    /// The series.
    pub unique_id: String,
    /// Its errors.
    pub score: Score,
}
