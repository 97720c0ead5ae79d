//! What is drawn.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::{Checks, FieldError};
use serde::{Deserialize, Serialize};

/// Series in one chart; more can't be told apart.
pub const MAX_SERIES: usize = 50;
/// Periods by which lines are continued at most.
pub const MAX_AHEAD: u32 = 500;

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// A line.
    Line,
    /// Standing bars.
    Bar,
    /// Lying bars, which leave room for long names: `x` goes down, and `y` to the right.
    HorizontalBar,
    /// A line with the area below it; several are stacked.
    Area,
    /// A point for each row.
    Scatter,
    /// A cell for each row; the number in `color` is its shade.
    Heatmap,
}

impl ChartKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Line, Self::Bar, Self::HorizontalBar, Self::Area, Self::Scatter, Self::Heatmap];
}

/// How the result of a query is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// How values are drawn.
    pub kind: ChartKind,
    /// The title, above the chart.
    #[serde(default)]
    pub title: String,
    /// The column along the horizontal axis.
    pub x: String,
    /// The columns along the vertical axis: numbers, one series each; for a heat map the one column of rows.
    pub y: Vec<String>,
    /// A column whose values are drawn as series of their own; for a heat map the column of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The name of the horizontal axis; the column's if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_label: Option<String>,
    /// The name of the vertical axis; the column's if none and there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y_label: Option<String>,
    /// The unit of the numbers, such as `km/h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// By how many periods the browser continues each line, with the zero-shot model; only lines over times or whole
    /// numbers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ahead: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(ahead: &u32) -> bool {
    *ahead == 0
}

impl ChartSpec {
    /// Whether lines along this column can be continued.
    pub fn continues(kind: ChartKind, x: ColumnType) -> bool {
        kind == ChartKind::Line && (x.is_temporal() || x == ColumnType::Integer)
    }

    /// The columns that it names, each with the field that does, such as `y[0]`.
    pub fn columns(&self) -> Vec<(String, &str)> {
        let y = self.y.iter().enumerate().map(|(i, name)| (format!("y[{i}]"), name.as_str()));
        let color = self.color.as_deref().map(|name| ("color".to_owned(), name));
        std::iter::once(("x".to_owned(), self.x.as_str())).chain(y).chain(color).collect()
    }

    /// Checks the specification against the columns of a result.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self, columns: &[Column]) -> Result<(), Vec<FieldError>> {
        let kind = |name: &str| columns.iter().find(|column| column.name == name).map(|column| column.kind);
        let mut checks = Checks::default()
            .text(&self.title, "title", 200)
            .text(self.x_label.as_deref().unwrap_or_default(), "x_label", 200)
            .text(self.y_label.as_deref().unwrap_or_default(), "y_label", 200)
            .text(self.unit.as_deref().unwrap_or_default(), "unit", 50)
            .check(kind(&self.x).is_some(), "x", MISSING)
            .check(!self.y.is_empty(), "y", "choose at least one column")
            .check(self.y.len() <= MAX_SERIES, "y", "at most 50 columns can be drawn");
        if self.ahead > 0 {
            let fits = kind(&self.x).is_none_or(|x| Self::continues(self.kind, x));
            checks = checks.check(self.ahead <= MAX_AHEAD, "ahead", "must be at most 500 periods").check(
                fits,
                "ahead",
                "only lines over times or whole numbers can be continued",
            );
        }
        for (i, name) in self.y.iter().enumerate() {
            let (path, kind) = (format!("y[{i}]"), kind(name));
            checks = checks.check(kind.is_some(), &path, MISSING).check(
                self.kind == ChartKind::Heatmap || kind.is_none_or(ColumnType::is_numeric),
                &path,
                "must be a column of numbers",
            );
        }
        if let Some(color) = &self.color {
            checks = checks.check(kind(color).is_some(), "color", MISSING).check(
                *color != self.x && !self.y.contains(color),
                "color",
                "must be another column than those of the axes",
            );
        }
        if self.kind == ChartKind::Scatter {
            checks = checks.check(
                kind(&self.x).is_none_or(|kind| kind.is_numeric() || kind.is_temporal()),
                "x",
                "must be a column of numbers or times",
            );
        }
        if self.kind == ChartKind::Heatmap {
            let color = self.color.as_deref().and_then(kind);
            checks = checks
                .check(color.is_some_and(ColumnType::is_numeric), "color", "must be a column of numbers")
                .check(self.y.len() <= 1, "y", "a heat map has one column of rows");
        }
        checks.done()
    }
}

const MISSING: &str = "is not a column of the result";

