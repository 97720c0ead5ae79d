use super::filter::{pass, unroll};
use super::*;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use proptest::prelude::*;

fn spec(multiplicative_error: bool, trend: Trend, season: Season) -> Spec {
    Spec { multiplicative_error, trend, season }
}

fn estimated(y: &[f64], m: usize, spec: Spec) -> Fit {
    let mut fit = fit::estimate(y, m, spec).unwrap();
    if spec.season != Season::No {
        polish::polish(y, &mut fit);
    }
    fit
}

// statsforecast 2.1.1 on Python 3.11, AutoETS(season_length=12, model=…).fit(air passengers), `loglik`.
// Its optimizer stops early where there are many states, so ours may be better, not worse. Left out
// is ANA, for which it leaves the usual region (gamma at most 1 - alpha).
#[test]
fn likelihoods_reach_those_of_statsforecast() {
    let y = air_passengers();
    for (multiplicative, trend, season, golden) in [
        (false, Trend::No, Season::No, -863.893_369),
        (false, Trend::Additive, Season::No, -863.582_562),
        (false, Trend::Damped, Season::No, -863.708_621),
        (true, Trend::Additive, Season::No, -831.488_354),
        (false, Trend::Additive, Season::Additive, -739.915_928),
        (false, Trend::Damped, Season::Additive, -754.711_188),
        (true, Trend::No, Season::Multiplicative, -712.175_904),
        (true, Trend::Additive, Season::Multiplicative, -736.567_752),
        (true, Trend::Damped, Season::Multiplicative, -770.659_681),
    ] {
        let spec = spec(multiplicative, trend, season);
        let fit = estimated(&y, 12, spec);
        assert!(fit.log_likelihood > golden - 1.5, "{spec:?} {} {golden}", fit.log_likelihood);
    }
}

// statsforecast 2.1.1, AutoETS(season_length=12, model="ANN").forecast(h=6, level=[95]).
#[test]
fn simple_smoothing_equals_statsforecast() {
    let forecast = estimated(&air_passengers(), 1, spec(false, Trend::No, Season::No)).forecast(6);
    let golden = [365.218_421, 337.563_046, 316.341_697, 298.451_058, 282.688_986, 268.438_925];
    for ((mean, sd), golden) in forecast.mean.iter().zip(&forecast.sd).zip(golden) {
        assert!((mean - 431.995_801).abs() < 0.01, "{mean}");
        let lo = mean - 1.959_964 * sd;
        assert!((lo - golden).abs() < 1.0, "{lo} {golden}");
    }
}

// R 4 forecast::ets(AirPassengers): ETS(M,Ad,M), AIC 1395.166, so log-likelihood -679.583.
#[test]
fn the_choice_for_air_passengers_is_as_good_as_that_of_r() {
    let best = fit::best(&air_passengers(), 12, &Cancel::default()).unwrap();
    assert_eq!(best.spec.season, Season::Multiplicative);
    assert_ne!(best.spec.trend, Trend::No);
    assert!(best.aicc < 1400.638 + 4.0, "{:?} {}", best.spec, best.aicc);
}

#[test]
fn a_straight_line_is_continued() {
    let y: Vec<f64> = (0..30).map(|t| 5.0 + 2.0 * f64::from(t)).collect();
    let best = fit::best(&y, 1, &Cancel::default()).unwrap();
    for (k, v) in best.forecast(4).mean.iter().enumerate() {
        assert!((v - 65.0 - 2.0 * k as f64).abs() < 0.1, "{k}: {v}");
    }
}

#[test]
fn a_constant_series_is_continued_with_no_spread() {
    let best = fit::best(&[4.0; 20], 4, &Cancel::default()).unwrap();
    let forecast = best.forecast(3);
    assert!(forecast.mean.iter().all(|v| (v - 4.0).abs() < 1e-6), "{:?}", forecast.mean);
    assert!(forecast.sd.iter().all(|v| *v < 1e-3), "{:?}", forecast.sd);
}

#[test]
fn values_that_are_not_positive_have_no_multiplicative_members() {
    let mut y = air_passengers();
    y[7] = 0.0;
    let members = fit::members(&y, 12);
    assert_eq!(members.len(), 6);
    assert!(members.iter().all(|s| !s.multiplicative_error && s.season != Season::Multiplicative));
}

#[test]
fn intervals_widen_with_the_horizon() {
    for trend in [Trend::No, Trend::Additive, Trend::Damped] {
        for (relative, season) in [(false, Season::Additive), (true, Season::No), (true, Season::Additive)] {
            let fit = estimated(&air_passengers(), 12, spec(relative, trend, season));
            let sd = fit.forecast(36).sd;
            assert!(sd[35] > sd[11] && sd[11] > sd[0], "{:?} {sd:?}", fit.spec);
        }
    }
}

// A simulation of the model is the definition of its spread.
#[test]
fn the_analytic_spread_agrees_with_simulation() {
    for (relative, season) in [(false, Season::Additive), (true, Season::No), (true, Season::Multiplicative)]
    {
        let fit = estimated(&air_passengers(), 12, spec(relative, Trend::Damped, season));
        let analytic = fit.forecast(18).sd;
        let simulated = simulate(&fit, 18);
        for (k, (a, s)) in analytic.iter().zip(&simulated).enumerate() {
            assert!((a / s - 1.0).abs() < 0.08, "{:?} step {k}: {a} {s}", fit.spec);
        }
    }
}

/// Standard deviation of 4,000 sample paths with normal errors.
fn simulate(fit: &Fit, h: usize) -> Vec<f64> {
    let mut seed = 7_u64;
    let mut uniform = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    let mut sums = vec![(0.0, 0.0); h];
    let paths = 4000.0;
    for _ in 0..paths as usize {
        let mut state = fit.end.clone();
        for (sum, square) in &mut sums {
            let next = Fit { end: state.clone(), ..fit.clone() }.forecast(1).mean[0];
            let shock = fit.sigma2.sqrt() * normal();
            let value = if fit.spec.multiplicative_error { next * (1.0 + shock) } else { next + shock };
            *sum += value;
            *square += value * value;
            pass(&[value], fit.spec, fit.smoothing, &mut state).unwrap();
            unroll(&mut state, 1);
        }
    }
    sums.iter().map(|(sum, square)| (square / paths - (sum / paths) * (sum / paths)).sqrt()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_finite_series_has_a_finite_forecast(
        y in prop::collection::vec(-1e4..1e4f64, 5..60), m in 1..8usize,
    ) {
        let cancel = Cancel::default();
        let task = Task { y: &y, seasons: &[m], h: 6, cancel: &cancel };
        let forecast = AutoETS.forecast(&task).unwrap();
        prop_assert!(forecast.mean.iter().chain(&forecast.sd).all(|v| v.is_finite()));
        prop_assert!(forecast.sd.iter().all(|v| *v >= 0.0));
    }
}
