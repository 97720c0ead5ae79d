//! Charts of forecasts and of what-if scenarios.

use almanac_domain::model::{Band, SeriesView};
use charming::component::Axis;
use charming::element::{AxisType, LineStyle, LineStyleType, Symbol};
use charming::series::Line;
use serde_json::{Value, json};

use super::Labels;
use super::bands::{band, points};
use super::frame::{Frame, instant, is_time, line_density, object, x_axis, y_axis};

const HISTORY: usize = 0;
const FORECAST: usize = 1;
pub(super) const SCENARIO: usize = 2;

/// A line of a chart over time.
pub(super) struct Stroke<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) palette: usize,
    pub(super) dashes: LineStyleType,
    pub(super) symbol: Symbol,
}

impl Stroke<'_> {
    /// The line through the points; `all` points of the chart decide whether they have symbols.
    pub(super) fn series(self, xs: &[Value], ys: impl Iterator<Item = f64>, all: usize) -> Value {
        let line = Line::new()
            .id(self.id)
            .name(self.name)
            .symbol(self.symbol)
            .line_style(LineStyle::new().type_(self.dashes).width(2))
            .z(3);
        let mut series = object(&line);
        line_density(&mut series, all);
        series.insert("palette".to_owned(), self.palette.into());
        series.insert("data".to_owned(), points(xs, ys));
        Value::Object(series)
    }
}

/// Times as the axis wants them.
pub(super) struct Times {
    kind: AxisType,
    pub(super) past: Vec<Value>,
    pub(super) future: Vec<Value>,
}

impl Times {
    pub(super) fn of(past: &[String], future: &[String]) -> Self {
        let all = || past.iter().chain(future);
        let kind = if all().all(|ds| is_time(ds)) {
            AxisType::Time
        } else if all().all(|ds| ds.parse::<f64>().is_ok()) {
            AxisType::Value
        } else {
            AxisType::Category
        };
        let convert = |ds: &[String]| {
            ds.iter()
                .map(|ds| match kind {
                    AxisType::Time => instant(ds).into(),
                    AxisType::Value => ds.parse::<f64>().map_or(Value::Null, Value::from),
                    _ => ds.as_str().into(),
                })
                .collect()
        };
        Self { past: convert(past), future: convert(future), kind }
    }

    pub(super) fn len(&self) -> usize {
        self.past.len() + self.future.len()
    }

    fn axis(&self) -> Axis {
        let axis = x_axis(self.kind, "");
        match self.kind {
            AxisType::Category => {
                let names = self.past.iter().chain(&self.future).filter_map(Value::as_str);
                axis.data(names.collect())
            }
            // Without bounds ECharts rounds them, and leaves space beside the steps.
            AxisType::Value => axis.min("dataMin").max("dataMax"),
            _ => axis.scale(true),
        }
    }
}

/// A forecast: the history as a solid line, the point forecast dashed, the intervals as areas.
pub fn forecast_options(title: &str, unit: Option<&str>, view: &SeriesView, labels: &Labels) -> Value {
    let times = Times::of(&view.history_ds, &view.ds);
    let mut series = vec![history(&times, view, labels)];
    series.extend(areas("forecast", "", &times.future, &view.bands, FORECAST));
    series.push(point_forecast(&times, view, labels));
    frame(title, unit, &times, series)
}

pub(super) fn point_forecast(times: &Times, view: &SeriesView, labels: &Labels) -> Value {
    let mean = Stroke {
        id: "forecast",
        name: &labels.forecast,
        palette: FORECAST,
        dashes: LineStyleType::Dashed,
        symbol: Symbol::Rect,
    };
    mean.series(&times.future, view.mean.iter().copied(), times.len())
}

/// A scenario beside its baseline: `view` with the forecast of nothing changed, and the scenario's `mean`
/// and `bands` for the same times. The baseline is dashed, the scenario solid with triangles. Of the
/// intervals only the narrowest is drawn; two of them overlap already.
pub fn what_if_options(
    title: &str,
    unit: Option<&str>,
    view: &SeriesView,
    mean: &[f64],
    bands: &[Band],
    labels: &Labels,
) -> Value {
    let times = Times::of(&view.history_ds, &view.ds);
    let narrowest = |bands: &[Band]| bands.iter().take(1).cloned().collect::<Vec<_>>();
    let mut series = vec![history(&times, view, labels)];
    series.extend(areas("baseline", &labels.baseline, &times.future, &narrowest(&view.bands), FORECAST));
    series.extend(areas("scenario", &labels.scenario, &times.future, &narrowest(bands), SCENARIO));
    let baseline = Stroke {
        id: "baseline",
        name: &labels.baseline,
        palette: FORECAST,
        dashes: LineStyleType::Dashed,
        symbol: Symbol::Rect,
    };
    series.push(baseline.series(&times.future, view.mean.iter().copied(), times.len()));
    let scenario = Stroke {
        id: "scenario",
        name: &labels.scenario,
        palette: SCENARIO,
        dashes: LineStyleType::Solid,
        symbol: Symbol::Triangle,
    };
    series.push(scenario.series(&times.future, mean.iter().copied(), times.len()));
    frame(title, unit, &times, series)
}

/// A driver that is edited: the first series, `scenario`, can be dragged in a chart with the attribute
/// `editable`; behind it the baseline, dashed.
pub fn driver_options(
    title: &str,
    unit: Option<&str>,
    ds: &[String],
    values: &[f64],
    baseline: &[f64],
    labels: &Labels,
) -> Value {
    let times = Times::of(&[], ds);
    let stroke = |id, name, palette, dashes, symbol| Stroke { id, name, palette, dashes, symbol };
    let scenario =
        stroke("scenario", labels.scenario.as_str(), SCENARIO, LineStyleType::Solid, Symbol::Circle);
    let base = stroke("baseline", labels.baseline.as_str(), FORECAST, LineStyleType::Dashed, Symbol::None);
    let mut edited = scenario.series(&times.future, values.iter().copied(), times.len());
    edited["showSymbol"] = true.into();
    edited["symbolSize"] = 9.into();
    let base = base.series(&times.future, baseline.iter().copied(), times.len());
    frame(title, unit, &times, vec![edited, base])
}

pub(super) fn history(times: &Times, view: &SeriesView, labels: &Labels) -> Value {
    let stroke = Stroke {
        id: "history",
        name: &labels.history,
        palette: HISTORY,
        dashes: LineStyleType::Solid,
        symbol: Symbol::Circle,
    };
    let mut series =
        stroke.series(&times.past, view.history_y.iter().map(|y| y.unwrap_or(f64::NAN)), times.len());
    if let (Some(end), false) = (times.past.last(), times.future.is_empty()) {
        series["markLine"] = json!({
            "silent": true, "symbol": "none", "label": {"show": false},
            "lineStyle": {"type": "dotted"}, "data": [{"xAxis": end}],
        });
    }
    series
}

/// Areas of `bands`, the widest first, so that the narrower ones lie on top.
fn areas(id: &str, name: &str, xs: &[Value], bands: &[Band], palette: usize) -> Vec<Value> {
    bands.iter().rev().flat_map(|interval| band(id, name, xs, interval, palette, 0.2)).collect()
}

pub(super) fn frame(title: &str, unit: Option<&str>, times: &Times, series: Vec<Value>) -> Value {
    let frame = Frame {
        title: title.to_owned(),
        x: times.axis(),
        y: y_axis("", unit).scale(true),
        points: times.len(),
        by_axis: true,
        series,
    };
    frame.options()
}
