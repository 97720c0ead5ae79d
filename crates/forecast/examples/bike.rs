//! Measures the neural models on the bike-sharing data: training time, accuracy against seasonal naive,
//! coverage, the effect of temperature, artifact size and inference time.
//!
//! `cargo run --release --example bike --features train -- [NAME] [small|default] [seed] [FILE.neural]`
//!
//! NAME is that of an architecture, such as LSTM; TiDE if none is given. A file named `*.neural` receives the artifact.

use std::time::Instant;

use almanac_forecast::neural::{Architecture, Engine, NeuralModel, Preset};
use almanac_forecast::{
    Config, Driver, DriverKind, DriverValues, Event, Fitted, Flow, Frequency, Future, FutureSeries, Model,
    Observer, Panel, Series,
};

const H: usize = 48;
const WINDOWS: usize = 14;
const STEP: usize = 48;

struct Print;

impl Observer for Print {
    fn on(&mut self, event: &Event) -> Flow {
        if let Event::Epoch { epoch, loss, valid_loss, .. } = event {
            eprintln!("epoch {epoch:>2}  loss {loss:.4}  held out {:.4}", valid_loss.unwrap_or(f64::NAN));
        }
        Flow::Continue
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let has = |name: &str| args.iter().any(|a| a == name);
    let architecture = args.iter().find_map(|a| Architecture::by_name(a)).unwrap_or(Architecture::Tide);
    let preset =
        [Preset::Tiny, Preset::Large].into_iter().find(|preset| has(preset.name())).unwrap_or_default();
    let seed = args.iter().find_map(|a| a.parse().ok()).unwrap_or(1);
    let panel = bike()?;
    let n = panel.series[0].y.len();
    let first = n - WINDOWS * STEP;

    let model = NeuralModel::new(architecture, preset);
    let config = Config { h: H, levels: vec![80, 95], seed, ..Config::default() };
    let clock = Instant::now();
    let fitted = model.fit(&until(&panel, first), &config, &mut Print)?;
    println!(
        "{} {preset:?}: trained on {first} hours in {:.1} s",
        model.name(),
        clock.elapsed().as_secs_f64()
    );
    backtest(&panel, fitted.as_ref(), first)?;
    winter(&panel, fitted.as_ref())?;
    if let (Some(path), Some(bytes)) = (args.iter().find(|a| a.ends_with(".neural")), fitted.artifact()) {
        std::fs::write(path, bytes)?;
    }
    speed(&panel, fitted.as_ref(), first)
}

fn backtest(panel: &Panel, fitted: &dyn Fitted, first: usize) -> Result<(), Box<dyn std::error::Error>> {
    let y = &panel.series[0].y;
    let scale = y[..first].windows(25).map(|w| (w[24] - w[0]).abs()).sum::<f64>() / (first - 24) as f64;
    let (mut error, mut naive, mut bias, mut count) = (0.0, 0.0, 0.0, 0.0);
    let mut covered = [0.0, 0.0];
    for w in 0..WINDOWS {
        let origin = first + w * STEP;
        let rolled = fitted.update(&until(panel, origin)).ok_or("no update")??;
        let f = &rolled.predict(&future(panel, origin))?.series[0];
        for t in 0..H {
            let seen = y[origin + t];
            error += (seen - f.mean[t]).abs();
            bias += f.mean[t] - seen;
            naive += (seen - y[origin + t % 24 - 24]).abs();
            count += 1.0;
            for (interval, covered) in f.intervals.iter().zip(&mut covered) {
                if (interval.lo[t]..=interval.hi[t]).contains(&seen) {
                    *covered += 1.0;
                }
            }
        }
    }
    println!(
        "{WINDOWS} windows: MASE {:.3}, seasonal naive {:.3}; bias {:.1}; coverage80 {:.1} %, coverage95 {:.1} %",
        error / count / scale,
        naive / count / scale,
        bias / count,
        100.0 * covered[0] / count,
        100.0 * covered[1] / count
    );
    Ok(())
}

/// Raises the temperature by 5 °C in windows of both winters.
fn winter(panel: &Panel, fitted: &dyn Fitted) -> Result<(), Box<dyn std::error::Error>> {
    let total = |f: &almanac_forecast::Forecast| f.series[0].mean.iter().sum::<f64>();
    let mut effects = Vec::new();
    for origin in (8_500..10_500).step_by(170).chain((16_900..17_490).step_by(60)) {
        let rolled = fitted.update(&until(panel, origin)).ok_or("no update")??;
        let mut future = future(panel, origin);
        let before = total(&rolled.predict(&future)?);
        future.series[0].drivers[0].iter_mut().for_each(|t| *t += 5.0);
        effects.push(100.0 * (total(&rolled.predict(&future)?) / before - 1.0));
    }
    println!("+5 °C in winter, change of the total in %: {effects:.1?}");
    Ok(())
}

fn speed(panel: &Panel, fitted: &dyn Fitted, first: usize) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = fitted.artifact().ok_or("no artifact")?;
    let clock = Instant::now();
    let engine = Engine::load(&bytes)?;
    println!("artifact {} kB, loaded in {:.1} ms", bytes.len() / 1000, clock.elapsed().as_secs_f64() * 1e3);
    let drivers = &future(panel, first).series[0].drivers;
    let timed = |run: &dyn Fn() -> almanac_forecast::Result<()>| -> almanac_forecast::Result<f64> {
        let mut ms = Vec::new();
        for _ in 0..300 {
            let clock = Instant::now();
            run()?;
            ms.push(clock.elapsed().as_secs_f64() * 1e3);
        }
        ms.sort_by(f64::total_cmp);
        Ok(ms[ms.len() * 95 / 100])
    };
    let drag = timed(&|| engine.predict(0, drivers).map(drop))?;
    let full = timed(&|| engine.forecast(&future(panel, first)).map(drop))?;
    println!("p95: drag {drag:.2} ms, whole forecast {full:.2} ms");
    Ok(())
}

