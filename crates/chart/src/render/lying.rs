//! Bars that lie: there is room for long names beside them.

use serde_json::{Value, json};

/// A name is cut off beyond this width, in pixels.
const NAME_WIDTH: u32 = 140;

/// Lays down a chart of standing bars: the first category is at the top.
pub(super) fn lay(options: &mut Value) {
    let (mut categories, mut values) = (options["xAxis"].take(), options["yAxis"].take());
    categories["inverse"] = true.into();
    categories["nameLocation"] = "start".into();
    categories["nameGap"] = 12.into();
    // At the edge also where all values are below zero.
    categories["axisLine"]["onZero"] = false.into();
    categories["axisLabel"] = json!({"width": NAME_WIDTH, "overflow": "truncate"});
    values["nameLocation"] = "middle".into();
    values["nameGap"] = 28.into();
    (options["xAxis"], options["yAxis"]) = (values, categories);
    let series = options["series"].as_array_mut().into_iter().flatten();
    let data = series.filter_map(|series| series["data"].as_array_mut()).flatten();
    data.filter_map(Value::as_array_mut).for_each(|point| point.reverse());
    let mut slides = false;
    for zoom in options["dataZoom"].as_array_mut().into_iter().flatten() {
        zoom["orient"] = "vertical".into();
        if zoom["type"] == "slider" {
            zoom["bottom"] = Value::Null;
            zoom["right"] = 8.into();
            slides = true;
        }
    }
    if slides {
        options["grid"][0]["bottom"] = 28.into();
        options["grid"][0]["right"] = 64.into();
    }
}
