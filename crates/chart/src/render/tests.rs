use almanac_domain::data::{Bin, Column, ColumnType};
use almanac_domain::model::{Band, SeriesView};
use almanac_domain::saved::QueryResult;
use serde_json::{Value, json};

use super::*;
use crate::{ChartSpec, default_spec};

fn result(columns: &[(&str, ColumnType)], rows: Value) -> QueryResult {
    let columns: Vec<Column> =
        columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect();
    let rows: Vec<Vec<Value>> = serde_json::from_value(rows).unwrap();
    QueryResult { columns, total_rows: rows.len() as u64, rows, ..QueryResult::default() }
}

fn spec(json: Value) -> ChartSpec {
    serde_json::from_value(json).unwrap()
}

fn view() -> SeriesView {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    SeriesView {
        unique_id: "a".to_owned(),
        history_ds: texts(&["2024-01-01", "2024-01-02"]),
        history_y: vec![Some(1.0), None],
        ds: texts(&["2024-01-03", "2024-01-04"]),
        mean: vec![0.5, -1.0],
        bands: vec![
            Band { level: 80, lo: vec![-1.0, -3.0], hi: vec![2.0, 1.0] },
            Band { level: 95, lo: vec![-2.0, -5.0], hi: vec![3.0, 2.0] },
        ],
        total: None,
    }
}

/// The value at each of `paths`.
fn at<const N: usize>(options: &Value, paths: [&str; N]) -> [Value; N] {
    paths.map(|path| options.pointer(path).cloned().unwrap_or(Value::Null))
}

fn ids(options: &Value) -> Vec<&str> {
    options["series"].as_array().unwrap().iter().map(|series| series["id"].as_str().unwrap()).collect()
}

#[test]
fn a_line_over_time_has_names_units_and_points_in_order() {
    let rides = result(
        &[("day", ColumnType::Date), ("users", ColumnType::Integer)],
        json!([["2011-01-02", 801], ["2011-01-01", 985], [null, 1], ["2011-01-03", null]]),
    );
    let spec = spec(json!({"kind": "line", "title": "Rides", "x": "day", "y": ["users"], "unit": "per day"}));
    let options = options(&spec, &rides).unwrap();
    assert_eq!(
        at(
            &options,
            ["/title/0/text", "/xAxis/type", "/xAxis/name", "/yAxis/name", "/yAxis/scale", "/legend"]
        ),
        [json!("Rides"), json!("time"), json!("day"), json!("users (per day)"), json!(true), Value::Null]
    );
    assert_eq!(
        options["series"][0]["data"],
        json!([
            [null, 1],
            ["2011-01-01T00:00:00Z", 985],
            ["2011-01-02T00:00:00Z", 801],
            ["2011-01-03T00:00:00Z", null]
        ])
    );
    assert_eq!(
        at(
            &options,
            ["/aria/enabled", "/aria/decal/show", "/aria/label/description", "/useUTC", "/dataZoom"]
        ),
        [json!(true), json!(false), json!("Rides"), json!(true), Value::Null]
    );
    assert_eq!(options["tooltip"]["renderMode"], "richText");
}

#[test]
fn a_line_that_goes_on_has_empty_series_that_the_browser_fills() {
    let rows = result(
        &[("day", ColumnType::Date), ("a", ColumnType::Integer), ("b", ColumnType::Integer)],
        json!([["2024-01-01", 1, 2], ["2024-01-02", 2, 3]]),
    );
    let drawn =
        |y: &[&str]| options(&spec(json!({"kind": "line", "x": "day", "y": y, "ahead": 7})), &rows).unwrap();
    let two = drawn(&["a", "b"]);
    assert_eq!(two["ahead"], json!({"periods": 7, "level": 80}));
    let expected = [
        "series-0",
        "series-1",
        "ahead-0-80-lo",
        "ahead-0-80-width",
        "ahead-0",
        "ahead-1-80-lo",
        "ahead-1-80-width",
        "ahead-1",
    ];
    assert_eq!(ids(&two), expected);
    assert_eq!(
        at(&two, ["/series/7/name", "/series/7/data", "/series/7/palette"]),
        [json!("b →"), json!([]), json!(1)]
    );
    assert_eq!(drawn(&["a"; 4])["series"].as_array().unwrap().len(), 8, "four lines go on without intervals");
    let still = options(&spec(json!({"kind": "line", "x": "day", "y": ["a"]})), &rows).unwrap();
    assert_eq!((ids(&still), &still["ahead"]), (vec!["series-0"], &Value::Null));
}

