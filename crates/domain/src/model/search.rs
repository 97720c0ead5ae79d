//! The search for a model's options, as part of a training.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Metric;

/// How intervals are corrected by how they held on the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Intervals {
    /// All windows count alike.
    #[default]
    Split,
    /// Window after window: for series whose spread changes, and many windows.
    Adaptive,
}

/// Searches for the options of a model before it is compared with the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchInput {
    /// The model whose options are searched.
    pub model: String,
    /// How long, in seconds.
    pub seconds: u32,
}

/// A search: what was tried, and how well it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Search {
    /// The model whose options are searched.
    pub model: String,
    /// What trials are compared by.
    pub metric: Metric,
    /// The number of the best trial; none if none ended well.
    pub best: Option<u64>,
    /// The trials, best first; those that were stopped early and those that failed come last.
    pub trials: Vec<SearchTrial>,
}

/// Options that were tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchTrial {
    /// From 1.
    pub number: u64,
    /// The options; those that are not named have their defaults.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub options: BTreeMap<String, Value>,
    /// The error of the backtest, by the metric.
    pub score: Option<f64>,
    /// How long it took.
    pub seconds: f64,
    /// Why it gave no score.
    pub error: Option<String>,
}
