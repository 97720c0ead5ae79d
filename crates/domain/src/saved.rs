//! Saved queries and their results.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::data::Column;
use crate::source::TableName;
use crate::{Checks, DatasetId, FieldError, QueryId, SourceId};

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
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a query reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueryRead {
    /// A data set.
    Dataset(DatasetId),
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
}

/// A source that a query can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuerySource {
    /// What stands for it in a query document: `{"dataset": id}` or `{"query": id}`.
    pub source: Value,
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
}

impl RunQuery {
    /// A query without parameters.
    pub fn new(document: Value, limit: u64) -> Self {
        Self { document, parameters: BTreeMap::new(), limit: Some(limit) }
    }
}

/// Rows that a query returned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryResult {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: numbers, booleans, texts (dates and times in ISO 8601) or null.
    pub rows: Vec<Vec<Value>>,
    /// How many rows the query has altogether.
    pub total_rows: u64,
    /// Whether `rows` is only the beginning.
    pub truncated: bool,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}
