use proptest::prelude::*;

use super::*;
use crate::scenario::Bounds;
use crate::{
    Driver, DriverKind, DriverValues, Error, Event, Fitted, Flow, Forecast, Frequency, Future, FutureSeries,
    GradientBoosting, GradientBoostingStrategy, Observer, Panel, Result, Series, SeriesForecast, Silent,
    auto,
};

/// A "model" whose forecast of a period is a function of the drivers in that period.
struct Formula<F>(F);

impl<F: Fn(&[f64]) -> f64 + Send + Sync> Fitted for Formula<F> {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let one = |given: &FutureSeries| SeriesForecast {
            unique_id: given.unique_id.clone(),
            start: 100,
            mean: (0..future.h)
                .map(|t| (self.0)(&given.drivers.iter().map(|row| row[t]).collect::<Vec<_>>()))
                .collect(),
            intervals: Vec::new(),
        };
        Ok(Forecast { series: future.series.iter().map(one).collect() })
    }
}

fn number(name: String) -> Driver {
    Driver { name, kind: DriverKind::Futr, values: DriverValues::Numeric }
}

/// Two series with `d` drivers `x0`, `x1`, … that go from 0 to 9.
fn panel(d: usize) -> Panel {
    let series = |unique_id: &str| Series {
        unique_id: unique_id.into(),
        start: 0,
        y: vec![1.0; 100],
        drivers: (0..d).map(|k| (0..100).map(|t| ((t + k) % 10) as f64).collect()).collect(),
    };
    Panel {
        frequency: Frequency::Steps(1),
        seasons: vec![1],
        drivers: (0..d).map(|k| number(format!("x{k}"))).collect(),
        series: vec![series("a"), series("b")],
    }
}

/// The same rows for both series, those of the second doubled.
fn future(rows: &[Vec<f64>]) -> Future {
    let double = rows.iter().map(|row| row.iter().map(|v| 2.0 * v).collect()).collect();
    Future {
        h: rows.first().map_or(1, Vec::len),
        series: vec![
            FutureSeries { unique_id: "a".into(), drivers: rows.to_vec() },
            FutureSeries { unique_id: "b".into(), drivers: double },
        ],
    }
}

fn sums(one: &Explanation) -> Vec<f64> {
    let part = |t: usize| one.parts.iter().map(|part| part.values[t]).sum::<f64>();
    (0..one.forecast.len()).map(|t| one.base[t] + part(t)).collect()
}

fn assert_efficient(all: &[Explanation]) {
    for one in all {
        for (sum, forecast) in sums(one).iter().zip(&one.forecast) {
            assert!((sum - forecast).abs() <= 1e-9 * forecast.abs().max(1e-9), "{sum} {forecast}");
        }
    }
}

#[test]
fn of_a_product_both_drivers_have_half_of_what_they_do_together() {
    let fitted = Formula(|x: &[f64]| 5.0 + 2.0 * x[0] + x[1] * x[2]);
    let (ahead, background) = (future(&[vec![3.0], vec![4.0], vec![5.0]]), future(&vec![vec![0.0]; 3]));
    let options = Shapley::default();
    let found = drivers(&fitted, &panel(3), &ahead, &background, &options, &mut Silent).unwrap();
    assert_efficient(&found);
    let values: Vec<f64> = found[0].parts.iter().map(|part| part.values[0]).collect();
    for (value, expected) in values.iter().zip([6.0, 10.0, 10.0]) {
        assert!((value - expected).abs() < 1e-12, "{values:?}");
    }
    assert!((found[0].base[0] - 5.0).abs() < 1e-12);
    assert!((found[1].parts[1].values[0] - 40.0).abs() < 1e-12, "the second series has twice the values");
    assert_eq!(found[0].parts[0].name, "x0");
    assert!(found[0].parts[0].errors.is_empty());
}

#[test]
fn a_driver_that_does_nothing_or_does_not_change_has_no_part_in_it() {
    let fitted = Formula(|x: &[f64]| (0.3 * x[0]).exp() * x[2]);
    let rows = [vec![3.0, 1.0], vec![4.0, 7.0], vec![5.0, 2.0]];
    let mut background = future(&[vec![0.1; 2], vec![0.2; 2], vec![0.0; 2]]);
    background.series[0].drivers[2] = rows[2].clone();
    let found =
        drivers(&fitted, &panel(3), &future(&rows), &background, &Shapley::default(), &mut Silent).unwrap();
    assert_eq!(found[0].parts[1].values, [0.0, 0.0]);
    assert_eq!(found[0].parts[2].values, [0.0, 0.0]);
    assert_efficient(&found);
}

