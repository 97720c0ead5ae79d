use proptest::prelude::*;
use serde::Deserialize;

use super::bins::{Cuts, Table};
use super::booster::{Booster, Boosting, Loss};
use super::grow::Shape;
use super::*;
use crate::parallel::Cancel;
use crate::testdata::{air_passengers, monthly};
use crate::{
    Driver, DriverKind, DriverValues, Error, Event, Flow, Frequency, Future, FutureSeries, Panel, Series,
    Silent,
};

#[derive(Deserialize)]
struct Golden {
    rows: Vec<Vec<Option<f32>>>,
    targets: Vec<f64>,
    forecasts: Vec<f64>,
}

fn boosting(loss: Loss, trees: usize) -> Boosting {
    let shape = Shape { leaves: 8, leaf_rows: 10, ridge: 0.0 };
    Boosting { loss, trees, rate: 0.2, shape, features: 1.0, seed: 1 }
}

fn boost(boosting: &Boosting, table: &Table, targets: &[f64]) -> Vec<f64> {
    let cuts = Cuts::of(table);
    let booster = Booster::fit(boosting, &cuts.bin(table), &cuts, targets, &Cancel::default()).unwrap();
    table.values.chunks_exact(table.width).map(|row| booster.predict(row)).collect()
}

/// `LightGBM` rounds gradients to `f32`, so values agree to its precision.
#[test]
fn trees_are_those_of_lightgbm() {
    let golden: Golden =
        serde_json::from_str(include_str!("../../testdata/golden/gradient_boosting.json")).unwrap();
    let values = golden.rows.iter().flatten().map(|v| v.unwrap_or(f32::NAN)).collect();
    let fitted = boost(&boosting(Loss::Squared, 25), &Table { values, width: 3 }, &golden.targets);
    for (ours, theirs) in fitted.iter().zip(&golden.forecasts) {
        assert!((ours - theirs).abs() < 1e-5, "{ours} {theirs}");
    }
}

#[test]
fn a_pinball_loss_gives_the_quantile_of_each_group() {
    let groups: Vec<f32> = (0..400_u16).map(|i| f32::from(i % 2)).collect();
    let targets: Vec<f64> = (0..400).map(|i| f64::from(i / 2) / 199.0 + f64::from(i % 2) * 5.0).collect();
    for q in [0.1, 0.5, 0.9] {
        let fitted =
            boost(&boosting(Loss::Pinball(q), 80), &Table { values: groups.clone(), width: 1 }, &targets);
        assert!((fitted[0] - q).abs() < 0.01 && (fitted[1] - 5.0 - q).abs() < 0.01, "{q} {:?}", &fitted[..2]);
    }
}

fn config(h: usize) -> Config {
    Config { h, levels: vec![80, 95], seed: 1, ..Config::default() }
}

fn small() -> GradientBoosting {
    GradientBoosting { trees: 20, leaf_rows: 5, ..GradientBoosting::default() }
}

fn ahead(h: usize) -> Future {
    Future { h, series: Vec::new() }
}

/// Days with a promotion every now and then that doubles the sales, known in advance.
fn promoted(n: usize) -> (Panel, Vec<f64>) {
    let promotion: Vec<f64> = (0..n).map(|t| f64::from(u8::from(t * t % 11 < 3))).collect();
    let y: Vec<f64> = (0..n).map(|t| (20.0 + (t % 7) as f64) * (1.0 + promotion[t])).collect();
    let drivers = vec![Driver { name: "p".into(), kind: DriverKind::Futr, values: DriverValues::Numeric }];
    let past = Series {
        unique_id: "a".into(),
        start: 0,
        y: y[..n - 7].to_vec(),
        drivers: vec![promotion[..n - 7].to_vec()],
    };
    let panel =
        Panel { frequency: Frequency::Seconds(86_400), seasons: vec![7], drivers, series: vec![past] };
    (panel, promotion[n - 7..].to_vec())
}

#[test]
fn a_driver_known_in_advance_moves_the_forecast() {
    for strategy in [GradientBoostingStrategy::Direct, GradientBoostingStrategy::Recursive] {
        let (panel, promotion) = promoted(407);
        let model = GradientBoosting { strategy, ..GradientBoosting::default() };
        let fitted = model.fit(&panel, &config(7), &mut Silent).unwrap();
        let given = FutureSeries { unique_id: "a".into(), drivers: vec![promotion.clone()] };
        let forecast = fitted.predict(&Future { h: 7, series: vec![given] }).unwrap();
        for (t, mean) in forecast.series[0].mean.iter().enumerate() {
            let actual = (20.0 + ((400 + t) % 7) as f64) * (1.0 + promotion[t]);
            assert!((mean - actual).abs() < 3.0, "{strategy:?} {t} {mean} {actual}");
        }
    }
}

#[test]
fn a_future_of_another_shape_is_refused_by_name() {
    let (panel, promotion) = promoted(107);
    let fitted = small().fit(&panel, &config(7), &mut Silent).unwrap();
    let future =
        |id: &str, drivers| Future { h: 7, series: vec![FutureSeries { unique_id: id.into(), drivers }] };
    let refused = |future: &Future| fitted.predict(future).unwrap_err().to_string();
    assert!(refused(&ahead(7)).contains("0 series"));
    assert!(refused(&ahead(8)).contains("8 are asked for"));
    assert!(refused(&future("b", vec![promotion.clone()])).contains("\"b\""));
    assert!(refused(&future("a", Vec::new())).contains("needs 1"));
    assert!(refused(&future("a", vec![promotion[1..].to_vec()])).contains("\"p\""));
}