#[test]
fn fractions_of_a_second_sort_after_the_second() {
    let rows =
        json!([["2011-01-01T00:00:01.5Z", 2], ["2011-01-01T00:00:01Z", 1], ["2011-01-01T00:00:02Z", 3]]);
    let times = result(&[("t", ColumnType::Timestamp), ("n", ColumnType::Integer)], rows);
    let options = options(&spec(json!({"kind": "line", "x": "t", "y": ["n"]})), &times).unwrap();
    let values: Vec<&Value> =
        options["series"][0]["data"].as_array().unwrap().iter().map(|p| &p[1]).collect();
    assert_eq!(values, [&json!(1), &json!(2), &json!(3)]);
}

#[test]
fn series_differ_in_more_than_colour() {
    let long = result(
        &[("day", ColumnType::Date), ("city", ColumnType::Text), ("n", ColumnType::Integer)],
        json!([
            ["2011-01-01", "Rome", 1],
            ["2011-01-01", null, 2],
            ["2011-01-02", "Rome", "9007199254740994"]
        ]),
    );
    let options = options(&default_spec(&long.columns), &long).unwrap();
    let [first, second] = options["series"].as_array().unwrap().as_slice() else { panic!("two series") };
    assert_eq!((&first["name"], &second["name"]), (&json!("Rome"), &json!("–")));
    assert_eq!(first["data"][1][1], json!(9_007_199_254_740_994.0));
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    assert_ne!(first["symbol"], second["symbol"]);
    assert_ne!(first["lineStyle"]["type"], second["lineStyle"]["type"]);
    assert_ne!(first["palette"], second["palette"]);
    assert!(options["legend"].is_object() && options["aria"]["decal"]["show"] == true);
}

#[test]
fn too_many_series_are_refused() {
    let rows: Vec<Value> = (0..51).map(|i| json!([i, format!("city {i}"), i])).collect();
    let many = result(
        &[("x", ColumnType::Integer), ("city", ColumnType::Text), ("n", ColumnType::Integer)],
        json!(rows),
    );
    let spec = spec(json!({"kind": "scatter", "x": "x", "y": ["n"], "color": "city"}));
    assert_eq!(options(&spec, &many).unwrap_err()[0].field, "color");
}

#[test]
fn bars_have_categories_and_long_axes_can_be_zoomed() {
    let rows: Vec<Value> = (0..61).map(|i| json!([format!("c{i}"), i])).collect();
    let bars = result(&[("c", ColumnType::Text), ("n", ColumnType::Integer)], json!(rows));
    let options = options(&default_spec(&bars.columns), &bars).unwrap();
    assert_eq!(options["xAxis"]["data"].as_array().unwrap().len(), 61);
    assert_eq!(options["series"][0]["data"][60], json!(["c60", 60]));
    assert_eq!(at(&options, ["/dataZoom/0/type", "/dataZoom/1/type"]), [json!("inside"), json!("slider")]);
    assert_eq!(options["yAxis"]["scale"], Value::Null, "bars begin at zero");
}