#[test]
fn a_static_driver_cannot_change_and_is_not_asked_about() {
    let fitted = Formula(|x: &[f64]| x[0] * x[1] + x[2]);
    let mut panel = panel(3);
    panel.drivers[1].kind = DriverKind::Static;
    let rows = [vec![3.0, 1.0], vec![4.0, 4.0], vec![5.0, 2.0]];
    let background = future(&[vec![1.0; 2], vec![4.0; 2], vec![0.0; 2]]);
    let ahead = future(&rows);
    let found = drivers(&fitted, &panel, &ahead, &background, &Shapley::default(), &mut Silent).unwrap();
    let names: Vec<&str> = found[0].parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["x0", "x2"]);
    assert_efficient(&found);
    let found = sensitivities(&fitted, &panel, &ahead, &mut Silent).unwrap();
    let names: Vec<&str> = found[0].numbers.iter().map(|effect| effect.driver.as_str()).collect();
    assert_eq!(names, ["x0", "x2"]);
    let goal = |driver: &str| Goal {
        unique_id: None,
        target: Target::Percent { change: 10.0 },
        periods: None,
        drivers: vec![Adjustable { driver: driver.into(), bounds: None }],
    };
    let error = counterfactual(&fitted, &panel, &ahead, &goal("x1"), &mut Silent).unwrap_err();
    assert!(error.to_string().contains("\"x1\" is static"), "{error}");
    assert!(counterfactual(&fitted, &panel, &ahead, &goal("x2"), &mut Silent).is_ok());
}

#[test]
fn many_drivers_are_sampled_with_an_error_that_holds() {
    let d = 13;
    let f = |x: &[f64]| x.iter().enumerate().map(|(k, v)| k as f64 * v).sum::<f64>() + x[0] * x[1] * x[2];
    let (ahead, background) = (future(&vec![vec![1.0, 2.0]; d]), future(&vec![vec![0.0; 2]; d]));
    let find = |options: &Shapley| {
        drivers(&Formula(f), &panel(d), &ahead, &background, options, &mut Silent).unwrap()
    };
    let sampled = find(&Shapley { exact: 10, pairs: 40, seed: 3 });
    let exact = find(&Shapley { exact: 13, ..Shapley::default() });
    assert_efficient(&sampled);
    assert_efficient(&exact);
    for (sampled, exact) in sampled[0].parts.iter().zip(&exact[0].parts) {
        for t in 0..2 {
            let distance = (sampled.values[t] - exact.values[t]).abs();
            assert!(distance <= 4.0 * sampled.errors[t] + 1e-9, "{distance} {:?}", sampled.errors);
        }
    }
    assert!(sampled[0].parts[0].errors[1] > 0.0 && sampled[0].parts[5].errors[1] < 1e-9);
    assert_eq!(find(&Shapley { seed: 3, pairs: 40, ..Shapley::default() }), sampled);
}

#[test]
fn futures_that_do_not_fit_are_refused_by_name() {
    let fitted = Formula(|x: &[f64]| x[0]);
    let good = future(&[vec![1.0], vec![2.0]]);
    let refused = |future: &Future, background: &Future| {
        let found = drivers(&fitted, &panel(2), future, background, &Shapley::default(), &mut Silent);
        found.unwrap_err().to_string()
    };
    assert!(refused(&future(&[vec![1.0]]), &good).contains("needs 2"));
    let mut short = good.clone();
    short.series[1].drivers[1].clear();
    assert!(refused(&good, &short).contains("background") && refused(&good, &short).contains("\"x1\""));
    let long = future(&[vec![1.0; 2], vec![2.0; 2]]);
    assert!(refused(&good, &long).contains("2 periods"));
}

struct Stop;

impl Observer for Stop {
    fn on(&mut self, _event: &Event) -> Flow {
        Flow::Stop
    }
}

