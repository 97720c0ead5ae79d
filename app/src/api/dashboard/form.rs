//! What the form of a dashboard holds.

use almanac_domain::dashboard::{
    DashboardContent, DashboardFilter, DashboardInput, DashboardTile, FilterKind, MOST_FILTERS, Place, Show,
    TileContent,
};
use almanac_domain::{QueryId, TileId};
use almanac_service::{Error, Result};
use serde::{Deserialize, Serialize};

/// A dashboard as it stands in its form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DashboardForm {
    pub name: String,
    pub description: String,
    pub refresh: String,
    pub tiles: Vec<TileForm>,
    pub filters: Vec<FilterForm>,
}

/// A tile. It has a query, or heading and text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TileForm {
    pub id: String,
    pub query: String,
    pub title: String,
    pub show: String,
    /// How it is drawn, as JSON.
    pub chart: String,
    pub heading: String,
    pub text: String,
    /// Column and row, counted from 1.
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

/// A filter. One without a column is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FilterForm {
    pub key: String,
    pub label: String,
    pub column: String,
    pub kind: String,
    /// One a line.
    pub choices: String,
    /// One a line; of two values the first line may be empty.
    pub default: String,
}

impl DashboardForm {
    /// The dashboard that was entered.
    pub(super) fn input(self) -> Result<DashboardInput> {
        let mut content = DashboardContent {
            refresh_seconds: number(&self.refresh, "content.refresh_seconds")?,
            ..DashboardContent::default()
        };
        for (i, tile) in self.tiles.into_iter().enumerate() {
            content.tiles.push(tile.read(&format!("content.tiles[{i}]"))?);
        }
        for filter in self.filters.into_iter().filter(|filter| !filter.column.trim().is_empty()) {
            let read = filter.read(&content.filters);
            content.filters.push(read);
        }
        Ok(DashboardInput { name: self.name, description: self.description, content })
    }
}

fn number(text: &str, field: &str) -> Result<u32> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    text.parse().map_err(|_| Error::field(field, "must be a whole number"))
}

impl TileForm {
    fn read(self, path: &str) -> Result<DashboardTile> {
        let at = |field: &str| format!("{path}.{field}");
        let place = at("place");
        let first = |text: &str| Ok::<_, Error>(number(text, &place)?.saturating_sub(1));
        let id = self.id.parse().map_err(|_| Error::field(at("id"), "must be an id"))?;
        let place = Place {
            x: first(&self.x)?,
            y: first(&self.y)?,
            width: number(&self.width, &place)?,
            height: number(&self.height, &place)?,
        };
        let content = if self.query.is_empty() {
            TileContent::Text { heading: self.heading.trim().to_owned(), text: lines(&self.text).join("\n") }
        } else {
            let query = self.query.parse();
            let chart = Some(self.chart).filter(|chart| !chart.trim().is_empty());
            let chart = chart.map(|chart| serde_json::from_str(&chart)).transpose();
            TileContent::Query {
                query: query.map_err(|_| Error::field(at("content.query"), "must be an id"))?,
                title: self.title.trim().to_owned(),
                show: Show::ALL.into_iter().find(|one| one.name() == self.show).unwrap_or_default(),
                chart: chart.map_err(|error| Error::field(at("content.chart"), error.to_string()))?,
            }
        };
        Ok(DashboardTile { id, place, content })
    }
}

/// The lines of a text area.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

impl FilterForm {
    /// The filter, with a key of its own.
    fn read(self, others: &[DashboardFilter]) -> DashboardFilter {
        let kind = FilterKind::ALL.into_iter().find(|one| one.name() == self.kind).unwrap_or_default();
        let filled = |text: &str| lines(text).into_iter().filter(|line| !line.is_empty()).collect();
        let label = if self.label.trim().is_empty() { &self.column } else { &self.label };
        let mut default = lines(&self.default);
        match kind {
            FilterKind::Number | FilterKind::DateRange if default.len() == 1 => default.push(String::new()),
            FilterKind::Text | FilterKind::Choice => default.retain(|line| !line.is_empty()),
            FilterKind::Number | FilterKind::DateRange => {}
        }
        DashboardFilter {
            key: if self.key.is_empty() { key(label, others) } else { self.key.clone() },
            label: label.trim().to_owned(),
            column: self.column.trim().to_owned(),
            kind,
            choices: if kind == FilterKind::Choice { filled(&self.choices) } else { Vec::new() },
            default,
        }
    }
}

