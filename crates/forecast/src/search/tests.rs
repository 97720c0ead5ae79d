use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::backtest::Plan;
use crate::options::{self, Parameters};
use crate::rng::Rng;
use crate::testdata::{air_passengers, monthly};
use crate::{Error, Event, Flow, Observer, Silent};

fn real(name: &str, min: f64, max: f64) -> Dimension {
    Dimension { name: name.into(), range: Range::Real { min, max, scale: Scale::Linear } }
}

fn box_of(d: usize, min: f64, max: f64) -> Space {
    Space { dimensions: (0..d).map(|k| real(&format!("x{k}"), min, max)).collect() }
}

fn numbers(parameters: &Parameters) -> Vec<f64> {
    parameters.values().filter_map(Value::as_f64).collect()
}

fn trials(n: usize) -> Budget {
    Budget { trials: Some(n), seconds: None }
}

fn run(study: &mut Study, n: usize, f: impl Fn(&[f64]) -> f64 + Sync) {
    study.run(&trials(n), &|| 0.0, &mut Silent, |a, _| Ok(f(&numbers(a.parameters)))).unwrap();
}

/// The median over seeds of the best value that a sampler finds in 60 trials.
fn median_of(space: &Space, sampler: Sampler, f: &(impl Fn(&[f64]) -> f64 + Sync)) -> f64 {
    let best = |seed: u64| {
        let mut study = Study { sampler, ..Study::new(space.clone(), seed) };
        run(&mut study, 60, f);
        study.best().and_then(Trial::value).unwrap()
    };
    crate::median::median(&mut (0..15).map(best).collect::<Vec<_>>())
}

#[test]
fn the_estimator_beats_chance_on_standard_functions() {
    let sphere = |x: &[f64]| x.iter().map(|v| (v - 1.0).powi(2)).sum::<f64>();
    let rosenbrock = |x: &[f64]| 100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2);
    // Branin, of which the least value is 0.398.
    let branin = |x: &[f64]| {
        let pi = std::f64::consts::PI;
        let first = x[1] - 5.1 / (4.0 * pi * pi) * x[0] * x[0] + 5.0 / pi * x[0] - 6.0;
        first * first + 10.0 * (1.0 - 1.0 / (8.0 * pi)) * x[0].cos() + 10.0 - 0.398
    };
    let compared = |space: &Space, f: &(dyn Fn(&[f64]) -> f64 + Sync)| {
        let f = |x: &[f64]| f(x);
        (median_of(space, Sampler::Tpe, &f), median_of(space, Sampler::Random, &f))
    };
    let (tpe, random) = compared(&box_of(4, -5.0, 5.0), &sphere);
    assert!(tpe < 0.7 * random, "sphere {tpe} {random}");
    let (tpe, random) = compared(&box_of(2, -2.0, 2.0), &rosenbrock);
    assert!(tpe < random, "rosenbrock {tpe} {random}");
    let plane = Space { dimensions: vec![real("x0", -5.0, 10.0), real("x1", 0.0, 15.0)] };
    let (tpe, random) = compared(&plane, &branin);
    assert!(tpe < 0.8 * random, "branin {tpe} {random}");
}

#[test]
fn choices_and_whole_numbers_are_learned_too() {
    let options = ["a", "b", "c", "d", "e"].map(Value::from).to_vec();
    let space = Space {
        dimensions: vec![
            Dimension { name: "c".into(), range: Range::Choice { options } },
            Dimension { name: "n".into(), range: Range::Integer { min: 1, max: 1000, scale: Scale::Log } },
        ],
    };
    let value = |p: &Parameters| {
        let n = p["n"].as_i64().unwrap() as f64;
        (n / 60.0).ln().abs() + if p["c"] == "d" { 0.0 } else { 1.0 }
    };
    let median = |sampler| {
        let best = |seed| {
            let mut study = Study { sampler, ..Study::new(space.clone(), seed) };
            study.run(&trials(50), &|| 0.0, &mut Silent, |a, _| Ok(value(a.parameters))).unwrap();
            study.best().and_then(Trial::value).unwrap()
        };
        crate::median::median(&mut (0..11).map(best).collect::<Vec<_>>())
    };
    let (tpe, random) = (median(Sampler::Tpe), median(Sampler::Random));
    assert!(tpe < 0.7 * random, "{tpe} {random}");
}