#[test]
fn an_observer_that_stops_ends_the_work() {
    let (fitted, panel) = (Formula(|x: &[f64]| x[0] + x[1]), panel(2));
    let (ahead, background) = (future(&[vec![1.0], vec![2.0]]), future(&[vec![0.0], vec![0.0]]));
    let found = drivers(&fitted, &panel, &ahead, &background, &Shapley::default(), &mut Stop);
    assert_eq!(found, Err(Error::Cancelled));
    assert_eq!(sensitivities(&fitted, &panel, &ahead, &mut Stop), Err(Error::Cancelled));
    let goal =
        Goal { unique_id: None, target: Target::Percent { change: 1.0 }, periods: None, drivers: vec![] };
    assert_eq!(counterfactual(&fitted, &panel, &ahead, &goal, &mut Stop), Err(Error::Cancelled));
}

#[test]
fn without_drivers_the_base_is_the_forecast() {
    struct Seven;
    impl Fitted for Seven {
        fn predict(&self, future: &Future) -> Result<Forecast> {
            let one = |id: &str| SeriesForecast {
                unique_id: id.into(),
                start: 0,
                mean: vec![7.0; future.h],
                intervals: Vec::new(),
            };
            Ok(Forecast { series: vec![one("a"), one("b")] })
        }
    }
    let ahead = Future { h: 2, series: Vec::new() };
    let found = drivers(&Seven, &panel(0), &ahead, &ahead, &Shapley::default(), &mut Silent).unwrap();
    assert_eq!((found.len(), &found[1].base[..], found[1].parts.len()), (2, &[7.0, 7.0][..], 0));
}

#[test]
fn sensitivities_are_slopes_and_levels_are_compared() {
    let mut panel = panel(2);
    let levels = vec!["dry".to_owned(), "wet".to_owned()];
    panel.drivers.push(Driver {
        name: "weather".into(),
        kind: DriverKind::Futr,
        values: DriverValues::Categorical { levels },
    });
    panel.drivers.push(number("holiday".into()));
    for series in &mut panel.series {
        series.drivers.push(vec![0.0; 100]);
        series.drivers.push((0..100).map(|t| f64::from(u8::from(t % 7 == 0))).collect());
    }
    let fitted = Formula(|x: &[f64]| 3.0 * x[0] + x[1] * x[1] - 4.0 * x[2] + 10.0 * x[3]);
    let rows = [vec![1.0, 2.0], vec![3.0, 5.0], vec![0.0, 1.0], vec![0.0, 0.0]];
    let mut ahead = future(&rows);
    ahead.series[1].drivers[2] = vec![0.0, 1.0];
    let found = sensitivities(&fitted, &panel, &ahead, &mut Silent).unwrap();
    let [x0, x1, holiday] = &found[0].numbers[..] else { panic!("{found:?}") };
    let sd = 8.25_f64.sqrt();
    assert!((x0.per_unit[1] - 3.0).abs() < 1e-9 && (x0.total_per_unit - 6.0).abs() < 1e-9);
    assert!((x0.sd - sd).abs() < 1e-9 && (x0.total_per_sd - 6.0 * sd).abs() < 1e-9);
    // The slope of a square is exact in the middle.
    assert!((x1.per_unit[0] - 6.0).abs() < 1e-9 && (x1.per_unit[1] - 10.0).abs() < 1e-9);
    assert!((holiday.per_unit[0] - 10.0).abs() < 1e-9);
    let [dry, wet] = &found[0].levels[..] else { panic!("{found:?}") };
    assert_eq!((dry.level.as_str(), &dry.change[..]), ("dry", &[0.0, 4.0][..]));
    assert_eq!((wet.level.as_str(), wet.total), ("wet", -4.0));
    assert!((found[1].numbers[1].per_unit[0] - 12.0).abs() < 1e-9);
}

fn goal(target: Target, names: &[&str]) -> Goal {
    let adjustable = |name: &&str| Adjustable { driver: (*name).to_owned(), bounds: None };
    Goal {
        unique_id: Some("a".into()),
        target,
        periods: None,
        drivers: names.iter().map(adjustable).collect(),
    }
}

fn seek(goal: &Goal, f: impl Fn(&[f64]) -> f64 + Send + Sync) -> Counterfactual {
    let ahead = future(&[vec![4.0, 5.0], vec![4.0, 5.0], vec![4.0, 5.0]]);
    counterfactual(&Formula(f), &panel(3), &ahead, goal, &mut Silent).unwrap()
}

