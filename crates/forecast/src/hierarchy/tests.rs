//! The rules that hold for all methods.

use proptest::prelude::*;

use super::*;
use crate::backtest::{Plan, Prediction, alone};
use crate::testdata::monthly;
use crate::{AutoETS, Error, Forecast, Future, Interval, Model, Naive, SeriesForecast, Silent};

pub(super) fn text(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

/// Two states and two purposes, crossed; the second state has one purpose only.
pub(super) fn crossed() -> Hierarchy {
    let ids = text(&["s-h", "s-b", "t-h"]);
    let attributes = [
        Attribute { name: "state".into(), values: text(&["s", "s", "t"]) },
        Attribute { name: "purpose".into(), values: text(&["h", "b", "h"]) },
    ];
    Hierarchy::of_attributes(&ids, &attributes, &levels_of("state*purpose").unwrap()).unwrap()
}

fn all_methods() -> Vec<Reconciliation> {
    let names = Reconciliation::names().map(|name| Reconciliation::by_name(name).unwrap());
    let middle = ["middle_out:state", "middle_out_average_proportions:purpose"];
    names.chain(middle.iter().map(|name| Reconciliation::by_name(name).unwrap())).collect()
}

fn base(hierarchy: &Hierarchy, means: &[Vec<f64>], sd: &[f64]) -> Forecast {
    let one = |(node, id): (usize, &String)| {
        let mean = means[node].clone();
        let bound = |by: f64| mean.iter().map(|v| v + by * sd[node]).collect::<Vec<f64>>();
        let intervals = vec![
            Interval { level: 80, lo: bound(-1.28), hi: bound(1.28) },
            Interval { level: 95, lo: bound(-1.96), hi: bound(2.5) },
        ];
        SeriesForecast { unique_id: id.clone(), start: 0, mean, intervals }
    };
    Forecast { series: hierarchy.nodes().iter().enumerate().map(one).collect() }
}

fn evidence(hierarchy: &Hierarchy, bottom: &[Vec<f64>], errors: &[Vec<f64>]) -> Evidence {
    let periods = bottom[0].len();
    let columns: Vec<Vec<f64>> = (0..periods)
        .map(|t| hierarchy.sums(&bottom.iter().map(|row| row[t]).collect::<Vec<f64>>()))
        .collect();
    let actual: Vec<Vec<f64>> =
        (0..hierarchy.len()).map(|node| columns.iter().map(|column| column[node]).collect()).collect();
    let mean =
        actual.iter().zip(errors).map(|(a, e)| a.iter().zip(e).map(|(a, e)| a - e).collect()).collect();
    Evidence { actual, mean }
}

#[test]
fn missing_evidence_and_levels_are_said() {
    let hierarchy = crossed();
    let base = base(&hierarchy, &vec![vec![1.0, 2.0]; 8], &[1.0; 8]);
    let error = |name: &str| {
        let method = Reconciliation::by_name(name).unwrap();
        let result = hierarchy.reconcile(&base, &method, &Evidence::default(), Negative::Keep, &mut Silent);
        assert_eq!(result.is_err(), method.needs_evidence() || name.contains("nowhere"), "{name}");
        result.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(error("middle_out:nowhere").contains("state/purpose"));
    for method in all_methods() {
        error(&method.to_string());
    }
    let three = evidence(&hierarchy, &vec![vec![1.0, 2.0, 4.0]; 3], &vec![vec![0.5, -1.0, 0.1]; 8]);
    let method = Reconciliation::by_name("mint_cov").unwrap();
    let result = hierarchy.reconcile(&base, &method, &three, Negative::Keep, &mut Silent);
    assert!(result.unwrap_err().to_string().contains("take mint_shrink"));
}

#[test]
fn negative_bottom_series_can_be_set_to_zero() {
    let hierarchy = crossed();
    let means: Vec<Vec<f64>> = [1.0, 0.0, 9.0, 0.0, 0.0, 1.0, 0.0, 2.0].iter().map(|v| vec![*v]).collect();
    let base = base(&hierarchy, &means, &[1.0; 8]);
    let method = Reconciliation::by_name("ols").unwrap();
    let none = Evidence::default();
    let kept = hierarchy.reconcile(&base, &method, &none, Negative::Keep, &mut Silent).unwrap();
    assert!(kept.series.iter().any(|one| one.mean[0] < 0.0));
    let set = hierarchy.reconcile(&base, &method, &none, Negative::SetToZero, &mut Silent).unwrap();
    assert!(set.series.iter().all(|one| one.mean[0] >= 0.0 && one.intervals[1].lo[0] >= 0.0));
    assert!(hierarchy.check_forecast(&set, 1e-9).is_ok());
}

#[test]
fn a_large_hierarchy_is_solved_by_conjugate_gradients_alike() {
    let groups = 1_100;
    let ids: Vec<String> = (0..2 * groups).map(|i| format!("i{i}")).collect();
    let values = |of: &dyn Fn(usize) -> usize| (0..2 * groups).map(|i| format!("{}", of(i))).collect();
    let attributes = [
        Attribute { name: "a".into(), values: values(&|i| i / 2) },
        Attribute { name: "b".into(), values: values(&|i| i % 7) },
    ];
    let levels = [text(&[]), text(&["a"]), text(&["b"])];
    let hierarchy = Hierarchy::of_attributes(&ids, &attributes, &levels).unwrap();
    let mean = |node: usize| vec![(node * node % 97) as f64 + hierarchy.members(node).len() as f64 * 40.0];
    let means: Vec<Vec<f64>> = (0..hierarchy.len()).map(mean).collect();
    let base = base(&hierarchy, &means, &vec![2.0; hierarchy.len()]);
    let bottom: Vec<Vec<f64>> =
        (0..2 * groups).map(|i| (0..6).map(|t| (i * t % 11) as f64).collect()).collect();
    let errors: Vec<Vec<f64>> = (0..hierarchy.len())
        .map(|i| (0..6).map(|t| ((i * (t + 3) + t * t) % 13) as f64 - 6.0).collect())
        .collect();
    let evidence = evidence(&hierarchy, &bottom, &errors);
    for name in ["ols", "wls_struct", "wls_var", "mint_shrink", "bottom_up", "top_down", "erm"] {
        let method = Reconciliation::by_name(name).unwrap();
        let all = hierarchy.reconcile(&base, &method, &evidence, Negative::Keep, &mut Silent).unwrap();
        assert!(hierarchy.check_forecast(&all, 1e-9).is_ok());
        let Reconciliation::MinTrace { covariance } = method else { continue };
        // The optimum: no coherent direction is correlated with what reconciliation took away.
        let mint = mint::MinT::new(&hierarchy, covariance, &evidence).unwrap();
        let flat: Vec<f64> = means.iter().map(|mean| mean[0]).collect();
        assert!(mint.optimality(&hierarchy, &flat) < 1e-6, "{name}");
    }
}

#[test]
fn forecasts_are_coherent_and_compared_by_level() {
    let hierarchy = crossed();
    let y = |k: usize| -> Vec<f64> {
        (0..60).map(|t| 20.0 + (t % 12) as f64 * k as f64 + ((t * t * (k + 2)) % 11) as f64).collect()
    };
    let panel = monthly(&[("s-h", &y(1)), ("s-b", &y(2)), ("t-h", &y(3))]);
    let plan =
        Plan { windows: 3, step: 6, h: 6, levels: vec![80, 95], seed: 1, combine: false, ..Plan::default() };
    let models: [Box<dyn Model>; 1] = [Box::new(AutoETS)];
    let request = Request {
        hierarchy: &hierarchy,
        panel: &panel,
        future: &Future { h: 6, series: Vec::new() },
        models: &models,
        plan: &plan,
        method: None,
        negative: Negative::Keep,
    };
    let done = forecast(&request, &|| 0.0, &mut Silent).unwrap();
    assert!(hierarchy.check_forecast(&done.forecast, 1e-9).is_ok());
    let comparison = done.comparison.unwrap();
    assert_eq!((comparison.windows, comparison.methods[0].name.as_str()), (3, "base"));
    assert_eq!(comparison.best(), Some(&done.method));
    assert!(comparison.methods.iter().all(|one| one.failed.is_none() && one.levels.len() == 4));
    let best = comparison.methods.iter().filter_map(|one| one.rmsse).skip(1).fold(f64::INFINITY, f64::min);
    let chosen = comparison.methods.iter().find(|one| one.method.as_ref() == Some(&done.method)).unwrap();
    assert!(chosen.rmsse.unwrap() <= 1.05 * best + 1e-9);
    assert!(
        chosen.levels[0].score.coverage.len() == 2 && chosen.levels[0].score.coverage[1].coverage.is_some()
    );
    assert!(done.forecast.series.iter().all(|one| one.intervals.len() == 2 && one.mean.len() == 6));
    // The panel of all nodes gives the same.
    let again = forecast(&Request { panel: &done.panel, ..request }, &|| 0.0, &mut Silent).unwrap();
    assert_eq!(again.forecast, done.forecast);
}

#[test]
fn short_series_are_forecast_without_a_backtest() {
    let hierarchy = crossed();
    let panel = monthly(&[("s-h", &[1.0, 2.0]), ("s-b", &[0.0]), ("t-h", &[5.0, 5.0])]);
    let mut panel = panel;
    panel.series[1].start = panel.frequency.advance(0, 1);
    let plan =
        Plan { windows: 3, step: 6, h: 6, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let models: [Box<dyn Model>; 1] = [Box::new(Naive)];
    let future = Future { h: 6, series: Vec::new() };
    let request = Request {
        hierarchy: &hierarchy,
        panel: &panel,
        future: &future,
        models: &models,
        plan: &plan,
        method: None,
        negative: Negative::Keep,
    };
    let done = forecast(&request, &|| 0.0, &mut Silent).unwrap();
    assert!(done.comparison.is_none() && done.method.to_string() == "wls_struct");
    assert_eq!(done.forecast.series[0].mean, [7.0; 6]);
    let method = Reconciliation::by_name("mint_shrink");
    let refused = forecast(&Request { method: method.as_ref(), ..request }, &|| 0.0, &mut Silent);
    assert!(matches!(refused, Err(Error::Invalid(_))));
}

#[test]
fn evidence_has_a_column_for_each_period_of_each_window() {
    let hierarchy = crossed();
    let y: Vec<f64> = (0..40).map(f64::from).collect();
    let panel = hierarchy.aggregate(&monthly(&[("s-h", &y), ("s-b", &y), ("t-h", &y)])).unwrap();
    let plan =
        Plan { windows: 2, step: 3, h: 3, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let tested = alone(&Naive, &panel, &plan, &mut Silent).unwrap();
    let evidence = Evidence::of(&hierarchy, tested.predictions.iter()).unwrap();
    assert_eq!(evidence.periods(), 6);
    assert_eq!(evidence.complete().len(), 6);
    assert_eq!(evidence.actual[7], [34.0, 35.0, 36.0, 37.0, 38.0, 39.0]);
    let wrong = [Prediction { series: 8, ..tested.predictions[0].clone() }];
    assert!(Evidence::of(&hierarchy, wrong.iter()).is_err());
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -1e3..1e3f64, 1 => Just(0.0), 1 => Just(5.0), 1 => Just(f64::NAN)]
}

proptest! {
    #[test]
    fn all_methods_give_coherent_forecasts_with_ordered_intervals(
        means in prop::collection::vec(prop::collection::vec(-1e3..1e3f64, 3), 8),
        sd in prop::collection::vec(prop_oneof![3 => 0.0..50.0f64, 1 => Just(0.0)], 8),
        bottom in prop::collection::vec(prop::collection::vec(value(), 9), 3),
        errors in prop::collection::vec(prop::collection::vec(value(), 9), 8),
        periods in 1..10_usize, scale in prop_oneof![Just(1.0), Just(1e250), Just(1e-250)],
    ) {
        let hierarchy = crossed();
        let cut = |rows: &[Vec<f64>]| -> Vec<Vec<f64>> {
            rows.iter().map(|row| row[..periods].iter().map(|v| v * scale).collect()).collect()
        };
        let evidence = evidence(&hierarchy, &cut(&bottom), &cut(&errors));
        let scaled: Vec<Vec<f64>> =
            means.iter().map(|row| row.iter().map(|v| v * scale).collect()).collect();
        let sd: Vec<f64> = sd.iter().map(|v| v * scale).collect();
        let base = base(&hierarchy, &scaled, &sd);
        for method in all_methods() {
            let done = match hierarchy.reconcile(&base, &method, &evidence, Negative::Keep, &mut Silent) {
                Ok(done) => done,
                Err(Error::Invalid(_) | Error::Numeric(_)) => continue,
                Err(error) => return Err(TestCaseError::fail(format!("{method}: {error}"))),
            };
            prop_assert!(hierarchy.check_forecast(&done, 1e-6).is_ok(), "{method}");
            for one in &done.series {
                prop_assert_eq!(one.intervals.len(), 2);
                for Interval { lo, hi, .. } in &one.intervals {
                    for (k, mean) in one.mean.iter().enumerate() {
                        prop_assert!(lo[k] <= *mean && *mean <= hi[k], "{method}: {} {mean} {}", lo[k], hi[k]);
                    }
                }
            }
        }
    }

    #[test]
    fn coherent_base_forecasts_stay_as_they_are(
        bottom in prop::collection::vec(-1e3..1e3f64, 3),
        errors in prop::collection::vec(prop::collection::vec(-10.0..10.0f64, 9), 8),
    ) {
        let hierarchy = crossed();
        let means: Vec<Vec<f64>> = hierarchy.sums(&bottom).iter().map(|v| vec![*v]).collect();
        let base = base(&hierarchy, &means, &[1.0; 8]);
        let history: Vec<Vec<f64>> = bottom.iter().map(|v| vec![*v; 9]).collect();
        let evidence = evidence(&hierarchy, &history, &errors);
        for method in all_methods() {
            if matches!(method, Reconciliation::MinTrace { .. } | Reconciliation::BottomUp) {
                let done = hierarchy.reconcile(&base, &method, &evidence, Negative::Keep, &mut Silent).unwrap();
                for (one, mean) in done.series.iter().zip(&means) {
                    prop_assert!((one.mean[0] - mean[0]).abs() <= 1e-9 * 3e3, "{method}");
                }
            }
        }
    }

    #[test]
    fn the_penalty_of_erm_leaves_only_what_pulls_hardest(
        bottom in prop::collection::vec(prop::collection::vec(-9.0..9.0f64, 6), 3),
        errors in prop::collection::vec(prop::collection::vec(-3.0..3.0f64, 6), 8),
    ) {
        let hierarchy = crossed();
        let evidence = evidence(&hierarchy, &bottom, &errors);
        let risk = |method: &Reconciliation| -> f64 {
            let map = map::Map::new(&hierarchy, method, &evidence, &mut Silent).unwrap();
            evidence.complete().iter().map(|(actual, mean)| {
                let made = hierarchy.sums(&map.bottom(&hierarchy, mean).unwrap());
                made.iter().zip(actual).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
            }).sum()
        };
        let lasso = |penalty: f64| risk(&Reconciliation::Erm(Erm::Lasso { penalty }));
        let bottom_up = risk(&Reconciliation::BottomUp);
        prop_assert!((lasso(1.0) - bottom_up).abs() <= 1e-9 * bottom_up.max(1.0));
        prop_assert!(lasso(0.1) <= lasso(0.5) + 1e-6 && lasso(0.5) <= bottom_up + 1e-6);
        prop_assert!(risk(&Reconciliation::Erm(Erm::Closed)) <= lasso(0.01) + 1e-6);
    }
}