fn halved(batch: usize) -> Study {
    let halving = Halving { rungs: 3, eta: 3, fidelity: Fidelity::Windows };
    Study { halving: Some(halving), batch, ..Study::new(box_of(2, -1.0, 1.0), 7) }
}

/// Less effort, more error, of which equal points have the same.
fn noisy(attempt: &Attempt) -> f64 {
    let x = numbers(attempt.parameters);
    let noise = Rng::of_part(x[0].to_bits(), x[1].to_bits()).unit();
    x.iter().map(|v| v * v).sum::<f64>() + 0.1 * noise * (1.0 - attempt.share)
}

#[test]
fn a_study_that_was_stopped_and_kept_has_the_trials_of_one_that_ran_through() {
    for batch in [1, 4] {
        let mut through = halved(batch);
        through.run(&trials(40), &|| 0.0, &mut Silent, |a, _| Ok(noisy(a))).unwrap();
        let mut parts = halved(batch);
        for n in [8, 20, 40] {
            parts.run(&trials(n), &|| 0.0, &mut Silent, |a, _| Ok(noisy(a))).unwrap();
            parts = serde_json::from_str(&serde_json::to_string(&parts).unwrap()).unwrap();
        }
        assert_eq!(through, parts);
        assert_eq!(through.trials.len(), 40);
        // The time is up, or somebody stops, in the middle.
        let ticks = AtomicUsize::new(0);
        let clock = || ticks.fetch_add(1, Ordering::Relaxed) as f64;
        let mut parts = halved(batch);
        for _ in 0..200 {
            let budget = Budget { trials: Some(40), seconds: Some(60.0) };
            parts.run(&budget, &clock, &mut Silent, |a, _| Ok(noisy(a))).unwrap();
        }
        for (a, b) in through.trials.iter().zip(&parts.trials) {
            assert_eq!((&a.parameters, &a.values, &a.state), (&b.parameters, &b.values, &b.state));
        }
        assert_eq!(parts.trials.len(), 40);
    }
}

#[test]
fn halving_stops_poor_trials_early() {
    let effort = std::sync::Mutex::new(0.0);
    let mut study = halved(1);
    study
        .run(&trials(60), &|| 0.0, &mut Silent, |a, _| {
            *effort.lock().unwrap() += a.share;
            Ok(noisy(a))
        })
        .unwrap();
    let on = |rung: usize| study.trials.iter().filter(|t| t.values.len() > rung).count();
    assert!(on(0) == 60 && (15..=45).contains(&on(1)) && (4..=25).contains(&on(2)), "{} {}", on(1), on(2));
    assert!(*effort.lock().unwrap() < 40.0, "of 60 in full");
    let best = study.best().unwrap();
    assert_eq!((best.values.len(), &best.state), (3, &State::Complete));
    // What is on the last rung did better on the first one than most.
    let mut first: Vec<f64> = study.trials.iter().map(|t| t.values[0]).collect();
    let middle = crate::median::median(&mut first);
    let last = || study.trials.iter().filter(|t| t.values.len() > 2);
    assert!(4 * last().filter(|t| t.values[0] < middle).count() >= 3 * last().count());
}

#[test]
fn points_that_are_given_come_first_and_are_tried_in_full() {
    let given: Parameters = options::parse(["x0=0.9", "x1=-0.9"]).unwrap();
    let mut study = Study { first: vec![given.clone()], ..halved(2) };
    study.run(&trials(12), &|| 0.0, &mut Silent, |a, _| Ok(noisy(a))).unwrap();
    assert_eq!((&study.trials[0].parameters, &study.trials[0].state), (&given, &State::Complete));
}