#[test]
fn of_drivers_that_reach_the_goal_alone_the_one_that_moves_least_is_taken() {
    let found =
        seek(&goal(Target::Percent { change: 10.0 }, &[]), |x| 100.0 + x[0] + 8.0 * x[1] - 3.0 * x[2]);
    assert!(found.reached && (found.value / found.baseline - 1.1).abs() < 1e-3, "{found:?}");
    let [shift] = &found.shifts[..] else { panic!("{found:?}") };
    assert_eq!(shift.driver, "x1");
    assert!((shift.by - found.baseline * 0.1 / 16.0).abs() < 0.02, "{shift:?}");
    assert!((shift.spreads.abs() - found.distance).abs() < 1e-12);
    assert_eq!(found.scenario.edits.len(), 1);
}

#[test]
fn where_one_driver_is_not_enough_several_move_within_what_was_seen() {
    // Of 27 each can add 9, as long as it stays below 9.
    let found = seek(&goal(Target::Total { value: 40.0 }, &["x0", "x1"]), |x| x[0] + x[1] + x[2]);
    assert!(found.reached && (found.value - 40.0).abs() < 0.1, "{found:?}");
    assert_eq!(found.shifts.len(), 2);
    let none = seek(&goal(Target::Mean { value: 90.0 }, &[]), |x| x[0] + x[1] + x[2]);
    assert!(!none.reached && none.shifts.len() == 3);
    assert!((none.value - 27.0).abs() < 0.2, "the greatest mean within the bounds: {none:?}");
}

#[test]
fn the_scenario_brings_what_the_answer_says() {
    let f = |x: &[f64]| (0.1 * x[0]).exp() * 10.0 + x[1];
    let found = seek(&goal(Target::Percent { change: -10.0 }, &[]), f);
    let panel = panel(3);
    let edited = found.scenario.apply(&panel.drivers, &vec![vec![4.0, 5.0]; 3]).unwrap();
    let total: f64 = (0..2).map(|t| f(&[edited[0][t], edited[1][t], edited[2][t]])).sum();
    assert!((total - found.value).abs() < 1e-9);
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Counterfactual>(&json).unwrap(), found);
}

#[test]
fn bounds_periods_and_series_are_respected() {
    let bounded = Adjustable { driver: "x0".into(), bounds: Some(Bounds { min: 0.0, max: 4.5 }) };
    let mut wish = goal(Target::Total { value: 5.0 }, &[]);
    wish.drivers = vec![bounded];
    wish.periods = Some(0..1);
    let found = seek(&wish, |x| x[0]);
    assert!(!found.reached && (found.value - 4.5).abs() < 1e-9 && (found.baseline - 4.0).abs() < 1e-9);
    let ahead = future(&[vec![4.0, 5.0], vec![4.0, 5.0], vec![4.0, 5.0]]);
    let refused = |wish: &Goal| {
        let fitted = Formula(|x: &[f64]| x[0] - x[0]);
        counterfactual(&fitted, &panel(3), &ahead, wish, &mut Silent).unwrap_err().to_string()
    };
    wish.periods = Some(1..3);
    assert!(refused(&wish).contains("1..3"));
    assert!(refused(&goal(Target::Total { value: 1.0 }, &["x9"])).contains("\"x9\""));
    assert!(refused(&goal(Target::Total { value: f64::NAN }, &[])).contains("finite"));
    assert!(refused(&goal(Target::Percent { change: 5.0 }, &[])).contains('0'));
    let stranger = Goal { unique_id: Some("z".into()), ..goal(Target::Total { value: 1.0 }, &[]) };
    assert!(refused(&stranger).contains("\"z\""));
}

/// Days whose sales double under a promotion and grow with heat.
fn sales(n: usize, h: usize) -> (Panel, Future) {
    let promotion: Vec<f64> = (0..n + h).map(|t| f64::from(u8::from(t * t % 11 < 3))).collect();
    let heat: Vec<f64> = (0..n + h).map(|t| 10.0 + ((t * 37) % 17) as f64).collect();
    let y = (0..n).map(|t| (20.0 + (t % 7) as f64 + heat[t]) * (1.0 + promotion[t])).collect();
    let rows = |range: std::ops::Range<usize>| vec![promotion[range.clone()].to_vec(), heat[range].to_vec()];
    let series = Series { unique_id: "a".into(), start: 0, y, drivers: rows(0..n) };
    let mut short = Series { unique_id: "b".into(), ..series.clone() };
    short.y.truncate(3);
    short.drivers.iter_mut().for_each(|row| row.truncate(3));
    let panel = Panel {
        frequency: Frequency::Seconds(86_400),
        seasons: vec![7],
        drivers: vec![number("promotion".into()), number("heat".into())],
        series: vec![series, short],
    };
    let given = |id: &str| FutureSeries { unique_id: id.into(), drivers: rows(n..n + h) };
    (panel, Future { h, series: vec![given("a"), given("b")] })
}

