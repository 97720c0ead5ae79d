//! Charts of a query's result.

use almanac_domain::FieldError;
use almanac_domain::data::ColumnType;
use almanac_domain::model::Band;
use almanac_domain::saved::QueryResult;
use charming::component::{Axis, VisualMap};
use charming::element::{AreaStyle, AxisType, Label, LineStyle, LineStyleType, Orient, Symbol};
use charming::series::{Bar, Heatmap, Line, Scatter};
use serde_json::{Map, Value, json};

use super::bands::band;
use super::frame::{Frame, instant, line_density, object, x_axis, y_axis};
use super::lying::lay;
use crate::{ChartKind, ChartSpec, MAX_SERIES};

/// The interval of a continued line, in percent.
const AHEAD_LEVEL: u8 = 80;
/// With more lines than this, their continuations have no intervals.
const INTERVALS_UP_TO: usize = 3;
/// A bar is not wider, in pixels.
const WIDEST: u32 = 96;
/// Up to this many cells of a heat map have their number written in them.
const NUMBERS_UP_TO: usize = 200;

/// The ECharts options of `result`, drawn as `spec` says.
///
/// # Errors
/// The fields of `spec` that do not fit the result, such as a `color` with too many different values.
pub fn options(spec: &ChartSpec, result: &QueryResult) -> Result<Value, Vec<FieldError>> {
    spec.validate(&result.columns)?;
    let table = Table { spec, result };
    match spec.kind {
        ChartKind::Heatmap => Ok(table.heatmap()),
        _ => table.series(),
    }
}

struct Table<'a> {
    spec: &'a ChartSpec,
    result: &'a QueryResult,
}

/// A named list of `[x, y]` points.
struct Points {
    name: String,
    points: Vec<Value>,
}

