use super::*;
use crate::local::z;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use proptest::prelude::*;

/// The lower bound at 95 %.
fn lower(forecast: &Gaussian, k: usize) -> f64 {
    forecast.mean[k] - z(95) * forecast.sd[k]
}

fn on_air_passengers(method: &dyn Local) -> Gaussian {
    let cancel = Cancel::default();
    method.forecast(&Task { y: &air_passengers(), seasons: &[12], h: 24, cancel: &cancel }).unwrap()
}

fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() < tolerance, "{a} is not {b}");
}

// Golden values: statsforecast 2.1.1, forecast(y, h=12, level=[95]) on air passengers, of the lower
// bounds: they are the formula's.
#[test]
fn naive_equals_statsforecast() {
    let forecast = on_air_passengers(&Naive);
    near(forecast.mean[11], 432.0, 1e-9);
    let half = z(95) * naive_scatter(&air_passengers(), 1);
    near(432.0 - half, 365.928_814, 1e-3);
    near(432.0 - half * 12.0_f64.sqrt(), 203.122_699, 1e-3);
}

#[test]
fn seasonal_naive_equals_statsforecast() {
    let forecast = on_air_passengers(&SeasonalNaive);
    near(forecast.mean[0], 417.0, 1e-9);
    near(forecast.mean[23], 432.0, 1e-9);
    near(417.0 - z(95) * naive_scatter(&air_passengers(), 12), 345.822_448, 1e-3);
}

#[test]
fn drift_equals_statsforecast() {
    let forecast = on_air_passengers(&RandomWalkWithDrift);
    near(forecast.mean[0], 434.237_762, 1e-5);
    near(forecast.mean[11], 458.853_147, 1e-5);
    // Ours divides by one less, as the book does.
    let (_, formula) = drift(&air_passengers());
    let theirs = |k: f64| z(95) * formula(k) * (142.0_f64 / 143.0).sqrt();
    near(forecast.mean[0] - theirs(1.0), 368.082_204, 1e-3);
    near(forecast.mean[11] - theirs(12.0), 221.091_628, 0.5);
}

#[test]
fn intervals_widen_with_the_horizon() {
    for method in [&Naive as &dyn Local, &SeasonalNaive, &RandomWalkWithDrift] {
        let sd = on_air_passengers(method).sd;
        assert!(sd[23] > 1.2 * sd[11], "{} {sd:?}", method.name());
    }
}

#[test]
fn huge_and_tiny_values_have_a_finite_spread() {
    let cancel = Cancel::default();
    for size in [1e300, 1e-300] {
        let y: Vec<f64> = (0..30).map(|t| size * f64::from(t * t % 7)).collect();
        let task = Task { y: &y, seasons: &[4], h: 6, cancel: &cancel };
        let window = WindowAverage::default();
        for method in [&Naive as &dyn Local, &SeasonalNaive, &RandomWalkWithDrift, &HistoricAverage, &window]
        {
            let sd = method.forecast(&task).unwrap().sd;
            assert!(sd.iter().all(|v| *v > 0.1 * size && *v < 50.0 * size), "{} {sd:?}", method.name());
        }
    }
}

// Golden values: `testdata/golden/intermittent.py`, closed forms, so but for rounding.
#[test]
fn averages_equal_statsforecast() {
    let golden = include_str!("../../testdata/golden/intermittent.json");
    let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let forecast = on_air_passengers(&HistoricAverage);
    near(forecast.mean[11], number(&golden["HistoricAverage"]["mean"]), 1e-9);
    near(lower(&forecast, 11), number(&golden["HistoricAverage"]["lo-95"]), 1e-3);
    let forecast = on_air_passengers(&WindowAverage::default());
    near(forecast.mean[0], number(&golden["WindowAverage"]), 1e-9);
    let forecast = on_air_passengers(&SeasonalWindowAverage::default());
    for (k, mean) in forecast.mean.iter().enumerate() {
        near(*mean, number(&golden["SeasonalWindowAverage"][k % 12]), 1e-9);
    }
}

#[test]
fn a_window_average_has_the_spread_of_its_errors() {
    let y: Vec<f64> = (0..300).map(f64::from).collect();
    let cancel = Cancel::default();
    let task = Task { y: &y, seasons: &[1], h: 5, cancel: &cancel };
    let forecast = WindowAverage { window: Some(3) }.forecast(&task).unwrap();
    // The mean of three consecutive numbers lags one behind the last of them.
    near(forecast.sd[0], 2.0, 0.02);
    near(forecast.sd[4], 6.0, 0.2);
    assert!(WindowAverage { window: Some(0) }.forecast(&task).is_err());
    assert!(SeasonalWindowAverage { seasons: 0 }.forecast(&task).is_err());
}

#[test]
fn an_average_of_one_season_is_seasonal_naive() {
    let one = on_air_passengers(&SeasonalWindowAverage { seasons: 1 });
    let naive = on_air_passengers(&SeasonalNaive);
    assert_eq!(one.mean, naive.mean);
    assert!((one.sd[0] / naive.sd[0] - 1.0).abs() < 0.2, "{} {}", one.sd[0], naive.sd[0]);
}

proptest! {
    #[test]
    fn averages_move_and_scale_with_the_series(
        y in prop::collection::vec(-1e4..1e4f64, 14..60), m in 1..13usize,
    ) {
        let cancel = Cancel::default();
        let of = |method: &dyn Local, y: &[f64]| {
            method.forecast(&Task { y, seasons: &[m], h: 20, cancel: &cancel }).unwrap()
        };
        let moved: Vec<f64> = y.iter().map(|v| 3.0 * v + 7.0).collect();
        for method in [
                &HistoricAverage as &dyn Local, &WindowAverage::default(), &SeasonalWindowAverage::default(),
            ] {
            let (before, after) = (of(method, &y), of(method, &moved));
            for k in 0..20 {
                prop_assert!((after.mean[k] - 3.0 * before.mean[k] - 7.0).abs() < 1e-6);
                prop_assert!(before.sd[k] >= 0.0 && (after.sd[k] - 3.0 * before.sd[k]).abs() < 1e-6);
            }
        }
    }
}
