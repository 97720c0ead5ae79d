//! The query document. Its JSON is stored with saved queries and sent by clients, so it only grows
//! compatibly: new fields have defaults, another meaning needs another [`VERSION`].

mod join;
mod parameter;
mod source;
mod summary;
mod window;

use almanac_domain::DatasetId;
use serde::{Deserialize, Serialize};

pub use self::join::{Join, JoinKey, JoinKind};
pub use self::parameter::Parameter;
pub use self::source::{Source, SqlColumn, SqlSource, TableSource};
pub use self::summary::{Aggregate, AggregateFunction, Bucket, Group, TimeUnit};
pub use self::window::{Window, WindowFunction};
use crate::Filter;

/// The version of the document that this code writes and reads.
pub const VERSION: u32 = 1;

/// A question to one or more tables.
///
/// Without `group_by` and `aggregates` it lists rows, with them it summarizes:
///
/// ```json
/// {"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
///  "joins": [{"source": {"dataset": "0192f0c1-2345-7000-8000-000000000002"}, "as": "stations", "kind": "left",
///             "on": [{"left": "station_id", "right": "id"}]}],
///  "computed": [{"name": "warm", "expression": "[temp] > 0.5"}],
///  "filter": {"column": "stations.city", "op": "eq", "value": "Berlin"},
///  "group_by": [{"column": "date_time", "bucket": {"unit": "day"}}],
///  "aggregates": [{"fn": "sum", "column": "users", "alias": "users"}],
///  "having": {"column": "users", "op": "gt", "value": 100},
///  "windows": [{"fn": "running_total", "column": "users", "order_by": [{"by": "date_time"}], "alias": "so far"}],
///  "sort": [{"by": "date_time"}], "limit": 100}
/// ```
///
/// A column of the first source has its own name; one of a joined source is called `as.name`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryDocument {
    /// Always [`VERSION`].
    pub version: u32,
    /// What is asked.
    pub source: Source,
    /// What is joined to it, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joins: Vec<Join>,
    /// Further columns, each computed from those before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
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
    /// Which rows of a summary stay: a filter on its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub having: Option<Filter>,
    /// What is computed over the rows of the result; further columns of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// Results that are appended to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unions: Vec<Union>,
    /// The order of the result, the first one decides first. Without it a list of rows keeps the order of
    /// the file and a summary has none. Missing values come last in both directions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<Sort>,
    /// At most this many rows in the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// So many rows are left out before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Values that are asked for when the query runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
}

impl QueryDocument {
    /// All rows and columns of a data set.
    pub fn all(dataset: DatasetId) -> Self {
        Self::of(Source::Dataset(dataset))
    }

    /// All rows and columns of a source.
    pub fn of(source: Source) -> Self {
        Self {
            version: VERSION,
            source,
            joins: Vec::new(),
            computed: Vec::new(),
            columns: Vec::new(),
            filter: None,
            group_by: Vec::new(),
            aggregates: Vec::new(),
            having: None,
            windows: Vec::new(),
            unions: Vec::new(),
            sort: Vec::new(),
            limit: None,
            offset: None,
            parameters: Vec::new(),
        }
    }

    /// Whether the result has a row for each group instead of the source's own rows.
    pub fn summarizes(&self) -> bool {
        !self.group_by.is_empty() || !self.aggregates.is_empty()
    }

    /// The data sets, tables and saved queries that it names, those of queries in it too.
    pub fn reads(&self) -> Vec<&Source> {
        let own = std::iter::once(&self.source).chain(self.joins.iter().map(|join| &join.source));
        let own = own.flat_map(|source| match source {
            Source::Document(inner) => inner.reads(),
            other => vec![other],
        });
        own.chain(self.unions.iter().flat_map(|union| union.query.reads())).collect()
    }

    /// The same sources, to be replaced.
    pub fn reads_mut(&mut self) -> Vec<&mut Source> {
        let own = std::iter::once(&mut self.source).chain(self.joins.iter_mut().map(|join| &mut join.source));
        let own = own.flat_map(|source| match source {
            Source::Document(inner) => inner.reads_mut(),
            other => vec![other],
        });
        own.chain(self.unions.iter_mut().flat_map(|union| union.query.reads_mut())).collect()
    }
}

/// A column that is computed from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// Its name.
    pub name: String,
    /// How; see [`expression`](crate::expression) for the language.
    pub expression: String,
}

/// A result that is appended. Its columns are taken by position and must have the same types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Union {
    /// Whether rows that are there already are appended again.
    #[serde(default)]
    pub all: bool,
    /// What is appended. It has no parameters of its own.
    pub query: Box<QueryDocument>,
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
