//! What is on a dashboard, and where.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::filter::{DashboardFilter, MOST_FILTERS};
use crate::{Checks, QueryId, TileId};

/// Columns of the grid.
pub const COLUMNS: u32 = 12;
/// Rows of the grid.
pub const MOST_ROWS: u32 = 1_000;
/// Rows that a tile can be high.
const MOST_HEIGHT: u32 = 60;
/// Tiles of a dashboard.
pub const MOST_TILES: usize = 60;
/// Letters of a text tile.
const MOST_LETTERS: usize = 5_000;
/// Seconds between two refreshes in the browser, at least; a day at most.
const REFRESH: std::ops::RangeInclusive<u32> = 10..=86_400;

/// Tiles and filters of a dashboard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DashboardContent {
    /// The tiles; 60 at most.
    pub tiles: Vec<DashboardTile>,
    /// Filters that the tiles share; 12 at most.
    pub filters: Vec<DashboardFilter>,
    /// After how many seconds a browser asks for the results again: 10 to 86,400, or 0 for never.
    pub refresh_seconds: u32,
}

/// A tile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DashboardTile {
    /// Its id, unique on the dashboard.
    pub id: TileId,
    /// Where it is.
    pub place: Place,
    /// What it shows.
    pub content: TileContent,
}

/// Where a tile is on the grid of 12 columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The first column, from 0.
    pub x: u32,
    /// The first row, from 0.
    pub y: u32,
    /// How many columns.
    pub width: u32,
    /// How many rows.
    pub height: u32,
}

impl Place {
    fn fits(self) -> bool {
        let inside =
            |from: u32, size: u32, all| size >= 1 && from.checked_add(size).is_some_and(|to| to <= all);
        inside(self.x, self.width, COLUMNS)
            && inside(self.y, self.height, MOST_ROWS)
            && self.height <= MOST_HEIGHT
    }

    /// Whether two places, both on the grid, have a cell in common.
    fn overlaps(self, other: Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// What a tile shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TileContent {
    /// The result of a saved query, which may be gone by now.
    Query {
        /// The saved query.
        query: QueryId,
        /// The title; the query's name if it is empty.
        #[serde(default)]
        title: String,
        /// How it is shown.
        #[serde(default)]
        show: Show,
        /// How it is drawn, in place of the query's own chart (a chart specification of the `chart` crate).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chart: Option<Value>,
    },
    /// A text.
    Text {
        /// Its heading.
        #[serde(default)]
        heading: String,
        /// Plain text; lines stay lines.
        #[serde(default)]
        text: String,
    },
}

/// How a result is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// As a chart, with the table behind it.
    #[default]
    Chart,
    /// As a table.
    Table,
    /// As the number in its first row.
    Number,
}

impl Show {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Chart, Self::Table, Self::Number];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chart => "chart",
            Self::Table => "table",
            Self::Number => "number",
        }
    }
}

impl DashboardContent {
    /// The tile of this id.
    pub fn tile(&self, id: TileId) -> Option<&DashboardTile> {
        self.tiles.iter().find(|tile| tile.id == id)
    }

    /// A place below all tiles.
    pub fn free(&self, width: u32, height: u32) -> Place {
        let below = self.tiles.iter().map(|tile| tile.place.y.saturating_add(tile.place.height)).max();
        Place { x: 0, y: below.unwrap_or_default(), width, height }
    }

