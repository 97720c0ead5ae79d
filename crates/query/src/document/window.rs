//! Calculations over the rows of a result.

use serde::{Deserialize, Serialize};

use super::Sort;

/// A column that is computed over the rows of the result, after `having`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What is computed.
    #[serde(rename = "fn")]
    pub function: WindowFunction,
    /// Of which column of the result; ranks have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Columns of the result: rows that agree in them are a part of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partition_by: Vec<String>,
    /// The order of the rows in a part. `share` has none, the others need one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_by: Vec<Sort>,
    /// For `lag`, `change` and `percent_change`: how many rows back, 1 if none. For `moving_average`: over
    /// how many rows, this one and those before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// The name in the result.
    pub alias: String,
}

/// What is computed over the rows of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowFunction {
    /// The sum from the first row to this one.
    RunningTotal,
    /// The value some rows before.
    Lag,
    /// How much larger the value is than some rows before.
    Change,
    /// The same as a part of that value: 0.1 is ten percent more.
    PercentChange,
    /// The value as a part of the sum of all.
    Share,
    /// Its place in the order; equals share one, and the places after them stay empty.
    Rank,
    /// The mean of this row and those before it.
    MovingAverage,
}

impl WindowFunction {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::RunningTotal,
        Self::Lag,
        Self::Change,
        Self::PercentChange,
        Self::Share,
        Self::Rank,
        Self::MovingAverage,
    ];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::RunningTotal => "running_total",
            Self::Lag => "lag",
            Self::Change => "change",
            Self::PercentChange => "percent_change",
            Self::Share => "share",
            Self::Rank => "rank",
            Self::MovingAverage => "moving_average",
        }
    }

    /// Whether it looks back by a number of rows that can be chosen.
    pub fn counts_rows(self) -> bool {
        matches!(self, Self::Lag | Self::Change | Self::PercentChange | Self::MovingAverage)
    }

    /// Whether it is computed of a column.
    pub fn has_column(self) -> bool {
        self != Self::Rank
    }

    /// Whether the order of the rows matters.
    pub fn has_order(self) -> bool {
        self != Self::Share
    }
}
