//! The next question from a cell of a result.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is asked of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The rows that its row was made of.
    Rows,
    /// The same, of its value only.
    Only,
    /// The same, without its value.
    Without,
    /// The same, of greater values only.
    Above,
    /// The same, of lesser values only.
    Below,
}

/// Asks for the query that follows from a cell of the result of another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExploreQuery {
    /// The query document.
    pub document: Value,
    /// The column of the cell.
    pub column: String,
    /// The values of its row, by column.
    pub row: BTreeMap<String, Value>,
    /// What is asked of it.
    pub step: Step,
}

/// A query that follows from another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explored {
    /// The query document.
    pub document: Value,
}
