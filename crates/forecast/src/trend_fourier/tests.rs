use super::*;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use crate::{Frequency, RandomWalkWithDrift};
use proptest::prelude::*;
use serde::Deserialize;

/// What `testdata/golden/trend_fourier.py` wrote.
#[derive(Deserialize)]
struct Golden {
    mean: Vec<f64>,
}

struct Case<'a> {
    y: &'a [f64],
    seasons: &'a [usize],
    /// Columns for past and future.
    x: &'a [Vec<f64>],
    h: usize,
}

fn forecast(method: TrendFourier, case: &Case<'_>) -> Result<Gaussian> {
    let n = case.y.len();
    let frequency = Frequency::Seconds(86_400);
    let cancel = Cancel::default();
    let x: Vec<Vec<f64>> = case.x.iter().map(|column| column[..n].to_vec()).collect();
    let Case { y, seasons, h, .. } = *case;
    let past = Past { y, start: 0, frequency, seasons, x: &x, h, cancel: &cancel };
    let fit = method.fit(&past)?;
    let x: Vec<Vec<f64>> = case.x.iter().map(|column| column[n..].to_vec()).collect();
    fit.forecast(&Ahead { start: frequency.advance(0, n as i64), frequency, h, x: &x })
}

// The reference solves the same problem by another method (a quasi-Newton search with bounds).
#[test]
fn the_regression_equals_an_independent_solution() {
    let golden: Golden =
        serde_json::from_str(include_str!("../../testdata/golden/trend_fourier.json")).unwrap();
    let method = TrendFourier { smooth_rest: false, ..TrendFourier::default() };
    let y = air_passengers();
    let ahead = forecast(method, &Case { y: &y, seasons: &[12], x: &[], h: 12 }).unwrap();
    for (k, (mean, theirs)) in ahead.mean.iter().zip(golden.mean).enumerate() {
        assert!((mean / theirs - 1.0).abs() < 2e-3, "{k}: {mean} {theirs}");
    }
}

#[test]
fn a_bend_of_the_trend_is_followed() {
    let y: Vec<f64> =
        (0..200).map(|t| if t < 100 { f64::from(t) } else { 100.0 - 2.0 * f64::from(t - 100) }).collect();
    let ahead = forecast(TrendFourier::default(), &Case { y: &y, seasons: &[1], x: &[], h: 10 }).unwrap();
    for (k, mean) in ahead.mean.iter().enumerate() {
        assert!((mean + 100.0 + 2.0 * k as f64).abs() < 3.0, "{k}: {mean}");
    }
}

#[test]
fn a_driver_known_in_advance_moves_the_forecast() {
    let driver: Vec<f64> = (0..130).map(|t| f64::from(t * t % 7)).collect();
    let y: Vec<f64> = driver[..120].iter().map(|v| 10.0 - 3.0 * v).collect();
    let ahead = forecast(
        TrendFourier::default(),
        &Case { y: &y, seasons: &[1], x: std::slice::from_ref(&driver), h: 10 },
    );
    for (mean, v) in ahead.unwrap().mean.iter().zip(&driver[120..]) {
        assert!((mean - (10.0 - 3.0 * v)).abs() < 0.1, "{mean} {v}");
    }
}

#[test]
fn intervals_widen_and_hold_the_scatter() {
    let scatter = |t: usize| ((t * 7919) % 101) as f64 / 50.0 - 1.0;
    let y: Vec<f64> = (0..300).map(|t| 0.1 * t as f64 + scatter(t)).collect();
    let ahead = forecast(TrendFourier::default(), &Case { y: &y, seasons: &[1], x: &[], h: 100 }).unwrap();
    assert!(ahead.sd.windows(2).all(|w| w[0] <= w[1]));
    // The scatter is uniform from -1 to 1.
    assert!((ahead.sd[0] / (1.0_f64 / 3.0).sqrt() - 1.0).abs() < 0.15, "{}", ahead.sd[0]);
}

#[test]
fn values_of_any_size_give_an_answer_or_a_numeric_error() {
    for size in [1e300, 1e-300, f64::MAX, 0.0] {
        let y: Vec<f64> = (0..40).map(|t| if t % 5 == 0 { -size } else { size }).collect();
        let x = [vec![size; 43], vec![-1.0; 43]];
        match forecast(TrendFourier::default(), &Case { y: &y, seasons: &[5], x: &x, h: 3 }) {
            Ok(ahead) => assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite())),
            Err(error) => assert!(matches!(error, Error::Numeric(_))),
        }
    }
}

#[test]
fn a_line_is_continued_as_by_drift() {
    let y: Vec<f64> = (0..60).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
    let ahead = forecast(TrendFourier::default(), &Case { y: &y, seasons: &[1], x: &[], h: 5 }).unwrap();
    let cancel = Cancel::default();
    let task = crate::local::Task { y: &y, seasons: &[1], h: 5, cancel: &cancel };
    let drift = crate::local::Local::forecast(&RandomWalkWithDrift, &task).unwrap();
    for (a, b) in ahead.mean.iter().zip(drift.mean) {
        assert!((a - b).abs() < 0.5, "{a} {b}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_finite_series_has_a_finite_forecast_that_follows_scale_and_shift(
        y in prop::collection::vec(-1e4..1e4f64, 5..60), m in 1..13usize,
        driver in prop::collection::vec(-1e3..1e3f64, 68), factor in 0.1..10.0f64, shift in -100.0..100.0f64,
    ) {
        let additive = TrendFourier { multiplicative: Some(false), ..TrendFourier::default() };
        let x = [driver];
        let seasons = [m, 2 * m + 1];
        let ahead = forecast(additive, &Case { y: &y, seasons: &seasons, x: &x, h: 8 }).unwrap();
        prop_assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite()));
        prop_assert!(ahead.sd.iter().all(|v| *v >= 0.0));
        let moved: Vec<f64> = y.iter().map(|v| shift + factor * v).collect();
        let moved = forecast(additive, &Case { y: &moved, seasons: &seasons, x: &x, h: 8 }).unwrap();
        let size = factor * y.iter().fold(1.0, |s: f64, v| s.max(v.abs()));
        for (a, b) in ahead.mean.iter().zip(&moved.mean) {
            prop_assert!((shift + factor * a - b).abs() < 1e-4 * size, "{} {}", shift + factor * a, b);
        }
    }
}
