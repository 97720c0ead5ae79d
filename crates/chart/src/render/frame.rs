//! What all charts have: title, axes, tooltip, legend, zoom, accessibility.

use charming::Chart;
use charming::component::{Axis, DataZoom, DataZoomType, Grid, Legend, LegendType, Title};
use charming::element::{AxisPointer, AxisPointerType, AxisType, NameLocation, Tooltip, Trigger};
use serde_json::{Map, Value, json};

/// More points than this along the horizontal axis can be zoomed into.
const ZOOM_FROM: usize = 60;
/// Up to this many points of a line have symbols.
pub(super) const SYMBOLS_UP_TO: usize = 60;
/// Lines with more points are thinned out when they are drawn.
const SAMPLE_FROM: usize = 2_000;

/// A chart that is being put together.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// Points along the horizontal axis.
    pub(super) points: usize,
    /// Whether the tooltip tells about all series at a place, not about one point.
    pub(super) by_axis: bool,
    pub(super) series: Vec<Value>,
}

impl Frame {
    /// The options. A legend, and patterns in areas, are shown for two named series or more.
    pub(super) fn options(self) -> Value {
        let mut names: Vec<&str> = self.series.iter().filter_map(|series| series["name"].as_str()).collect();
        names.dedup();
        let legend = names.len() > 1;
        let zoom = self.points > ZOOM_FROM;
        let trigger = if self.by_axis { Trigger::Axis } else { Trigger::Item };
        let pointer = if self.by_axis { AxisPointerType::Line } else { AxisPointerType::None };
        let mut chart = Chart::new()
            .title(Title::new().text(self.title.as_str()).left("center"))
            .tooltip(Tooltip::new().trigger(trigger).axis_pointer(AxisPointer::new().type_(pointer)))
            .grid(
                Grid::new()
                    .left(16)
                    .right(24)
                    .top(if legend { 76 } else { 52 })
                    .bottom(if zoom { 60 } else { 28 })
                    .contain_label(true),
            )
            .x_axis(self.x)
            .y_axis(self.y);
        if legend {
            chart = chart.legend(Legend::new().type_(LegendType::Scroll).top(28));
        }
        if zoom {
            chart = chart
                .data_zoom(DataZoom::new().type_(DataZoomType::Inside).id("zoom-inside"))
                .data_zoom(DataZoom::new().type_(DataZoomType::Slider).id("zoom-slider").bottom(8));
        }
        let mut options = object(&chart);
        // Times are in UTC, as in the tables. The title also names the picture for a screen reader.
        options.insert("useUTC".to_owned(), true.into());
        options.insert("series".to_owned(), Value::Array(self.series));
        let mut options = Value::Object(options);
        // Charming's `Aria` writes an empty list of patterns, at which ECharts stops.
        options["aria"] =
            json!({"enabled": true, "decal": {"show": legend}, "label": {"description": self.title}});
        // Drawn on the canvas: the page's content security policy forbids styles in HTML text.
        options["tooltip"]["renderMode"] = "richText".into();
        options["tooltip"]["confine"] = true.into();
        options
    }
}

/// A component of charming as JSON.
pub(super) fn object(component: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(component) {
        Ok(Value::Object(map)) => map,
        // Charming's structs are objects with text keys, and infinite numbers become null.
        _ => Map::new(),
    }
}

/// A horizontal axis.
pub(super) fn x_axis(kind: AxisType, name: &str) -> Axis {
    Axis::new().type_(kind).name(name).name_location(NameLocation::Middle).name_gap(28)
}

/// A vertical axis of numbers; its name ends in the unit.
pub(super) fn y_axis(name: &str, unit: Option<&str>) -> Axis {
    let name = match unit.map(str::trim).filter(|unit| !unit.is_empty()) {
        Some(unit) if name.is_empty() => unit.to_owned(),
        Some(unit) => format!("{name} ({unit})"),
        None => name.to_owned(),
    };
    Axis::new().type_(AxisType::Value).name(name)
}

/// The parts of a line that depend on its length.
pub(super) fn line_density(series: &mut Map<String, Value>, points: usize) {
    series.insert("showSymbol".to_owned(), (points <= SYMBOLS_UP_TO).into());
    if points > SAMPLE_FROM {
        series.insert("sampling".to_owned(), "lttb".into());
    }
}

/// An ISO 8601 date or time as ECharts reads it without doubt: a date alone would be midnight of the
/// browser's time zone.
pub(super) fn instant(text: &str) -> String {
    if text.contains('T') || !is_time(text) { text.to_owned() } else { format!("{text}T00:00:00Z") }
}

/// Whether `text` begins like an ISO 8601 date.
pub(super) fn is_time(text: &str) -> bool {
    let text = text.as_bytes();
    text.len() >= 10 && text[4] == b'-' && text[7] == b'-' && text[..4].iter().all(u8::is_ascii_digit)
}
