//! What models are compared by.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Score;
use crate::Error;

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

    /// The name, as it is written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mase => "MASE",
            Self::Rmsse => "RMSSE",
            Self::Mae => "MAE",
            Self::Rmse => "RMSE",
            Self::Mape => "MAPE",
            Self::Smape => "sMAPE",
            Self::Owa => "OWA",
            Self::Msis => "MSIS",
            Self::Crps => "CRPS",
        }
    }

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

impl FromStr for Metric {
    type Err = Error;

    /// Reads a name, upper and lower case alike.
    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|metric| metric.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::Invalid(format!("there is no metric {name:?}; there are {names}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        for metric in Metric::ALL {
            assert_eq!(metric.name().to_lowercase().parse(), Ok(metric));
        }
        assert!("R2".parse::<Metric>().unwrap_err().to_string().contains("MASE"));
    }
}