impl Table<'_> {
    fn position(&self, name: &str) -> usize {
        // `validate` has found every column.
        self.result.columns.iter().position(|column| column.name == name).unwrap_or_default()
    }

    fn kind(&self, name: &str) -> ColumnType {
        self.result.columns.get(self.position(name)).map_or(ColumnType::Text, |column| column.kind)
    }

    fn x_type(&self) -> AxisType {
        let kind = self.kind(&self.spec.x);
        match self.spec.kind {
            ChartKind::Bar | ChartKind::HorizontalBar | ChartKind::Heatmap => AxisType::Category,
            _ if kind.is_temporal() => AxisType::Time,
            _ if kind.is_numeric() => AxisType::Value,
            _ => AxisType::Category,
        }
    }

    /// The rows in drawing order: along the axis if it has an order of its own.
    fn rows(&self) -> Vec<&Vec<Value>> {
        let x = self.position(&self.spec.x);
        let mut rows: Vec<&Vec<Value>> = self.result.rows.iter().filter(|row| x < row.len()).collect();
        match self.x_type() {
            AxisType::Time => rows.sort_by(|a, b| time_key(&a[x]).cmp(time_key(&b[x]))),
            AxisType::Value => rows.sort_by(|a, b| key(&a[x]).total_cmp(&key(&b[x]))),
            _ => {}
        }
        rows
    }

    fn series(&self) -> Result<Value, Vec<FieldError>> {
        let rows = self.rows();
        let lists = self.lists(&rows)?;
        let x_type = self.x_type();
        let mut x = x_axis(x_type, self.spec.x_label.as_deref().unwrap_or(&self.spec.x));
        let categories = distinct(rows.iter().map(|row| &row[self.position(&self.spec.x)]));
        if x_type == AxisType::Category {
            x = x.data(categories.clone());
        }
        let single = if let [only] = self.spec.y.as_slice() { only.as_str() } else { "" };
        let mut y = y_axis(self.spec.y_label.as_deref().unwrap_or(single), self.spec.unit.as_deref());
        if matches!(self.spec.kind, ChartKind::Line | ChartKind::Scatter) {
            y = y.scale(true);
        }
        if self.spec.kind == ChartKind::Scatter {
            x = x.scale(true);
        }
        let ahead = self.spec.ahead as usize;
        let continued = if ahead > 0 { continuations(&lists) } else { Vec::new() };
        let mut series: Vec<Value> =
            lists.into_iter().enumerate().map(|(i, list)| self.one(i, list)).collect();
        series.extend(continued);
        let frame = Frame {
            title: self.spec.title.clone(),
            x,
            y,
            points: if self.spec.kind == ChartKind::Scatter { 0 } else { categories.len() + ahead },
            by_axis: self.spec.kind != ChartKind::Scatter,
            series,
        };
        let mut options = frame.options();
        if ahead > 0 {
            options["ahead"] = json!({ "periods": ahead, "level": AHEAD_LEVEL });
        }
        if self.spec.kind == ChartKind::HorizontalBar {
            lay(&mut options);
        }
        Ok(options)
    }

    /// One list of points for each `y`, and for each value of `color`.
    fn lists(&self, rows: &[&Vec<Value>]) -> Result<Vec<Points>, Vec<FieldError>> {
        let color = self.spec.color.as_ref().map(|name| self.position(name));
        let values = color.map_or_else(Vec::new, |color| distinct(rows.iter().map(|row| &row[color])));
        if values.len().max(1) * self.spec.y.len() > MAX_SERIES {
            let message =
                format!("has {} different values; at most {MAX_SERIES} series can be drawn", values.len());
            return Err(vec![FieldError::new("color", message)]);
        }
        let x = self.position(&self.spec.x);
        let x_type = self.x_type();
        let mut lists = Vec::new();
        for y_name in &self.spec.y {
            let y = self.position(y_name);
            let point = |row: &&&Vec<Value>| json!([coordinate(&row[x], x_type), number(&row[y])]);
            let Some(color) = color else {
                lists.push(Points {
                    name: y_name.clone(),
                    points: rows.iter().map(|row| point(&row)).collect(),
                });
                continue;
            };
            for value in &values {
                let name = if self.spec.y.len() == 1 { value.clone() } else { format!("{value}, {y_name}") };
                let points = rows.iter().filter(|row| text(&row[color]) == *value).map(|row| point(&row));
                lists.push(Points { name, points: points.collect() });
            }
        }
        Ok(lists)
    }

    /// The `i`th series.
    fn one(&self, i: usize, list: Points) -> Value {
        let id = format!("series-{i}");
        let mut series = match self.spec.kind {
            ChartKind::Bar | ChartKind::HorizontalBar | ChartKind::Heatmap => {
                object(&Bar::new().id(id).name(list.name))
            }
            ChartKind::Scatter => {
                object(&Scatter::new().id(id).name(list.name).symbol(symbol(i)).symbol_size(7))
            }
            ChartKind::Line | ChartKind::Area => {
                let mut line = Line::new()
                    .id(id)
                    .name(list.name)
                    .symbol(symbol(i))
                    .line_style(LineStyle::new().type_(dashes(i)));
                if self.spec.kind == ChartKind::Area {
                    line = line.area_style(AreaStyle::new()).stack("all");
                }
                let mut line = object(&line);
                line_density(&mut line, list.points.len());
                line
            }
        };
        if matches!(self.spec.kind, ChartKind::Bar | ChartKind::HorizontalBar) {
            series.insert("barMaxWidth".to_owned(), WIDEST.into());
        }
        series.insert("palette".to_owned(), i.into());
        series.insert("data".to_owned(), Value::Array(list.points));
        Value::Object(series)
    }

    fn heatmap(&self) -> Value {
        let (x, y) = (self.position(&self.spec.x), self.position(&self.spec.y[0]));
        let color = self.position(self.spec.color.as_deref().unwrap_or_default());
        let rows = &self.result.rows;
        let cells: Vec<Value> =
            rows.iter().map(|row| json!([text(&row[x]), text(&row[y]), number(&row[color])])).collect();
        let numbers: Vec<f64> = rows.iter().filter_map(|row| number(&row[color]).as_f64()).collect();
        let low = numbers.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = numbers.iter().copied().reduce(f64::max).unwrap_or(1.0);
        let label = Label::new().show(cells.len() <= NUMBERS_UP_TO);
        let mut series: Map<String, Value> = object(
            &Heatmap::new().id("series-0").name(self.spec.color.as_deref().unwrap_or_default()).label(label),
        );
        series.insert("labelLayout".to_owned(), json!({"hideOverlap": true}));
        series.insert("data".to_owned(), Value::Array(cells));
        let category = |axis: Axis, column: usize| {
            axis.type_(AxisType::Category).data(distinct(rows.iter().map(|row| &row[column])))
        };
        let x_name = self.spec.x_label.as_deref().unwrap_or(&self.spec.x);
        let y_name = self.spec.y_label.as_deref().unwrap_or(&self.spec.y[0]);
        let frame = Frame {
            title: self.spec.title.clone(),
            x: category(x_axis(AxisType::Category, x_name), x),
            y: category(y_axis(y_name, None), y),
            points: 0,
            by_axis: false,
            series: vec![Value::Object(series)],
        };
        let mut options = frame.options();
        let map = VisualMap::new()
            .min(low)
            .max(high)
            .calculable(true)
            .orient(Orient::Vertical)
            .right(0)
            .top("middle");
        let mut map = object(&map);
        map.insert("text".to_owned(), json!([self.spec.unit.as_deref().unwrap_or_default(), ""]));
        options["visualMap"] = Value::Object(map);
        options["grid"][0]["right"] = 96.into();
        options
    }
}