fn until(panel: &Panel, end: usize) -> Panel {
    let mut panel = panel.clone();
    for s in &mut panel.series {
        s.y.truncate(end);
        s.drivers.iter_mut().for_each(|d| d.truncate(end));
    }
    panel
}

fn future(panel: &Panel, origin: usize) -> Future {
    let s = &panel.series[0];
    let drivers = s.drivers.iter().map(|d| d[origin..origin + H].to_vec()).collect();
    Future { h: H, series: vec![FutureSeries { unique_id: s.unique_id.clone(), drivers }] }
}

fn bike() -> Result<Panel, Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/bike_sharing_hourly.csv");
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("empty file")?.split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let column = |name: &str| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
        let at = header.iter().position(|c| *c == name).ok_or("no such column")?;
        Ok(rows.iter().map(|r| r[at].parse().unwrap_or(f64::NAN)).collect())
    };
    let weather_at = header.iter().position(|c| *c == "weather").ok_or("no weather")?;
    let mut levels: Vec<String> = rows.iter().map(|r| r[weather_at].to_owned()).collect();
    levels.sort();
    levels.dedup();
    let index = |name: &str| levels.iter().position(|l| l == name).map_or(f64::NAN, |i| i as f64);
    let weather = rows.iter().map(|r| index(r[weather_at])).collect();
    let names = ["temp", "hum", "windspeed", "holiday", "workingday"];
    let driver = |name: &str, values| Driver { name: name.to_owned(), kind: DriverKind::Futr, values };
    let mut drivers: Vec<Driver> = names.iter().map(|n| driver(n, DriverValues::Numeric)).collect();
    drivers.push(driver("weather", DriverValues::Categorical { levels: levels.clone() }));
    let mut values = names.iter().map(|n| column(n)).collect::<Result<Vec<_>, _>>()?;
    values.push(weather);
    let series =
        Series { unique_id: "bike".to_owned(), start: 1_293_840_000, y: column("users")?, drivers: values };
    Ok(Panel { frequency: Frequency::Seconds(3600), seasons: vec![24, 168], drivers, series: vec![series] })
}
