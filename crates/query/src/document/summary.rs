//! What a query summarizes: groups, periods of time, and the numbers of each group.

use serde::{Deserialize, Serialize};

use crate::Filter;

/// What makes a group: a column's value, or the period of time it lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The column.
    pub column: String,
    /// Periods of time instead of values, for date and timestamp columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Bucket>,
    /// The name in the result; the column's if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}

impl Group {
    /// The name in the result.
    pub fn output(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.column)
    }
}

/// Periods of time. The result has the start of the period: a timestamp (UTC) for minutes and hours, a date
/// for days and longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// The unit.
    pub unit: TimeUnit,
    /// How many units a period has, counted from 1970-01-01 (weeks from Monday, 1970-01-05).
    #[serde(default = "one")]
    pub every: u32,
    /// For days and longer: the IANA time zone, such as `Europe/Berlin`, whose calendar counts; UTC if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

const fn one() -> u32 {
    1
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// A calendar day.
    Day,
    /// Seven days from Monday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl TimeUnit {
    /// Whether it is a matter of the calendar, not of the clock.
    pub fn is_calendar(self) -> bool {
        self >= Self::Day
    }
}

/// A number computed over the rows of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// The function.
    #[serde(rename = "fn")]
    pub function: AggregateFunction,
    /// The column; only `count` does without: it counts rows then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Which rows of the group count; all if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// For `percentile`: which one, from 0 to 1; 0.5 is the median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// The name in the result.
    pub alias: String,
}

/// How rows become one value. Missing values are left out; of nothing, counts are 0 and the others missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AggregateFunction {
    /// How many values, or rows.
    Count,
    /// How many different values.
    CountDistinct,
    /// The sum, exact for whole numbers.
    Sum,
    /// The arithmetic mean.
    Mean,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The middle value, or the mean of the two in the middle.
    Median,
    /// The standard deviation of a sample (division by n − 1).
    Stddev,
    /// The value below which a given part of the values lies, interpolated between neighbours.
    Percentile,
}

impl AggregateFunction {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Count,
        Self::CountDistinct,
        Self::Sum,
        Self::Mean,
        Self::Min,
        Self::Max,
        Self::Median,
        Self::Stddev,
        Self::Percentile,
    ];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountDistinct => "count_distinct",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Median => "median",
            Self::Stddev => "stddev",
            Self::Percentile => "percentile",
        }
    }
}
