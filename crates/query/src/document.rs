//! The query document. Its JSON is stored with saved queries and sent by clients, so it only grows
//! compatibly: new fields have defaults, another meaning needs another [`VERSION`].

use almanac_domain::DatasetId;
use serde::{Deserialize, Serialize};

use crate::Filter;

/// The version of the document that this code writes and reads.
pub const VERSION: u32 = 1;

/// A question to a data set.
///
/// Without `group_by` and `aggregates` it lists rows, with them it summarizes:
///
/// ```json
/// {"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
///  "filter": {"column": "temp", "op": "ge", "value": 0.5},
///  "group_by": [{"column": "date_time", "bucket": {"unit": "day"}}],
///  "aggregates": [{"fn": "sum", "column": "users", "alias": "users"}],
///  "sort": [{"by": "date_time"}], "limit": 100}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryDocument {
    /// Always [`VERSION`].
    pub version: u32,
    /// What is asked.
    pub source: Source,
    /// The columns of a list of rows, in this order; all if empty. Empty when the query summarizes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Which rows count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// What makes a group; one row of the result for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<Group>,
    /// What is computed for each group, or for all rows without `group_by`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aggregates: Vec<Aggregate>,
    /// The order of the result, the first one decides first. Without it a list of rows keeps the order of
    /// the file and a summary has none. Missing values come last in both directions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<Sort>,
    /// At most this many rows in the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl QueryDocument {
    /// All rows and columns of a data set.
    pub fn all(dataset: DatasetId) -> Self {
        Self {
            version: VERSION,
            source: Source::Dataset(dataset),
            columns: Vec::new(),
            filter: None,
            group_by: Vec::new(),
            aggregates: Vec::new(),
            sort: Vec::new(),
            limit: None,
        }
    }

    /// Whether the result has a row for each group instead of the data set's own rows.
    pub fn summarizes(&self) -> bool {
        !self.group_by.is_empty() || !self.aggregates.is_empty()
    }
}

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An imported data set.
    Dataset(DatasetId),
}

impl Source {
    /// The data sets that must be readable for the query.
    pub fn datasets(&self) -> Vec<DatasetId> {
        match self {
            Self::Dataset(id) => vec![*id],
        }
    }
}

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// The function.
    #[serde(rename = "fn")]
    pub function: AggregateFunction,
    /// The column; only `count` does without: it counts rows then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
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
}

impl AggregateFunction {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Count,
        Self::CountDistinct,
        Self::Sum,
        Self::Mean,
        Self::Min,
        Self::Max,
        Self::Median,
        Self::Stddev,
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
        }
    }
}

/// A key of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// A column of the result; of a list of rows also another column of the data set.
    pub by: String,
    /// Largest first.
    #[serde(default)]
    pub descending: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn summary() -> serde_json::Value {
        json!({
            "version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
            "filter": {"column": "temp", "op": "ge", "value": 0.5},
            "group_by": [{"column": "date_time", "bucket": {"unit": "day", "every": 1}}, {"column": "weather"}],
            "aggregates": [{"fn": "sum", "column": "users", "alias": "users"}, {"fn": "count", "alias": "n"}],
            "sort": [{"by": "date_time", "descending": true}], "limit": 100
        })
    }

    #[test]
    fn stored_json_is_read_and_written_unchanged() {
        let document: QueryDocument = serde_json::from_value(summary()).unwrap();
        assert!(document.summarizes());
        assert_eq!(serde_json::to_value(&document).unwrap(), summary());
    }

    #[test]
    fn unknown_fields_are_refused_at_every_level() {
        for path in ["", "/filter", "/group_by/0", "/group_by/0/bucket", "/aggregates/0", "/sort/0"] {
            let mut json = summary();
            json.pointer_mut(path).unwrap()["sql"] = "drop table".into();
            assert!(serde_json::from_value::<QueryDocument>(json).is_err(), "{path}");
        }
    }
}