/// A key for the address, made of a label, that no other filter has.
fn key(label: &str, others: &[DashboardFilter]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plain: String = label.trim().chars().take(30).map(plain).collect();
    let taken = |key: &str| others.iter().any(|other| other.key == key);
    let name = format!("by-{}", plain.trim_matches('-'));
    let further = (2..=MOST_FILTERS).map(|n| format!("{name}-{n}"));
    std::iter::once(name.clone()).chain(further).find(|key| !taken(key)).unwrap_or(name)
}

/// What a button of the form does besides saving.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Press {
    /// Adds a tile with this query.
    pub query: Option<QueryId>,
    /// Adds a tile with a text.
    pub text: bool,
    /// Removes this tile.
    pub remove: Option<TileId>,
    /// Only saves, but stays on the form.
    pub stay: bool,
}

impl Press {
    /// Does it; `id` is that of a new tile, `heading` its heading if it is a text.
    pub(super) fn apply(self, content: &mut DashboardContent, id: TileId, heading: &str) {
        content.tiles.retain(|tile| Some(tile.id) != self.remove);
        if let Some(query) = self.query {
            let place = content.free(6, 8);
            let show = Show::default();
            let added = TileContent::Query { query, title: String::new(), show, chart: None };
            content.tiles.push(DashboardTile { id, place, content: added });
        } else if self.text {
            let added = TileContent::Text { heading: heading.to_owned(), text: String::new() };
            content.tiles.push(DashboardTile { id, place: content.free(12, 2), content: added });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0192f0c1-2345-7000-8000-000000000001";

    fn tile() -> TileForm {
        let one = || "1".to_owned();
        TileForm { id: ID.to_owned(), x: one(), y: one(), width: one(), height: one(), ..TileForm::default() }
    }

    fn field(form: DashboardForm) -> String {
        let Err(Error::Invalid(fields)) = form.input() else { panic!() };
        fields[0].field.clone()
    }

    #[test]
    fn places_are_counted_from_one() {
        let text = TileForm { heading: " H ".to_owned(), text: "a\r\nb".to_owned(), ..tile() };
        let form = DashboardForm { tiles: vec![text], ..DashboardForm::default() };
        let content = form.input().unwrap().content;
        assert_eq!(content.tiles[0].place, Place { x: 0, y: 0, width: 1, height: 1 });
        let expected = TileContent::Text { heading: "H".to_owned(), text: "a\nb".to_owned() };
        assert_eq!(content.tiles[0].content, expected);
    }

    #[test]
    fn filters_without_a_column_are_left_out_and_the_others_have_keys() {
        let column = |column: &str| FilterForm { column: column.to_owned(), ..FilterForm::default() };
        let filters = vec![column("Größe"), column(" "), column("Größe")];
        let form = DashboardForm { filters, ..DashboardForm::default() };
        let found = form.input().unwrap().content.filters;
        let keys: Vec<&str> = found.iter().map(|filter| filter.key.as_str()).collect();
        assert_eq!(keys, ["by-gr--e", "by-gr--e-2"]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let with = |tile: TileForm| DashboardForm { tiles: vec![tile], ..DashboardForm::default() };
        assert_eq!(field(with(TileForm { x: "a".to_owned(), ..tile() })), "content.tiles[0].place");
        assert_eq!(
            field(with(TileForm { query: "a".to_owned(), ..tile() })),
            "content.tiles[0].content.query"
        );
        let chart = TileForm { query: ID.to_owned(), chart: "{".to_owned(), ..tile() };
        assert_eq!(field(with(chart)), "content.tiles[0].content.chart");
        let refresh = DashboardForm { refresh: "soon".to_owned(), ..DashboardForm::default() };
        assert_eq!(field(refresh), "content.refresh_seconds");
    }
}
