//! The promises made on the bike-sharing data.

use almanac_forecast::neural::{Architecture, NeuralModel, Preset};
use almanac_forecast::{Config, Fitted, Forecast, Model, Panel, Silent};

use crate::data::{bike, future, until};

const H: usize = 48;

struct Measured {
    error: f64,
    naive: f64,
    covered: f64,
}

/// Rolls a fitted model over 12 windows from `first` on.
fn measure(panel: &Panel, fitted: &dyn Fitted, first: usize) -> Measured {
    let y = &panel.series[0].y;
    let mut m = Measured { error: 0.0, naive: 0.0, covered: 0.0 };
    for origin in (first..).step_by(H).take(12) {
        let rolled = fitted.update(&until(panel, origin)).unwrap().unwrap();
        let f = rolled.predict(&future(panel, origin, H)).unwrap().series.remove(0);
        for t in 0..H {
            let seen = y[origin + t];
            m.error += (seen - f.mean[t]).abs();
            m.naive += (seen - y[origin + t % 24 - 24]).abs();
            let inside = (f.intervals[0].lo[t]..=f.intervals[0].hi[t]).contains(&seen);
            m.covered += f64::from(u8::from(inside)) / (12 * H) as f64;
        }
    }
    m
}

fn total(forecast: &Forecast) -> f64 {
    forecast.series[0].mean.iter().sum()
}

fn keeps_the_promises(architecture: Architecture) {
    let panel = bike();
    let first = panel.series[0].y.len() - 14 * H;
    let config = Config { h: H, levels: vec![80, 95], seed: 1, ..Config::default() };
    let model = NeuralModel::new(architecture, Preset::Tiny);
    let fitted = model.fit(&until(&panel, first), &config, &mut Silent).unwrap();

    let m = measure(&panel, fitted.as_ref(), first);
    assert!(m.error < 0.85 * m.naive, "error {} against seasonal naive {}", m.error, m.naive);
    assert!((0.7..=0.9).contains(&m.covered), "coverage of the 80 % interval is {}", m.covered);

    // January and February 2012, and the last weeks of the data.
    for origin in (8_800..10_200).step_by(200).chain([17_000, 17_200, 17_400]) {
        let rolled = fitted.update(&until(&panel, origin)).unwrap().unwrap();
        let mut warmer = future(&panel, origin, H);
        let before = total(&rolled.predict(&warmer).unwrap());
        warmer.series[0].drivers[0].iter_mut().for_each(|t| *t += 5.0);
        let after = total(&rolled.predict(&warmer).unwrap());
        assert!(after > before, "hour {origin}: +5 °C turns {before} into {after}");
    }
}

#[test]
fn tide_beats_seasonal_naive_is_calibrated_and_sells_more_rides_on_warmer_winter_days() {
    keeps_the_promises(Architecture::Tide);
}

#[test]
fn lstm_beats_seasonal_naive_is_calibrated_and_sells_more_rides_on_warmer_winter_days() {
    keeps_the_promises(Architecture::Lstm);
}
