//! `almanac anomalies`, `almanac explain`, `almanac tune`, and the ways of `almanac forecast` to look further: groups, paths, options.

use std::fmt::Write as _;
use std::path::Path;

use crate::process::{almanac, data, file};

fn numbers(table: &[Vec<String>], name: &str) -> Vec<f64> {
    let at =
        table[0].iter().position(|cell| cell == name).unwrap_or_else(|| panic!("{name}: {:?}", table[0]));
    table[1..].iter().map(|row| row[at].parse().unwrap_or_else(|_| panic!("{}", row[at]))).collect()
}

/// 96 days of sales that rise by 3 for every degree, and 8 more days without sales.
fn sales(folder: &Path) -> String {
    let mut text = String::from("ds,y,heat,price\n");
    for day in 0..104 {
        let (heat, price) = (10 + day * 7 % 13, 5 + day * 3 % 4);
        let y = if day < 96 { (100 + 3 * heat - 2 * price).to_string() } else { String::new() };
        writeln!(text, "{day},{y},{heat},{price}").unwrap();
    }
    file(folder, "sales.csv", &text).display().to_string()
}

const HEAT: [&str; 8] =
    ["--futr", "heat,price", "--horizon", "8", "--season", "1", "--model", "TrendFourier"];

#[test]
fn groups_of_series_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("state,shop,ds,y\n");
    for (i, (state, shop)) in [("N", "a"), ("N", "b"), ("S", "a")].into_iter().enumerate() {
        for t in 0..40 {
            writeln!(text, "{state},{shop},{t},{}", 20 + 5 * i + t * (i + 2) / 3 + [0, 6, 2, 9][t % 4])
                .unwrap();
        }
    }
    let input = file(folder.path(), "shops.csv", &text).display().to_string();
    let flags = ["--horizon", "4", "--season", "4", "--model", "AutoETS", "--hierarchy", "state/shop"];
    for method in ["auto", "bottom_up", "top_down", "mint_shrink"] {
        let said = almanac(&[&["forecast", "--input", &input, "--reconcile", method], &flags[..]].concat());
        let table = said.table();
        let name = table[0][2].clone();
        assert!(name.starts_with("AutoETS/"), "{name}");
        let mean = numbers(&table, &name);
        let of = |id: &str| {
            let rows = table[1..].iter().zip(&mean).filter(|(row, _)| row[0] == id);
            rows.map(|(_, mean)| *mean).collect::<Vec<f64>>()
        };
        for h in 0..4 {
            let parts = of("N/a")[h] + of("N/b")[h];
            assert!((of("N")[h] - parts).abs() < 1e-6 * parts, "{method}");
            assert!((of("Total")[h] - parts - of("S/a")[h]).abs() < 1e-6 * parts, "{method}");
        }
        let (lo, hi) = (numbers(&table, &format!("{name}-lo-80")), numbers(&table, &format!("{name}-hi-80")));
        assert!((0..mean.len()).all(|i| lo[i] <= mean[i] && mean[i] <= hi[i]));
    }
    let wrong = almanac(&[&["forecast", "--input", &input, "--reconcile", "magic"], &flags[..]].concat());
    assert!(wrong.complaint(2).contains("mint_shrink"), "{}", wrong.err);
    let flags = ["--horizon", "4", "--model", "AutoETS", "--hierarchy", "country/shop"];
    let wrong = almanac(&[&["forecast", "--input", &input], &flags[..]].concat());
    assert!(wrong.complaint(2).contains("\"country\""), "{}", wrong.err);
}

#[test]
fn a_series_is_in_one_group_only() {
    let folder = tempfile::tempdir().unwrap();
    let text = "unique_id,state,ds,y\na,N,1,5\na,S,2,6\na,N,3,7\n";
    let input = file(folder.path(), "shops.csv", text).display().to_string();
    let flags = ["--horizon", "1", "--model", "Naive", "--hierarchy", "state"];
    let said = almanac(&[&["forecast", "--input", &input], &flags[..]].concat());
    let complaint = said.complaint(2);
    assert!(["\"a\"", "\"N\"", "\"S\"", "state"].iter().all(|part| complaint.contains(part)), "{complaint}");
}

