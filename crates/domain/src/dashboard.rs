//! Dashboards: saved queries on a grid, with filters that they share.

mod content;
mod filter;
mod schedule;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::saved::QueryResult;
use crate::{Checks, DashboardId, FieldError, TileId};

pub use self::content::{
    COLUMNS, DashboardContent, DashboardTile, MOST_ROWS, MOST_TILES, Place, Show, TileContent,
};
pub use self::filter::{DashboardFilter, FilterKind, MOST_FILTERS};
pub use self::schedule::{RefreshSchedule, Refreshed};

/// Letters of a description.
const MOST_LETTERS: usize = 2_000;
/// Values that can be chosen at the same time.
pub const MOST_CHOSEN: usize = 20;

/// A dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dashboard {
    /// Its id.
    pub id: DashboardId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Tiles and filters.
    pub content: DashboardContent,
    /// How often it was saved; who changes it says which version they saw.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Makes a dashboard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DashboardInput {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Tiles and filters.
    #[serde(default)]
    pub content: DashboardContent,
}

impl DashboardInput {
    /// Checks it.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let checks =
            Checks::default().name(&self.name, "name").text(&self.description, "description", MOST_LETTERS);
        self.content.check(checks).done()
    }
}

/// Changes a dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DashboardChange {
    /// The version that was changed. It must be the newest, so that nobody overwrites what they did not see.
    pub version: i64,
    /// What it is now.
    pub dashboard: DashboardInput,
}

/// A value that was chosen in a tile: every other tile shows what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The tile in which it was chosen.
    pub tile: TileId,
    /// The column of that tile's result.
    pub column: String,
    /// The value; null for a missing one.
    pub value: Value,
}

/// Asks for the result of a tile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RunTile {
    /// Values of the shared filters, by key; those that are left out have their defaults, and empty ones are off.
    #[serde(default)]
    pub filters: BTreeMap<String, Vec<String>>,
    /// What was chosen in tiles; 20 at most.
    #[serde(default)]
    pub chosen: Vec<Chosen>,
    /// Whether the result must be computed anew even if there is a kept one.
    #[serde(default)]
    pub fresh: bool,
}

/// The result of a tile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TileResult {
    /// The first 200 rows.
    pub result: QueryResult,
    /// The options of the chart (of the first 5,000 rows), if the tile is one and it can be drawn.
    pub chart: Option<Value>,
    /// The column along the horizontal axis of the chart.
    pub x: Option<String>,
    /// Keys of filters, and columns of chosen values, that say nothing about this query.
    pub unapplied: Vec<String>,
    /// When it was computed.
    pub as_of: DateTime<Utc>,
}
