//! Dashboards: list, view, editor. The server writes the pages; results come by the element of
//! `public/dashboard.js`, tiles are moved by that of `public/dashboard-edit.js`
//! (see `docs/adr/0009-a-dashboard-is-a-page-of-the-server-with-an-element.md`).

mod edit;
mod edit_filter;
mod edit_tile;
mod filters;
mod list;
mod schedule;
mod view;

pub(super) use edit::EditDashboardPage;
pub(super) use list::DashboardsPage;
pub(super) use view::DashboardPage;

use almanac_domain::QueryId;
use almanac_domain::dashboard::{DashboardTile, Place, TileContent};

use crate::i18n::texts_now;

/// What a tile is called.
fn title(tile: &DashboardTile, names: &[(QueryId, String)]) -> String {
    match &tile.content {
        TileContent::Text { heading, text } if heading.is_empty() => {
            text.lines().next().unwrap_or_default().to_owned()
        }
        TileContent::Text { heading, .. } => heading.clone(),
        TileContent::Query { title, .. } if !title.is_empty() => title.clone(),
        TileContent::Query { query, .. } => {
            name(*query, names).map_or_else(|| texts_now().dashboard.unnamed.to_owned(), str::to_owned)
        }
    }
}

/// The name of a query, if it is there.
fn name(query: QueryId, names: &[(QueryId, String)]) -> Option<&str> {
    names.iter().find(|(id, _)| *id == query).map(|(_, name)| name.as_str())
}

/// Where a tile lies, for the style: a phone shows all of them below each other, but as high.
fn style(place: Place) -> String {
    let Place { x, y, width, height } = place;
    format!("--at: {} / {} / span {height} / span {width}; --rows: {height}", y + 1, x + 1)
}

/// Tiles in the order in which they are read.
fn in_order(mut tiles: Vec<DashboardTile>) -> Vec<DashboardTile> {
    tiles.sort_by_key(|tile| (tile.place.y, tile.place.x));
    tiles
}