#[test]
fn paths_are_futures_that_could_happen() {
    let input = data("air_passengers.csv");
    let flags = ["--horizon", "12", "--season", "12", "--model", "AutoETS", "--paths", "20"];
    let table = almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table();
    let (lo, hi) = (numbers(&table, "AutoETS-lo-95"), numbers(&table, "AutoETS-hi-95"));
    let paths: Vec<Vec<f64>> = (1..=20).map(|i| numbers(&table, &format!("AutoETS-path-{i}"))).collect();
    let within = paths.iter().flat_map(|path| (0..12).map(|k| lo[k] <= path[k] && path[k] <= hi[k]));
    let share = within.filter(|within| *within).count() as f64 / 240.0;
    assert!(share > 0.8, "{share}");
    assert!(paths.iter().any(|path| (path[0] - paths[0][0]).abs() > 1e-6));
    assert_eq!(table, almanac(&[&["forecast", "--input", &input], &flags[..]].concat()).table());
}

#[test]
fn options_are_set_by_name() {
    let input = data("air_passengers.csv");
    let flags = ["--horizon", "3", "--season", "12", "--model", "GradientBoosting"];
    let with = |more: &[&str]| almanac(&[&["forecast", "--input", &input], &flags[..], more].concat());
    let few = with(&["--param", "trees=5"]).table();
    assert_ne!(few, with(&[]).table());
    let wrong = with(&["--param", "tres=5"]);
    assert!(wrong.complaint(2).contains("trees"), "{}", wrong.err);
}

#[test]
fn drivers_share_out_the_forecast() {
    let folder = tempfile::tempdir().unwrap();
    let input = sales(folder.path());
    let explain = |more: &[&str]| almanac(&[&["explain", "--input", &input], &HEAT[..], more].concat());
    let table = explain(&[]).table();
    assert_eq!(table[0], ["unique_id", "ds", "forecast", "base", "heat", "price"]);
    let [forecast, base, heat, price] =
        ["forecast", "base", "heat", "price"].map(|name| numbers(&table, name));
    for k in 0..8 {
        assert!((forecast[k] - base[k] - heat[k] - price[k]).abs() < 1e-6 * forecast[k]);
    }
    let given: Vec<f64> = (96..104).map(|day| f64::from(10 + day * 7 % 13)).collect();
    // Three for every degree.
    assert!((heat[1] - heat[0] - 3.0 * (given[1] - given[0])).abs() < 0.5, "{heat:?} {given:?}");
    let effects = explain(&["--of", "sensitivities"]).table();
    assert_eq!(effects[1][1], "heat");
    assert!((numbers(&effects, "total_per_unit")[0] - 24.0).abs() < 1.0, "{effects:?}");
}

#[test]
fn a_goal_is_reached_by_the_least_change() {
    let folder = tempfile::tempdir().unwrap();
    let input = sales(folder.path());
    let said = almanac(&[&["explain", "--input", &input, "--goal", "5"], &HEAT[..]].concat());
    let table = said.table();
    assert_eq!(table[0], ["driver", "change", "standard_deviations"]);
    assert_eq!(table[1][0], "heat");
    assert!(numbers(&table, "change")[0] > 0.0);
    assert!(said.err.contains("the goal is"), "{}", said.err);
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let input = sales(folder.path());
    let explain = |model: &str, more: &[&str]| {
        let flags = ["--horizon", "8", "--season", "1", "--model", model];
        almanac(&[&["explain", "--input", &input], &flags[..], more].concat())
    };
    assert!(explain("TrendFourier", &[]).complaint(2).contains("--futr"));
    assert!(explain("Theta", &["--futr", "heat"]).complaint(2).contains("uses no drivers"));
    assert!(explain("Theta", &["--of", "features"]).complaint(2).contains("no trees"));
    assert!(explain("auto", &["--futr", "heat"]).complaint(2).contains("--model"));
}

