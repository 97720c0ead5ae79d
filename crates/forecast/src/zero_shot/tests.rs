use std::fmt::Write as _;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::past::{EXPERTS, Experts, REPEATS};
use super::*;
use crate::testdata::{air_passengers, monthly};
use crate::{SeasonalNaive, Silent};

fn ahead(y: &[f64], seasons: &[usize], h: usize) -> SeriesForecast {
    let mut panel = monthly(&[("a", y)]);
    panel.seasons = seasons.to_vec();
    let config = Config { h, levels: vec![50, 80, 95, 99], seed: 1, ..Config::default() };
    let fitted = ZeroShot.fit(&panel, &config, &mut Silent).unwrap();
    fitted.predict(&Future { h, series: Vec::new() }).unwrap().series.remove(0)
}

/// All numbers are finite, and intervals hold the mean and those of lower levels.
fn is_sound(one: &SeriesForecast, h: usize) -> bool {
    let mut inner = (one.mean.clone(), one.mean.clone());
    one.mean.len() == h
        && one.mean.iter().all(|v| v.is_finite())
        && one.intervals.iter().all(|Interval { lo, hi, .. }| {
            let nested = lo.iter().zip(&inner.0).all(|(lo, inner)| lo.is_finite() && lo <= inner)
                && hi.iter().zip(&inner.1).all(|(hi, inner)| hi.is_finite() && hi >= inner);
            inner = (lo.clone(), hi.clone());
            nested
        })
}

#[test]
fn the_manifest_names_the_weights_that_are_shipped() {
    let manifest: serde_json::Value = serde_json::from_str(include_str!("manifest.json")).unwrap();
    let hash = Sha256::digest(WEIGHTS).iter().fold(String::new(), |mut hash, byte| {
        write!(hash, "{byte:02x}").unwrap();
        hash
    });
    assert_eq!(manifest["weights_sha256"], hash);
    assert_eq!(manifest["steps"], manifest["recipe"]["steps"], "this is a checkpoint");
    assert!(manifest["parameters"].as_u64().unwrap() <= 500_000);
    assert!(WEIGHTS.len() < 400_000);
}

#[test]
fn air_passengers_are_forecast_better_than_by_seasonal_naive() {
    let y = air_passengers();
    let (past, actual) = y.split_at(120);
    let error = |mean: &[f64]| actual.iter().zip(mean).map(|(a, f)| (a - f).abs()).sum::<f64>();
    let config = Config { h: 24, levels: Vec::new(), seed: 1, ..Config::default() };
    let naive = Model::fit(&SeasonalNaive, &monthly(&[("a", past)]), &config, &mut Silent).unwrap();
    let naive = naive.predict(&Future { h: 24, series: Vec::new() }).unwrap();
    assert!(error(&ahead(past, &[12], 24).mean) < 0.7 * error(&naive.series[0].mean));
}

#[test]
fn a_line_goes_on_and_a_season_comes_again() {
    let value = |t: usize| 200.0 + t as f64 + 30.0 * [0.0, 1.0, -1.0, 0.5][t % 4];
    let y: Vec<f64> = (0..60).map(value).collect();
    for (k, mean) in ahead(&y, &[4], 8).mean.into_iter().enumerate() {
        assert!((mean - value(60 + k)).abs() < 4.0, "{k}: {mean}");
    }
}

#[test]
fn experts_that_continue_lines_and_repeat_seasons_do_so_exactly() {
    assert!(Past::new(&[5.0; 48], &[4]).is_none(), "a series that never moves has no unit");
    let y: Vec<f64> = (0..48).map(|t| [5.0, 9.0, 2.0, 4.0][t % 4]).collect();
    let past = Past::new(&y, &[4]).unwrap();
    assert_eq!(Experts::new(&past).at(6)[EXPERTS - REPEATS..], [2.0; REPEATS]);
    let y: Vec<f64> = (0..48).map(|t| 10.0 + f64::from(t)).collect();
    let past = Past::new(&y, &[1]).unwrap();
    let all = Experts::new(&past).at(4);
    assert!((all[15] - 62.0).abs() < 1.0 && (all[EXPERTS - 1] - 57.0).abs() < 1e-12, "{all:?}");
}

#[test]
fn every_length_season_and_horizon_has_a_sound_forecast() {
    let seasons: [&[usize]; 9] = [&[1], &[4], &[7], &[12], &[24, 168], &[48, 336], &[52], &[168], &[7, 365]];
    let value = |t: usize| 50.0 + ((t * t) % 23) as f64 + 9.0 * (t as f64 / 3.8).sin();
    for seasons in seasons {
        for n in [1, 2, 3, 5, 8, 13, 25, 60, 200, 800] {
            let y: Vec<f64> = (0..n).map(value).collect();
            for h in [1, 14, 400] {
                assert!(is_sound(&ahead(&y, seasons, h), h), "{seasons:?} {n} {h}");
            }
        }
    }
}

