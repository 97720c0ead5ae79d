use super::*;
use crate::Error;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use proptest::prelude::*;
use serde::Deserialize;

/// What `testdata/golden/mfles.py` wrote.
#[derive(Deserialize)]
struct Golden {
    air: Vec<f64>,
    hourly: Vec<f64>,
    hourly_ahead: Vec<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../testdata/golden/mfles.json")).unwrap()
}

fn forecast(method: MFLES, y: &[f64], seasons: &[usize], h: usize) -> Gaussian {
    let cancel = Cancel::default();
    method.forecast(&Task { y, seasons, h, cancel: &cancel }).unwrap()
}

// The last smoothing step is another one and recent cycles weigh more, so only the size agrees.
#[test]
fn air_passengers_are_forecast_as_by_statsforecast() {
    let ours = forecast(MFLES::default(), &air_passengers(), &[12], 12);
    for (k, (mean, theirs)) in ours.mean.iter().zip(golden().air).enumerate() {
        assert!((mean / theirs - 1.0).abs() < 0.08, "{k}: {mean} {theirs}");
    }
}

// A series that is exactly what the model can say leaves nothing to the smoothing.
#[test]
fn day_and_week_are_continued_as_by_statsforecast() {
    let golden = golden();
    let ours = forecast(MFLES::default(), &golden.hourly, &[24, 168], 48);
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < 0.02);
    assert!(near(&ours.mean, &golden.hourly_ahead), "{:?} {:?}", ours.mean, golden.hourly_ahead);
}

#[test]
fn a_line_is_continued() {
    let y: Vec<f64> = (0..50).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
    let ahead = forecast(MFLES::default(), &y, &[1], 5);
    for (k, v) in ahead.mean.iter().enumerate() {
        assert!((v - 103.0 - 2.0 * k as f64).abs() < 0.1, "{k}: {v}");
    }
}

#[test]
fn a_constant_is_continued_with_no_spread() {
    for seasons in [[1], [4]] {
        let ahead = forecast(MFLES::default(), &[7.0; 30], &seasons, 3);
        assert!(ahead.mean.iter().all(|v| (v - 7.0).abs() < 1e-9));
        assert!(ahead.sd.iter().all(|v| *v < 1e-9));
    }
}

#[test]
fn a_logarithm_of_what_is_not_positive_is_an_error() {
    let cancel = Cancel::default();
    let task = Task { y: &[1.0, 0.0, 2.0, 3.0], seasons: &[1], h: 1, cancel: &cancel };
    let method = MFLES { multiplicative: Some(true), ..MFLES::default() };
    assert!(matches!(method.forecast(&task), Err(Error::Numeric(_))));
}

#[test]
fn values_of_any_size_give_an_answer_or_a_numeric_error() {
    let cancel = Cancel::default();
    for size in [1e300, 1e-300, f64::MAX] {
        let y: Vec<f64> = (0..40).map(|t| if t % 5 == 0 { -size } else { size }).collect();
        match MFLES::default().forecast(&Task { y: &y, seasons: &[5], h: 3, cancel: &cancel }) {
            Ok(ahead) => assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite())),
            Err(error) => assert!(matches!(error, Error::Numeric(_))),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_finite_series_has_a_finite_forecast_that_follows_scale_and_shift(
        y in prop::collection::vec(-1e4..1e4f64, 4..60), m in 1..13usize,
        factor in 0.1..10.0f64, shift in -100.0..100.0f64,
    ) {
        let additive = MFLES { multiplicative: Some(false), ..MFLES::default() };
        let ahead = forecast(additive, &y, &[m, 2 * m + 1], 8);
        prop_assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite()));
        prop_assert!(ahead.sd.iter().all(|v| *v >= 0.0));
        prop_assert!(ahead.sd.windows(2).all(|w| w[0] <= w[1] + 1e-9));
        let moved: Vec<f64> = y.iter().map(|v| shift + factor * v).collect();
        let moved = forecast(additive, &moved, &[m, 2 * m + 1], 8);
        for (a, b) in ahead.mean.iter().zip(&moved.mean) {
            let size = factor * y.iter().fold(1.0, |s: f64, v| s.max(v.abs()));
            prop_assert!((shift + factor * a - b).abs() < 1e-4 * size, "{} {}", shift + factor * a, b);
        }
    }
}
