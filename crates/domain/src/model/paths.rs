//! Futures that could happen.

use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError};

/// What is asked about the futures of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct PathsInput {
    /// The series; the first one if it is left out.
    pub unique_id: Option<String>,
    /// How many paths are drawn, 1 to 1,000; 100 if it is left out.
    pub count: u32,
    /// Equal seeds give equal paths; 1 if it is left out.
    pub seed: u64,
    /// A value: how likely is it exceeded?
    pub above: Option<f64>,
}

impl Default for PathsInput {
    fn default() -> Self {
        Self { unique_id: None, count: 100, seed: 1, above: None }
    }
}

impl PathsInput {
    /// Checks the numbers.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default()
            .check((1..=1_000).contains(&self.count), "count", "must be from 1 to 1000")
            .check(self.above.is_none_or(f64::is_finite), "above", "must be a number")
            .done()
    }
}

/// Sample paths of a forecast: each period has the distribution of its intervals, and neighbouring periods go together as
/// the errors of the backtest did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamplePaths {
    /// The series.
    pub unique_id: String,
    /// Times of the forecast.
    pub ds: Vec<String>,
    /// The futures, each with a value for every time.
    pub paths: Vec<Vec<f64>>,
    /// How likely the value is exceeded, if there is one.
    pub above: Option<Exceeded>,
}

/// How likely a value is exceeded, from 0 to 1: the share of 4,000 paths.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exceeded {
    /// The value.
    pub value: f64,
    /// By the sum over the horizon.
    pub total: f64,
    /// By at least one period.
    pub any: f64,
    /// By every period.
    pub all: f64,
}
