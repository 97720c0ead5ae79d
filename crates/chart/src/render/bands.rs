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
    let id = format!("{id}-{}", band.level);
    let line = |part: &str| {
        Line::new()
            .id(format!("{id}-{part}"))
            .name(format!("{name} {} %", band.level).trim())
            .stack(id.as_str())
            .symbol(Symbol::None)
            .line_style(LineStyle::new().opacity(0))
            .silent(true)
            .z(1)
    };
    let low = points(xs, band.lo.iter().copied());
    let width = points(xs, band.lo.iter().zip(&band.hi).map(|(lo, hi)| hi - lo));
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