    pub(super) fn check(&self, checks: Checks) -> Checks {
        let refresh = self.refresh_seconds;
        let mut checks = checks
            .check(
                refresh == 0 || REFRESH.contains(&refresh),
                "content.refresh_seconds",
                "must be 0 or 10 to 86,400 seconds",
            )
            .check(self.tiles.len() <= MOST_TILES, "content.tiles", "at most 60 tiles")
            .check(self.filters.len() <= MOST_FILTERS, "content.filters", "at most 12 filters");
        let mut ids = HashSet::new();
        for (i, tile) in self.tiles.iter().take(MOST_TILES).enumerate() {
            let at = |field: &str| format!("content.tiles[{i}].{field}");
            checks = checks.check(ids.insert(tile.id), &at("id"), "is there twice").check(
                tile.place.fits(),
                &at("place"),
                "must lie in the 12 columns of the grid and be 1 to 60 rows high",
            );
            checks = match &tile.content {
                TileContent::Query { title, .. } => checks.text(title, &at("content.title"), 200),
                TileContent::Text { heading, text } => checks
                    .text(heading, &at("content.heading"), 200)
                    .text(text, &at("content.text"), MOST_LETTERS)
                    .check(
                        !heading.trim().is_empty() || !text.trim().is_empty(),
                        &at("content.text"),
                        "is empty",
                    ),
            };
            let before = self.tiles.iter().take(i).filter(|other| other.place.fits());
            let free =
                !tile.place.fits() || !before.into_iter().any(|other| other.place.overlaps(tile.place));
            checks = checks.check(free, &at("place"), "another tile is there already");
        }
        let mut keys = HashSet::new();
        for (i, filter) in self.filters.iter().take(MOST_FILTERS).enumerate() {
            let path = format!("content.filters[{i}]");
            checks = checks.check(keys.insert(&filter.key), &format!("{path}.key"), "is there twice");
            checks = filter.check(checks, &path);
        }
        checks
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::DashboardInput;

    /// The fields of the first dashboard that are wrong.
    fn wrong(content: &serde_json::Value) -> Vec<String> {
        let input: DashboardInput =
            serde_json::from_value(json!({"name": "Shop", "content": content})).unwrap();
        let errors = input.validate().err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    fn tile(n: u32, place: [u32; 4]) -> serde_json::Value {
        let [x, y, width, height] = place;
        json!({"id": format!("0192f0c1-2345-7000-8000-{n:012}"),
            "place": {"x": x, "y": y, "width": width, "height": height},
            "content": {"kind": "text", "text": "Ω"}})
    }

    #[test]
    fn tiles_lie_side_by_side_on_the_grid() {
        let good = [tile(1, [0, 0, 6, 4]), tile(2, [6, 0, 6, 4]), tile(3, [0, 4, 12, 1])];
        assert_eq!(wrong(&json!({"tiles": good})), [""; 0]);
        for place in
            [[0, 0, 0, 4], [0, 0, 13, 4], [11, 0, 2, 4], [u32::MAX, 0, 2, 4], [0, 990, 1, 20], [0, 0, 1, 61]]
        {
            assert_eq!(wrong(&json!({"tiles": [tile(1, place)]})), ["content.tiles[0].place"], "{place:?}");
        }
        let over = [tile(1, [0, 0, 6, 4]), tile(2, [5, 3, 6, 4])];
        assert_eq!(wrong(&json!({"tiles": over})), ["content.tiles[1].place"]);
        let twice = [tile(1, [0, 0, 6, 4]), tile(1, [6, 0, 6, 4])];
        assert_eq!(wrong(&json!({"tiles": twice})), ["content.tiles[1].id"]);
    }

    #[test]
    fn there_are_not_too_many_tiles_and_refreshes() {
        let many: Vec<_> = (0..61).map(|n| tile(n, [0, n, 12, 1])).collect();
        assert_eq!(wrong(&json!({"tiles": many})), ["content.tiles"]);
        for (seconds, fine) in [(0, true), (9, false), (10, true), (86_400, true), (86_401, false)] {
            assert_eq!(wrong(&json!({"refresh_seconds": seconds})).is_empty(), fine, "{seconds}");
        }
    }

    #[test]
    fn a_text_tile_has_a_text_and_only_that() {
        let mut one = tile(1, [0, 0, 6, 4]);
        one["content"] = json!({"kind": "text", "heading": " "});
        assert_eq!(wrong(&json!({"tiles": [one.clone()]})), ["content.tiles[0].content.text"]);
        one["content"] = json!({"kind": "text", "text": "x", "query": "x"});
        let input = json!({"name": "Shop", "content": {"tiles": [one]}});
        assert!(serde_json::from_value::<DashboardInput>(input).is_err());
    }

    #[test]
    fn a_new_tile_goes_below_the_others() {
        let content = json!({"tiles": [tile(1, [0, 0, 6, 4]), tile(2, [6, 2, 6, 4])]});
        let content: super::DashboardContent = serde_json::from_value(content).unwrap();
        assert_eq!(content.free(6, 4), super::Place { x: 0, y: 6, width: 6, height: 4 });
    }
}
