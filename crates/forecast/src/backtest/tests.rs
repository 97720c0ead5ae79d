use super::*;
use crate::auto::fit_alone;
use crate::testdata::{air_passengers, monthly};
use crate::{
    AutoTheta, Capabilities, Driver, DriverKind, DriverValues, Fitted, Future, HistoricAverage,
    SeriesForecast,
};
use std::cell::Cell;

fn plan(windows: usize, step: usize, h: usize) -> Plan {
    Plan { windows, step, h, levels: vec![80, 95], seed: 1, combine: false, ..Plan::default() }
}

fn run_on(panel: &Panel, plan: &Plan, models: &[Box<dyn Model>]) -> Backtest {
    backtest(panel, plan, models, &|| 0.0, &mut Silent).unwrap()
}

fn score<'a>(backtest: &'a Backtest, model: &str) -> &'a Score {
    &backtest.models.iter().find(|t| t.score.model == model).unwrap().score
}

/// Repeats the driver as its forecast; gives no intervals.
struct Echo;

struct Ended {
    series: Vec<(String, i64)>,
}

impl Model for Echo {
    fn name(&self) -> &'static str {
        "Echo"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { drivers: true, global: false, browser: false, intervals: false, neural: false }
    }

    fn min_length(&self, _season: usize, _h: usize) -> usize {
        1
    }

    fn fit(&self, panel: &Panel, _config: &Config, _observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let end = |s: &crate::Series| panel.frequency.advance(s.start, s.y.len() as i64);
        Ok(Box::new(Ended { series: panel.series.iter().map(|s| (s.unique_id.clone(), end(s))).collect() }))
    }
}

impl Fitted for Ended {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let series = self.series.iter().zip(&future.series).map(|((id, start), f)| SeriesForecast {
            unique_id: id.clone(),
            start: *start,
            mean: f.drivers[0].clone(),
            intervals: Vec::new(),
        });
        Ok(Forecast { series: series.collect() })
    }
}

/// Seasonal naive that is fitted once and rolls forward; counts its fits.
#[derive(Clone, Default)]
struct Rolling(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Model for Rolling {
    fn name(&self) -> &'static str {
        "Rolling"
    }

    fn capabilities(&self) -> Capabilities {
        SeasonalNaive.capabilities()
    }

    fn min_length(&self, _season: usize, _h: usize) -> usize {
        20
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let fitted = Model::fit(&SeasonalNaive, panel, config, observer)?;
        Ok(Box::new(Rolled { fitted, config: config.clone() }))
    }
}

struct Rolled {
    fitted: Box<dyn Fitted>,
    config: Config,
}

impl Fitted for Rolled {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        self.fitted.predict(future)
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        let config = self.config.clone();
        let fitted = Model::fit(&SeasonalNaive, panel, &config, &mut Silent);
        Some(fitted.map(|fitted| Box::new(Self { fitted, config }) as Box<dyn Fitted>))
    }
}

#[test]
fn model_that_rolls_forward_is_fitted_once_beside_short_series_too() {
    let air = air_passengers();
    let short = &air[air.len() - 38..];
    for panel in [monthly(&[("a", &air)]), monthly(&[("a", &air), ("short", short)])] {
        let rolling = Rolling::default();
        let tested = run_on(&panel, &plan(3, 12, 12), &[Box::new(rolling.clone()), Box::new(SeasonalNaive)]);
        assert_eq!(rolling.0.load(std::sync::atomic::Ordering::Relaxed), 1);
        let means = |model: usize| tested.models[model].predictions.iter().map(|p| &p.mean);
        assert!(means(0).eq(means(1)));
    }
}

/// Always fails.
struct Broken;

impl Model for Broken {
    fn name(&self) -> &'static str {
        "Broken"
    }

    fn capabilities(&self) -> Capabilities {
        Echo.capabilities()
    }

    fn min_length(&self, _season: usize, _h: usize) -> usize {
        1
    }

    fn fit(&self, _: &Panel, _: &Config, _: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        Err(Error::Numeric("as it must".into()))
    }
}

fn with_driver(y: &[f64], values: Vec<f64>) -> Panel {
    let mut panel = monthly(&[("a", y)]);
    panel.drivers = vec![Driver { name: "d".into(), kind: DriverKind::Futr, values: DriverValues::Numeric }];
    panel.series[0].drivers = vec![values];
    panel
}

#[test]
fn windows_end_with_the_series_and_lie_a_step_apart() {
    let y: Vec<f64> = (0..60).map(f64::from).collect();
    let backtest = run_on(&monthly(&[("a", &y)]), &plan(3, 5, 4), &[]);
    let naive = &backtest.models[0];
    assert_eq!(naive.score.model, "Naive");
    let cuts: Vec<f64> = naive.predictions.iter().map(|p| p.mean[0]).collect();
    assert_eq!(cuts, [45.0, 50.0, 55.0]);
    assert_eq!(naive.predictions[2].actual, [56.0, 57.0, 58.0, 59.0]);
    assert_eq!(naive.score.mae, Some(2.5));
}

