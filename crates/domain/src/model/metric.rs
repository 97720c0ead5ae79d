//! What models are compared by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Score;

/// The measure by which a training chooses the best model, and for which point forecasts aim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Mean absolute scaled error.
    #[default]
    Mase,
    /// Mean absolute error.
    Mae,
    /// Root mean squared error.
    Rmse,
    /// Mean absolute percentage error: point forecasts lie where it is expected to be least, which is lower.
    Mape,
    /// Symmetric mean absolute percentage error.
    Smape,
    /// Continuous ranked probability score.
    Crps,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Mase, Self::Mae, Self::Rmse, Self::Mape, Self::Smape, Self::Crps];

    /// Its value in a row of the leaderboard.
    pub fn of(self, score: &Score) -> f64 {
        match self {
            Self::Mase => score.mase,
            Self::Mae => score.mae,
            Self::Rmse => score.rmse,
            Self::Mape => score.mape,
            Self::Smape => score.smape,
            Self::Crps => score.crps,
        }
    }

    /// Its name, as it is written in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mase => "MASE",
            Self::Mae => "MAE",
            Self::Rmse => "RMSE",
            Self::Mape => "MAPE",
            Self::Smape => "sMAPE",
            Self::Crps => "CRPS",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = String;

    /// Reads a name, upper and lower case alike.
    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|metric| metric.name().eq_ignore_ascii_case(text));
        named.ok_or_else(|| format!("there is no metric {text:?}"))
    }
}
