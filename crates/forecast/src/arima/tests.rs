use super::*;
use crate::Frequency;
use crate::parallel::Cancel;
use crate::testdata::air_passengers;
use polynomial::Polynomial;
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
    driven: Driver,
    fixed: Vec<Reference>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    season: usize,
    y: Vec<f64>,
    auto: Reference,
}

#[derive(Deserialize)]
struct Driver {
    y: Vec<f64>,
    x: Vec<Vec<f64>>,
    auto: Reference,
    fixed: Reference,
}

#[derive(Deserialize)]
struct Reference {
    /// `p, d, q, P, D, Q`.
    orders: [usize; 6],
    constant: bool,
    aicc: f64,
    loglik: f64,
    coefficients: BTreeMap<String, f64>,
    mean: Vec<f64>,
    sd: Vec<f64>,
}

/// What `testdata/golden/auto_arima.py` wrote: statsforecast 2.1.1.
fn golden() -> Golden {
    serde_json::from_str(include_str!("../../testdata/golden/auto_arima.json")).unwrap()
}

impl Reference {
    fn model(&self) -> Arima {
        let [p, d, q, seasonal_p, seasonal_d, seasonal_q] = self.orders;
        Arima { p, d, q, seasonal_p, seasonal_d, seasonal_q, constant: self.constant }
    }

    /// The mean within `mean` standard deviations, the standard deviations within `sd` of each.
    fn compare(&self, name: &str, forecast: &Gaussian, mean: f64, sd: f64) {
        assert_eq!(forecast.mean.len(), self.mean.len());
        for (k, (a, b)) in forecast.mean.iter().zip(&self.mean).enumerate() {
            assert!((a - b).abs() < mean * self.sd[k], "{name} mean {k}: {a} {b} sd {}", self.sd[k]);
        }
        for (k, (a, b)) in forecast.sd.iter().zip(&self.sd).enumerate() {
            assert!((a / b - 1.0).abs() < sd, "{name} sd {k}: {a} {b}");
        }
    }
}