#[test]
fn a_trial_that_fails_says_why_and_the_search_goes_on() {
    let mut study = Study::new(box_of(1, -1.0, 1.0), 1);
    study
        .run(&trials(40), &|| 0.0, &mut Silent, |a, _| match numbers(a.parameters)[0] {
            x if x < -0.5 => Err(Error::Numeric("too low".into())),
            x if x < 0.0 => Ok(f64::NAN),
            x => Ok(x),
        })
        .unwrap();
    let failed = |t: &&Trial| t.state == State::Failed { why: "too low".into() };
    assert_eq!(study.trials.len(), 40);
    assert!(study.trials.iter().filter(failed).count() > 2);
    assert!(study.best().and_then(Trial::value).unwrap() < 0.1);
    assert!(serde_json::from_str::<Study>(&serde_json::to_string(&study).unwrap()).unwrap() == study);
    let mut hopeless = Study::new(box_of(1, -1.0, 1.0), 1);
    hopeless.run(&trials(30), &|| 0.0, &mut Silent, |_, _| Ok(f64::INFINITY)).unwrap();
    assert_eq!(hopeless.best(), None);
}

#[derive(Default)]
struct StopAfter {
    most: usize,
    told: Vec<(usize, Option<f64>)>,
}

impl Observer for StopAfter {
    fn on(&mut self, event: &Event) -> Flow {
        if let Event::Trial { number, best, .. } = event {
            self.told.push((*number, *best));
        }
        if self.told.len() >= self.most { Flow::Stop } else { Flow::Continue }
    }
}