#[test]
fn the_baselines_are_always_there_once() {
    let backtest = run_on(&monthly(&[("a", &air_passengers())]), &plan(1, 12, 12), &[Box::new(Naive)]);
    let names: Vec<&str> = backtest.models.iter().map(|t| t.score.model.as_str()).collect();
    assert_eq!(names, ["Naive", "SeasonalNaive", "RandomWalkWithDrift"]);
}

// utilsforecast 0.2.17 gives these for the last 12 months: SeasonalNaive mae 47.833333,
// rmse 50.708316; Naive rmse 102.976535, mae 76.0.
#[test]
fn errors_of_the_baselines_on_air_passengers() {
    let backtest = run_on(&monthly(&[("a", &air_passengers())]), &plan(1, 12, 12), &[]);
    let (naive, seasonal) = (score(&backtest, "Naive"), score(&backtest, "SeasonalNaive"));
    assert!((naive.mae.unwrap() - 76.0).abs() < 1e-6, "{naive:?}");
    assert!((naive.rmse.unwrap() - 102.976_535).abs() < 1e-5, "{naive:?}");
    assert!((seasonal.mae.unwrap() - 47.833_333).abs() < 1e-5, "{seasonal:?}");
    assert!((seasonal.rmse.unwrap() - 50.708_316).abs() < 1e-5, "{seasonal:?}");
    assert_eq!(seasonal.skill, Some(0.0));
}

#[test]
fn theta_beats_the_baselines_on_air_passengers() {
    let models: [Box<dyn Model>; 1] = [Box::new(AutoTheta)];
    let backtest = run_on(&monthly(&[("a", &air_passengers())]), &plan(3, 12, 12), &models);
    let theta = score(&backtest, "AutoTheta");
    assert!(theta.skill.unwrap() > 0.2, "{theta:?}");
    assert!(theta.owa.unwrap() < 1.0, "{theta:?}");
}

#[test]
fn drivers_known_in_advance_have_their_actual_values() {
    let y = air_passengers();
    let panel = with_driver(&y, y.clone());
    let backtest = run_on(&panel, &plan(2, 6, 6), &[Box::new(Echo)]);
    assert_eq!(score(&backtest, "Echo").mae, Some(0.0));
}

#[test]
fn a_model_without_intervals_gets_those_of_its_other_windows() {
    let y = air_passengers();
    // Off by 1 in the first of two windows and by 2 in the second.
    let off: Vec<f64> = y.iter().enumerate().map(|(t, v)| v + if t < 138 { 1.0 } else { 2.0 }).collect();
    let backtest = run_on(&with_driver(&y, off), &plan(2, 6, 6), &[Box::new(Echo)]);
    let predictions = &backtest.models[0].predictions;
    let width = |i: usize| predictions[i].intervals[0].hi[0] - predictions[i].mean[0];
    // The other window's error in this window's units of scale.
    assert!((width(0) - 2.0 * predictions[0].scale / predictions[1].scale).abs() < 1e-9);
    assert!((width(1) - predictions[1].scale / predictions[0].scale).abs() < 1e-9);
}

#[test]
fn a_model_that_fails_says_why_and_stops_no_other() {
    let backtest = run_on(&monthly(&[("a", &air_passengers())]), &plan(1, 6, 6), &[Box::new(Broken)]);
    assert_eq!(score(&backtest, "Broken").failed.as_deref(), Some("as it must"));
    assert!(score(&backtest, "Naive").mase.is_some());
}

#[test]
fn short_series_are_counted_not_fatal() {
    let y = air_passengers();
    let panel = monthly(&[("a", &y), ("b", &y[..9]), ("c", &y[..4])]);
    let models: [Box<dyn Model>; 1] = [Box::new(AutoTheta)];
    let backtest = run_on(&panel, &plan(2, 3, 5), &models);
    // b has 1 and 4 periods before its windows, of which the first are too few of 9; c has none.
    assert_eq!(backtest.skipped, 3);
    assert_eq!(score(&backtest, "AutoTheta").fallbacks, 1);
}

#[test]
fn a_backtest_longer_than_all_series_is_refused() {
    let error = backtest(&monthly(&[("a", &[1.0; 6])]), &plan(1, 1, 6), &[], &|| 0.0, &mut Silent);
    assert!(error.unwrap_err().to_string().contains("more than 6 periods"));
}

