//! What models are compared by.

use serde::{Deserialize, Serialize};

use super::Score;

/// The measure by which the best model is chosen, and for which point forecasts aim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Mean absolute scaled error.
    #[default]
    Mase,
    /// Root mean squared scaled error.
    Rmsse,
    /// Mean absolute error.
    Mae,
    /// Root mean squared error.
    Rmse,
    /// Mean absolute percentage error.
    Mape,
    /// Symmetric mean absolute percentage error.
    Smape,
    /// Overall weighted average of the M4 competition.
    Owa,
    /// Mean scaled interval score.
    Msis,
    /// Continuous ranked probability score.
    Crps,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Mase,
        Self::Rmsse,
        Self::Mae,
        Self::Rmse,
        Self::Mape,
        Self::Smape,
        Self::Owa,
        Self::Msis,
        Self::Crps,
    ];

    /// Its value in a row of the leaderboard: less is better.
    pub fn of(self, score: &Score) -> Option<f64> {
        match self {
            Self::Mase => score.mase,
            Self::Rmsse => score.rmsse,
            Self::Mae => score.mae,
            Self::Rmse => score.rmse,
            Self::Mape => score.mape,
            Self::Smape => score.smape,
            Self::Owa => score.owa,
            Self::Msis => score.msis,
            Self::Crps => score.crps,
        }
    }

    /// What to sort by, the best first: its value, then the root mean squared error; undefined ones last.
    pub fn rank(self, score: &Score) -> (f64, f64) {
        // Differences below a billionth are a tie.
        let value = self.of(score).map_or(f64::INFINITY, |v| (v * 1e9).round());
        (value, score.rmse.unwrap_or(f64::INFINITY))
    }
}
