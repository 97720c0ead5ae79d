//! A forecast at once, without a trained model.

use serde::{Deserialize, Serialize};

use super::Band;
use crate::{Checks, FieldError};

/// Values in one request at most, over all series.
const MOST_VALUES: usize = 1_000_000;
/// Forecast periods in one request at most, over all series.
const MOST_PERIODS: usize = 1_000_000;

/// A series to be continued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenSeries {
    /// Its name.
    pub unique_id: String,
    /// A time (ISO 8601) or a whole number for each value; a regular grid, gaps allowed.
    pub ds: Vec<String>,
    /// The values; null where missing.
    pub y: Vec<Option<f64>>,
}

/// Series to be continued by the zero-shot model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ZeroShotInput {
    /// The series, all of one frequency.
    pub series: Vec<GivenSeries>,
    /// Periods to forecast.
    pub horizon: u32,
    /// Season lengths in periods, shortest first; the usual ones of the frequency if empty.
    #[serde(default)]
    pub seasons: Vec<u32>,
    /// Interval levels in percent, ascending.
    #[serde(default = "super::train::default_levels")]
    pub levels: Vec<u8>,
}

/// What follows a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Continuation {
    /// The series.
    pub unique_id: String,
    /// Times of the forecast.
    pub ds: Vec<String>,
    /// Point forecast.
    pub mean: Vec<f64>,
    /// Intervals by ascending level.
    pub bands: Vec<Band>,
}

impl ZeroShotInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let values: usize = self.series.iter().map(|series| series.y.len()).sum();
        let periods = self.series.len().saturating_mul(self.horizon as usize);
        let mut checks = Checks::default()
            .check(!self.series.is_empty(), "series", "at least one series is needed")
            .check(values <= MOST_VALUES, "series", "at most 1,000,000 values can be sent at once")
            .check((1..=1_000).contains(&self.horizon), "horizon", "must be 1 to 1,000 periods")
            .check(periods <= MOST_PERIODS, "horizon", "at most 1,000,000 periods can be forecast at once");
        checks = super::train::check_levels(checks, &self.levels);
        checks = super::train::check_seasons(checks, &self.seasons);
        for (i, series) in self.series.iter().enumerate() {
            checks = checks
                .check(
                    series.ds.len() == series.y.len(),
                    &format!("series[{i}].y"),
                    "needs as many values as ds",
                )
                .check(series.y.iter().any(Option::is_some), &format!("series[{i}].y"), "has no value");
        }
        checks.done()
    }
}