#[test]
fn seconds_come_from_the_clock() {
    let time = Cell::new(0.0);
    let clock = || {
        time.set(time.get() + 1.5);
        time.get()
    };
    let panel = monthly(&[("a", &air_passengers())]);
    let backtest = backtest(&panel, &plan(1, 6, 6), &[], &clock, &mut Silent).unwrap();
    assert!(backtest.models.iter().all(|t| (t.score.seconds - 1.5).abs() < 1e-9));
}

#[test]
fn the_observer_can_stop_between_windows() {
    struct Second(usize);
    impl Observer for Second {
        fn on(&mut self, event: &Event) -> Flow {
            if let Event::Window { window, .. } = event {
                self.0 += 1;
                assert_eq!(*window, self.0);
            }
            if self.0 >= 2 { Flow::Stop } else { Flow::Continue }
        }
    }
    let panel = monthly(&[("a", &air_passengers())]);
    let result = backtest(&panel, &plan(3, 6, 6), &[], &|| 0.0, &mut Second(0));
    assert_eq!(result.unwrap_err(), Error::Cancelled);
}

#[test]
fn combinations_of_the_best_three_come_last_with_measures_of_their_own() {
    let y = air_passengers();
    let models: Vec<Box<dyn Model>> =
        ["AutoETS", "AutoTheta", "Naive"].into_iter().filter_map(crate::auto::by_name).collect();
    let plan = Plan { combine: true, ..plan(2, 6, 6) };
    let few = run_on(&monthly(&[("a", &y)]), &plan, &models);
    assert_eq!(few.models.len(), 5, "two models and baselines are not combined");
    let all = run_on(&monthly(&[("a", &y)]), &plan, &crate::auto::candidates(&monthly(&[("a", &y)])));
    let combined = all.models.iter().filter(|t| t.score.model.contains('(')).collect::<Vec<_>>();
    let alone = all.models.iter().filter(|t| !t.score.model.contains('('));
    let worst = alone.filter_map(|t| t.score.mase).fold(0.0, f64::max);
    for one in combined {
        assert!(one.score.mase.unwrap() < worst && one.score.coverage.len() == 2, "{:?}", one.score);
        assert_eq!(one.predictions.len(), 2);
        assert!(crate::auto::by_name(&one.score.model).is_some());
    }
}

#[test]
fn a_spent_budget_leaves_the_baselines() {
    let y = air_passengers();
    let time = Cell::new(0.0);
    // Each look at the clock takes a second.
    let clock = || {
        time.set(time.get() + 1.0);
        time.get()
    };
    let models: Vec<Box<dyn Model>> = vec![Box::new(crate::AutoETS), Box::new(AutoTheta)];
    let plan = Plan { budget: Some(2), ..plan(2, 6, 6) };
    let tested = backtest(&monthly(&[("a", &y)]), &plan, &models, &clock, &mut Silent).unwrap();
    for model in ["AutoETS", "AutoTheta"] {
        let failed = score(&tested, model).failed.as_deref();
        assert_eq!(failed, Some("the budget of 2 seconds was spent"));
    }
    assert!(score(&tested, "SeasonalNaive").mase.is_some());
}

#[test]
fn a_fixed_window_moves_along_and_forgets() {
    let y: Vec<f64> = (0..60).map(|t| if t < 40 { 1000.0 } else { 10.0 + f64::from(t % 2) }).collect();
    let panel = monthly(&[("a", &y)]);
    let plan = Plan { windows: 2, step: 4, h: 4, window_length: Some(8), ..Plan::default() };
    let tested = run_on(&panel, &plan, &[Box::new(HistoricAverage)]);
    let own = tested.models.iter().find(|one| one.score.model == "HistoricAverage").unwrap();
    for prediction in &own.predictions {
        assert!(prediction.mean.iter().all(|v| (v - 10.5).abs() < 1e-9), "{:?}", prediction.mean);
        assert!(prediction.scale > 10.0, "errors are measured against the whole past");
    }
    assert_eq!(own.predictions.iter().map(|p| p.start).collect::<Vec<_>>(), {
        let at = |t: i64| panel.frequency.advance(panel.series[0].start, t);
        [at(52), at(56)]
    });
    let fitted = fit_alone(&HistoricAverage, &panel, &plan, &mut Silent).unwrap();
    let forecast = fitted.predict(&Future { h: 4, series: Vec::new() }).unwrap();
    assert!((forecast.series[0].mean[3] - 10.5).abs() < 1e-9);
    assert_eq!(forecast.series[0].start, panel.frequency.advance(panel.series[0].start, 60));
    let whole = Plan { window_length: None, ..plan };
    let fitted = fit_alone(&HistoricAverage, &panel, &whole, &mut Silent).unwrap();
    assert!(fitted.predict(&Future { h: 4, series: Vec::new() }).unwrap().series[0].mean[0] > 600.0);
}
