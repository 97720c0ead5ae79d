//! The saved form: complete, stable over versions, safe to read.

use almanac_forecast::neural::{Architecture, Engine};
use almanac_forecast::{Config, Error, Model, Silent};
use proptest::prelude::*;

use crate::data::{future, shops, until};
use crate::training::{fit, quick};

/// Written by `cargo run --release --example golden --features train` with version 0.1.0.
const GOLDEN: &[u8] = include_bytes!("../../testdata/golden.neural");
const GOLDEN_FORECAST: &str = include_str!("../../testdata/golden.json");

#[test]
fn loaded_model_forecasts_exactly_what_the_trained_one_did() {
    let panel = shops(3, 120);
    for architecture in Architecture::ALL {
        let fitted = fit(architecture, &until(&panel, 110), 1);
        let loaded = Engine::load(&fitted.artifact().unwrap()).unwrap();
        let future = future(&panel, 110, 7);
        assert_eq!(loaded.forecast(&future).unwrap(), fitted.predict(&future).unwrap());
        assert!(loaded.save().unwrap() == fitted.artifact().unwrap(), "saved again, the bytes differ");
    }
}

#[test]
fn one_series_with_the_kept_state_forecasts_what_the_whole_panel_does() {
    let panel = shops(3, 120);
    for architecture in Architecture::ALL {
        let engine = Engine::load(&fit(architecture, &until(&panel, 110), 1).artifact().unwrap()).unwrap();
        let future = future(&panel, 110, 7);
        let all = engine.forecast(&future).unwrap();
        for (i, expected) in all.series.iter().enumerate() {
            for _ in 0..2 {
                let one = engine.predict(i, &future.series[i].drivers).unwrap();
                for (a, b) in one.mean.iter().zip(&expected.mean) {
                    assert!((a - b).abs() <= 1e-5 * b.abs().max(1.0), "{a} {b}");
                }
            }
        }
        assert!(engine.predict(3, &future.series[0].drivers).is_err());
        assert!(engine.predict(0, &[]).is_err());
        // Alone and saved again it forecasts the same, from fewer bytes.
        let (whole, second) = (engine.save().unwrap(), &future.series[1]);
        let expected = engine.predict(1, &second.drivers).unwrap();
        let bytes = engine.of_series(&second.unique_id).unwrap().save().unwrap();
        assert!(bytes.len() < whole.len());
        let alone = Engine::load(&bytes).unwrap();
        assert_eq!(alone.predict(0, &second.drivers).unwrap(), expected);
        assert!(alone.of_series("nowhere").is_none());
    }
}

#[test]
fn manifest_tells_seed_fingerprint_levels_and_training() {
    let config = Config { h: 7, levels: vec![80, 95], seed: 42, ..Config::default() };
    let model = quick(Architecture::Tide).with_fingerprint("sha256:abc");
    let fitted = model.fit(&shops(2, 120), &config, &mut Silent).unwrap();
    let engine = Engine::load(&fitted.artifact().unwrap()).unwrap();
    let m = engine.manifest();
    assert_eq!((m.seed, m.data_fingerprint.as_deref()), (42, Some("sha256:abc")));
    assert_eq!(m.calibrations.iter().map(|c| c.level).collect::<Vec<_>>(), [80, 95]);
    assert!(m.trained.best_epoch >= 1 && m.trained.valid_loss.is_some() && m.trained.windows > 0);
    assert_eq!(m.code_version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn weights_saved_by_an_earlier_version_still_decode_and_forecast_the_same() {
    let engine = Engine::load(GOLDEN).unwrap();
    let golden: serde_json::Value = serde_json::from_str(GOLDEN_FORECAST).unwrap();
    let drivers: Vec<Vec<f64>> = serde_json::from_value(golden["drivers"].clone()).unwrap();
    let expected: almanac_forecast::SeriesForecast =
        serde_json::from_value(golden["forecast"].clone()).unwrap();
    let forecast = engine.predict(0, &drivers).unwrap();
    assert_eq!((&forecast.unique_id, forecast.start), (&expected.unique_id, expected.start));
    let numbers = |f: &almanac_forecast::SeriesForecast| {
        let bounds = f.intervals.iter().flat_map(|i| i.lo.iter().chain(&i.hi));
        f.mean.iter().chain(bounds).copied().collect::<Vec<f64>>()
    };
    for (a, b) in numbers(&forecast).into_iter().zip(numbers(&expected)) {
        assert!((a - b).abs() <= 1e-4 * b.abs().max(1.0), "{a} {b}");
    }
}

#[test]
fn what_is_no_artifact_is_refused_with_a_reason() {
    let mut newer = GOLDEN.to_vec();
    newer[8] = 9;
    for (bytes, reason) in [
        (&b""[..], "not a neural model"),
        (b"PAR1 something else", "not a neural model"),
        (&GOLDEN[..20], "cut short"),
        (&GOLDEN[..GOLDEN.len() / 2], ""),
        (&newer, "format version 9"),
    ] {
        let Err(Error::Artifact(message)) = Engine::load(bytes) else { panic!("{reason}: accepted") };
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn weights_of_another_network_are_refused() {
    let panel = shops(1, 60);
    let bytes = fit(Architecture::NHits, &panel, 1).artifact().unwrap();
    let at = bytes.windows(7).position(|w| w == b"\"nhits\"").unwrap();
    for other in ["\"tide\" ", "\"lstm\" ", "\"gru\"  "] {
        let mut changed = bytes.clone();
        changed[at..at + 7].copy_from_slice(other.as_bytes());
        assert!(matches!(Engine::load(&changed), Err(Error::Artifact(_))), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_bytes_never_panic(at in 0..GOLDEN.len(), byte: u8, cut in 0..GOLDEN.len(), truncate: bool) {
        let mut bytes = GOLDEN.to_vec();
        bytes[at] = byte;
        if truncate {
            bytes.truncate(cut);
        }
        if let Err(error) = Engine::load(&bytes) {
            prop_assert!(matches!(error, Error::Artifact(_)));
        }
    }

    #[test]
    fn damaged_manifests_never_panic(at in 0..900_usize, byte: u8) {
        let mut bytes = GOLDEN.to_vec();
        bytes[at] = byte;
        if let Err(error) = Engine::load(&bytes) {
            prop_assert!(matches!(error, Error::Artifact(_)));
        }
    }
}
