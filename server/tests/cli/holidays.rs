//! `--holidays`: the public holidays of a country as drivers.

use std::fmt::Write as _;
use std::path::Path;

use crate::process::{almanac, file};

/// Two years of days, of which 26 January and 25 April are quiet; they end before Anzac Day of 2014.
fn visits(folder: &Path) -> String {
    let mut text = String::from("ds,y\n");
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days = (2012..2015).flat_map(|year| {
        let leap = u32::from(year == 2012);
        (1..=12).zip(months).flat_map(move |(month, n)| {
            (1..=n + leap * u32::from(month == 2)).map(move |day| (year, month, day))
        })
    });
    for (t, (year, month, day)) in days.take_while(|day| *day < (2014, 4, 21)).enumerate() {
        let quiet = matches!((month, day), (1, 1 | 26) | (4, 25) | (12, 25 | 26));
        let y = if quiet { 20 } else { 100 + 10 * (t % 7) };
        writeln!(text, "{year}-{month:02}-{day:02},{y}").unwrap();
    }
    file(folder, "visits.csv", &text).display().to_string()
}

const FLAGS: [&str; 4] = ["--horizon", "7", "--model", "TrendFourier"];

fn column(table: &[Vec<String>], name: &str) -> Vec<f64> {
    let at = table[0].iter().position(|cell| cell == name);
    let at = at.unwrap_or_else(|| panic!("{name}: {:?}", table[0]));
    table[1..].iter().map(|row| row[at].parse().unwrap()).collect()
}

#[test]
fn holidays_need_no_future_and_lower_their_day() {
    let folder = tempfile::tempdir().unwrap();
    let input = visits(folder.path());
    let run = |more: &[&str]| almanac(&[&["forecast", "--input", &input], &FLAGS[..], more].concat()).table();
    let (without, with) = (run(&[]), run(&["--holidays", "AU-VIC"]));
    assert_eq!(with[5][1], "2014-04-25");
    let (without, with) = (column(&without, "TrendFourier"), column(&with, "TrendFourier"));
    assert!(without[4] - with[4] > 15.0, "{without:?} {with:?}");
}

#[test]
fn explanations_name_holidays() {
    let folder = tempfile::tempdir().unwrap();
    let input = visits(folder.path());
    let flags = ["explain", "--input", &input, "--holidays", "au-vic"];
    let table = almanac(&[&flags, &FLAGS[..]].concat()).table();
    let parts = column(&table, "AU-VIC: holiday");
    assert!(parts[4] < -15.0 && parts[1].abs() < 5.0, "{parts:?}");
}

#[test]
fn holidays_go_together_with_drivers_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("ds,y,heat\n");
    for day in 0..67 {
        let y = if day < 60 { (50 + day % 7).to_string() } else { String::new() };
        writeln!(text, "{},{y},{}", day_of_2013(day), day * 5 % 11).unwrap();
    }
    let input = file(folder.path(), "heat.csv", &text).display().to_string();
    let run = |command: &str, more: &[&str]| {
        let flags = ["--futr", "heat", "--holidays", "US"];
        almanac(&[&[command, "--input", &input], &FLAGS[..], &flags, more].concat())
    };
    assert_eq!(run("forecast", &[]).table().len(), 8);
    assert!(run("backtest", &["--windows", "2"]).table().len() > 1);
    let anomalies = ["anomalies", "--input", &input, "--holidays", "US", "--method", "forecast_residual"];
    assert_eq!(almanac(&anomalies).table().len(), 61);
}

/// A day of 2013 by its number from 0.
fn day_of_2013(number: u32) -> String {
    let (month, day) = if number < 31 {
        (1, number + 1)
    } else if number < 59 {
        (2, number - 30)
    } else {
        (3, number - 58)
    };
    format!("2013-{month:02}-{day:02}")
}

#[test]
fn an_unknown_code_is_refused_with_those_near_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let input = visits(folder.path());
    let run =
        |code: &str| almanac(&[&["forecast", "--input", &input, "--holidays", code], &FLAGS[..]].concat());
    let said = run("AU-XX");
    assert_eq!(said.status, 2);
    assert!(said.err.contains("AU-NSW") && said.err.contains("AU-VIC"), "{}", said.err);
    let steps =
        file(folder.path(), "steps.csv", "ds,y\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n").display().to_string();
    let said = almanac(&[&["forecast", "--input", &steps, "--holidays", "US"], &FLAGS[..]].concat());
    assert!(said.complaint(2).contains("times"), "{}", said.err);
}