#[test]
fn a_growing_series_is_followed_beyond_what_was_seen() {
    let y: Vec<f64> = (0..120).map(|t| 100.0 + 3.0 * f64::from(t)).collect();
    let mut panel = monthly(&[("a", &y)]);
    panel.seasons = vec![1];
    let fitted = GradientBoosting::default().fit(&panel, &config(6), &mut Silent).unwrap();
    let mean = &fitted.predict(&ahead(6)).unwrap().series[0].mean;
    for (t, mean) in mean.iter().enumerate() {
        assert!((mean - (100.0 + 3.0 * (120 + t) as f64)).abs() < 3.0, "{mean:?}");
    }
}

#[test]
fn rolling_forward_uses_the_new_values_and_the_old_trees() {
    let y = air_passengers();
    let before =
        GradientBoosting::default().fit(&monthly(&[("a", &y[..120])]), &config(12), &mut Silent).unwrap();
    let after = before.update(&monthly(&[("a", &y[..132])])).unwrap().unwrap();
    let forecast = after.predict(&ahead(12)).unwrap();
    assert_eq!(forecast.series[0].start, Frequency::Months(1).advance(0, 132));
    let error: f64 = forecast.series[0].mean.iter().zip(&y[132..]).map(|(f, y)| (f - y).abs() / y).sum();
    assert!(error / 12.0 < 0.1, "{error}");
    assert!(before.update(&promoted(50).0).unwrap().is_err());
}

#[test]
fn quantiles_make_ordered_intervals_that_hold_the_forecast() {
    let model = GradientBoosting { quantiles: true, ..small() };
    assert!(model.capabilities().intervals && !small().capabilities().intervals);
    let fitted = model.fit(&monthly(&[("a", &air_passengers())]), &config(12), &mut Silent).unwrap();
    let one = &fitted.predict(&ahead(12)).unwrap().series[0];
    let [inner, outer] = &one.intervals[..] else { panic!("{:?}", one.intervals) };
    for t in 0..12 {
        let ordered = [outer.lo[t], inner.lo[t], one.mean[t], inner.hi[t], outer.hi[t]];
        assert!(ordered.is_sorted(), "{ordered:?}");
    }
    assert!((0..12).any(|t| inner.lo[t] < inner.hi[t]));
}

#[test]
fn equal_seeds_give_equal_forecasts() {
    let fit = |seed| {
        let config = Config { seed, ..config(12) };
        let model = GradientBoosting { rows: 300, ..small() };
        model
            .fit(&monthly(&[("a", &air_passengers())]), &config, &mut Silent)
            .unwrap()
            .predict(&ahead(12))
            .unwrap()
    };
    assert_eq!(fit(1), fit(1));
    assert_ne!(fit(1), fit(2));
}

struct Stop;

impl Observer for Stop {
    fn on(&mut self, _event: &Event) -> Flow {
        Flow::Stop
    }
}

#[test]
fn an_observer_that_stops_ends_the_fit() {
    let y: Vec<f64> = (0..5000).map(|t| f64::from(t * 7 % 13)).collect();
    let fitted = GradientBoosting { trees: 100_000, ..GradientBoosting::default() }.fit(
        &monthly(&[("a", &y)]),
        &config(12),
        &mut Stop,
    );
    assert_eq!(fitted.err(), Some(Error::Cancelled));
}

#[test]
fn series_without_numbers_to_learn_from_are_forecast_naively_and_named() {
    let huge: Vec<f64> = (0..40).map(|t| if t % 2 == 0 { 1e308 } else { -1e308 }).collect();
    let fitted =
        small().fit(&monthly(&[("a", &huge), ("b", &air_passengers())]), &config(3), &mut Silent).unwrap();
    assert_eq!(fitted.fallbacks(), [0]);
    assert_eq!(fitted.predict(&ahead(3)).unwrap().series[0].mean, huge[28..31]);
    let fitted = small().fit(&monthly(&[("a", &[1.0, 2.0])]), &config(3), &mut Silent).unwrap();
    assert_eq!(fitted.fallbacks(), [0]);
    assert_eq!(fitted.predict(&ahead(3)).unwrap().series[0].mean, [2.0; 3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_finite_series_has_a_finite_forecast_that_scales_with_it(
        y in prop::collection::vec(prop_oneof![-1e3..1e3f64, Just(0.0), Just(7.0), -1e300..1e300f64], 15..60),
        season in 1..13_usize,
        recursive in prop::bool::ANY,
    ) {
        let strategy =
            if recursive { GradientBoostingStrategy::Recursive } else { GradientBoostingStrategy::Direct };
        let model = GradientBoosting { strategy, trees: 5, ..small() };
        let mean = |factor: f64| {
            let y: Vec<f64> = y.iter().map(|v| v * factor).collect();
            let mut panel = monthly(&[("a", &y)]);
            panel.seasons = vec![season];
            let forecast = model.fit(&panel, &config(5), &mut Silent).unwrap().predict(&ahead(5)).unwrap();
            forecast.series[0].mean.clone()
        };
        let (once, half) = (mean(1.0), mean(0.5));
        prop_assert!(once.len() == 5 && once.iter().all(|v| v.is_finite()), "{once:?}");
        for (once, half) in once.iter().zip(&half) {
            prop_assert!((once - 2.0 * half).abs() <= 1e-9 * once.abs(), "{once} {half}");
        }
    }
}
