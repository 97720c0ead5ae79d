//! The rules that hold for all methods.

use proptest::prelude::*;

use super::*;
use crate::backtest::{Plan, Prediction, alone};
use crate::testdata::monthly;
use crate::{
    AutoETS, Driver, DriverKind, DriverValues, Error, Forecast, Frequency, Future, FutureSeries, Interval,
    Model, Naive, Panel, Series, SeriesForecast, Silent,
};

fn text(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

/// Two states and two purposes, crossed; the second state has one purpose only.
fn crossed() -> Hierarchy {
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
fn a_formula_names_the_levels() {
    let levels = levels_of("state / region * purpose").unwrap();
    let names: Vec<String> = levels.iter().map(|level| level.join("/")).collect();
    assert_eq!(names, ["", "state", "purpose", "state/region", "state/purpose", "state/region/purpose"]);
    for wrong in ["a//b", "a*a", "", "a/b*"] {
        assert!(levels_of(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn attributes_make_levels_with_the_bottom_series_last() {
    let hierarchy = crossed();
    assert_eq!(hierarchy.nodes(), ["Total", "s", "t", "h", "b", "s-h", "s-b", "t-h"]);
    let names: Vec<&str> = hierarchy.levels().iter().map(|level| level.name.as_str()).collect();
    assert_eq!(names, ["Total", "state", "purpose", "state/purpose"]);
    assert_eq!(hierarchy.sums(&[1.0, 2.0, 4.0]), [7.0, 3.0, 4.0, 5.0, 2.0, 1.0, 2.0, 4.0]);
}

#[test]
fn names_that_are_taken_get_longer_and_unknown_ones_are_refused() {
    let ids = text(&["1", "2", "3"]);
    let one = Attribute { name: "a".into(), values: text(&["x", "x", "y"]) };
    let two = Attribute { name: "b".into(), values: text(&["x", "1", "x"]) };
    let levels = [text(&["a"]), text(&["b"])];
    let hierarchy = Hierarchy::of_attributes(&ids, &[one.clone(), two], &levels).unwrap();
    assert_eq!(hierarchy.nodes(), ["x", "y", "b=x", "b=1", "1", "2", "3"]);
    assert_eq!(hierarchy.levels()[2].name, "series");
    let wrong = |levels: &[Vec<String>], values: &[&str]| {
        let attribute = Attribute { name: "a".into(), values: text(values) };
        Hierarchy::of_attributes(&ids, &[attribute], levels).unwrap_err().to_string()
    };
    assert!(wrong(&[text(&["c"])], &["x", "x", "y"]).contains("\"c\""));
    assert!(wrong(&[text(&["a"])], &["x", "", "y"]).contains("\"2\""));
    assert!(wrong(&[text(&["a"])], &["x"]).contains("\"a\""));
    assert!(wrong(&[text(&["a"]), text(&["a"])], &["x", "x", "y"]).contains("twice"));
}

#[test]
fn parents_and_a_matrix_make_the_same_hierarchy() {
    let pair = |child: &str, parent: Option<&str>| (child.to_owned(), parent.map(str::to_owned));
    let mut pairs =
        vec![pair("all", None), pair("a", Some("all")), pair("a1", Some("a")), pair("a2", Some("a"))];
    pairs.extend([
        pair("b", Some("all")),
        pair("odd", Some("all")),
        pair("odd", None),
        pair("a1", Some("odd")),
    ]);
    let ours = Hierarchy::of_parents(&pairs).unwrap();
    let rows = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]];
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|v| f64::from(*v)).collect()).collect();
    let nodes = text(&["all", "a", "a1", "a2", "b", "odd"]);
    let columns = text(&["a1", "a2", "b"]);
    assert_eq!(ours.nodes(), nodes);
    assert_eq!((ours.members(0), ours.members(1), ours.members(5)), (&[0, 1, 2][..], &[0, 1][..], &[0][..]));
    let matrix = Hierarchy::of_matrix(&nodes, &columns, &rows).unwrap();
    assert_eq!(matrix.parts.members, ours.parts.members);
    assert_eq!(matrix.levels()[0], ours.levels()[0]);
    let cycle = [pair("a", Some("b")), pair("b", Some("a"))];
    assert!(Hierarchy::of_parents(&cycle).unwrap_err().to_string().contains("above itself"));
    assert!(Hierarchy::of_parents(&[pair("a", Some("c"))]).unwrap_err().to_string().contains("\"c\""));
    let mut wrong = rows;
    wrong[1][0] = 0.5;
    assert!(Hierarchy::of_matrix(&nodes, &columns, &wrong).unwrap_err().to_string().contains("\"a\""));
}

fn series(id: &str, start: i64, y: &[f64], drivers: &[&[f64]]) -> Series {
    let drivers = drivers.iter().map(|row| row.to_vec()).collect();
    Series { unique_id: id.into(), start, y: y.to_vec(), drivers }
}

fn with_drivers() -> Panel {
    let numeric = Driver { name: "price".into(), kind: DriverKind::Futr, values: DriverValues::Numeric };
    let levels = text(&["dry", "rain"]);
    let weather = DriverValues::Categorical { levels };
    let weather = Driver { name: "weather".into(), kind: DriverKind::Futr, values: weather };
    let gap = f64::NAN;
    Panel {
        frequency: Frequency::Steps(1),
        seasons: vec![1],
        drivers: vec![numeric, weather],
        series: vec![
            series("t-h", 0, &[1.0, 2.0, 3.0], &[&[1.0, 2.0, gap], &[0.0, 1.0, 1.0]]),
            series("s-b", 1, &[10.0, gap], &[&[4.0, 4.0], &[1.0, 0.0]]),
            series("s-h", 2, &[100.0], &[&[6.0], &[0.0]]),
        ],
    }
}

#[test]
fn later_series_add_nothing_before_and_a_missing_value_is_missing_in_its_sums() {
    let panel = crossed().aggregate(&with_drivers()).unwrap();
    let total = &panel.series[0];
    assert_eq!((total.start, &total.y[..2]), (0, &[1.0, 12.0][..]));
    assert!(total.y[2].is_nan());
    let state = &panel.series[1];
    assert_eq!((state.start, state.y[0]), (1, 10.0));
    let holiday = &panel.series[3];
    assert_eq!((holiday.start, &holiday.y), (0, &vec![1.0, 2.0, 103.0]));
    // Means of what is known; the level that most have.
    assert_eq!(total.drivers[0], [1.0, 3.0, 5.0]);
    assert_eq!(total.drivers[1], [0.0, 1.0, 0.0]);
    assert!(crossed().check(&panel, 1e-9).is_ok());
}

#[test]
fn series_that_do_not_fit_are_named() {
    let hierarchy = crossed();
    let wrong = |change: fn(&mut Panel)| {
        let mut panel = with_drivers();
        change(&mut panel);
        hierarchy.aggregate(&panel).unwrap_err().to_string()
    };
    assert!(wrong(|panel| panel.series[1].y.truncate(1)).contains("\"s-b\" ends"));
    assert!(wrong(|panel| panel.series[1].unique_id = "x".into()).contains("\"s-b\""));
    assert!(wrong(|panel| panel.series[1].unique_id = "t-h".into()).contains("\"t-h\""));
    assert!(wrong(|panel| panel.series.push(series("x", 0, &[0.0; 3], &[]))).contains("\"x\""));
    let mut panel = hierarchy.aggregate(&with_drivers()).unwrap();
    panel.series[4].y[0] += 1.0;
    assert!(hierarchy.check(&panel, 1e-6).unwrap_err().to_string().contains("\"b\" is 11 in period 1"));
    panel.series.swap(0, 1);
    assert!(hierarchy.check(&panel, 1e-6).is_err());
    assert_eq!(hierarchy.arrange(panel.clone()).unwrap().series[0].unique_id, "Total");
    panel.series.pop();
    assert!(hierarchy.arrange(panel).unwrap_err().to_string().contains("\"t-h\""));
}

#[test]
fn the_future_of_drivers_is_aggregated_like_their_past() {
    let one = |id: &str, price: f64, rain: f64| FutureSeries {
        unique_id: id.into(),
        drivers: vec![vec![price; 2], vec![rain; 2]],
    };
    let given = vec![one("s-h", 1.0, 1.0), one("s-b", 2.0, 0.0), one("t-h", 6.0, 1.0)];
    let mut future = Future { h: 2, series: given };
    let all = crossed().aggregate_future(&with_drivers().drivers, &future).unwrap();
    assert_eq!(all.series[0].drivers, [vec![3.0; 2], vec![1.0; 2]]);
    assert_eq!((all.series.len(), all.series[7].drivers[0][0]), (8, 6.0));
    future.series[0].drivers[1].pop();
    assert!(
        crossed().aggregate_future(&with_drivers().drivers, &future).unwrap_err().to_string().contains("s-h")
    );
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
    assert!((chosen.rmsse.unwrap() - best).abs() < 1e-9);
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
            let map = map::Map::new(&hierarchy, method, &evidence).unwrap();
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
