//! `--device`. What needs a graphics processor runs on Mesa's software renderer, and is skipped where there is
//! none.

use std::fs;

use crate::process::{Said, almanac, binary, data, rides};

/// What to say where a test is skipped; nothing where there is a graphics processor that works.
fn reason_to_skip() -> Option<String> {
    let said = almanac(&["device-self-test", "--extent", "hardware"]);
    assert_eq!(said.status, 0, "{}", said.err);
    said.out.starts_with("{\"none\"").then(|| format!("skipped: {}", said.out.trim()))
}

fn train(device: &str) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let input = rides(folder.path(), 120).display().to_string();
    let flags = ["--time", "date_time", "--target", "users", "--season", "24", "--horizon", "4"];
    let rest = ["--model", "TiDE", "--windows", "1", "--device", device];
    almanac(&[&["forecast", "--input", input.as_str()], &flags[..], &rest[..]].concat())
}

#[test]
fn device_that_is_not_known_is_status_2() {
    let input = data("air_passengers.csv");
    let forecast = ["forecast", "--input", &input, "--horizon", "1", "--device", "gpu"];
    assert!(almanac(&forecast).complaint(2).contains("gpu"));
    assert_eq!(almanac(&["backtest", "--input", &input, "--horizon", "1", "--device", "gpu"]).status, 2);
    assert!(almanac(&["serve", "--device", "gpu"]).complaint(2).contains("gpu"));
    let variable = binary().args(&forecast[..5]).env("ALMANAC_DEVICE", "gpu").output().unwrap();
    assert_eq!(variable.status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("almanac.toml");
    fs::write(&file, "device = \"gpu\"").unwrap();
    let said = almanac(&["serve", "--config", &file.display().to_string()]);
    assert!(said.complaint(2).contains("device"), "{}", said.err);
}

#[test]
fn classical_models_ask_for_no_device() {
    let input = data("air_passengers.csv");
    let flags = ["--horizon", "1", "--season", "12", "--model", "AutoETS", "--device", "wgpu"];
    let said = almanac(&[&["forecast", "--input", &input], &flags[..]].concat());
    assert_eq!((said.status, said.err.as_str()), (0, ""));
}

#[test]
fn without_hardware_auto_says_so_in_one_line_and_trains_on_the_processor() {
    let said = train("auto");
    assert_eq!(said.table().len(), 1 + 4);
    let hardware = said.err.is_empty();
    assert!(hardware || said.err.contains("trained on the processor"), "{}", said.err);
    assert!(said.err.matches('\n').count() <= 1, "{}", said.err);
    if !hardware {
        assert_eq!(train("cpu").table(), said.table());
    }
}

#[test]
fn wgpu_without_a_graphics_processor_is_status_1_and_one_line() {
    if reason_to_skip().is_some() {
        assert!(train("wgpu").complaint(1).contains("wgpu cannot be used"));
    }
}

#[test]
fn doctor_reports_the_graphics_processor() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    let line = |device: &str| {
        let said = almanac(&["doctor", "--data-dir", &place, "--device", device]);
        said.out.lines().find(|line| line.contains("graphics processor:")).unwrap().to_owned()
    };
    assert!(line("cpu").starts_with("ok"), "{}", line("cpu"));
    let everything = line("wgpu");
    match reason_to_skip() {
        None => assert!(everything.starts_with("ok") && everything.contains("differs"), "{everything}"),
        Some(_) => assert!(everything.starts_with("problem") && everything.contains("--device cpu")),
    }
}

#[test]
fn graphics_processor_trains_the_model_that_the_processor_trains() {
    if let Some(reason) = reason_to_skip() {
        eprintln!("{reason}");
        return;
    }
    let numbers =
        |said: Said| -> Vec<f64> { said.table()[1..].iter().map(|row| row[2].parse().unwrap()).collect() };
    let (here, there) = (numbers(train("cpu")), numbers(train("wgpu")));
    let largest = here.iter().fold(0.0_f64, |top, v| top.max(v.abs()));
    for (a, b) in here.iter().zip(&there) {
        assert!((a - b).abs() < 0.05 * largest, "{here:?} {there:?}");
    }
}
