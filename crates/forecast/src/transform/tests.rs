use super::*;
use crate::testdata::{air_passengers, monthly};
use crate::{AutoETS, Naive, SeasonalNaive, Silent, Theta};
use proptest::prelude::*;
use serde_json::Value;

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

fn forecast(model: &dyn Model, y: &[f64], h: usize, levels: &[u8]) -> crate::SeriesForecast {
    let config = Config { h, levels: levels.to_vec(), seed: 1, ..Config::default() };
    let fitted = crate::fallback::fit(model, &monthly(&[("a", y)]), &config, &mut Silent).unwrap();
    fitted.predict(&Future { h, series: Vec::new() }).unwrap().series.remove(0)
}

// Golden values: `testdata/golden/transform.py`. Searches of the same functions to their own tolerances.
#[test]
fn lambdas_equal_those_of_coreforecast_and_scipy() {
    let golden: Value = serde_json::from_str(include_str!("../../testdata/golden/transform.json")).unwrap();
    for row in golden["series"].as_array().unwrap() {
        let (y, season) = (numbers(&row["y"]), row["season"].as_u64().unwrap() as usize);
        let bounds = (-0.9, 2.0);
        let (ours, theirs) = (guerrero(&y, season, bounds), row["guerrero"].as_f64().unwrap());
        assert!((ours - theirs).abs() < 1e-3, "{} {ours} {theirs}", row["name"]);
        let (ours, theirs) = (likelihood(&y, (-2.0, 2.0)), row["likelihood"].as_f64().unwrap());
        assert!((ours - theirs).abs() < 1e-3, "{} {ours} {theirs}", row["name"]);
        let transformed = y.iter().map(|v| map::box_cox(*v, 0.3));
        for (ours, theirs) in transformed.zip(numbers(&row["box_cox"])) {
            assert!((ours - theirs).abs() < 1e-9 * theirs.abs());
        }
    }
}

#[test]
fn another_unit_has_the_same_lambda() {
    // A flat likelihood: values alone tell its least one to six digits.
    let y = [
        4.651, 57.759, 26.565, 79.280, 14.875, 34.960, 56.117, 84.994, 14.862, 50.305, 37.857, 63.092,
        77.220, 76.548, 33.447, 82.570, 79.948, 61.415, 15.017, 69.544, 69.734, 85.059, 70.810, 86.612,
        93.373, 66.388, 33.943, 11.737, 76.222, 89.472, 78.700, 33.490, 1.255,
    ];
    for factor in [0.1, 3.0, 8.0] {
        let other = y.map(|v| v * factor);
        for (one, two) in [
            (likelihood(&y, (-1.0, 2.0)), likelihood(&other, (-1.0, 2.0))),
            (guerrero(&y, 4, (-1.0, 2.0)), guerrero(&other, 4, (-1.0, 2.0))),
        ] {
            assert!((one - two).abs() < 1e-10, "{factor}: {one} {two}");
        }
    }
}

#[test]
fn a_growing_season_is_forecast_better_on_the_log_scale() {
    let y = air_passengers();
    let (past, ahead) = y.split_at(132);
    let error = |model: &dyn Model| crate::metrics::mae(ahead, &forecast(model, past, 12, &[]).mean);
    let plain = error(&Theta);
    for transform in [Transform::Log, Transform::BoxCox] {
        let model = Transformed::new(transform, Box::new(crate::MSTL::default()));
        assert!(error(&model) < error(&crate::MSTL::default()), "{}", Model::name(&model));
    }
    assert!(plain.is_finite());
}

// By hand: naive on logarithms repeats the last value, its mean is exp(s² / 2) above to the second order.
#[test]
fn the_mean_is_above_the_median_by_the_bias_and_bounds_come_back_directly() {
    let y: Vec<f64> = (0..40).map(|t| if t % 2 == 0 { 10.0 } else { 20.0 }).collect();
    let logs: Vec<f64> = y.iter().map(|v: &f64| v.ln()).collect();
    let (ours, inner) = (
        forecast(&Transformed::new(Transform::Log, Box::new(Naive)), &y, 1, &[80]),
        forecast(&Naive, &logs, 1, &[80]),
    );
    let sd = (inner.intervals[0].hi[0] - inner.mean[0]) / z(80);
    assert!((ours.mean[0] - 20.0 * (1.0 + sd * sd / 2.0)).abs() < 1e-9, "{}", ours.mean[0]);
    assert!((ours.intervals[0].hi[0] - inner.intervals[0].hi[0].exp()).abs() < 1e-9);
    assert!((ours.intervals[0].lo[0] - inner.intervals[0].lo[0].exp()).abs() < 1e-9);
    let alone = forecast(&Transformed::new(Transform::Log, Box::new(Naive)), &y, 1, &[]);
    assert!(alone.intervals.is_empty());
    assert!((alone.mean[0] - ours.mean[0]).abs() < 1e-9, "levels do not change the mean");
}

#[test]
fn a_mean_of_differences_is_a_drift() {
    let y: Vec<f64> = (0..60).map(|t| 3.0 * f64::from(t) + f64::from(t * 7 % 5)).collect();
    let model = Transformed::new(Transform::Difference, Box::new(crate::HistoricAverage));
    let ours = forecast(&model, &y, 12, &[80]);
    let drift = (y[59] - y[0]) / 59.0;
    for (k, mean) in ours.mean.iter().enumerate() {
        assert!((mean - (y[59] + drift * (k + 1) as f64)).abs() < 1e-6, "{k} {mean}");
    }
    let width = |k: usize| ours.intervals[0].hi[k] - ours.intervals[0].lo[k];
    assert!(width(8) > 2.5 * width(0), "errors of differences add up");
}

