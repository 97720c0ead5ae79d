//! Intervals as areas between two lines.
//!
//! ECharts has no such area: the lower bound is a line that is not seen, and on it is stacked the width of
//! the interval, filled. `stackStrategy: all` stacks across zero too. The element `<almanac-chart>` reads
//! `role` and shows the bounds in the tooltip instead of the width.

use almanac_domain::model::Band;
use charming::element::{AreaStyle, LineStyle, Symbol};
use charming::series::Line;
use serde_json::{Value, json};

use super::frame::object;

/// The two series of `band`: `<id>-lo` and `<id>-width`, in the colour of place `palette`.
pub(super) fn band(
    id: &str,
    name: &str,
    xs: &[Value],
    band: &Band,
    palette: usize,
    opacity: f64,
) -> [Value; 2] {
    let (id, name) = (format!("{id}-{}", band.level), format!("{name} {} %", band.level));
    area((&id, name.trim()), xs, (&band.lo, &band.hi), palette, opacity)
}

/// The two series of an area from the lower to the upper of `bounds`, with its id and its name.
pub(super) fn area(
    (id, name): (&str, &str),
    xs: &[Value],
    bounds: (&[f64], &[f64]),
    palette: usize,
    opacity: f64,
) -> [Value; 2] {
    let line = |part: &str| {
        Line::new()
            .id(format!("{id}-{part}"))
            .name(name)
            .stack(id)
            .symbol(Symbol::None)
            .line_style(LineStyle::new().opacity(0))
            .silent(true)
            .z(1)
    };
    let low = points(xs, bounds.0.iter().copied());
    let width = points(xs, bounds.0.iter().zip(bounds.1).map(|(lo, hi)| hi - lo));
    let low = finish(object(&line("lo")), "band-lo", palette, low);
    let area = line("width").area_style(AreaStyle::new().opacity(opacity));
    [low, finish(object(&area), "band-width", palette, width)]
}

fn finish(mut series: serde_json::Map<String, Value>, role: &str, palette: usize, data: Value) -> Value {
    series.insert("stackStrategy".to_owned(), "all".into());
    series.insert("role".to_owned(), role.into());
    series.insert("palette".to_owned(), palette.into());
    series.insert("data".to_owned(), data);
    Value::Object(series)
}

/// `[x, y]` points; what is not a number is a gap.
pub(super) fn points(xs: &[Value], ys: impl Iterator<Item = f64>) -> Value {
    xs.iter().zip(ys).map(|(x, y)| json!([x, y])).collect()
}
