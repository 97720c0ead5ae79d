//! `--static`: drivers that are the same in all rows of a series.

use std::fmt::Write as _;

use crate::process::{almanac, file};

/// Steps with a rare event, on which offices sell less and cinemas more; the last one is to be forecast, and has an event.
fn places() -> String {
    let mut text = String::from("unique_id,ds,y,kind,event\n");
    for i in 0..40 {
        for t in 0..141 {
            let kind = i % 2;
            let event = if t == 140 { 1 } else { i32::from((t * 37 + i * 53) % 47 == 0) };
            let usual = 30 + [0, 2, 1, 3, 0, 5, 6][t as usize % 7] + (i * 31 + t * 17) % 3;
            let y = if t == 140 { String::new() } else { (usual + event * (40 * kind - 20)).to_string() };
            writeln!(text, "p{i:02},{t},{y},{},{event}", ["office", "cinema"][kind as usize]).unwrap();
        }
    }
    text
}

#[test]
fn static_drivers_need_no_future_and_tell_series_apart() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "places.csv", &places()).display().to_string();
    let flags = ["--season", "7", "--horizon", "1", "--model", "GradientBoosting"];
    let run = |command: &str, input: &str, more: &[&str]| {
        almanac(&[&[command, "--input", input], &flags[..], more].concat())
    };
    let both = ["--static", "kind", "--futr", "event"];
    let table = run("forecast", &input, &both).table();
    let first = |id: &str| -> f64 {
        table.iter().find(|row| row[0] == id).and_then(|row| row[2].parse().ok()).unwrap()
    };
    assert!(first("p12") < 22.0 && first("p13") > 42.0, "{table:?}");
    assert!(run("backtest", &input, &[&both[..], &["--windows", "1"]].concat()).table().len() > 1);
    assert_eq!(run("forecast", &input, &["--static", "kind"]).table().len(), 41);
    assert!(run("explain", &input, &["--static", "kind"]).complaint(2).contains("--futr"));
    let (was, is) = ("p03,2,32,cinema", "p03,2,32,office");
    assert!(places().contains(was));
    let changed = file(folder.path(), "changed.csv", &places().replace(was, is)).display().to_string();
    let refused = run("forecast", &changed, &both);
    let complaint = refused.complaint(2);
    assert!(complaint.contains("row 426") && complaint.contains("\"kind\""), "{complaint}");
}
