use super::*;
use crate::auto::auto;
use crate::backtest::Plan;
use crate::local::{Local, Task};
use crate::parallel::Cancel;
use crate::testdata::monthly;
use crate::{Future, Model, Silent};
use proptest::prelude::*;
use serde_json::Value;

fn methods() -> [&'static dyn Local; 6] {
    const TSB_20: TSB = TSB { alpha_d: 0.2, alpha_p: 0.2 };
    [&CrostonClassic, &CrostonOptimized, &CrostonSBA, &TSB_20, &ADIDA, &IMAPA]
}

fn rate(method: &dyn Local, y: &[f64]) -> f64 {
    let cancel = Cancel::default();
    let forecast = method.forecast(&Task { y, seasons: &[1], h: 3, cancel: &cancel }).unwrap();
    assert!(forecast.sd.is_empty());
    assert!(forecast.mean.iter().all(|v| v.to_bits() == forecast.mean[0].to_bits()));
    forecast.mean[0]
}

// Golden values: `testdata/golden/intermittent.py`. Methods that search a smoothing parameter do so to
// 1e-6.
#[test]
fn rates_equal_those_of_statsforecast() {
    let golden: Value =
        serde_json::from_str(include_str!("../../testdata/golden/intermittent.json")).unwrap();
    for series in golden["series"].as_array().unwrap() {
        let y: Vec<f64> = series["y"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        for method in methods() {
            let theirs = series["rates"][method.name()].as_f64().unwrap();
            let ours = rate(method, &y);
            assert!(
                (ours / theirs - 1.0).abs() < 1e-5,
                "{} {}: {ours} {theirs}",
                method.name(),
                series["name"]
            );
        }
    }
}

#[test]
fn without_demand_the_forecast_is_zero() {
    for method in methods() {
        assert_eq!(rate(method, &[0.0; 9]).to_bits(), 0.0_f64.to_bits(), "{}", method.name());
    }
}

#[test]
fn negative_values_count_as_no_demand() {
    let y = [0.0, 3.0, 0.0, 5.0, 0.0, 0.0, 2.0];
    let returns = y.map(|v| if v > 0.0 { v } else { -1.0 });
    for method in methods() {
        assert_eq!(rate(method, &y).to_bits(), rate(method, &returns).to_bits(), "{}", method.name());
    }
}

#[test]
fn tsb_forgets_what_is_no_longer_asked_for() {
    let y = [[4.0; 10], [0.0; 10]].concat();
    assert!(rate(&TSB::default(), &y) < 0.5);
    assert!((rate(&CrostonClassic, &y) - 4.0).abs() < 1e-9);
}

#[test]
fn tsb_refuses_parameters_that_do_not_smooth() {
    let cancel = Cancel::default();
    let task = Task { y: &[1.0], seasons: &[1], h: 1, cancel: &cancel };
    for alpha_p in [0.0, 1.1, f64::NAN] {
        assert!(TSB { alpha_d: 0.2, alpha_p }.forecast(&task).is_err());
    }
}

#[test]
fn intervals_come_from_the_errors_of_the_backtest() {
    let y: Vec<f64> = (0..60).map(|t| if t * t % 7 == 2 { f64::from(3 + t % 5) } else { 0.0 }).collect();
    let plan =
        Plan { windows: 4, step: 3, h: 3, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let models: [Box<dyn Model>; 1] = [Box::new(CrostonSBA)];
    let chosen = auto(&monthly(&[("a", &y)]), &plan, &models, &|| 0.0, &mut Silent).unwrap();
    let tested = &chosen.backtest.models[0];
    assert!(tested.predictions.iter().all(|p| p.intervals.len() == 1));
    assert!(tested.score.coverage[0].coverage.is_some());
    let fitted =
        crate::auto::fit_final(&CrostonSBA, &monthly(&[("a", &y)]), &plan, Some(tested), &mut Silent);
    let forecast = fitted.unwrap().predict(&Future { h: 3, series: Vec::new() }).unwrap();
    assert!(forecast.series[0].intervals[0].hi[0] > forecast.series[0].mean[0]);
}

#[test]
fn huge_and_tiny_demand_is_forecast_or_refused() {
    let cancel = Cancel::default();
    for size in [1e300, 1e308, 1e-300] {
        let y = [size, 0.0, size, size, 0.0, size];
        for method in methods() {
            match method.forecast(&Task { y: &y, seasons: &[1], h: 1, cancel: &cancel }) {
                Ok(forecast) => assert!(forecast.mean[0].is_finite() && forecast.mean[0] > 0.0),
                Err(error) => assert!(matches!(error, Error::Numeric(_)), "{error}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn any_finite_series_has_a_finite_rate_that_scales(
        y in prop::collection::vec(-1e4..1e4f64, 1..60), quiet in prop::collection::vec(any::<bool>(), 60),
    ) {
        let y: Vec<f64> = y.into_iter().zip(quiet).map(|(v, quiet)| if quiet { 0.0 } else { v }).collect();
        let scaled: Vec<f64> = y.iter().map(|v| 8.0 * v).collect();
        for method in methods() {
            let rate_of_y = rate(method, &y);
            prop_assert!(rate_of_y.is_finite() && rate_of_y >= 0.0);
            prop_assert!((rate(method, &scaled) - 8.0 * rate_of_y).abs() <= 1e-9 * rate_of_y);
        }
    }
}

#[test]
fn alone_too_it_has_intervals_from_its_errors_in_a_backtest() {
    let y: Vec<f64> = (0..60).map(|t| if t % 4 == 1 { f64::from(2 + t * 7 % 5) } else { 0.0 }).collect();
    let panel = monthly(&[("a", &y)]);
    let plan =
        Plan { windows: 4, step: 3, h: 3, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let future = Future { h: 3, series: Vec::new() };
    let intervals = |panel| {
        let fitted = crate::auto::fit_alone(&CrostonSBA, panel, &plan, &mut Silent).unwrap();
        fitted.predict(&future).unwrap().series.remove(0).intervals
    };
    let given = intervals(&panel);
    assert!(given.len() == 1 && given[0].lo[0] < given[0].hi[0], "{given:?}");
    assert!(intervals(&monthly(&[("short", &y[..3])])).is_empty(), "no window fits");
}