#[test]
fn the_observer_is_told_of_each_trial_and_may_stop_the_search() {
    let mut study = Study::new(box_of(1, -1.0, 1.0), 1);
    let mut observer = StopAfter { most: 5, told: Vec::new() };
    let stopped = study.run(&trials(9), &|| 0.0, &mut observer, |a, _| Ok(numbers(a.parameters)[0]));
    assert_eq!(stopped, Err(Error::Cancelled));
    assert_eq!(study.trials.len(), 5);
    assert_eq!(observer.told.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert!(observer.told.windows(2).all(|w| w[1].1 <= w[0].1), "{:?}", observer.told);
}

#[test]
fn a_study_that_makes_no_sense_is_refused() {
    let refused = |study: &mut Study, budget: Budget| {
        study.run(&budget, &|| 0.0, &mut Silent, |_, _| Ok(0.0)).unwrap_err().to_string()
    };
    let good = || Study::new(box_of(1, 0.0, 1.0), 1);
    assert!(refused(&mut good(), Budget::default()).contains("budget"));
    assert!(refused(&mut Study::new(Space::default(), 1), trials(1)).contains("no options"));
    assert!(refused(&mut Study::new(box_of(1, 1.0, 0.0), 1), trials(1)).contains("\"x0\""));
    assert!(refused(&mut Study { batch: 0, ..good() }, trials(1)).contains("batch"));
    let first = vec![options::parse(["y=1"]).unwrap()];
    assert!(refused(&mut Study { first, ..good() }, trials(1)).contains("\"x0\""));
    let twice =
        Space { dimensions: [box_of(1, 0.0, 1.0).dimensions, box_of(1, 0.0, 1.0).dimensions].concat() };
    assert!(refused(&mut Study::new(twice, 1), trials(1)).contains("twice"));
}

fn plan() -> Plan {
    Plan { windows: 3, step: 12, h: 12, levels: vec![80], seed: 1, combine: false, ..Plan::default() }
}

#[test]
fn options_of_a_model_are_tuned_from_its_defaults_on() {
    let panel = monthly(&[("a", &air_passengers())]);
    for halving in [None, Some(Halving { rungs: 2, eta: 3, fidelity: Fidelity::Windows })] {
        let mut study = Study { halving, ..study("TrendFourier", &panel, 1).unwrap() };
        tune("TrendFourier", &panel, &plan(), &mut study, &trials(16), &|| 0.0, &mut Silent).unwrap();
        let defaults = study.trials[0].value().unwrap();
        let best = study.best().unwrap();
        assert!(best.value().unwrap() < defaults, "{defaults} {best:?}");
        assert!(options::model("TrendFourier", &best.parameters).is_ok());
        assert_eq!(study.trials[0].parameters["changepoints"], 25);
    }
}

#[test]
fn trees_can_be_tuned_with_fewer_rows_at_first() {
    let panel = monthly(&[("a", &air_passengers())]);
    let fidelity = Fidelity::Parameter { name: "rows".into() };
    let halving = Some(Halving { rungs: 2, eta: 4, fidelity });
    let trees =
        Dimension { name: "trees".into(), range: Range::Integer { min: 5, max: 10, scale: Scale::Log } };
    let mut study = Study { halving, ..Study::new(Space { dimensions: vec![trees] }, 1) };
    let budget = trials(5);
    tune("GradientBoosting", &panel, &plan(), &mut study, &budget, &|| 0.0, &mut Silent).unwrap();
    assert!(study.trials.iter().all(|t| !matches!(t.state, State::Failed { .. })), "{:?}", study.trials);
    assert!(study.best().unwrap().values.len() == 2);
    let other = Fidelity::Parameter { name: "learning_rate".into() };
    study.halving = Some(Halving { rungs: 2, eta: 4, fidelity: other });
    let refused = tune("GradientBoosting", &panel, &plan(), &mut study, &budget, &|| 0.0, &mut Silent);
    assert!(refused.unwrap_err().to_string().contains("\"learning_rate\""));
}

#[test]
fn every_usual_space_has_the_defaults_in_it() {
    let panel = monthly(&[("a", &air_passengers())]);
    for name in ["GradientBoosting", "MFLES", "TrendFourier"] {
        let study = study(name, &panel, 1).unwrap();
        study.check().unwrap();
        assert_eq!(study.first.len(), 1, "{name}");
    }
    #[cfg(feature = "train")]
    for architecture in crate::neural::Architecture::ALL {
        let study = study(architecture.name(), &panel, 1).unwrap();
        assert_eq!(study.first.len(), 1, "{architecture:?}");
    }
    assert!(study("AutoETS", &panel, 1).is_err());
    let mut wrong = Study::new(box_of(1, 0.0, 1.0), 1);
    let refused = tune("MFLES", &panel, &plan(), &mut wrong, &trials(1), &|| 0.0, &mut Silent);
    assert!(refused.unwrap_err().to_string().contains("\"x0\""));
}

fn range() -> impl Strategy<Value = Range> {
    let scale = prop_oneof![Just(Scale::Linear), Just(Scale::Log)];
    prop_oneof![
        (1_i64..50, 0_i64..5000, scale.clone()).prop_map(|(min, more, scale)| Range::Integer {
            min,
            max: min + more,
            scale
        }),
        (1e-6..10.0_f64, 0.0..1e4_f64, scale).prop_map(|(min, more, scale)| Range::Real {
            min,
            max: min + more,
            scale
        }),
        (1_usize..9).prop_map(|n| Range::Choice { options: (0..n).map(|i| json!(i)).collect() }),
    ]
}

proptest! {
    #[test]
    fn points_are_within_their_ranges_and_come_back(
        ranges in prop::collection::vec(range(), 1..6), seed: u64,
    ) {
        let dimension = |(i, range): (usize, &Range)| Dimension { name: format!("d{i}"), range: range.clone() };
        let space = Space { dimensions: ranges.iter().enumerate().map(dimension).collect() };
        space.check().unwrap();
        let json = serde_json::to_string(&space).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Space>(&json).unwrap(), &space);
        let mut study = Study { batch: 3, ..Study::new(space.clone(), seed) };
        run(&mut study, 24, |x| x.iter().sum());
        for trial in &study.trials {
            for (i, range) in ranges.iter().enumerate() {
                let value = &trial.parameters[&format!("d{i}")];
                let within = match range {
                    Range::Integer { min, max, .. } => value.as_i64().is_some_and(|v| (*min..=*max).contains(&v)),
                    Range::Real { min, max, .. } => value.as_f64().is_some_and(|v| (*min..=*max).contains(&v)),
                    Range::Choice { options } => options.contains(value),
                };
                prop_assert!(within, "{:?} {:?}", range, value);
            }
            let point = space.point(&trial.parameters).unwrap();
            prop_assert!(point.iter().all(|u| (0.0..=1.0).contains(u)));
            for (name, value) in space.parameters(&point) {
                let again = &trial.parameters[&name];
                let close = value.as_f64().zip(again.as_f64()).is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * b.abs());
                prop_assert!(value == *again || close, "{} {}", value, again);
            }
        }
    }
}