#[test]
fn scaling_changes_nothing_for_a_model_that_does_not_care() {
    let y = air_passengers();
    let (ours, plain) = (
        forecast(&Transformed::new(Transform::RobustScale, Box::new(SeasonalNaive)), &y, 12, &[80]),
        forecast(&SeasonalNaive, &y, 12, &[80]),
    );
    for (a, b) in
        ours.mean.iter().chain(&ours.intervals[0].lo).zip(plain.mean.iter().chain(&plain.intervals[0].lo))
    {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn transformed_models_are_found_by_name_also_within_each_other_and_combinations() {
    for (name, full) in [
        ("log(autoets)", "Log(AutoETS)"),
        ("BoxCox( Theta )", "BoxCox(Theta)"),
        ("Difference(RobustScale(Naive))", "Difference(RobustScale(Naive))"),
        ("median(Log(AutoETS)+Theta)", "Median(Log(AutoETS)+Theta)"),
        ("Log(Median(AutoETS+Theta))", "Log(Median(AutoETS+Theta))"),
    ] {
        assert_eq!(auto::by_name(name).map(|model| model.name().to_owned()).as_deref(), Some(full), "{name}");
    }
    for wrong in ["Log()", "Log(Oracle)", "Log(AutoETS", "Log", "Root(AutoETS)", "Log(AutoETS))"] {
        assert!(auto::by_name(wrong).is_none(), "{wrong}");
    }
    assert!(auto::by_name(&format!("{}Naive{}", "Log(".repeat(5000), ")".repeat(5000))).is_none());
}

#[test]
fn a_combination_with_a_transformed_member_has_intervals() {
    let model = auto::by_name("Mean(Log(AutoETS)+Theta)").unwrap();
    let ours = forecast(model.as_ref(), &air_passengers(), 3, &[80, 95]);
    assert_eq!(ours.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
}

#[test]
fn a_transformed_winner_of_the_choice_is_fitted() {
    let plan = crate::backtest::Plan {
        windows: 2,
        step: 12,
        h: 12,
        levels: vec![80],
        seed: 1,
        combine: true,
        ..crate::backtest::Plan::default()
    };
    let models: Vec<Box<dyn Model>> =
        ["Log(MSTL)", "Log(AutoETS)", "BoxCox(Theta)"].into_iter().filter_map(auto::by_name).collect();
    let chosen =
        auto::auto(&monthly(&[("a", &air_passengers())]), &plan, &models, &|| 0.0, &mut Silent).unwrap();
    assert!(auto::by_name(&chosen.name).is_some(), "{}", chosen.name);
    assert!(chosen.backtest.models.iter().any(|one| one.score.model.starts_with("Mean(")));
}

proptest! {
    #[test]
    fn every_map_leads_back(
        y in prop::collection::vec(-100.0..100.0f64, 8..60), season in 1..13usize, kind in 0..5usize,
        shift in 0.0..200.0f64,
    ) {
        let y: Vec<f64> = y.iter().map(|v| v + shift).collect();
        let cut = y.len() - 4;
        let map = Map::of(Transform::ALL[kind], &y, season, 2);
        let transformed = map.apply(&y, season);
        let past = map.longer(&y[..cut], season);
        let mut ahead = transformed[transformed.len() - 4..].to_vec();
        past.restore(&mut ahead, None, &mut []);
        let size = y.iter().fold(1.0f64, |size, v| size.max(v.abs()));
        for (a, b) in ahead.iter().zip(&y[cut..]) {
            prop_assert!((a - b).abs() < 1e-8 * size, "{a} {b} {map:?}");
        }
    }

    #[test]
    fn forecasts_are_finite_and_intervals_in_order(
        y in prop::collection::vec(prop_oneof![6 => -1e3..1e3f64, 1 => Just(0.0), 1 => Just(f64::NAN)], 1..50),
        kind in 0..5usize, size in -200..290i32,
    ) {
        let y: Vec<f64> = y.iter().map(|v| v * 10f64.powi(size)).collect();
        prop_assume!(y.iter().any(|v| v.is_finite()));
        let model = Transformed::new(Transform::ALL[kind], Box::new(AutoETS));
        let ours = forecast(&model, &y, 5, &[80, 95]);
        prop_assert!(ours.mean.iter().all(|v| v.is_finite()), "{:?}", ours.mean);
        for interval in &ours.intervals {
            for (lo, hi) in interval.lo.iter().zip(&interval.hi) {
                prop_assert!(lo.is_finite() && hi.is_finite() && lo <= hi, "{lo} {hi}");
            }
        }
    }

    #[test]
    fn scale_does_not_matter(
        y in prop::collection::vec(0.0..100.0f64, 12..40), kind in 0..5usize, power in -8..8i32,
    ) {
        let factor = 2f64.powi(power);
        let larger: Vec<f64> = y.iter().map(|v| v * factor).collect();
        let model = Transformed::new(Transform::ALL[kind], Box::new(Naive));
        let (one, two) = (forecast(&model, &y, 3, &[80]), forecast(&model, &larger, 3, &[80]));
        for (a, b) in one.mean.iter().zip(&two.mean) {
            prop_assert!((a * factor - b).abs() < 1e-6 * factor * (1.0 + a.abs()), "{a} {b}");
        }
    }
}
