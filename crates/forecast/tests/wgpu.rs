//! A model trained on the graphics processor, if there is one.
#![cfg(feature = "wgpu")]

use almanac_forecast::neural::{Architecture, Engine, NeuralModel, Preset, Training, adapter};
use almanac_forecast::{Config, Device, Frequency, Future, Model, Panel, Series, Silent};

/// Few short epochs: training takes its time on a software renderer.
fn small() -> NeuralModel {
    let training = Training { epochs: 2, windows: 1_024, ..Preset::Tiny.training() };
    NeuralModel {
        context: Some(14),
        training: Some(training),
        device: Device::Wgpu,
        ..NeuralModel::new(Architecture::Tide, Preset::Tiny)
    }
}

#[test]
fn weights_learned_there_forecast_here() {
    if adapter().is_err() {
        eprintln!("skipped: there is no graphics processor");
        return;
    }
    let y = (0..80).map(|t| 50.0 + 20.0 * f64::from(t % 7)).collect();
    let series = vec![Series { unique_id: "week".into(), start: 0, y, drivers: Vec::new() }];
    let panel = Panel { frequency: Frequency::Steps(1), seasons: vec![7], drivers: Vec::new(), series };
    let config = Config { h: 7, levels: vec![80], seed: 1, ..Config::default() };
    let future = Future { h: 7, series: Vec::new() };
    let model = small();
    let fitted = model.fit(&panel, &config, &mut Silent).unwrap();
    let loaded = Engine::load(&fitted.artifact().unwrap()).unwrap();
    assert_eq!(loaded.manifest().trained.device, Device::Wgpu);
    let there = loaded.forecast(&future).unwrap();
    assert_eq!(there, fitted.predict(&future).unwrap());
    let model = NeuralModel { device: Device::Cpu, ..model };
    let here = model.fit(&panel, &config, &mut Silent).unwrap().predict(&future).unwrap();
    for (a, b) in here.series[0].mean.iter().zip(&there.series[0].mean) {
        assert!((a - b).abs() < 1.0, "{here:?} {there:?}");
    }
}
