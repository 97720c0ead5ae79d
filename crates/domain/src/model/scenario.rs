//! Scenarios: what-if questions, and what the page that asks them needs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Band, Forecast, SeriesChoice, SeriesView};
use crate::{Checks, FieldError, ForecastId, ScenarioId};

/// Saves or changes a what-if scenario. `edits` is a scenario of the `forecast` crate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScenarioInput {
    /// The name.
    pub name: String,
    /// The forecast that is the baseline.
    pub forecast_id: ForecastId,
    /// The series.
    pub unique_id: String,
    /// What is changed.
    pub edits: Value,
}

impl ScenarioInput {
    /// Checks the fields that need no model.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// A saved what-if scenario with the forecast that the server computed for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its name.
    pub name: String,
    /// The baseline.
    pub forecast_id: ForecastId,
    /// The series.
    pub unique_id: String,
    /// What is changed.
    pub edits: Value,
    /// Times of the forecast.
    pub ds: Vec<String>,
    /// Point forecast of the scenario.
    pub mean: Vec<f64>,
    /// Intervals of the scenario.
    pub bands: Vec<Band>,
    /// Point forecast of the baseline.
    pub baseline: Vec<f64>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A driver as the what-if page needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatIfDriver {
    /// Its name.
    pub name: String,
    /// The levels of a categorical driver; empty for a number.
    pub levels: Vec<String>,
    /// The baseline, one value a period (a level's index for categorical drivers).
    pub values: Vec<f64>,
    /// The smallest value in the history.
    pub min: f64,
    /// The largest value in the history.
    pub max: f64,
    /// Whether nobody can change it: it comes from the calendar, or is static.
    #[serde(default)]
    pub fixed: bool,
}

/// Everything the what-if page needs besides the artifact, for one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatIf {
    /// The baseline forecast.
    pub forecast: Forecast,
    /// The target's name.
    pub target: String,
    /// The series of the forecast.
    pub series: SeriesChoice,
    /// History and baseline forecast of this series.
    pub view: SeriesView,
    /// The drivers known in advance, in the artifact's order.
    pub drivers: Vec<WhatIfDriver>,
    /// Where the artifact with this series alone can be fetched.
    pub artifact_url: String,
}
