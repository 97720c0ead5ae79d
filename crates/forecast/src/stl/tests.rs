use super::*;
use crate::testdata::air_passengers;
use proptest::prelude::*;
use serde::Deserialize;

/// What `testdata/golden/mstl.py` wrote.
#[derive(Deserialize)]
struct Golden {
    hourly: Vec<f64>,
    cases: Vec<Case>,
    forecast: Forecast,
}

#[derive(Deserialize)]
struct Case {
    series: String,
    seasons: Vec<usize>,
    season_line: bool,
    robust: bool,
    trend: Vec<f64>,
    seasonal: Vec<Vec<f64>>,
    /// The periods the values belong to.
    at: Vec<usize>,
}

#[derive(Deserialize)]
struct Forecast {
    mean: Vec<f64>,
    lo: Vec<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../testdata/golden/mstl.json")).unwrap()
}

// The algorithm leaves no freedom, so only rounding differs.
#[test]
fn components_equal_those_of_statsforecast() {
    let golden = golden();
    for case in &golden.cases {
        let y = if case.series == "air" { air_passengers() } else { golden.hourly.clone() };
        let options = Options { season_line: case.season_line, robust: case.robust, ..Options::default() };
        let parts = mstl(&y, &case.seasons, &options).unwrap();
        for (i, t) in case.at.iter().enumerate() {
            let (ours, theirs) = (parts.trend[*t], case.trend[i]);
            assert!((ours - theirs).abs() < 1e-6, "{} trend {t}: {ours} {theirs}", case.series);
            for (season, theirs) in parts.seasonal.iter().zip(&case.seasonal) {
                let (ours, theirs) = (season.values[*t], theirs[i]);
                assert!(
                    (ours - theirs).abs() < 1e-6,
                    "{} {} {t}: {ours} {theirs}",
                    case.series,
                    season.length
                );
            }
        }
    }
}

// The trend forecasters are two implementations of AutoETS whose searches end at different points.
#[test]
fn air_passengers_are_forecast_as_by_statsforecast() {
    let golden = golden().forecast;
    let cancel = Cancel::default();
    let y = air_passengers();
    let task = crate::local::Task { y: &y, seasons: &[12], h: 12, cancel: &cancel };
    let forecast = crate::local::Local::forecast(&MSTL::default(), &task).unwrap();
    for (k, (mean, theirs)) in forecast.mean.iter().zip(&golden.mean).enumerate() {
        assert!((mean / theirs - 1.0).abs() < 0.01, "{k}: {mean} {theirs}");
        let half = crate::local::z(95) * forecast.sd[k];
        assert!((half / (theirs - golden.lo[k]) - 1.0).abs() < 0.1, "{k}: {half} {}", theirs - golden.lo[k]);
    }
}

#[test]
fn a_robust_decomposition_leaves_an_outlier_in_the_remainder() {
    let mut y: Vec<f64> =
        (0..120).map(|t| 20.0 + [3.0, -1.0, -2.0, 0.0][t % 4] + (t * 7 % 11) as f64 / 10.0).collect();
    y[61] += 100.0;
    let wide = Options { trend_window: Some(41), ..Options::default() };
    let robust = Options { robust: true, ..wide };
    let remainder = |options: &Options| mstl(&y, &[4], options).unwrap().remainder[61];
    assert!((remainder(&robust) - 100.0).abs() < 3.0);
    assert!(remainder(&wide) < 90.0);
}

#[test]
fn a_season_without_two_full_cycles_is_left_out() {
    let parts = mstl(&air_passengers()[..30], &[12, 168], &Options::default()).unwrap();
    assert_eq!(parts.seasonal.iter().map(|s| s.length).collect::<Vec<_>>(), [12]);
    assert!(mstl(&[1.0; 3], &[12], &Options::default()).unwrap().seasonal.is_empty());
    assert!(mstl(&[], &[12], &Options::default()).unwrap().trend.is_empty());
}

#[test]
fn missing_and_overflowing_values_are_errors() {
    assert!(matches!(mstl(&[1.0, f64::NAN], &[1], &Options::default()), Err(Error::Invalid(_))));
    let y: Vec<f64> = (0..40).map(|t| if t % 2 == 0 { f64::MAX } else { -f64::MAX }).collect();
    assert!(!matches!(mstl(&y, &[4], &Options::default()), Err(Error::Invalid(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn components_add_up_and_follow_scale_and_shift(
        y in prop::collection::vec(-1e3..1e3f64, 1..60), m in 1..13usize, robust: bool,
        factor in 0.1..10.0f64, shift in -100.0..100.0f64,
    ) {
        let options = Options { robust, ..Options::default() };
        let parts = mstl(&y, &[m, 2 * m], &options).unwrap();
        for (t, v) in y.iter().enumerate() {
            let season: f64 = parts.seasonal.iter().map(|s| s.values[t]).sum();
            prop_assert!((parts.trend[t] + season + parts.remainder[t] - v).abs() < 1e-8);
        }
        if !robust {
            let moved: Vec<f64> = y.iter().map(|v| shift + factor * v).collect();
            let moved = mstl(&moved, &[m, 2 * m], &options).unwrap();
            for (a, b) in parts.trend.iter().zip(&moved.trend) {
                prop_assert!((shift + factor * a - b).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn any_finite_series_has_a_finite_forecast(
        y in prop::collection::vec(-1e4..1e4f64, 5..60), m in 1..13usize, which in 0..3usize,
    ) {
        use crate::local::{Local, Task};
        let trend_forecaster =
            [TrendForecaster::AutoETS, TrendForecaster::AutoTheta, TrendForecaster::Drift][which];
        let cancel = Cancel::default();
        let task = Task { y: &y, seasons: &[m, 2 * m + 1], h: 6, cancel: &cancel };
        let forecast = MSTL { trend_forecaster }.forecast(&task).unwrap();
        prop_assert!(forecast.mean.iter().chain(&forecast.sd).all(|v| v.is_finite()));
        prop_assert!(forecast.sd.iter().all(|v| *v >= 0.0));
    }
}
