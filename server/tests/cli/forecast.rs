//! `almanac forecast`.

use std::fmt::Write as _;
use std::path::Path;

use crate::process::{almanac, data, file, rides};

fn column<'a>(table: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let at =
        table[0].iter().position(|cell| cell == name).unwrap_or_else(|| panic!("{name}: {:?}", table[0]));
    table[1..].iter().map(|row| row[at].as_str()).collect()
}

fn numbers(table: &[Vec<String>], name: &str) -> Vec<f64> {
    column(table, name).iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("{cell}"))).collect()
}

#[test]
fn monthly_dates_stay_dates_and_the_best_model_sees_the_summer() {
    let input = data("air_passengers.csv");
    let said = almanac(&["forecast", "--input", &input, "--horizon", "12", "--season", "12"]);
    let table = said.table();
    let model = table[0][2].clone();
    let expected = ["unique_id", "ds"].map(str::to_owned).into_iter();
    let bands = ["", "-lo-80", "-hi-80", "-lo-95", "-hi-95"].map(|suffix| format!("{model}{suffix}"));
    assert_eq!(table[0], expected.chain(bands).collect::<Vec<_>>());
    let ds = column(&table, "ds");
    assert_eq!((ds.len(), ds[0], ds[11]), (12, "1961-01-01", "1961-12-01"));
    let mean = numbers(&table, &model);
    let top = mean.iter().copied().fold(f64::MIN, f64::max);
    assert!((mean[6] - top).abs() < 1e-9 || (mean[7] - top).abs() < 1e-9, "{mean:?}");
    let (lo, hi) = (numbers(&table, &format!("{model}-lo-80")), numbers(&table, &format!("{model}-hi-80")));
    let wide = numbers(&table, &format!("{model}-hi-95"));
    assert!((0..12).all(|t| lo[t] < mean[t] && mean[t] < hi[t] && hi[t] < wide[t]));
}

#[test]
fn seasonal_naive_repeats_the_last_season() {
    let input = data("air_passengers.csv");
    let arguments = ["--horizon", "12", "--season", "12", "--model", "SeasonalNaive", "--level", "80"];
    let said = almanac(&[&["forecast", "--input", &input], &arguments[..]].concat());
    let table = said.table();
    // 1960 in the file.
    let last_year = [417.0, 391.0, 419.0, 461.0, 472.0, 535.0, 622.0, 606.0, 508.0, 461.0, 390.0, 432.0];
    assert_eq!(numbers(&table, "SeasonalNaive"), last_year);
}

#[test]
fn weeks_in_american_notation_and_newest_first_are_understood() {
    let input = data("us_gasoline.csv");
    let flags = ["--time", "Week", "--target", "Gasoline", "--horizon", "4", "--model", "Naive"];
    let table = almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table();
    assert_eq!(column(&table, "ds"), ["2021-05-07", "2021-05-14", "2021-05-21", "2021-05-28"]);
    // The value of 04/30/2021.
    assert_eq!(numbers(&table, "Naive"), [8864.0; 4]);
}

#[test]
fn half_hours_in_utc_are_understood() {
    let input = data("vic_electricity.csv");
    let flags = [
        "--time",
        "Time",
        "--target",
        "Demand",
        "--horizon",
        "2",
        "--season",
        "48",
        "--model",
        "naive,SeasonalNaive",
    ];
    let table = almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table();
    assert_eq!(column(&table, "ds"), ["2012-01-10 13:00:00", "2012-01-10 13:30:00"]);
    assert_eq!(numbers(&table, "Naive").len(), 2);
    assert_eq!(numbers(&table, "SeasonalNaive-hi-95").len(), 2);
}

#[test]
fn drivers_come_from_rows_without_a_target_or_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let all = std::fs::read_to_string(rides(folder.path(), 324)).unwrap();
    let lines: Vec<&str> = all.lines().collect();
    let without_target: Vec<String> = lines[301..]
        .iter()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells[8] = "";
            cells.join(",")
        })
        .collect();
    let past = lines[..301].join("\n");
    let input = file(folder.path(), "both.csv", &format!("{past}\n{}\n", without_target.join("\n")));
    let past = file(folder.path(), "past.csv", &format!("{past}\n"));
    let future = file(folder.path(), "future.csv", &format!("{}\n{}\n", lines[0], without_target.join("\n")));
    let run = |input: &Path, more: &[&str]| {
        let input = input.display().to_string();
        let flags = ["--time", "date_time", "--target", "users", "--futr", "temp,weather,workingday"];
        let rest = ["--horizon", "24", "--season", "24", "--model", "TiDE"];
        almanac(&[&["forecast", "--input", input.as_str()], &flags[..], &rest[..], more].concat())
    };
    let joined = run(&input, &[]).table();
    let separate = run(&past, &["--future", &future.display().to_string()]).table();
    assert_eq!(joined, separate);
    assert_eq!(column(&joined, "ds").len(), 24);
    let nothing = run(&past, &[]);
    assert!(nothing.complaint(2).contains("--future"), "{}", nothing.err);
}

