//! Training: reproducible, observable, cancellable, on panels with gaps.

use almanac_forecast::neural::{Architecture, NeuralModel, Preset, Training, models};
use almanac_forecast::{
    Config, Error, Event, Features, Fitted, Flow, Frequency, Future, Model, Observer, Panel, Silent,
};

use crate::data::{future, shops, until};

const H: usize = 7;

pub fn quick(architecture: Architecture) -> NeuralModel {
    let training = Training { epochs: 6, windows: 512, refresh: 1, ..Preset::Tiny.training() };
    NeuralModel { training: Some(training), ..NeuralModel::new(architecture, Preset::Tiny) }
}

pub fn fit(architecture: Architecture, panel: &Panel, seed: u64) -> Box<dyn Fitted> {
    let config = Config { h: H, levels: vec![80, 95], seed, ..Config::default() };
    quick(architecture).fit(panel, &config, &mut Silent).unwrap()
}

#[test]
fn same_seed_gives_the_same_bytes_and_another_seed_gives_others() {
    let panel = shops(3, 120);
    for architecture in Architecture::ALL {
        let bytes = |seed| fit(architecture, &panel, seed).artifact().unwrap();
        let first = bytes(1);
        assert!(first == bytes(1), "{architecture:?} depends on more than the seed");
        assert!(first != bytes(2), "{architecture:?} ignores the seed");
    }
}

/// Stops at the `n`th event, and remembers what it saw.
struct Stopper {
    left: usize,
    seen: Vec<Event>,
}

impl Observer for Stopper {
    fn on(&mut self, event: &Event) -> Flow {
        self.seen.push(event.clone());
        self.left -= 1;
        if self.left == 0 { Flow::Stop } else { Flow::Continue }
    }
}

#[test]
fn observer_sees_epochs_with_both_losses_and_stops_between_batches() {
    let config = Config { h: H, levels: vec![80], seed: 1, ..Config::default() };
    let mut stopper = Stopper { left: 7, seen: Vec::new() };
    let result = quick(Architecture::Tide).fit(&shops(4, 200), &config, &mut stopper);
    assert_eq!(result.err(), Some(Error::Cancelled));
    assert_eq!(stopper.seen.len(), 7);
    let epoch = stopper.seen.iter().find_map(|e| match e {
        Event::Epoch { epoch, epochs, loss, valid_loss } => Some((*epoch, *epochs, *loss, *valid_loss)),
        _ => None,
    });
    let (epoch, epochs, loss, valid_loss) = epoch.unwrap();
    assert_eq!((epoch, epochs), (1, 6));
    assert!(loss > 0.0 && valid_loss.unwrap() > 0.0);
}

#[test]
fn drivers_known_in_advance_move_the_forecast_the_right_way() {
    let panel = shops(8, 300);
    let training = Training { epochs: 12, ..Preset::Tiny.training() };
    let model =
        NeuralModel { training: Some(training), ..NeuralModel::new(Architecture::Tide, Preset::Tiny) };
    let config = Config { h: H, levels: vec![80], seed: 1, ..Config::default() };
    let fitted = model.fit(&until(&panel, 293), &config, &mut Silent).unwrap();
    let total = |price: f64, promotion: f64| {
        let mut future = future(&panel, 293, H);
        for s in &mut future.series {
            s.drivers = vec![vec![price; H], vec![promotion; H]];
        }
        let forecast = fitted.predict(&future).unwrap();
        forecast.series.iter().flat_map(|s| &s.mean).sum::<f64>()
    };
    assert!(total(1.2, 0.0) > 1.05 * total(1.8, 0.0));
    assert!(total(1.5, 1.0) > 1.1 * total(1.5, 0.0));
}

#[test]
fn forecast_of_a_panel_with_gaps_is_finite_nested_and_in_panel_order() {
    let panel = shops(5, 90);
    let fitted = fit(Architecture::Lstm, &until(&panel, 80), 1);
    let forecast = fitted.predict(&future(&panel, 80, H)).unwrap();
    for (f, s) in forecast.series.iter().zip(&panel.series) {
        assert_eq!(f.unique_id, s.unique_id);
        assert_eq!(f.start, s.start + 80 * 86_400);
        assert_eq!((f.mean.len(), f.intervals.len()), (H, 2));
        for t in 0..H {
            let bounds =
                [f.intervals[1].lo[t], f.intervals[0].lo[t], f.intervals[0].hi[t], f.intervals[1].hi[t]];
            assert!(bounds.is_sorted() && bounds[0] >= 0.0 && f.mean[t].is_finite(), "{bounds:?}");
        }
    }
}

#[test]
fn update_rolls_forward_without_changing_the_weights() {
    let panel = shops(2, 120);
    let fitted = fit(Architecture::Tide, &until(&panel, 100), 1);
    let rolled = fitted.update(&until(&panel, 107)).unwrap().unwrap();
    let back = rolled.update(&until(&panel, 100)).unwrap().unwrap();
    let at = |f: &dyn Fitted, origin| f.predict(&future(&panel, origin, H)).unwrap();
    assert_eq!(at(back.as_ref(), 100), at(fitted.as_ref(), 100));
    assert_eq!(at(rolled.as_ref(), 107).series[0].start, panel.series[0].start + 107 * 86_400);
    assert_ne!(at(rolled.as_ref(), 107).series[0].mean, at(fitted.as_ref(), 107).series[0].mean);
}