#[test]
fn features_of_trees_sum_to_the_forecast_and_drivers_stand_by_their_names() {
    let (panel, ahead) = sales(300, 5);
    for strategy in [GradientBoostingStrategy::Direct, GradientBoostingStrategy::Recursive] {
        let model = GradientBoosting { strategy, trees: 60, ..GradientBoosting::default() };
        let plan = crate::backtest::Plan {
            windows: 1,
            step: 5,
            h: 5,
            levels: vec![80],
            seed: 1,
            ..crate::backtest::Plan::default()
        };
        let fitted = auto::fit_final(&model, &panel, &plan, None, &mut Silent).unwrap();
        let found = fitted.contributions(&ahead, &mut Silent).unwrap().unwrap();
        let forecast = fitted.predict(&ahead).unwrap();
        assert_efficient(&found);
        for (found, forecast) in found.iter().zip(&forecast.series) {
            assert_eq!((&found.unique_id, found.start), (&forecast.unique_id, forecast.start));
            assert_eq!(found.forecast, forecast.mean);
        }
        let part = |name: &str| found[0].parts.iter().find(|part| part.name == name).unwrap();
        for (value, row) in part("promotion").values.iter().zip(&ahead.series[0].drivers[0]) {
            assert!(if *row > 0.5 { *value > 10.0 } else { *value < 0.0 }, "{strategy:?} {value} {row}");
        }
        assert!(found[0].parts.iter().any(|part| part.name == "calendar: weekday"));
        assert!(part("heat").importance() > part("horizon: limits of the forecast").importance());
        // The second series is too short for the model.
        assert!(found[1].parts.iter().flat_map(|part| &part.values).all(|v| *v == 0.0));
        let typical = typical_future(&panel, &ahead).unwrap();
        let by_driver =
            drivers(&*fitted, &panel, &ahead, &typical, &Shapley::default(), &mut Silent).unwrap();
        assert_efficient(&by_driver);
        for (value, row) in by_driver[0].parts[0].values.iter().zip(&ahead.series[0].drivers[0]) {
            assert!(if *row > 0.5 { *value > 10.0 } else { value.abs() < 3.0 }, "{strategy:?} {value} {row}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn contributions_sum_to_the_forecast_and_equal_drivers_have_equal_ones(
        rows in prop::collection::vec(prop::collection::vec(-50.0..50.0_f64, 3), 4),
        weights in prop::collection::vec(-3.0..3.0_f64, 6),
        exact: bool,
    ) {
        let f = move |x: &[f64]| {
            weights[0] + weights[1] * x[0] * x[1] + weights[2] * x[2].max(x[3]) + (weights[3] * x[0]).sin()
                + weights[4] * x[2] * x[3] * x[0] + weights[5] * x[1].abs().sqrt()
        };
        let mut rows = rows;
        rows[3] = rows[2].clone();
        let options = Shapley { exact: if exact { 10 } else { 0 }, pairs: 400, seed: 1 };
        let background = future(&vec![vec![1.0; 3]; 4]);
        let found =
            drivers(&Formula(f), &panel(4), &future(&rows), &background, &options, &mut Silent).unwrap();
        for one in &found {
            let size = |t: usize| one.forecast[t].abs() + one.parts.iter().map(|p| p.values[t].abs()).sum::<f64>();
            for (t, sum) in sums(one).iter().enumerate() {
                prop_assert!((sum - one.forecast[t]).abs() <= 1e-9 * size(t).max(1e-9));
                if exact {
                    let distance = (one.parts[2].values[t] - one.parts[3].values[t]).abs();
                    prop_assert!(distance <= 1e-9 * size(t).max(1e-9));
                }
            }
        }
    }
}