#[test]
fn what_was_never_below_zero_goes_there_only_if_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("ds,y\n");
    for t in 0..40 {
        writeln!(text, "{t},{}", 85 - 2 * t + t % 2).unwrap();
    }
    let input = file(folder.path(), "stock.csv", &text).display().to_string();
    let end = |more: &[&str]| -> f64 {
        let flags = ["--horizon", "9", "--season", "1", "--model", "RandomWalkWithDrift"];
        let table = almanac(&[&["forecast", "--input", &input], &flags[..], more].concat()).table();
        column(&table, "RandomWalkWithDrift").last().unwrap().parse().unwrap()
    };
    assert_eq!(end(&[]).to_bits(), 0.0_f64.to_bits());
    assert!(end(&["--below-zero"]) < -5.0);
}

#[test]
fn integer_steps_and_many_series_keep_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("unique_id,ds,y\n");
    for series in 0..500 {
        for step in 0..24 {
            writeln!(text, "s{series:03},{step},{}", series + step % 4).unwrap();
        }
    }
    let input = file(folder.path(), "many.csv", &text).display().to_string();
    let flags = ["--horizon", "4", "--season", "4", "--model", "auto"];
    let table = almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table();
    assert_eq!(table.len(), 1 + 500 * 4);
    assert_eq!(column(&table, "ds")[..4], ["24", "25", "26", "27"]);
    assert_eq!(column(&table, "unique_id")[4 * 499], "s499");
}

#[test]
fn all_formats_hold_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (data("air_passengers.csv"), folder.path().join("out.json").display().to_string());
    let flags = ["--horizon", "2", "--season", "12", "--model", "AutoETS", "--level", "80"];
    let csv = almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table();
    let json = [&["forecast", "--input", &input, "--format", "json", "--output", &out], &flags[..]].concat();
    assert_eq!(almanac(&json).out, "");
    let rows: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(rows[1]["ds"], "1961-02-01");
    assert_eq!(rows[1]["AutoETS-lo-80"].to_string(), column(&csv, "AutoETS-lo-80")[1]);
    let parquet = folder.path().join("out.parquet").display().to_string();
    let made =
        [&["forecast", "--input", &input, "--format", "parquet", "--output", &parquet], &flags[..]].concat();
    assert_eq!(almanac(&made).status, 0);
    // It can be read back: the forecast of a forecast.
    let again =
        ["forecast", "--input", &parquet, "--target", "AutoETS", "--horizon", "1", "--model", "Naive"];
    assert_eq!(column(&almanac(&again).table(), "ds"), ["1961-03-01"]);
}

#[test]
fn bad_input_is_one_line_and_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let good = data("air_passengers.csv");
    let text = file(folder.path(), "text.csv", "ds,y\n2020-01-01,1\n2020-01-02,two\n2020-01-03,3\n");
    let twice =
        file(folder.path(), "twice.csv", "ds,y\n2020-01-01,1\n2020-01-01,2\n2020-01-02,3\n2020-01-03,3\n");
    let (text, twice) = (text.display().to_string(), twice.display().to_string());
    for (arguments, part) in [
        (vec!["--input", "nowhere.csv", "--horizon", "1"], "nowhere.csv"),
        (vec!["--input", &good, "--horizon", "1", "--target", "passengers"], "passengers"),
        (vec!["--input", &good, "--horizon", "1", "--model", "Oracle"], "Oracle"),
        (vec!["--input", &good, "--horizon", "0"], "--horizon"),
        (vec!["--input", &good], "--horizon"),
        (vec!["--input", &good, "--horizon", "1", "--device", "vulkan"], "vulkan"),
        (vec!["--input", &good, "--horizon", "1", "--format", "parquet"], "--output"),
        (vec!["--input", &text, "--horizon", "1"], "two"),
        (vec!["--input", &twice, "--horizon", "1"], "2020-01-01"),
    ] {
        let said = almanac(&[&["forecast"], &arguments[..]].concat());
        assert!(said.complaint(2).contains(part), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn output_that_cannot_be_written_is_status_1() {
    let input = data("air_passengers.csv");
    let said = almanac(&[
        "forecast",
        "--input",
        &input,
        "--horizon",
        "1",
        "--model",
        "Naive",
        "--output",
        "/nowhere/x",
    ]);
    assert!(said.complaint(1).contains("/nowhere/x"));
}
