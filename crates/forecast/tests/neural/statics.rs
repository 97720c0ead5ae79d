//! Static drivers: what is the same in all periods of a series.

use almanac_forecast::neural::{Architecture, NeuralModel, Preset, Training};
use almanac_forecast::{
    AutoARIMA, Config, Driver, DriverKind, DriverValues, Frequency, Future, FutureSeries, GradientBoosting,
    Model, Panel, Series, Silent,
};

const H: usize = 3;

/// Days with a rare event, on which offices sell less and cinemas more. The past of a series says little of it.
fn places(known: bool) -> Panel {
    let driver = |name: &str, kind, values| Driver { name: name.to_owned(), kind, values };
    let levels = vec!["office".to_owned(), "cinema".to_owned()];
    let mut drivers = vec![driver("event", DriverKind::Futr, DriverValues::Numeric)];
    if known {
        drivers.push(driver("kind", DriverKind::Static, DriverValues::Categorical { levels }));
        drivers.push(driver("seats", DriverKind::Static, DriverValues::Numeric));
    }
    let place = |i: usize| {
        let kind = (i % 2) as f64;
        let event = |t: usize| f64::from(u8::from((t * 37 + i * 53).is_multiple_of(47)));
        let y = |t: usize| {
            let day =
                30.0 + [0.0, 2.0, 1.0, 3.0, 0.0, 5.0, 6.0][t % 7] + ((i * 31 + t * 17) % 10) as f64 / 10.0;
            day + event(t) * (40.0 * kind - 20.0)
        };
        let mut rows = vec![(0..140).map(event).collect()];
        if known {
            rows.push(vec![kind; 140]);
            rows.push(vec![if i < 4 { f64::NAN } else { 50.0 + 100.0 * kind }; 140]);
        }
        Series {
            unique_id: format!("place {i:02}"),
            start: 1_577_664_000,
            y: (0..140).map(y).collect(),
            drivers: rows,
        }
    };
    Panel {
        frequency: Frequency::Seconds(86_400),
        seasons: vec![7],
        drivers,
        series: (0..40).map(place).collect(),
    }
}

/// What an event on the second day ahead changes there, at an office and at a cinema.
fn effects(model: &dyn Model, known: bool) -> [f64; 2] {
    let panel = places(known);
    let fitted = model
        .fit(&panel, &Config { h: H, levels: vec![80], seed: 1, ..Config::default() }, &mut Silent)
        .unwrap();
    let mean = |event: f64| {
        let rows = |series: &Series| {
            let fixed = series.drivers[1..].iter().map(|row| vec![row[0]; H]);
            std::iter::once(vec![0.0, event, 0.0]).chain(fixed).collect()
        };
        let one = |s: &Series| FutureSeries { unique_id: s.unique_id.clone(), drivers: rows(s) };
        let future = Future { h: H, series: panel.series.iter().map(one).collect() };
        let forecast = fitted.predict(&future).unwrap();
        [10, 11].map(|i| forecast.series[i].mean[1])
    };
    let (with, without) = (mean(1.0), mean(0.0));
    [with[0] - without[0], with[1] - without[1]]
}

#[test]
fn boosting_tells_series_apart_by_what_they_are() {
    let [office, cinema] = effects(&GradientBoosting::default(), true);
    assert!(office < -8.0 && cinema > 8.0, "{office} {cinema}");
    let gap = cinema - office;
    let [office, cinema] = effects(&GradientBoosting::default(), false);
    assert!(cinema - office < gap - 3.0, "{gap} {office} {cinema}");
}

#[test]
fn networks_with_drivers_tell_series_apart_by_what_they_are() {
    let training = Training { epochs: 25, patience: 25, windows: 2_048, ..Preset::Tiny.training() };
    let training = Training { learning_rate: 5e-3, batch: 32, ..training };
    // N-BEATS does not learn in so short a training that one driver decides what another does.
    let slow = [Architecture::NBeats, Architecture::NBeatsInterpretable];
    let able = |one: &Architecture| one.drivers() && !slow.contains(one);
    for architecture in Architecture::ALL.into_iter().filter(able) {
        let model = NeuralModel {
            training: Some(training.clone()),
            context: Some(14),
            ..NeuralModel::new(architecture, Preset::Tiny)
        };
        let [office, cinema] = effects(&model, true);
        assert!(cinema - office > 15.0, "{architecture:?}: {office} {cinema}");
    }
}

#[test]
fn a_model_of_one_series_learns_nothing_from_them() {
    let model = AutoARIMA::default();
    let with = effects(&model, true);
    assert!(with[0] < -10.0 && with[1] > 10.0, "{with:?}");
    assert_eq!(with.map(f64::to_bits), effects(&model, false).map(f64::to_bits));
}
