use super::fit::{Fit, best};
use super::*;
use crate::parallel::Cancel;
use proptest::prelude::*;
use serde_json::Value;

fn methods() -> [(&'static dyn Local, &'static [Variant]); 5] {
    [
        (&Theta, &[Variant::Standard]),
        (&OptimizedTheta, &[Variant::Optimized]),
        (&DynamicTheta, &[Variant::Dynamic]),
        (&DynamicOptimizedTheta, &[Variant::DynamicOptimized]),
        (&AutoTheta, &Variant::ALL),
    ]
}

fn fitted(y: &[f64], variants: &[Variant]) -> Fit {
    best(y, variants, &Cancel::default()).unwrap().unwrap()
}

fn run(method: &dyn Local, y: &[f64], season: usize, h: usize) -> Result<Gaussian> {
    method.forecast(&Task { y, seasons: &[season], h, cancel: &Cancel::default() })
}

#[test]
fn a_line_is_continued() {
    let y: Vec<f64> = (0..40).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
    for (k, v) in fitted(&y, &Variant::ALL).forecast(&y, 5).iter().enumerate() {
        assert!((v - (83.0 + 2.0 * k as f64)).abs() < 0.5, "{k}: {v}");
    }
}

#[test]
fn a_constant_stays_constant() {
    for (method, _) in methods() {
        let forecast = run(method, &[7.0; 12], 1, 3).unwrap();
        assert!(forecast.mean.iter().all(|v| (v - 7.0).abs() < 1e-6));
    }
}

// Golden values: `testdata/golden/theta.py`. The reference reports the squared errors over the mean
// absolute value. Its search has one coordinate more and stops a little before the optimum: ours
// may be better, not worse, and where it has the same parameters the forecasts agree.
#[test]
fn squared_errors_reach_those_of_statsforecast_and_forecasts_agree() {
    let golden: Value = serde_json::from_str(include_str!("../../testdata/golden/theta.json")).unwrap();
    let numbers = |v: &Value| v.as_array().unwrap().iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    for series in golden["series"].as_array().unwrap() {
        let y = numbers(&series["y"]);
        let season = series["season"].as_u64().unwrap() as usize;
        let adjusted = adjust(&y, &[season]).y;
        let size = adjusted.iter().map(|v| v.abs()).sum::<f64>() / adjusted.len() as f64;
        for (method, variants) in methods() {
            let label = format!("{} {}", method.name(), series["name"]);
            let theirs = &series["fits"][method.name()];
            let fit = fitted(&adjusted, variants);
            let mse = fit.squares / size;
            let golden = theirs["mse"].as_f64().unwrap();
            assert!(mse < golden * 1.001, "{label}: {mse} {golden}");
            if mse < golden * 0.99 {
                continue;
            }
            let mean = run(method, &y, season, 12).unwrap().mean;
            for (k, (mean, golden)) in mean.iter().zip(numbers(&theirs["mean"])).enumerate() {
                assert!(
                    (mean - golden).abs() < 0.01 * golden.abs().max(size),
                    "{label} {k}: {mean} {golden}"
                );
            }
        }
    }
}

// The definition of an error within the series: fit nothing, forecast from the part before.
#[test]
fn errors_are_those_of_forecasts_from_within_the_series() {
    let y: Vec<f64> = (0..30).map(|t| f64::from(t * t % 11) + 0.3 * f64::from(t)).collect();
    let fit = fitted(&y, &[Variant::Standard]);
    let mut rolled = crate::rolling::Rolled::new(4, 1);
    for t in 15..30 {
        for (step, (mean, actual)) in fit.forecast(&y[..t], 4).iter().zip(&y[t..]).enumerate() {
            rolled.add(step, actual - mean);
        }
    }
    let (ours, expected) = (fit.errors(&y, 4).spread(|_| 0.0), rolled.spread(|_| 0.0));
    for (a, b) in ours.iter().zip(&expected) {
        assert!((a / b - 1.0).abs() < 1e-9, "{ours:?} {expected:?}");
    }
}

#[test]
fn intervals_widen_with_the_horizon_of_a_random_walk() {
    let mut seed = 3_u64;
    let mut level = 100.0;
    let walk = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        level += (seed >> 33) as f64 / f64::from(1_u32 << 31) - 0.5;
        level
    });
    let y: Vec<f64> = walk.take(200).collect();
    for (method, _) in methods() {
        let sd = run(method, &y, 1, 12).unwrap().sd;
        assert!(sd[11] > 2.0 * sd[0] && sd[11] < 6.0 * sd[0], "{} {sd:?}", method.name());
    }
}

#[test]
fn huge_and_tiny_values_are_forecast() {
    for size in [1e300, 1e-300] {
        let y: Vec<f64> = (0..30).map(|t| size * f64::from(3 + t * t % 7)).collect();
        for (method, _) in methods() {
            let forecast = run(method, &y, 1, 3).unwrap();
            assert!(forecast.mean.iter().all(|v| *v > size && *v < 9.0 * size), "{:?}", forecast.mean);
            assert!(forecast.sd.iter().all(|v| *v > 0.1 * size && *v < 30.0 * size), "{:?}", forecast.sd);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_finite_series_has_a_finite_forecast_that_scales(
        y in prop::collection::vec(-1e4..1e4f64, 5..60), m in 1..13usize,
    ) {
        let scaled: Vec<f64> = y.iter().map(|v| v * 1024.0).collect();
        for (method, _) in methods() {
            let forecast = run(method, &y, m, 6).unwrap();
            prop_assert!(forecast.mean.iter().chain(&forecast.sd).all(|v| v.is_finite()));
            prop_assert!(forecast.sd.iter().all(|v| *v >= 0.0));
            let larger = run(method, &scaled, m, 6).unwrap();
            for (a, b) in forecast.mean.iter().zip(&larger.mean) {
                prop_assert!((a * 1024.0 - b).abs() <= 1e-6 * b.abs().max(1.0), "{a} {b}");
            }
        }
    }
}