fn with_past<T>(
    y: &[f64],
    seasons: &[usize],
    x: &[Vec<f64>],
    h: usize,
    run: impl FnOnce(&Past<'_>) -> T,
) -> T {
    let cancel = Cancel::default();
    run(&Past { y, start: 0, frequency: Frequency::Steps(1), seasons, x, h, cancel: &cancel })
}

fn forecast(fit: &dyn DrivenFit, h: usize, x: &[Vec<f64>]) -> Gaussian {
    fit.forecast(&Ahead { start: 0, frequency: Frequency::Steps(1), h, x }).unwrap()
}

fn chosen(y: &[f64], m: usize) -> Estimated {
    with_past(y, &[m], &[], 12, |past| AutoARIMA::default().choose(past)).unwrap()
}

/// The criterion on the scale of the data, as others tell it.
fn aicc(estimated: &Estimated) -> f64 {
    let n = (estimated.series.y.len() - estimated.differences.lost()) as f64;
    estimated.fit.aicc + 2.0 * n * estimated.series.scale.ln()
}

fn orders(estimated: &Estimated) -> [usize; 6] {
    let (o, d) = (estimated.fit.orders, estimated.differences);
    [o.p, d.ordinary, o.q, o.seasonal_p, d.seasonal, o.seasonal_q]
}

// Of the same model the optimum is the same; 0.02 is what their optimizer leaves.
#[test]
fn the_choice_is_that_of_statsforecast_or_has_a_lower_criterion() {
    let mut equal = 0;
    for case in golden().cases {
        let ours = chosen(&case.y, case.season);
        let found = orders(&ours);
        let theirs = case.auto.orders;
        assert_eq!((found[1], found[4]), (theirs[1], theirs[4]), "{}", case.name);
        assert!(aicc(&ours) < case.auto.aicc + 0.02, "{} {found:?} {theirs:?}", case.name);
        equal += usize::from(found == theirs && ours.fit.orders.constant == case.auto.constant);
    }
    assert!(equal >= 7, "{equal}");
}

impl Reference {
    /// The model at their estimates.
    fn fit(&self, m: usize, sigma2: f64) -> Fit {
        let [p, d, q, seasonal_p, seasonal_d, seasonal_q] = self.orders;
        let known = |name: &str| self.coefficients.get(name).copied();
        let all = |name: &str, sign: f64| -> Vec<f64> {
            (1..).map_while(|i| known(&format!("{name}{i}"))).map(|v| sign * v).collect()
        };
        // Their drift is per period, our constant that of the differenced series.
        let drift = known("drift").unwrap_or(0.0) * if d == 0 && seasonal_d > 0 { m as f64 } else { 1.0 };
        let constant = known("intercept").unwrap_or(drift);
        Fit {
            orders: Orders { p, q, seasonal_p, seasonal_q, constant: self.constant },
            coordinates: Vec::new(),
            ar: Polynomial { ordinary: all("ar", 1.0), seasonal: all("sar", 1.0), m },
            ma: Polynomial { ordinary: all("ma", -1.0), seasonal: all("sma", -1.0), m },
            constant,
            beta: all("ex_", 1.0),
            sigma2,
            aicc: 0.0,
        }
    }

    /// Likelihood, means and standard deviations of the model at their estimates are theirs. Their
    /// filter begins with a variance of a million in place of the differences, hence the tolerances.
    fn compare_at_their_estimates(&self, y: &[f64], m: usize, name: &str) {
        let [_, ordinary, _, _, seasonal, _] = self.orders;
        let differences = Differences { ordinary, seasonal, m };
        let fit = self.fit(m, 1.0);
        let centred: Vec<f64> = differences.of(y).iter().map(|v| v - fit.constant).collect();
        let n = centred.len() as f64;
        let sums = likelihood::Likelihood::new(&centred, centred.len(), Criterion::Exact)
            .evaluate(&fit.ar, &fit.ma)
            .unwrap();
        let deviance = n * (std::f64::consts::TAU * sums.squares / n).ln() + n + sums.log_determinant;
        assert!((deviance + 2.0 * self.loglik).abs() < 0.01, "{name} {deviance} {}", -2.0 * self.loglik);
        let free = self.coefficients.len() as f64;
        let fit = self.fit(m, sums.squares / (n - free));
        self.compare(name, &ahead::ahead(&fit, y, differences, self.mean.len()).unwrap(), 1e-3, 3e-3);
    }
}

#[test]
fn likelihood_and_forecasts_at_their_estimates_equal_those_of_statsforecast() {
    let golden = golden();
    for case in &golden.cases {
        case.auto.compare_at_their_estimates(&case.y, case.season, &case.name);
    }
    for (i, reference) in golden.fixed.iter().enumerate() {
        reference.compare_at_their_estimates(&air_passengers(), 12, &format!("fixed {i}"));
    }
}

// Their optimizer stops early where the likelihood is flat and in one case at a worse optimum.
#[test]
fn given_orders_have_at_least_the_likelihood_that_statsforecast_finds() {
    for reference in golden().fixed {
        let fit =
            with_past(&air_passengers(), &[12], &[], 24, |past| reference.model().estimate(past)).unwrap();
        let better = reference.aicc - aicc(&fit);
        assert!(better > -0.01, "{:?} {better}", reference.orders);
        if better < 0.1 {
            reference.compare("fixed", &forecast(&fit, 24, &[]), 0.02, 0.005);
        }
    }
}

// R 4, auto.arima(AirPassengers): ARIMA(2,1,1)(0,1,0)[12], ar1 0.5960, ar2 0.2143, ma1 -0.9819,
// AICc 1018.17.
#[test]
fn the_model_of_air_passengers_is_that_of_r() {
    let ours = chosen(&air_passengers(), 12);
    assert_eq!(orders(&ours), [2, 1, 1, 0, 1, 0]);
    assert!((aicc(&ours) - 1018.17).abs() < 0.01, "{}", aicc(&ours));
    let (ar, ma) = (&ours.fit.ar.ordinary, &ours.fit.ma.ordinary);
    assert!((ar[0] - 0.596).abs() < 1e-3 && (ar[1] - 0.2143).abs() < 1e-3 && (ma[0] - 0.9819).abs() < 1e-3);
}

// R 4, arima(log10(AirPassengers), c(0, 1, 1), list(order = c(0, 1, 1))): ma1 -0.4018, sma1 -0.5569.
#[test]
fn the_airline_model_is_that_of_the_textbook() {
    let y: Vec<f64> = air_passengers().iter().map(|v| v.log10()).collect();
    let airline = Arima { d: 1, q: 1, seasonal_d: 1, seasonal_q: 1, ..Arima::default() };
    let fit = with_past(&y, &[12], &[], 12, |past| airline.estimate(past)).unwrap().fit;
    let (ordinary, seasonal) = (fit.ma.ordinary[0], fit.ma.seasonal[0]);
    assert!((ordinary - 0.4018).abs() < 2e-4 && (seasonal - 0.5569).abs() < 2e-4, "{ordinary} {seasonal}");
}

#[test]
fn regression_with_arima_errors_equals_statsforecast() {
    let driver = golden().driven;
    let n = driver.y.len();
    let past: Vec<Vec<f64>> = driver.x.iter().map(|x| x[..n].to_vec()).collect();
    let ahead: Vec<Vec<f64>> = driver.x.iter().map(|x| x[n..].to_vec()).collect();
    let auto = with_past(&driver.y, &[1], &past, 8, |past| AutoARIMA::default().choose(past)).unwrap();
    let theirs = driver.auto.fit(1, 1.0).beta;
    for ((b, scale), theirs) in auto.fit.beta.iter().zip(auto.regressors.scales()).zip(&theirs) {
        assert!((b * auto.series.scale / scale - theirs).abs() < 0.01, "{b} {theirs}");
    }
    assert_eq!(orders(&auto), driver.auto.orders);
    assert!((aicc(&auto) - driver.auto.aicc).abs() < 0.02);
    driver.auto.compare("auto", &forecast(&auto, 8, &ahead), 0.02, 0.005);
    let fixed = with_past(&driver.y, &[1], &past, 8, |past| driver.fixed.model().estimate(past)).unwrap();
    assert!(aicc(&fixed) < driver.fixed.aicc + 0.01, "{} {}", aicc(&fixed), driver.fixed.aicc);
    driver.fixed.compare("fixed", &forecast(&fixed, 8, &ahead), 0.1, 0.02);
}

#[test]
fn a_full_search_is_at_least_as_good_as_a_stepwise_one() {
    let case = &golden().cases[2];
    let full = AutoARIMA { search: ArimaSearch::Full, approximate: None };
    let full = with_past(&case.y, &[case.season], &[], 8, |past| full.choose(past)).unwrap();
    let orders = full.fit.orders;
    assert!(orders.p + orders.q + orders.seasonal_p + orders.seasonal_q <= 5);
    let stepwise = chosen(&case.y, case.season);
    let reachable = stepwise.fit.orders;
    let sum = reachable.p + reachable.q + reachable.seasonal_p + reachable.seasonal_q;
    assert!(sum > 5 || full.fit.aicc < stepwise.fit.aicc + 0.01);
}

#[test]
fn an_approximate_search_ends_in_an_exact_fit() {
    let y = air_passengers();
    let model = AutoARIMA { approximate: Some(true), ..AutoARIMA::default() };
    let quick = with_past(&y, &[12], &[], 12, |past| model.choose(past)).unwrap();
    assert!(aicc(&quick) < 1020.488 + 8.0, "{:?} {}", orders(&quick), aicc(&quick));
    let [p, d, q, seasonal_p, seasonal_d, seasonal_q] = orders(&quick);
    let fixed = Arima { p, d, q, seasonal_p, seasonal_d, seasonal_q, constant: false };
    let exact = with_past(&y, &[12], &[], 12, |past| fixed.estimate(past)).unwrap();
    let (a, b) = (forecast(&quick, 12, &[]), forecast(&exact, 12, &[]));
    assert!(a.mean.iter().zip(&b.mean).all(|(a, b)| (a - b).abs() < 0.5), "{a:?} {b:?}");
}

#[test]
fn a_straight_line_is_continued_without_spread() {
    let y: Vec<f64> = (0..30).map(|t| 5.0 + 2.0 * f64::from(t)).collect();
    let ahead = forecast(&chosen(&y, 1), 4, &[]);
    for (k, v) in ahead.mean.iter().enumerate() {
        assert!((v - 65.0 - 2.0 * k as f64).abs() < 1e-6, "{k}: {v}");
    }
    assert!(ahead.sd.iter().all(|v| *v < 1e-6));
}

#[test]
fn constant_and_zero_series_are_continued_without_spread() {
    for level in [0.0, 4.0, -1e300, 1e-300] {
        let ahead = forecast(&chosen(&[level; 20], 4), 3, &[]);
        assert!(ahead.mean.iter().all(|v| (v - level).abs() <= 1e-9 * level.abs()), "{:?}", ahead.mean);
        assert!(ahead.sd.iter().all(|v| *v <= 1e-9 * level.abs()), "{:?}", ahead.sd);
    }
}

#[test]
fn a_repeated_season_is_continued() {
    let y: Vec<f64> = (0..48).map(|t| f64::from(t % 12) + 0.1 * f64::from(t)).collect();
    let ahead = forecast(&chosen(&y, 12), 12, &[]);
    for (k, v) in ahead.mean.iter().enumerate() {
        assert!((v - k as f64 - 0.1 * (48.0 + k as f64)).abs() < 1e-6, "{k}: {v}");
    }
}

#[test]
fn several_and_long_seasons_are_removed_first() {
    let value = |t: usize| [0.0, 4.0, -4.0][t % 3] + (t % 48 * 29 % 48) as f64 / 6.0;
    let y: Vec<f64> = (0..336).map(value).collect();
    for seasons in [vec![48], vec![3, 48]] {
        let fit = with_past(&y, &seasons, &[], 48, |past| AutoARIMA::default().fit(past)).unwrap();
        for (k, v) in forecast(&*fit, 48, &[]).mean.iter().enumerate() {
            assert!((v - value(336 + k)).abs() < 1.0, "{seasons:?} {k}: {v} {}", value(336 + k));
        }
    }
}

#[test]
fn a_driver_that_explains_all_leaves_no_spread() {
    let x: Vec<f64> = (0..60).map(|t| f64::from(t * t % 19)).collect();
    let y: Vec<f64> = x[..50].iter().map(|v| 7.0 - 3.0 * v).collect();
    let constant = vec![2.0; 50];
    let fit = with_past(&y, &[1], &[constant, x[..50].to_vec()], 10, |past| AutoARIMA::default().fit(past));
    let ahead = forecast(&*fit.unwrap(), 10, &[vec![2.0; 10], x[50..].to_vec()]);
    for (v, x) in ahead.mean.iter().zip(&x[50..]) {
        assert!((v - 7.0 + 3.0 * x).abs() < 1e-6, "{v} {x}");
    }
}

#[test]
fn cancelling_ends_the_search() {
    let cancel = Cancel::default();
    cancel.request();
    let y = air_passengers();
    let frequency = Frequency::Steps(1);
    let past = Past { y: &y, start: 0, frequency, seasons: &[12], x: &[], h: 1, cancel: &cancel };
    assert!(matches!(AutoARIMA::default().choose(&past), Err(Error::Cancelled)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_finite_series_has_a_finite_forecast(
        y in prop::collection::vec(-1e4..1e4f64, 5..60),
        m in 1..13usize,
        size in prop::sample::select(vec![1.0, 1e-290, 1e290]),
        rounded in any::<bool>(),
    ) {
        let value = |v: &f64| if rounded { (v / 3e3).round() * size } else { v * size };
        let y: Vec<f64> = y.iter().map(value).collect();
        let fit = with_past(&y, &[m], &[], 6, |past| AutoARIMA::default().fit(past)).unwrap();
        let ahead = forecast(&*fit, 6, &[]);
        prop_assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite()));
        prop_assert!(ahead.sd.iter().all(|v| *v >= 0.0));
    }

    #[test]
    fn any_drivers_give_a_finite_forecast(
        rows in prop::collection::vec((-1e3..1e3f64, -1e3..1e3f64, 0..2i32), 5..40),
        m in 1..5usize,
    ) {
        let y: Vec<f64> = rows.iter().map(|r| r.0).collect();
        let x = vec![rows.iter().map(|r| r.1).collect(), rows.iter().map(|r| f64::from(r.2)).collect()];
        let fit = with_past(&y, &[m], &x, 3, |past| AutoARIMA::default().fit(past)).unwrap();
        let ahead = forecast(&*fit, 3, &[vec![1.0; 3], vec![0.0; 3]]);
        prop_assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite()));
    }

    // Exact, as the model works on values divided by a power of two.
    #[test]
    fn the_forecast_scales_with_the_series(
        y in prop::collection::vec(-1e3..1e3f64, 8..40), m in 1..5usize, power in -30..30i32,
    ) {
        let factor = -f64::from(power).exp2();
        let scaled: Vec<f64> = y.iter().map(|v| v * factor).collect();
        let (a, b) = (forecast(&chosen(&y, m), 4, &[]), forecast(&chosen(&scaled, m), 4, &[]));
        for (a, b) in a.mean.iter().zip(&b.mean) {
            prop_assert!((a * factor - b).abs() <= 0.0, "{a} {b}");
        }
        for (a, b) in a.sd.iter().zip(&b.sd) {
            prop_assert!((a * -factor - b).abs() <= 0.0, "{a} {b}");
        }
    }
}
