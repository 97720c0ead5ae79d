//! Values that are asked for when a query runs.

use almanac_domain::data::ColumnType;
use serde::{Deserialize, Serialize};

use crate::Scalar;

/// A value that is asked for when the query runs. A filter names it as `{"parameter": "name"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// What it is if nothing is given; without it, a value must be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Scalar>,
}