#[test]
fn a_heat_map_shows_its_numbers_and_range() {
    let cells = result(
        &[("hour", ColumnType::Integer), ("day", ColumnType::Text), ("n", ColumnType::Float)],
        json!([[0, "Mon", 1.5], [1, "Mon", null], [0, "Tue", -2.0]]),
    );
    let spec = spec(json!({"kind": "heatmap", "x": "hour", "y": ["day"], "color": "n", "unit": "kWh"}));
    let options = options(&spec, &cells).unwrap();
    assert_eq!(
        options["series"][0]["data"],
        json!([["0", "Mon", 1.5], ["1", "Mon", null], ["0", "Tue", -2.0]])
    );
    assert_eq!(
        at(&options, ["/visualMap/min", "/visualMap/max", "/visualMap/text/0", "/series/0/label/show"]),
        [json!(-2.0), json!(1.5), json!("kWh"), json!(true)]
    );
    assert_eq!(at(&options, ["/xAxis/data", "/yAxis/data"]), [json!(["0", "1"]), json!(["Mon", "Tue"])]);
}

#[test]
fn intervals_are_stacked_widths_on_lower_bounds_also_below_zero() {
    let options = forecast_options("Rides", Some("per day"), &view(), &Labels::default());
    assert_eq!(
        ids(&options),
        ["history", "forecast-95-lo", "forecast-95-width", "forecast-80-lo", "forecast-80-width", "forecast"]
    );
    let series = &options["series"];
    assert_eq!(series[0]["data"], json!([["2024-01-01T00:00:00Z", 1.0], ["2024-01-02T00:00:00Z", null]]));
    assert_eq!(series[3]["data"][1], json!(["2024-01-04T00:00:00Z", -3.0]));
    assert_eq!(series[4]["data"][1], json!(["2024-01-04T00:00:00Z", 4.0]));
    for i in 1..5 {
        assert_eq!(series[i]["stackStrategy"], "all");
        assert_eq!(series[i]["name"], if i < 3 { "95 %" } else { "80 %" });
    }
    assert_eq!(series[1]["stack"], series[2]["stack"]);
    assert_ne!(series[1]["stack"], series[3]["stack"]);
    assert_eq!(at(&options, ["/series/1/role", "/series/2/role"]), [json!("band-lo"), json!("band-width")]);
    assert_eq!(series[0]["markLine"]["data"][0]["xAxis"], "2024-01-02T00:00:00Z");
    assert_eq!(at(&options, ["/yAxis/name", "/xAxis/type"]), [json!("per day"), json!("time")]);
}

#[test]
fn steps_without_dates_are_numbers() {
    let mut steps = view();
    steps.history_ds = vec!["1".to_owned(), "2".to_owned()];
    steps.ds = vec!["3".to_owned(), "4".to_owned()];
    let options = forecast_options("", None, &steps, &Labels::default());
    assert_eq!(options["xAxis"]["type"], "value");
    assert_eq!(at(&options, ["/xAxis/min", "/xAxis/max"]), [json!("dataMin"), json!("dataMax")]);
    assert_eq!(options["series"][5]["data"], json!([[3.0, 0.5], [4.0, -1.0]]));
}

#[test]
fn a_scenario_is_drawn_beside_its_baseline() {
    let bands = [Band { level: 80, lo: vec![0.0, 0.0], hi: vec![3.0, 3.0] }];
    let options = what_if_options("Rides", None, &view(), &[1.0, 2.0], &bands, &Labels::default());
    assert_eq!(
        ids(&options),
        [
            "history",
            "baseline-80-lo",
            "baseline-80-width",
            "scenario-80-lo",
            "scenario-80-width",
            "baseline",
            "scenario"
        ]
    );
    let [names, dashes] = ["/name", "/lineStyle/type"]
        .map(|path| [5, 6].map(|i| options["series"][i].pointer(path).unwrap().as_str().unwrap().to_owned()));
    assert_eq!(names, ["Baseline", "Scenario"]);
    assert_eq!(dashes, ["dashed", "solid"]);
    assert_eq!(options["series"][3]["name"], "Scenario 80 %");
}

