//! Charts of a training and of a column's values.

use almanac_domain::data::Bin;
use charming::element::{AxisType, LineStyle, LineStyleType, Symbol};
use charming::series::{Bar, Line};
use serde_json::{Value, json};

use super::Labels;
use super::frame::{Frame, line_density, object, x_axis, y_axis};

/// The loss of a training after each epoch, counted from 1; `validation` may be empty.
pub fn loss_options(title: &str, training: &[f64], validation: &[f64], labels: &Labels) -> Value {
    let line = |id: &str, name: &str, palette: usize, dashes, symbol, losses: &[f64]| {
        let style = LineStyle::new().type_(dashes);
        let mut series = object(&Line::new().id(id).name(name).symbol(symbol).line_style(style));
        line_density(&mut series, losses.len());
        series.insert("palette".to_owned(), palette.into());
        let points = losses.iter().enumerate().map(|(i, loss)| json!([i + 1, loss]));
        series.insert("data".to_owned(), points.collect());
        Value::Object(series)
    };
    let mut series =
        vec![line("training", &labels.training_loss, 0, LineStyleType::Solid, Symbol::Circle, training)];
    if !validation.is_empty() {
        let name = labels.validation_loss.as_str();
        series.push(line("validation", name, 1, LineStyleType::Dashed, Symbol::Rect, validation));
    }
    let frame = Frame {
        title: title.to_owned(),
        x: x_axis(AxisType::Value, &labels.epoch).min_interval(1),
        y: y_axis("", None).scale(true),
        points: 0,
        by_axis: true,
        series,
    };
    frame.options()
}

/// How often the values of a column occur.
pub fn histogram_options(title: &str, unit: Option<&str>, bins: &[Bin], labels: &Labels) -> Value {
    let mut series = object(&Bar::new().id("rows").name(labels.rows.as_str()));
    series.insert("barCategoryGap".to_owned(), "8%".into());
    series.insert("palette".to_owned(), 0.into());
    series.insert("data".to_owned(), bins.iter().map(|bin| Value::from(bin.count)).collect());
    let names = bins.iter().map(|bin| bin.label.clone()).collect();
    let frame = Frame {
        title: title.to_owned(),
        x: x_axis(AxisType::Category, unit.unwrap_or_default()).data(names),
        y: y_axis(&labels.rows, None),
        points: 0,
        by_axis: true,
        series: vec![Value::Object(series)],
    };
    frame.options()
}