/// What continues each line, without numbers yet: the element `<almanac-chart>` computes them. Many intervals on top of
/// each other say nothing.
fn continuations(lists: &[Points]) -> Vec<Value> {
    let mut series = Vec::new();
    for (i, list) in lists.iter().enumerate() {
        let id = format!("ahead-{i}");
        if lists.len() <= INTERVALS_UP_TO {
            let empty = Band { level: AHEAD_LEVEL, lo: Vec::new(), hi: Vec::new() };
            series.extend(band(&id, "", &[], &empty, i, 0.2));
        }
        let line = Line::new()
            .id(id)
            .name(format!("{} →", list.name))
            .symbol(Symbol::None)
            .line_style(LineStyle::new().type_(LineStyleType::Dashed).width(2))
            .z(3);
        let mut line = object(&line);
        line.insert("palette".to_owned(), i.into());
        line.insert("data".to_owned(), json!([]));
        series.push(Value::Object(line));
    }
    series
}

fn symbol(i: usize) -> Symbol {
    match i % 5 {
        0 => Symbol::Circle,
        1 => Symbol::Rect,
        2 => Symbol::Triangle,
        3 => Symbol::Diamond,
        _ => Symbol::Pin,
    }
}

fn dashes(i: usize) -> LineStyleType {
    match i % 3 {
        0 => LineStyleType::Solid,
        1 => LineStyleType::Dashed,
        _ => LineStyleType::Dotted,
    }
}

/// The different values as text, in order of appearance.
fn distinct<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values.map(text).filter(|value| seen.insert(value.clone())).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// A number; whole numbers beyond double precision come as text.
fn number(value: &Value) -> Value {
    match value {
        Value::String(text) => text.parse::<f64>().map_or(Value::Null, Value::from),
        other => other.clone(),
    }
}

fn coordinate(value: &Value, axis: AxisType) -> Value {
    match (axis, value) {
        (AxisType::Category, value) => text(value).into(),
        (AxisType::Time, Value::String(text)) => instant(text).into(),
        (_, value) => number(value),
    }
}

/// What sorts like time: without the `Z`, `08:00:00` comes before `08:00:00.5`.
fn time_key(value: &Value) -> &str {
    value.as_str().unwrap_or_default().trim_end_matches('Z')
}

fn key(value: &Value) -> f64 {
    number(value).as_f64().unwrap_or(f64::INFINITY)
}