#[test]
fn each_future_is_a_line_of_one_name() {
    let options = paths_options("Rides", &view(), &[vec![1.0, 2.0], vec![3.0, 1.0]], &Labels::default());
    assert_eq!(ids(&options), ["history", "path-0", "path-1", "forecast"]);
    assert_eq!(options["series"][1]["name"], options["series"][2]["name"]);
    assert_eq!(options["series"][2]["data"][1][1], json!(1.0));
    assert_eq!(at(&options, ["/series/1/tooltip/show", "/legend/type"]), [json!(false), json!("scroll")]);
}

#[test]
fn the_driver_that_is_edited_comes_first_and_shows_its_points() {
    let ds: Vec<String> = (0..70).map(|i| format!("2024-01-01T{i:02}:00:00Z")).collect();
    let options = driver_options("Temperature", Some("°C"), &ds, &[1.0; 70], &[2.0; 70], &Labels::default());
    assert_eq!(ids(&options), ["scenario", "baseline"]);
    assert_eq!(at(&options, ["/series/0/showSymbol", "/yAxis/name"]), [json!(true), json!("°C")]);
}

#[test]
fn losses_and_histograms_tell_what_they_count() {
    let options = loss_options("Training", &[3.0, f64::NAN], &[4.0], &Labels::default());
    assert_eq!(ids(&options), ["training", "validation"]);
    assert_eq!(options["series"][0]["data"], json!([[1, 3.0], [2, null]]));
    assert_eq!(options["xAxis"]["name"], "Epoch");
    let bins = [("0", 3), ("10", 5)].map(|(label, count)| Bin { label: label.to_owned(), count });
    let options = histogram_options("Temperature", Some("°C"), &bins, &Labels::default());
    assert_eq!(
        at(&options, ["/xAxis/data", "/series/0/data", "/xAxis/name", "/yAxis/name"]),
        [json!(["0", "10"]), json!([3, 5]), json!("°C"), json!("Rows")]
    );
}

#[test]
fn no_chart_has_colours_of_its_own() {
    let charts = [
        forecast_options("a", None, &view(), &Labels::default()),
        loss_options("b", &[1.0], &[2.0], &Labels::default()),
    ];
    for chart in charts {
        let text = chart.to_string();
        assert!(!text.contains("\"color\"") && !text.contains("rgb") && !text.contains("\"#"), "{text}");
    }
}

#[test]
fn lying_bars_have_their_names_beside_them_and_the_first_at_the_top() {
    let rows = json!([["a shop with a long name", 2], ["b", -1.5]]);
    let shops = result(&[("shop", ColumnType::Text), ("n", ColumnType::Float)], rows);
    let bars = |kind: &str, unit: &str| spec(json!({"kind": kind, "x": "shop", "y": ["n"], "unit": unit}));
    let lying = options(&bars("horizontal_bar", "EUR"), &shops).unwrap();
    assert_eq!(
        at(&lying, ["/xAxis/type", "/xAxis/name", "/yAxis/type", "/yAxis/name", "/yAxis/inverse"]),
        [json!("value"), json!("n (EUR)"), json!("category"), json!("shop"), json!(true)]
    );
    assert_eq!(lying["series"][0]["data"], json!([[2, "a shop with a long name"], [-1.5, "b"]]));
    assert_eq!(at(&lying, ["/series/0/type", "/series/0/barMaxWidth"]), [json!("bar"), json!(96)]);
    let many: Vec<Value> = (0..100).map(|i| json!([format!("shop {i}"), i])).collect();
    let shops = result(&[("shop", ColumnType::Text), ("n", ColumnType::Float)], json!(many));
    let zoomed = options(&bars("horizontal_bar", ""), &shops).unwrap();
    assert_eq!(zoomed["dataZoom"].as_array().unwrap().len(), 2);
    assert!(zoomed["dataZoom"].as_array().unwrap().iter().all(|zoom| zoom["orient"] == "vertical"));
}