#[test]
fn a_search_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (input, study) = (data("air_passengers.csv"), folder.path().join("study.json").display().to_string());
    let flags = ["--horizon", "6", "--season", "12", "--windows", "1", "--model", "MFLES", "--study", &study];
    let tune = |more: &[&str]| almanac(&[&["tune", "--input", &input], &flags[..], more].concat());
    let three = tune(&["--trials", "3"]).table();
    assert_eq!((three.len(), &three[0][..3]), (4, &["trial", "state", "MASE"].map(str::to_owned)[..]));
    let mase = numbers(&three, "MASE");
    assert!(mase.is_sorted(), "{mase:?}");
    let more = tune(&["--trials", "5"]);
    assert!(more.err.contains("--model MFLES --param "), "{}", more.err);
    let more = more.table();
    assert_eq!(more.len(), 6);
    assert!(three[1..].iter().all(|row| more.contains(row)), "{three:?} {more:?}");
    for other in [["--seed", "2"], ["--metric", "rmse"]] {
        assert!(tune(&[&["--trials", "5"], &other[..]].concat()).complaint(2).contains("another"));
    }
    assert!(tune(&[]).complaint(2).contains("--trials"));
}

#[test]
fn an_odd_day_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("ds,y\n");
    for day in 0..120 {
        let odd = if day == 70 { 40 } else { 0 };
        writeln!(text, "{day},{}", [10, 20, 15][day % 3] + day * 7 % 5 + odd).unwrap();
    }
    let input = file(folder.path(), "days.csv", &text).display().to_string();
    let look = |more: &[&str]| almanac(&[&["anomalies", "--input", &input, "--season", "3"], more].concat());
    let all = look(&[]).table();
    assert_eq!(all[0], ["unique_id", "ds", "y", "score", "anomaly", "expected", "lo", "hi"]);
    assert_eq!(all.len(), 121);
    let unusual = look(&["--show", "unusual"]).table();
    assert_eq!((unusual.len(), unusual[1][1].as_str()), (2, "70"));
    let episodes = look(&["--show", "episodes", "--method", "seasonal-hybrid-esd"]).table();
    assert_eq!((episodes[1][1].as_str(), episodes[1][2].as_str()), ("70", "70"));
    assert!(look(&["--method", "magic"]).complaint(2).contains("isolation_forest"));
    assert!(look(&["--show", "changes"]).complaint(2).contains("change_points"));
}

#[test]
fn a_change_of_level_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("ds,y\n");
    for day in 0..100 {
        writeln!(text, "{day},{}", if day < 60 { 10 + day % 3 } else { 30 + day % 3 }).unwrap();
    }
    let input = file(folder.path(), "days.csv", &text).display().to_string();
    let flags = ["--season", "1", "--method", "change_points", "--show", "changes"];
    let table = almanac(&[&["anomalies", "--input", &input], &flags[..]].concat()).table();
    assert_eq!((table.len(), table[1][1].as_str()), (2, "60"));
    assert!((numbers(&table, "mean_before")[0] - 11.0).abs() < 0.1);
    assert!((numbers(&table, "mean_after")[0] - 31.0).abs() < 0.2);
}

#[test]
fn a_saved_network_learns_on() {
    let folder = tempfile::tempdir().unwrap();
    let input = sales(folder.path());
    let saved = folder.path().join("tide.model").display().to_string();
    let flags = ["--futr", "heat,price", "--horizon", "8", "--season", "1", "--device", "cpu"];
    let run = |more: &[&str]| almanac(&[&["forecast", "--input", &input], &flags[..], more].concat());
    let first = run(&["--model", "TiDE", "--param", "preset=tiny", "--save", &saved]).table();
    let second = run(&["--from", &saved]).table();
    assert_eq!(first[0], second[0]);
    assert_ne!(numbers(&first, "TiDE"), numbers(&second, "TiDE"));
    assert!(run(&["--model", "Theta", "--save", &saved]).complaint(2).contains("cannot be saved"));
    assert!(run(&["--model", "auto", "--save", &saved]).complaint(2).contains("--save"));
    assert!(run(&["--from", &input]).complaint(2).contains("not a neural model"));
    let flags = ["--horizon", "8", "--season", "1", "--device", "cpu", "--from", &saved];
    let other = almanac(&[&["forecast", "--input", &input], &flags[..]].concat());
    assert!(other.complaint(2).contains("heat"), "{}", other.err);
}
