//! Sample paths: futures that could happen.

use almanac_domain::model::SeriesView;
use charming::element::{LineStyle, Symbol};
use charming::series::Line;
use serde_json::{Value, json};

use super::Labels;
use super::bands::points;
use super::forecast::{SCENARIO, Times, frame, history, point_forecast};
use super::frame::object;

/// The history, each path as a thin line, and the point forecast on top.
pub fn paths_options(title: &str, view: &SeriesView, paths: &[Vec<f64>], labels: &Labels) -> Value {
    let times = Times::of(&view.history_ds, &view.ds);
    let mut series = vec![history(&times, view, labels)];
    series.extend(paths.iter().enumerate().map(|(i, path)| {
        let line = Line::new()
            .id(format!("path-{i}"))
            .name(labels.path.as_str())
            .symbol(Symbol::None)
            .line_style(LineStyle::new().width(1).opacity(0.45))
            .silent(true)
            .z(2);
        let mut line = object(&line);
        line.insert("palette".to_owned(), SCENARIO.into());
        // So many numbers at once tell nothing.
        line.insert("tooltip".to_owned(), json!({"show": false}));
        line.insert("data".to_owned(), points(&times.future, path.iter().copied()));
        Value::Object(line)
    }));
    series.push(point_forecast(&times, view, labels));
    frame(title, None, &times, series)
}
