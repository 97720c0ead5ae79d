//! `almanac backtest`.

use crate::process::{almanac, data};

#[test]
fn a_row_for_each_model_with_the_best_first() {
    let input = data("air_passengers.csv");
    let flags = ["--horizon", "12", "--season", "12", "--windows", "3", "--step", "12", "--model", "AutoETS"];
    let table = almanac(&[&["backtest", "--input", &input], &flags[..]].concat()).table();
    let expected = [
        "model",
        "MAE",
        "RMSE",
        "sMAPE",
        "MASE",
        "RMSSE",
        "OWA",
        "coverage80",
        "coverage95",
        "MSIS",
        "CRPS",
        "MAPE",
        "bias",
        "seconds",
    ];
    assert_eq!(table[0], expected);
    let names: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
    for name in ["AutoETS", "Naive", "SeasonalNaive"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(names[0], "AutoETS");
    let mase: Vec<f64> = table[1..].iter().map(|row| row[4].parse().unwrap()).collect();
    assert!(mase.windows(2).all(|pair| pair[0] <= pair[1]), "{mase:?}");
    // Seasonal naive on 1958, 1959, 1960 against the year before: the mean of |y(t) - y(t-12)| over 36
    // months, computed from the file.
    let naive = table.iter().find(|row| row[0] == "SeasonalNaive").unwrap();
    assert!((naive[1].parse::<f64>().unwrap() - mean_yearly_change()).abs() < 1e-9, "{}", naive[1]);
    let coverage: f64 = naive[7].parse().unwrap();
    assert!((0.0..=100.0).contains(&coverage) && coverage > 1.0, "in percent: {coverage}");
}

fn mean_yearly_change() -> f64 {
    let text = std::fs::read_to_string(data("air_passengers.csv")).unwrap();
    let y: Vec<f64> =
        text.split(['\r', '\n']).filter_map(|line| line.split(',').nth(1)?.parse().ok()).collect();
    assert_eq!(y.len(), 144);
    (108..144).map(|t| (y[t] - y[t - 12]).abs()).sum::<f64>() / 36.0
}

#[test]
fn rows_by_step_and_by_series_add_up_to_the_model() {
    let input = data("air_passengers.csv");
    let flags = ["--input", &input, "--horizon", "6", "--season", "12", "--model", "SeasonalNaive", "--by"];
    let table = |by: &str| almanac(&[&["backtest"], &flags[..], &[by]].concat()).table();
    let mae = |row: &[String], at: usize| row[at].parse::<f64>().unwrap();
    let of = |table: &[Vec<String>]| -> Vec<Vec<String>> {
        table.iter().filter(|row| row[0] == "SeasonalNaive").cloned().collect()
    };
    let whole = mae(&of(&table("model"))[0], 1);
    let steps = of(&table("step"));
    assert_eq!(steps.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4", "5", "6"]);
    assert!((steps.iter().map(|row| mae(row, 2)).sum::<f64>() / 6.0 - whole).abs() < 1e-9);
    let by_series = table("series");
    assert_eq!(&by_series[0][..3], ["model", "unique_id", "MAE"]);
    assert!((mae(&of(&by_series)[0], 2) - whole).abs() < 1e-9);
}

#[test]
fn too_little_past_is_bad_input() {
    let input = data("air_passengers.csv");
    let said = almanac(&["backtest", "--input", &input, "--horizon", "200"]);
    said.complaint(2);
}
