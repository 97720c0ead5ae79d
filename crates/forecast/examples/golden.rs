//! Writes `testdata/golden.neural` and the forecast it makes, for the test that saved weights still decode.
//! Run it only when the format's version changes: `cargo run --release --example golden --features train`.

use almanac_forecast::neural::{Architecture, Engine, NeuralModel, Preset};
use almanac_forecast::{Config, Driver, DriverKind, DriverValues, Frequency, Model, Panel, Series, Silent};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numeric = |name: &str, kind| Driver { name: name.to_owned(), kind, values: DriverValues::Numeric };
    let levels = vec!["dry".to_owned(), "rain".to_owned()];
    let rain = DriverValues::Categorical { levels };
    let drivers = vec![
        numeric("temp", DriverKind::Futr),
        numeric("visits", DriverKind::Hist),
        Driver { name: "weather".to_owned(), kind: DriverKind::Futr, values: rain },
    ];
    let temp: Vec<f64> = (0..90).map(|t| 10.0 + f64::from(t * t % 17)).collect();
    let weather: Vec<f64> = (0..90).map(|t| f64::from(u8::from(t * t % 5 == 1))).collect();
    let y: Vec<f64> =
        (0..90).map(|t| 3.0 * temp[t] + 5.0 * (t % 7) as f64 - 20.0 * weather[t] + 40.0).collect();
    let visits = y.iter().map(|y| y * 1.5).collect();
    let series = vec![Series {
        unique_id: "golden".to_owned(),
        start: 1_577_836_800,
        y,
        drivers: vec![temp, visits, weather],
    }];
    let panel = Panel { frequency: Frequency::Seconds(86_400), seasons: vec![7], drivers, series };
    let model = NeuralModel { context: Some(8), ..NeuralModel::new(Architecture::Tide, Preset::Tiny) };
    let config = Config { h: 3, levels: vec![80, 95], seed: 1, ..Config::default() };
    let bytes = model.fit(&panel, &config, &mut Silent)?.artifact().ok_or("no artifact")?;

    let drivers = vec![vec![12.0, 20.0, 15.0], vec![0.0, 1.0, 0.0]];
    let forecast = Engine::load(&bytes)?.predict(0, &drivers)?;
    let golden = serde_json::json!({ "drivers": drivers, "forecast": forecast });
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
    std::fs::write(format!("{folder}/golden.neural"), &bytes)?;
    std::fs::write(format!("{folder}/golden.json"), serde_json::to_string_pretty(&golden)?)?;
    println!("{} bytes", bytes.len());
    Ok(())
}