#[test]
fn awkward_series_have_a_sound_forecast() {
    let zeros_and = |last: f64| {
        let mut y = vec![0.0; 30];
        y.push(last);
        y
    };
    let wild: Vec<f64> = (0..40).map(|t| if t % 2 == 0 { 1e300 } else { -1e300 }).collect();
    let tiny: Vec<f64> = (0..40).map(|t| 1e-310 * f64::from(t % 5)).collect();
    for y in [vec![7.0; 30], vec![0.0; 30], zeros_and(1e-300), zeros_and(1e300), wild, tiny] {
        assert!(is_sound(&ahead(&y, &[12], 24), 24), "{y:?}");
    }
    let flat = ahead(&[7.0; 30], &[12], 3);
    assert_eq!((flat.mean, flat.intervals[1].lo.clone()), (vec![7.0; 3], vec![7.0; 3]));
}

#[test]
fn missing_values_are_no_obstacle_and_a_series_without_values_is_an_error() {
    let mut y = air_passengers();
    y[..5].fill(f64::NAN);
    y[40..44].fill(f64::NAN);
    assert!(is_sound(&ahead(&y, &[12], 12), 12));
    let panel = monthly(&[("empty", &[f64::NAN; 3])]);
    let config = Config { h: 2, levels: Vec::new(), seed: 1, ..Config::default() };
    let refused = ZeroShot.fit(&panel, &config, &mut Silent).err().unwrap().to_string();
    assert!(refused.contains("empty"), "{refused}");
}

#[test]
fn demand_now_and_then_has_a_mean_above_its_median_and_no_negative_bound() {
    let y: Vec<f64> = (0..60).map(|t| if t % 4 == 1 { f64::from(3 + t % 3) } else { 0.0 }).collect();
    let one = ahead(&y, &[1], 6);
    assert!(one.mean.iter().all(|v| *v > 0.1), "{:?}", one.mean);
    assert!(one.intervals.iter().all(|interval| interval.lo.iter().all(|v| *v >= 0.0)));
}

#[test]
fn weights_of_another_length_are_refused() {
    assert!(Network::from_bytes(&WEIGHTS[2..]).is_err());
    let mut broken = WEIGHTS.to_vec();
    broken[1] = 0x7F;
    assert!(Network::from_bytes(&broken).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_finite_series_has_a_sound_forecast_that_follows_its_scale(
        y in prop::collection::vec(-1e4..1e4f64, 1..60), m in 1..13usize, factor in 0.1..10.0f64,
    ) {
        let one = ahead(&y, &[m], 8);
        prop_assert!(is_sound(&one, 8));
        let scaled: Vec<f64> = y.iter().map(|v| factor * v).collect();
        let scaled = ahead(&scaled, &[m], 8);
        let size = y.iter().fold(1e-3, |s: f64, v| s.max(v.abs()));
        for (a, b) in one.mean.iter().zip(&scaled.mean) {
            prop_assert!((factor * a - b).abs() < 1e-3 * factor * size, "{} {}", factor * a, b);
        }
        // A power of two changes nothing but the exponents.
        let doubled: Vec<f64> = y.iter().map(|v| 2.0 * v).collect();
        let doubled = ahead(&doubled, &[m], 8);
        prop_assert_eq!(one.mean.iter().map(|v| 2.0 * v).collect::<Vec<_>>(), doubled.mean);
    }
}

#[cfg(feature = "train")]
#[test]
fn a_panel_that_it_has_not_seen_is_learned_and_short_ones_are_left_alone() {
    use super::fine_tuned::FineTunedZeroShot;

    // Every seventh cycle of three periods is another one: no series it was trained on does that.
    let value =
        |i: usize, t: usize| (20 + i) as f64 + if t / 3 % 7 == 6 { 3.0 } else { 1.0 } * (5 * (t % 3)) as f64;
    let rows: Vec<(String, Vec<f64>)> =
        (0..40).map(|i| (format!("s{i:02}"), (0..84).map(|t| value(i, t)).collect())).collect();
    let panel = |n: usize| {
        let rows: Vec<(&str, &[f64])> = rows.iter().map(|(id, y)| (id.as_str(), &y[..n])).collect();
        Panel { seasons: vec![3, 21], ..monthly(&rows) }
    };
    let config = Config { h: 21, levels: vec![80], seed: 1, ..Config::default() };
    let forecast = |model: &dyn Model, n: usize| {
        let fitted = model.fit(&panel(n), &config, &mut Silent).unwrap();
        fitted.predict(&Future { h: 21, series: Vec::new() }).unwrap()
    };
    let error = |model: &dyn Model| {
        let made = forecast(model, 63);
        let of = |(i, one): (usize, &SeriesForecast)| {
            one.mean.iter().enumerate().map(|(k, v)| (v - value(i, 63 + k)).abs()).sum::<f64>()
        };
        made.series.iter().enumerate().map(of).sum::<f64>()
    };
    let (before, after) = (error(&ZeroShot), error(&FineTunedZeroShot));
    assert!(after < 0.9 * before, "{before} {after}");
    assert_eq!(forecast(&FineTunedZeroShot, 26), forecast(&ZeroShot, 26));
}
