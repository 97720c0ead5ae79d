//! What `cargo xtask bench` asks of the library itself; each prints a line of JSON.
//!
//! `cargo run --release --example measure --features train -- short`: milliseconds of `AutoETS` on one monthly series, fit
//! and forecast, the median of fifty.
//!
//! `… -- etth1 FILE [NAME …] [H …]`: errors on `ETTh1.csv` by the protocol of the papers (Zeng et al. 2023, AAAI 37): all
//! seven channels, z-scored with the 12 months of training; the windows of months 17 to 20, one hour apart, each with the
//! past right before it. The four months of validation are not used. `RidgeRegression` and `DLinear` with horizons of 96, 192,
//! 336 and 720 hours if nothing else is named.

use std::error::Error;
use std::time::Instant;

use almanac_forecast::neural::{Architecture, NeuralModel, Preset, Training};
use almanac_forecast::{AutoETS, Config, Fitted, Frequency, Future, Model, Panel, Series, Silent, auto};

/// Hours a network sees.
const CONTEXT: usize = 336;
/// Hours given to go on from: no model looks further back.
const LONGEST: usize = 512;
/// Months of thirty days, in hours.
const MONTH: usize = 30 * 24;
const SHORT: &str = include_str!("../testdata/air_passengers.csv");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["short"] => short(),
        ["etth1", file, ref rest @ ..] => etth1(file, rest),
        _ => Err("short, or etth1 FILE [NAME] [H …]".into()),
    }
}

fn short() -> Result<(), Box<dyn Error>> {
    let y = SHORT.lines().skip(1).filter_map(|row| row.split(',').nth(1)?.trim().parse().ok()).collect();
    let panel = panel(Frequency::Months(1), vec![12], vec![("y".to_owned(), y)]);
    let config = Config { h: 12, levels: vec![80, 95], seed: 1, ..Config::default() };
    let mut all = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        let fitted = AutoETS.fit(&panel, &config, &mut Silent)?;
        std::hint::black_box(fitted.predict(&Future { h: 12, series: Vec::new() })?);
        all.push(1e3 * start.elapsed().as_secs_f64());
    }
    all.sort_by(f64::total_cmp);
    println!("{}", serde_json::json!({"periods": panel.series[0].y.len(), "median_ms": all[all.len() / 2]}));
    Ok(())
}

fn etth1(file: &str, rest: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut horizons: Vec<usize> = rest.iter().filter_map(|h| h.parse().ok()).collect();
    if horizons.is_empty() {
        horizons = vec![96, 192, 336, 720];
    }
    let named = rest.iter().filter(|name| name.parse::<usize>().is_err());
    let models = match named.map(|name| model(name)).collect::<Result<Vec<_>, _>>()? {
        none if none.is_empty() => vec![model("RidgeRegression")?, model("DLinear")?],
        some => some,
    };
    let whole = channels(&std::fs::read_to_string(file)?)?;
    let mut rows = Vec::new();
    for model in models {
        for h in &horizons {
            let start = Instant::now();
            let config = Config { h: *h, levels: vec![80], seed: 1, ..Config::default() };
            let fitted = model.fit(&part(&whole, 0, 12 * MONTH), &config, &mut Silent)?;
            let seconds = start.elapsed().as_secs_f64();
            let (mse, mae) = errors(&whole, fitted.as_ref(), *h)?;
            eprintln!("{} {h}: MSE {mse:.4}, MAE {mae:.4}, {seconds:.1} s", model.name());
            rows.push(serde_json::json!({
                "model": model.name(), "h": h, "mse": mse, "mae": mae, "seconds": seconds,
            }));
        }
    }
    println!("{}", serde_json::Value::from(rows));
    Ok(())
}

/// A model with a past of at most [`CONTEXT`] hours, if it is a network.
fn model(name: &str) -> Result<Box<dyn Model>, Box<dyn Error>> {
    let Some(architecture) = Architecture::by_name(name) else {
        return auto::by_name(name).ok_or_else(|| format!("there is no model {name:?}").into());
    };
    let training = Training { epochs: 15, windows: 16_384, learning_rate: 0.002, ..Preset::Small.training() };
    Ok(Box::new(NeuralModel {
        context: Some(CONTEXT),
        training: Some(training),
        ..NeuralModel::new(architecture, Preset::Small)
    }))
}

/// The seven channels of the first twenty months, in units of their spread in the first twelve.
fn channels(text: &str) -> Result<Panel, Box<dyn Error>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().ok_or("an empty file")?.split(',').skip(1).collect();
    let mut columns = vec![Vec::with_capacity(20 * MONTH); names.len()];
    for line in lines.take(20 * MONTH) {
        for (column, cell) in columns.iter_mut().zip(line.split(',').skip(1)) {
            column.push(cell.parse::<f64>()?);
        }
    }
    if columns.iter().any(|column| column.len() < 20 * MONTH) {
        return Err("fewer than twenty months".into());
    }
    let series = names.into_iter().zip(columns).map(|(name, mut y)| {
        let learned = &y[..12 * MONTH];
        let n = learned.len() as f64;
        let mean = learned.iter().sum::<f64>() / n;
        let sd = (learned.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        for v in &mut y {
            *v = (*v - mean) / sd;
        }
        (name.to_owned(), y)
    });
    Ok(panel(Frequency::Seconds(3600), vec![24], series.collect()))
}

fn panel(frequency: Frequency, seasons: Vec<usize>, series: Vec<(String, Vec<f64>)>) -> Panel {
    let series =
        series.into_iter().map(|(unique_id, y)| Series { unique_id, start: 0, y, drivers: Vec::new() });
    Panel { frequency, seasons, drivers: Vec::new(), series: series.collect() }
}

/// The hours `from..to` of all channels.
fn part(whole: &Panel, from: usize, to: usize) -> Panel {
    let series = whole.series.iter().map(|series| Series {
        unique_id: series.unique_id.clone(),
        start: whole.frequency.advance(series.start, from as i64),
        y: series.y[from..to].to_vec(),
        drivers: Vec::new(),
    });
    whole.with_series(series.collect())
}

/// Mean squared and mean absolute error over all windows, channels and hours.
fn errors(whole: &Panel, fitted: &dyn Fitted, h: usize) -> Result<(f64, f64), Box<dyn Error>> {
    let (mut squares, mut sizes, mut count) = (0.0, 0.0, 0.0);
    for origin in 16 * MONTH..=20 * MONTH - h {
        let rolled = fitted.update(&part(whole, origin - LONGEST, origin)).ok_or("cannot roll forward")??;
        let forecast = rolled.predict(&Future { h, series: Vec::new() })?;
        for (series, one) in whole.series.iter().zip(&forecast.series) {
            for (actual, mean) in series.y[origin..origin + h].iter().zip(&one.mean) {
                squares += (actual - mean).powi(2);
                sizes += (actual - mean).abs();
                count += 1.0;
            }
        }
    }
    Ok((squares / count, sizes / count))
}
