//! Saved queries and their results.

mod explore;
mod place;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::data::{Column, ColumnType};
use crate::sharing::Person;
use crate::source::TableName;
use crate::{Checks, DatasetId, FieldError, QueryId, SourceId};

pub use self::explore::{ExploreQuery, Explored, Step};
pub use self::place::{QueryFilter, QueryFolder, QueryOrder, QueryPlace, QueryTag, RenameFolder};

/// A saved query. `document` is a query document of the `query` crate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedQuery {
    /// Its id.
    pub id: QueryId,
    /// Its name.
    pub name: String,
    /// The query document.
    pub document: Value,
    /// How the result is drawn (a chart specification of the `chart` crate), if it is.
    pub chart: Option<Value>,
    /// The number of its newest version.
    pub version: i64,
    /// Its folder, such as `Finance/Weekly`; empty if it is in none.
    pub folder: String,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// For how many seconds its result is kept; 0 for not at all.
    pub cache_seconds: i64,
    /// Whether it is a favourite of the person who asks.
    pub favorite: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A saved query as it was after a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryVersion {
    /// Its id.
    pub id: Uuid,
    /// Its number, counted from 1.
    pub number: i64,
    /// The name.
    pub name: String,
    /// The query document.
    pub document: Value,
    /// How the result was drawn, if it was.
    pub chart: Option<Value>,
    /// Who saved it, if that is known.
    pub author: Option<Person>,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
}

/// A run of a saved query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryRun {
    /// Its id.
    pub id: Uuid,
    /// The version that was run.
    pub version: i64,
    /// Who ran it, if that is known.
    pub person: Option<Person>,
    /// How many rows the result had.
    pub rows: i64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i64,
    /// Why it had no result, if it had none.
    pub error: Option<String>,
    /// When it began.
    pub began_at: DateTime<Utc>,
}

/// What a query reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueryRead {
    /// A data set.
    Dataset {
        /// Which one.
        id: DatasetId,
        /// The version of it that the query was saved with.
        version: Option<i64>,
    },
    /// A table of a connected database.
    Table {
        /// The database.
        source: SourceId,
        /// The table.
        table: TableName,
        /// The version of the database's schema that the query was saved with.
        version: Option<i64>,
    },
    /// The result of another query.
    Query(QueryId),
    /// A connected database, by a statement of SQL.
    Sql(SourceId),
}

/// A source that a query can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuerySource {
    /// What stands for it in a query document: `{"dataset": id}`, `{"query": id}`,
    /// `{"table": {"source": id, "schema": name, "name": name}}` or `{"sql": {"source": id, "text": statement}}`.
    pub source: Value,
    /// Its name.
    pub name: String,
}

/// A source that a query can read, with what can be asked of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceDetail {
    /// What stands for it in a query document.
    pub source: Value,
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What it can be joined with by foreign keys.
    pub links: Vec<SourceLink>,
}

/// A foreign key of a table, or one that refers to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceLink {
    /// The columns of the table itself.
    pub columns: Vec<String>,
    /// The other table.
    pub source: Value,
    /// The name of the other table.
    pub name: String,
    /// The columns there, in the same order.
    pub to: Vec<String>,
}

/// Asks for what is known about sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DescribeSources {
    /// The sources as they stand in a query document; 50 at most.
    pub sources: Vec<Value>,
}

/// Asks for the columns of the result of a statement of SQL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DescribeStatement {
    /// The connected database that would run it; none for the server's own engine, over data sets by their names and
    /// tables as `"database: table"`.
    #[serde(default)]
    pub source: Option<SourceId>,
    /// One statement that reads.
    pub text: String,
}

/// A statement that a query runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryStatement {
    /// The connected database that runs it; none for the server's own engine.
    pub source: Option<SourceId>,
    /// The name of that database.
    pub database: Option<String>,
    /// The SQL, with the values that are bound when it runs written out.
    pub sql: String,
}

/// Saves or changes a query.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QueryInput {
    /// The name.
    pub name: String,
    /// The query document.
    pub document: Value,
    /// How the result is drawn.
    #[serde(default)]
    pub chart: Option<Value>,
}

impl QueryInput {
    /// Checks the fields that need no catalogue.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// A query to run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    /// The query document.
    pub document: Value,
    /// The values of its parameters, by name; the others have their defaults.
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
    /// How many rows at most, 1 to 10,000; 1,000 if it is left out.
    #[serde(default)]
    pub limit: Option<u64>,
    /// The saved query that this is. The run stands in its history if the document is its own.
    #[serde(default)]
    pub query: Option<QueryId>,
    /// The first row, of a result that is kept for some minutes so that its pages fit together. Without it the result
    /// is computed, unless the saved query's own one is younger than its lifetime.
    #[serde(default)]
    pub offset: Option<u64>,
    /// Whether the result must be computed anew even if there is a kept one.
    #[serde(default)]
    pub fresh: bool,
}

impl RunQuery {
    /// A query without parameters.
    pub fn new(document: Value, limit: u64) -> Self {
        Self { document, limit: Some(limit), ..Self::default() }
    }
}

/// What a column of a result holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnStatistics {
    /// The column's name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Rows with a value.
    pub values: u64,
    /// Rows without one.
    pub missing: u64,
    /// Different values.
    pub distinct: u64,
    /// The smallest value, or null.
    pub min: Value,
    /// The largest value, or null.
    pub max: Value,
    /// The mean of a column of numbers.
    pub mean: Option<f64>,
}

/// A format of an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Text with commas.
    #[default]
    Csv,
    /// An array of objects.
    Json,
    /// A sheet of Excel.
    Xlsx,
    /// Apache Parquet.
    Parquet,
}

impl ExportFormat {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Parquet];

    /// Its name in JSON, and the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    /// Its MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// Rows that a query returned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryResult {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: numbers, booleans, texts (dates and times in ISO 8601) or null.
    pub rows: Vec<Vec<Value>>,
    /// How many rows the query has altogether.
    pub total_rows: u64,
    /// Whether `rows` is only a part.
    pub truncated: bool,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// When a kept result was computed; none for one that was computed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed_at: Option<DateTime<Utc>>,
}
