//! The output: mean and central prediction intervals.

use serde::{Deserialize, Serialize};

/// A central prediction interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Nominal coverage in percent, such as 80 or 95.
    pub level: u8,
    /// Lower bounds, one a period.
    pub lo: Vec<f64>,
    /// Upper bounds, one a period.
    pub hi: Vec<f64>,
}

/// The forecast of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesForecast {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first forecast period.
    pub start: i64,
    /// Point forecast, one a period.
    pub mean: Vec<f64>,
    /// Intervals in ascending order of level.
    pub intervals: Vec<Interval>,
}

/// Forecasts of all series of a panel, in panel order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// One entry a series.
    pub series: Vec<SeriesForecast>,
}