#[test]
fn negative_values_stay_possible_without_drivers_and_calendar() {
    let y: Vec<f64> = (0..80).map(|t| (f64::from(t) * 0.7).sin() * 5.0 - 20.0).collect();
    let series = vec![almanac_forecast::Series { unique_id: "a".into(), start: 0, y, drivers: vec![] }];
    let panel = Panel { frequency: Frequency::Steps(1), seasons: vec![1], drivers: vec![], series };
    for architecture in Architecture::ALL {
        let forecast = fit(architecture, &panel, 1).predict(&Future { h: 3, series: vec![] }).unwrap();
        assert_eq!(forecast.series[0].mean.len(), 3);
        assert!(forecast.series[0].mean.iter().all(|v| *v < -10.0), "{:?}", forecast.series[0].mean);
    }
}

#[test]
fn shortest_series_allowed_can_be_fitted_and_a_shorter_one_is_named() {
    let model = quick(Architecture::Tide);
    let needed = model.min_length(7, H);
    let config = Config { h: H, levels: vec![80], seed: 1, ..Config::default() };
    assert!(model.fit(&shops(2, needed), &config, &mut Silent).is_ok());
    let error = model.fit(&shops(2, needed - 1), &config, &mut Silent).err().unwrap();
    assert!(matches!(error, Error::TooShort { needed: n, .. } if n == needed), "{error}");
}

#[test]
fn futures_of_the_wrong_shape_are_refused() {
    let panel = shops(2, 100);
    let fitted = fit(Architecture::Tide, &until(&panel, 80), 1);
    let good = future(&panel, 80, H);
    let mut one_series = good.clone();
    one_series.series.pop();
    let mut one_driver = good.clone();
    one_driver.series[1].drivers.pop();
    let mut other_name = good.clone();
    other_name.series[0].unique_id = "shop 9".into();
    let too_long = future(&panel, 80, H + 1);
    for wrong in [one_series, one_driver, other_name, too_long] {
        assert!(matches!(fitted.predict(&wrong), Err(Error::Invalid(_))));
    }
    assert!(fitted.predict(&good).is_ok());
}

#[test]
fn every_architecture_is_registered_and_auto_tries_the_first_two() {
    let models = models();
    let names: Vec<&str> = models.iter().map(|m| m.name()).collect();
    assert_eq!(names, Architecture::ALL.map(Architecture::name));
    let features = Features::of(&shops(2, 100));
    let tried: Vec<&str> = models.iter().filter(|m| m.suits(&features)).map(|m| m.name()).collect();
    assert_eq!(tried, ["TiDE", "LSTM"]);
}

/// The training losses of all epochs.
#[derive(Default)]
struct Losses(Vec<f64>);

impl Observer for Losses {
    fn on(&mut self, event: &Event) -> Flow {
        if let Event::Epoch { loss, .. } = event {
            self.0.push(*loss);
        }
        Flow::Continue
    }
}

fn alone(y: Vec<f64>) -> Panel {
    let series = vec![almanac_forecast::Series { unique_id: "a".into(), start: 0, y, drivers: vec![] }];
    Panel { frequency: Frequency::Steps(1), seasons: vec![7], drivers: vec![], series }
}

#[test]
fn training_lowers_the_loss_on_a_season() {
    let y: Vec<f64> = (0..150).map(|t| f64::from([5, 6, 7, 9, 12, 14, 3][t % 7]) + 0.01 * t as f64).collect();
    let config = Config { h: H, levels: vec![80], seed: 1, ..Config::default() };
    for architecture in Architecture::ALL {
        let training = Training { epochs: 15, windows: 1_024, ..Preset::Tiny.training() };
        let model = NeuralModel { training: Some(training), ..NeuralModel::new(architecture, Preset::Tiny) };
        let mut losses = Losses::default();
        model.fit(&alone(y.clone()), &config, &mut losses).unwrap();
        let (first, last) = (losses.0[0], *losses.0.last().unwrap());
        assert!(last < 0.5 * first, "{architecture:?}: {first} to {last}");
    }
}

#[test]
fn constant_series_stays_where_it_is() {
    for architecture in Architecture::ALL {
        let fitted = fit(architecture, &alone(vec![42.0; 80]), 1);
        let forecast = fitted.predict(&Future { h: H, series: vec![] }).unwrap().series.remove(0);
        assert!(
            forecast.mean.iter().all(|v| (v - 42.0).abs() < 1.0),
            "{architecture:?}: {:?}",
            forecast.mean
        );
    }
}

#[test]
fn context_may_be_short_and_the_horizon_longer_than_it() {
    let panel = shops(2, 100);
    for architecture in Architecture::ALL {
        for (context, h) in [(1, 9), (3, 1), (5, 20), (8, 2)] {
            let config = Config { h, levels: vec![80], seed: 1, ..Config::default() };
            let training = Training { epochs: 1, windows: 64, refresh: 0, ..Preset::Tiny.training() };
            let model = NeuralModel {
                context: Some(context),
                training: Some(training),
                ..NeuralModel::new(architecture, Preset::Small)
            };
            let fitted = model.fit(&until(&panel, 80), &config, &mut Silent).unwrap();
            let forecast = fitted.predict(&future(&panel, 80, h)).unwrap();
            let finite = forecast.series.iter().all(|s| s.mean.iter().all(|v| v.is_finite()));
            assert!(finite && forecast.series[0].mean.len() == h, "{architecture:?} {context} {h}");
        }
    }
}