/// The chart that suits `columns` best: a line over time, bars over categories, or points. Without a column
/// of numbers the specification has no `y` and is not valid.
pub fn default_spec(columns: &[Column]) -> ChartSpec {
    let first = |wanted: fn(ColumnType) -> bool| columns.iter().find(move |column| wanted(column.kind));
    let categorical = |kind| matches!(kind, ColumnType::Text | ColumnType::Boolean);
    let (time, category) = (first(ColumnType::is_temporal), first(categorical));
    let numbers: Vec<&str> =
        columns.iter().filter(|column| column.kind.is_numeric()).map(|column| column.name.as_str()).collect();
    let (kind, x, y, color) = match (time, category, numbers.as_slice()) {
        (Some(time), Some(category), [first, ..]) => {
            (ChartKind::Line, time.name.as_str(), vec![*first], Some(category))
        }
        (Some(time), None, numbers) => {
            (ChartKind::Line, time.name.as_str(), numbers.iter().copied().take(3).collect(), None)
        }
        (None, Some(category), numbers) => {
            (ChartKind::Bar, category.name.as_str(), numbers.iter().copied().take(1).collect(), None)
        }
        (None, None, [x, y, ..]) => (ChartKind::Scatter, *x, vec![*y], None),
        (_, _, [only]) => (ChartKind::Bar, *only, vec![*only], None),
        (time, category, []) => {
            let x = time.or(category).or(columns.first()).map_or("", |column| column.name.as_str());
            (ChartKind::Bar, x, Vec::new(), None)
        }
    };
    ChartSpec {
        kind,
        title: String::new(),
        x: x.to_owned(),
        y: y.into_iter().map(str::to_owned).collect(),
        color: color.map(|column| column.name.clone()),
        x_label: None,
        y_label: None,
        unit: None,
        ahead: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[(&str, ColumnType)]) -> Vec<Column> {
        names.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect()
    }

    fn chosen(names: &[(&str, ColumnType)]) -> (ChartKind, String, Vec<String>, Option<String>) {
        let columns = columns(names);
        let spec = default_spec(&columns);
        assert_eq!(spec.validate(&columns).is_ok(), !spec.y.is_empty());
        (spec.kind, spec.x, spec.y, spec.color)
    }

    #[test]
    fn the_default_follows_the_types() {
        use ColumnType::{Date, Float, Integer, Text};
        let of = |x: &str, y: &[&str]| (x.to_owned(), y.iter().map(|y| (*y).to_owned()).collect::<Vec<_>>());
        let (kind, x, y, color) = chosen(&[("n", Integer), ("day", Date), ("x", Float)]);
        assert_eq!((kind, (x, y), color), (ChartKind::Line, of("day", &["n", "x"]), None));
        let (kind, x, y, color) = chosen(&[("day", Date), ("city", Text), ("n", Integer), ("m", Integer)]);
        assert_eq!((kind, (x, y), color), (ChartKind::Line, of("day", &["n"]), Some("city".to_owned())));
        let (kind, x, y, _) = chosen(&[("n", Integer), ("city", Text)]);
        assert_eq!((kind, (x, y)), (ChartKind::Bar, of("city", &["n"])));
        let (kind, x, y, _) = chosen(&[("a", Float), ("b", Float), ("c", Float)]);
        assert_eq!((kind, (x, y)), (ChartKind::Scatter, of("a", &["b"])));
        assert_eq!(chosen(&[("n", Integer)]).2, ["n"]);
        assert_eq!(chosen(&[("city", Text)]).2, [""; 0]);
        assert_eq!(chosen(&[]).2, [""; 0]);
    }

    #[test]
    fn every_wrong_field_is_reported() {
        let columns =
            columns(&[("city", ColumnType::Text), ("n", ColumnType::Integer), ("x", ColumnType::Float)]);
        let wrong = |json: serde_json::Value| -> Vec<String> {
            let spec: ChartSpec = serde_json::from_value(json).unwrap();
            spec.validate(&columns).err().unwrap_or_default().into_iter().map(|error| error.field).collect()
        };
        let json = |kind: &str, x: &str, y: &[&str], color: &str| serde_json::json!({"kind": kind, "x": x, "y": y, "color": color});
        assert_eq!(wrong(json("line", "town", &["city", "m"], "n")), ["x", "y[0]", "y[1]"]);
        assert_eq!(wrong(json("scatter", "city", &["n"], "city")), ["color", "x"]);
        assert_eq!(wrong(json("heatmap", "city", &["city", "n"], "none")), ["color", "color", "y"]);
        assert_eq!(wrong(json("heatmap", "n", &["city"], "x")), [""; 0]);
        assert_eq!(wrong(json("bar", "city", &[], "n")), ["y"]);
        let ahead = |kind: &str, x: &str, ahead: u32| serde_json::json!({"kind": kind, "x": x, "y": ["x"], "ahead": ahead});
        assert_eq!(wrong(ahead("line", "n", 500)), [""; 0]);
        assert_eq!(wrong(ahead("line", "n", 501)), ["ahead"]);
        assert_eq!(wrong(ahead("line", "city", 12)), ["ahead"]);
        assert_eq!(wrong(ahead("bar", "n", 12)), ["ahead"]);
    }

    #[test]
    fn every_column_is_named_with_its_field() {
        let json = serde_json::json!({"kind": "line", "x": "day", "y": ["n", "m"], "color": "city"});
        let spec: ChartSpec = serde_json::from_value(json).unwrap();
        let named = [("x", "day"), ("y[0]", "n"), ("y[1]", "m"), ("color", "city")];
        assert_eq!(spec.columns(), named.map(|(field, column)| (field.to_owned(), column)));
    }
}
