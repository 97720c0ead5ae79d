//! Golden values: `testdata/golden/hierarchy.py` and `erm_lasso.py`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::evidence::Evidence;
use super::map::Map;
use super::{Erm, Hierarchy, Level, Negative, Parts, Reconciliation, spread};
use crate::{Forecast, SeriesForecast, Silent};

#[derive(Deserialize)]
struct Golden {
    nested: Example,
    grouped: Example,
}

#[derive(Deserialize)]
struct Example {
    nodes: Vec<String>,
    levels: BTreeMap<String, Vec<usize>>,
    members: Vec<Vec<u32>>,
    actual: Vec<Vec<f64>>,
    fitted: Vec<Vec<f64>>,
    base: Vec<Vec<f64>>,
    reconciled: BTreeMap<String, Vec<Vec<f64>>>,
    sd: Vec<f64>,
}

impl Example {
    fn hierarchy(&self) -> Hierarchy {
        let mut levels: Vec<Level> = self
            .levels
            .iter()
            .map(|(name, nodes)| Level { name: name.clone(), nodes: nodes.clone() })
            .collect();
        levels.sort_by_key(|level| level.nodes[0]);
        let (nodes, members) = (self.nodes.clone(), self.members.clone());
        Hierarchy::new(Parts { nodes, bottom: self.levels["bottom"].clone(), members, levels }).unwrap()
    }

    fn evidence(&self) -> Evidence {
        Evidence { actual: self.actual.clone(), mean: self.fitted.clone() }
    }

    fn base(&self) -> Forecast {
        let one = |(id, mean): (&String, &Vec<f64>)| SeriesForecast {
            unique_id: id.clone(),
            start: 0,
            mean: mean.clone(),
            intervals: Vec::new(),
        };
        Forecast { series: self.nodes.iter().zip(&self.base).map(one).collect() }
    }
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../testdata/golden/hierarchy.json")).unwrap()
}

/// Closed forms, so equal but for rounding; the reference adds a ridge of 2e-8 to variances of about 100.
const TOLERANCE: f64 = 1e-8;

#[test]
fn reconciled_forecasts_equal_those_of_hierarchicalforecast() {
    let golden = golden();
    for example in [&golden.nested, &golden.grouped] {
        let hierarchy = example.hierarchy();
        for (name, theirs) in &example.reconciled {
            let method = Reconciliation::by_name(name).unwrap();
            let base = example.base();
            let ours = hierarchy
                .reconcile(&base, &method, &example.evidence(), Negative::Keep, &mut Silent)
                .unwrap();
            for (one, theirs) in ours.series.iter().zip(theirs) {
                for (a, b) in one.mean.iter().zip(theirs) {
                    assert!((a - b).abs() <= TOLERANCE * b.abs().max(1.0), "{name}: {a} is not {b}");
                }
            }
        }
    }
}

/// Both solutions are found step by step.
const NEAR: f64 = 1e-4;

#[test]
fn penalized_reconciliation_equals_that_of_scikit_learn() {
    #[derive(Deserialize)]
    struct Penalized {
        nested: BTreeMap<String, Vec<Vec<f64>>>,
        grouped: BTreeMap<String, Vec<Vec<f64>>>,
    }
    let (golden, theirs) = (golden(), include_str!("../../testdata/golden/erm_lasso.json"));
    let theirs: Penalized = serde_json::from_str(theirs).unwrap();
    for (example, theirs) in [(&golden.nested, theirs.nested), (&golden.grouped, theirs.grouped)] {
        assert_eq!(theirs.len(), 3);
        for (penalty, theirs) in theirs {
            let method = Reconciliation::Erm(Erm::Lasso { penalty: penalty.parse().unwrap() });
            let ours = example.hierarchy();
            let ours = ours
                .reconcile(&example.base(), &method, &example.evidence(), Negative::Keep, &mut Silent)
                .unwrap();
            for (one, theirs) in ours.series.iter().zip(theirs) {
                for (a, b) in one.mean.iter().zip(&theirs) {
                    assert!((a - b).abs() <= NEAR * b.abs().max(1.0), "{penalty}: {a} is not {b}");
                }
            }
        }
    }
}

#[test]
fn the_spread_equals_that_of_hierarchicalforecast_under_normality() {
    let golden = golden();
    for example in [&golden.nested, &golden.grouped] {
        let (hierarchy, evidence) = (example.hierarchy(), example.evidence());
        let method = Reconciliation::by_name("mint_shrink").unwrap();
        let map = Map::new(&hierarchy, &method, &evidence, &mut Silent).unwrap();
        let base = vec![(1..=hierarchy.len()).map(|i| i as f64).collect::<Vec<f64>>(); 2];
        let exact = spread::reconciled(&hierarchy, &map, &base, &evidence, &mut Silent).unwrap();
        for (a, b) in exact[1].iter().zip(&example.sd) {
            assert!((a - b).abs() <= 1e-6 * b, "{a} is not {b}");
        }
        let rough = spread::estimated(&hierarchy, &map, &base, &evidence, &mut Silent).unwrap();
        for (a, b) in rough[1].iter().zip(&example.sd) {
            // Three standard deviations of an estimate from 100 vectors.
            assert!((a - b).abs() <= 0.21 * b, "{a} is far from {b}");
        }
    }
}
