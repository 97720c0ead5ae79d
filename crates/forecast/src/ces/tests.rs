use super::*;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use proptest::prelude::*;
use serde_json::Value;

const KINDS: [(&str, Season); 4] =
    [("N", Season::No), ("S", Season::Simple), ("P", Season::Partial), ("F", Season::Full)];

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../../testdata/golden/ces.json")).unwrap()
}

fn run(y: &[f64], season: usize, h: usize) -> Gaussian {
    AutoCES.forecast(&Task { y, seasons: &[season], h, cancel: &Cancel::default() }).unwrap()
}

// Golden values: `testdata/golden/ces.py`. With given parameters there is nothing to search, so
// criterion and forecasts agree but for rounding.
#[test]
fn with_given_parameters_all_equals_statsforecast() {
    let golden = golden();
    let fixed = &golden["fixed"];
    let pair = |name: &str| [0, 1].map(|i| fixed[format!("{name}_{i}")].as_f64().unwrap());
    for series in golden["series"].as_array().unwrap() {
        let (y, m) = (numbers(&series["y"]), series["season"].as_u64().unwrap() as usize);
        for (kind, season) in KINDS {
            let theirs = &series["fixed"][kind];
            if theirs.is_null() {
                continue;
            }
            let label = format!("{kind} {}", series["name"]);
            let fit = fit::at(&y, m, season, pair("alpha"), pair("beta"));
            assert!((fit.aicc - theirs["aicc"].as_f64().unwrap()).abs() < 1e-6, "{label} {}", fit.aicc);
            let mean: Vec<f64> = Ahead::new(&fit, 12).from(&fit.end, y.len()).collect();
            for (mean, golden) in mean.iter().zip(numbers(&theirs["mean"])) {
                assert!((mean / golden - 1.0).abs() < 1e-6, "{label} {mean} {golden}");
            }
        }
    }
}

// Two searches of the same function: ours may end lower, hardly higher.
#[test]
fn criteria_reach_those_of_statsforecast() {
    for series in golden()["series"].as_array().unwrap() {
        let (y, m) = (numbers(&series["y"]), series["season"].as_u64().unwrap() as usize);
        for (kind, season) in KINDS {
            let theirs = &series["estimated"][kind];
            if theirs.is_null() {
                continue;
            }
            let ours = fit::estimate(&y, m, season, &Cancel::default()).aicc;
            let golden = theirs["aicc"].as_f64().unwrap();
            assert!(ours < golden + 0.1, "{kind} {}: {ours} {golden}", series["name"]);
        }
    }
}

#[test]
fn the_choice_is_at_least_as_good_as_that_of_statsforecast() {
    for series in golden()["series"].as_array().unwrap() {
        let (y, m) = (numbers(&series["y"]), series["season"].as_u64().unwrap() as usize);
        let chosen = series["chosen"].as_str().unwrap();
        let best = fit::best(&y, m, &Cancel::default()).unwrap();
        assert!(best.aicc < series["estimated"][chosen]["aicc"].as_f64().unwrap() + 0.1, "{:?}", best.season);
    }
}

// The definition: what one error of 1, and then none, does to the forecasts.
#[test]
fn the_formula_adds_up_the_effects_of_errors() {
    for (_, season) in KINDS {
        let fit = fit::at(&air_passengers(), 12, season, [1.2, 1.02], [0.5, 1.0]);
        let ahead = Ahead::new(&fit, 30);
        let quiet: Vec<f64> = ahead.from(&fit.end, 144).collect();
        let mut state = fit.end.clone();
        // 144 is a multiple of 12: the value that follows is again the first of a season.
        filter::pass::<true>(&[quiet[0] + 1.0], &fit.moves, &mut state, |_, _| ());
        let mut variance = fit.sigma2;
        for (k, (moved, quiet)) in ahead.from(&state, 145).zip(&quiet[1..]).enumerate() {
            assert!((ahead.formula[k] / variance.sqrt() - 1.0).abs() < 1e-6, "{season:?} {k}");
            variance += fit.sigma2 * (moved - quiet).powi(2);
        }
    }
}

#[test]
fn a_trend_goes_on() {
    let y: Vec<f64> = (0..60).map(|t| 20.0 + 2.0 * f64::from(t)).collect();
    for (k, v) in run(&y, 1, 4).mean.iter().enumerate() {
        assert!((v - 140.0 - 2.0 * k as f64).abs() < 5.0, "{k}: {v}");
    }
}

#[test]
fn a_constant_stays_constant() {
    let forecast = run(&[7.0; 24], 4, 6);
    assert!(forecast.mean.iter().all(|v| (v - 7.0).abs() < 0.1), "{:?}", forecast.mean);
    assert!(run(&[0.0; 24], 4, 6).mean.iter().all(|v| v.abs() < 1e-9));
}

#[test]
fn july_is_the_top_of_the_year() {
    let mean = run(&air_passengers(), 12, 12).mean;
    assert!(mean.iter().all(|v| *v <= mean[6].max(mean[7])), "{mean:?}");
}

#[test]
fn huge_and_tiny_values_are_forecast() {
    for size in [1e300, 1e-300] {
        let y: Vec<f64> = (0..40).map(|t| size * f64::from(30 + t * t % 7)).collect();
        let forecast = run(&y, 4, 3);
        assert!(forecast.mean.iter().all(|v| *v > 20.0 * size && *v < 50.0 * size), "{:?}", forecast.mean);
        assert!(forecast.sd.iter().all(|v| *v > 0.1 * size), "{:?}", forecast.sd);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_finite_series_has_a_finite_forecast_that_scales(
        y in prop::collection::vec(-1e4..1e4f64, 5..60), m in 1..13usize,
    ) {
        let forecast = run(&y, m, 6);
        prop_assert!(forecast.mean.iter().chain(&forecast.sd).all(|v| v.is_finite()));
        prop_assert!(forecast.sd.iter().all(|v| *v >= 0.0));
        // By a power of two the scale is exact.
        let scaled: Vec<f64> = y.iter().map(|v| v * 1024.0).collect();
        for (a, b) in forecast.mean.iter().zip(run(&scaled, m, 6).mean) {
            prop_assert!((a * 1024.0 - b).abs() <= 1e-9 * b.abs());
        }
    }
}
