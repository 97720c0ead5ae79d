use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::testdata::{air_passengers, monthly};
use crate::{Naive, fallback};

fn forecast(model: &RidgeRegression, panel: &Panel, h: usize) -> Vec<Vec<f64>> {
    let config = Config { h, levels: vec![80], seed: 1, ..Config::default() };
    let fitted = fallback::fit(model, panel, &config, &mut Silent).unwrap();
    let forecast = fitted.predict(&Future { h, series: Vec::new() }).unwrap();
    forecast.series.into_iter().map(|one| one.mean).collect()
}

fn named(series: &[Vec<f64>]) -> Panel {
    let names: Vec<String> = (0..series.len()).map(|i| format!("s{i:02}")).collect();
    monthly(&names.iter().map(String::as_str).zip(series.iter().map(Vec::as_slice)).collect::<Vec<_>>())
}

/// Two seasons, of 24 and of 7 periods, and noise.
fn wave(n: usize, size: f64) -> Vec<f64> {
    let noise = |t: usize| (t as f64 * 0.618_034).fract() - 0.5;
    (0..n)
        .map(|t| {
            size * (20.0
                + 5.0 * (t as f64 * 0.2618).sin()
                + [0.0, 3.0, 1.0, 4.0, 1.0, 5.0, 9.0][t % 7]
                + noise(t))
        })
        .collect()
}

// Golden values: `testdata/golden/ridge_regression.py`.
#[test]
fn forecasts_are_those_of_scikit_learn() {
    let golden: Value =
        serde_json::from_str(include_str!("../../testdata/golden/ridge_regression.json")).unwrap();
    let numbers = |value: &Value| -> Vec<Vec<f64>> { serde_json::from_value(value.clone()).unwrap() };
    let model = RidgeRegression {
        context: golden["context"].as_u64().map(|l| l as usize),
        penalty: golden["penalty"].as_f64(),
    };
    let expected = numbers(&golden["forecasts"]);
    let found = forecast(&model, &named(&numbers(&golden["series"])), expected[0].len());
    for (found, expected) in found.concat().iter().zip(expected.concat()) {
        assert!((found - expected).abs() < 1e-9 * expected.abs(), "{found} {expected}");
    }
}

#[test]
fn both_seasons_are_learned_and_rolled_forward() {
    let y = wave(1_400, 1.0);
    let mut panel = named(&[y[..1_300].to_vec()]);
    panel.seasons = vec![7, 24];
    let config = Config { h: 30, ..Config::default() };
    let fitted = RidgeRegression::default().fit(&panel, &config, &mut Silent).unwrap();
    let off = |fitted: &dyn Fitted, from: usize| {
        let mean = fitted.predict(&Future { h: 30, series: Vec::new() }).unwrap().series.remove(0).mean;
        mean.iter().zip(&y[from..]).map(|(f, a)| (f - a).abs()).fold(0.0, f64::max)
    };
    assert!(off(fitted.as_ref(), 1_300) < 0.8, "{}", off(fitted.as_ref(), 1_300));
    panel.series[0].y = y[..1_363].to_vec();
    let rolled = fitted.update(&panel).unwrap().unwrap();
    assert!(off(rolled.as_ref(), 1_363) < 0.8, "{}", off(rolled.as_ref(), 1_363));
}

#[test]
fn the_length_of_the_past_and_the_penalty_fit_the_series() {
    let choose = |y: Vec<f64>, seasons: &[usize]| {
        RidgeRegression::default().choose(&[unit(&y)], seasons, 12, &mut Silent).unwrap()
    };
    let (l, penalty) = choose(wave(1_000, 1.0), &[7]);
    assert!(l >= 24 && penalty < 1.0, "{l} {penalty}");
    // Of what cannot be foretold nothing is believed.
    let mut rng = crate::rng::Rng::new(1);
    let (_, penalty) = choose((0..1_000).map(|_| rng.unit()).collect(), &[1]);
    assert!(penalty >= 3.0, "{penalty}");
}

#[test]
fn a_random_walk_stays_where_it_is_about() {
    let mut rng = crate::rng::Rng::new(3);
    let mut level = 50.0;
    let walk = |_| {
        level += rng.unit() - 0.5;
        level
    };
    let y: Vec<f64> = (0..800).map(walk).collect();
    let mean = &forecast(&RidgeRegression::default(), &named(std::slice::from_ref(&y)), 5)[0];
    assert!((mean[0] - y[799]).abs() < 0.5, "{mean:?} after {}", y[799]);
}

#[test]
fn series_that_do_not_move_or_are_short_or_awkward_have_sound_forecasts() {
    let awkward = [
        vec![7.0; 60],
        vec![0.0; 60],
        wave(60, 1e300),
        wave(60, 1e-300),
        wave(60, 1.0),
        wave(31, 1.0),
        vec![2.0, 4.0],
        [vec![f64::NAN; 10], wave(40, 1.0), vec![f64::NAN; 3]].concat(),
    ];
    let found = forecast(&RidgeRegression::default(), &named(&awkward), 6);
    assert!(found.concat().iter().all(|v| v.is_finite()), "{found:?}");
    assert!(found[0].iter().all(|v| (v - 7.0).abs() < 1e-9) && found[1].iter().all(|v| v.abs() < 1e-9));
    let still = forecast(&RidgeRegression::default(), &named(&[vec![3.0; 40]]), 6);
    assert!(still[0].iter().all(|v| (v - 3.0).abs() < 1e-12), "{still:?}");
    // Shorter than the past that is seen: what is before it counts as the mean.
    let model = RidgeRegression { context: Some(40), penalty: Some(0.1) };
    let short = forecast(&model, &named(&[wave(200, 1.0), wave(31, 1.0)]), 3);
    assert!(short[1].iter().all(|v| (15.0..40.0).contains(v)), "{short:?}");
}

#[test]
fn monthly_passengers_are_forecast_better_than_by_the_last_value() {
    let y = air_passengers();
    let past = y[..132].to_vec();
    let error = |mean: &[f64]| mean.iter().zip(&y[132..]).map(|(f, a)| (f - a).abs()).sum::<f64>();
    let panel = named(&[past]);
    let naive = Naive.fit(&panel, &Config { h: 12, ..Config::default() }, &mut Silent).unwrap();
    let naive = naive.predict(&Future { h: 12, series: Vec::new() }).unwrap().series.remove(0).mean;
    let own = forecast(&RidgeRegression::default(), &panel, 12);
    assert!(error(&own[0]) < 0.6 * error(&naive), "{} {}", error(&own[0]), error(&naive));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_shift_and_a_factor_pass_through(
        y in prop::collection::vec(-100.0..100.0_f64, 30..90), by in -1e3..1e3_f64, factor in 0.01..100.0_f64
    ) {
        let model = RidgeRegression::default();
        let moved: Vec<f64> = y.iter().map(|v| by + factor * v).collect();
        let (plain, moved) = (forecast(&model, &named(&[y]), 4), forecast(&model, &named(&[moved]), 4));
        for (a, b) in plain[0].iter().zip(&moved[0]) {
            let expected = by + factor * a;
            prop_assert!((expected - b).abs() <= 1e-6 * (by.abs() + 100.0 * factor), "{expected} {b}");
        }
    }
}
