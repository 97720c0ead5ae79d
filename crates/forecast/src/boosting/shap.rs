//! `TreeSHAP`: how features make up the value of trees. Lundberg, Erion and Lee (2018), "Consistent individualized feature
//! attribution for tree ensembles", arXiv:1802.03888, algorithm 2; Lundberg et al. (2020), "From local explanations to global
//! understanding with explainable AI for trees", Nature Machine Intelligence 2, "path-dependent" variant.
//!
//! Contributions are Shapley values of a game in which a tree that does not know a feature goes both ways, weighted by the
//! rows that went there in training.

use super::booster::Booster;
use super::tree::{Child, Tree};

/// A booster with what contributions need to know of it.
pub(crate) struct Explainer<'a> {
    expected: f64,
    trees: Vec<Covered<'a>>,
}

/// A tree with the rows that reach each node.
struct Covered<'a> {
    tree: &'a Tree,
    rows: Vec<f64>,
}

/// A feature on the way to a node.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The feature; none for the root.
    feature: Option<u16>,
    /// The share of rows that take this way if the feature is not known.
    unknown: f64,
    /// 1 if the row takes this way, else 0.
    known: f64,
    /// The share of sets of features of a size, weighted: see the paper.
    weight: f64,
}

impl<'a> Explainer<'a> {
    pub(crate) fn new(booster: &'a Booster) -> Self {
        let trees: Vec<Covered> = booster.trees.iter().map(Covered::new).collect();
        Self { expected: booster.start + trees.iter().map(Covered::expected).sum::<f64>(), trees }
    }

    /// The forecast if no feature is known.
    pub(crate) fn expected(&self) -> f64 {
        self.expected
    }

    /// Adds the contributions of the features of a row, times `share`. They sum to the forecast of the row less what is expected.
    pub(crate) fn add(&self, row: &[f32], share: f64, contributions: &mut [f64]) {
        let mut steps = Vec::new();
        for covered in &self.trees {
            if !covered.tree.nodes.is_empty() {
                steps.clear();
                let root = Step { feature: None, unknown: 1.0, known: 1.0, weight: 1.0 };
                covered.visit(Child::Node(0), row, root, 0, share, &mut steps, contributions);
            }
        }
    }
}

impl<'a> Covered<'a> {
    fn new(tree: &'a Tree) -> Self {
        let mut covered = Self { tree, rows: vec![0.0; tree.nodes.len()] };
        // A node comes before those below it.
        for (i, node) in tree.nodes.iter().enumerate().rev() {
            covered.rows[i] = covered.rows_of(node.left) + covered.rows_of(node.right);
        }
        covered
    }

    fn rows_of(&self, at: Child) -> f64 {
        match at {
            Child::Node(node) => self.rows[usize::from(node)],
            Child::Leaf(leaf) => f64::from(self.tree.rows[usize::from(leaf)]),
        }
    }

    fn expected(&self) -> f64 {
        let all: f64 = self.tree.rows.iter().map(|rows| f64::from(*rows)).sum();
        let weighted: f64 =
            self.tree.leaves.iter().zip(&self.tree.rows).map(|(v, n)| v * f64::from(*n)).sum();
        if all > 0.0 { weighted / all } else { 0.0 }
    }

    /// Goes on by `step`; the way so far is `steps[from..]`.
    #[expect(clippy::too_many_arguments, reason = "the state of a recursion")]
    fn visit(
        &self,
        at: Child,
        row: &[f32],
        step: Step,
        from: usize,
        share: f64,
        steps: &mut Vec<Step>,
        contributions: &mut [f64],
    ) {
        let here = steps.len();
        steps.extend_from_within(from..);
        extend(steps, here, step);
        match at {
            Child::Leaf(leaf) => {
                let value = share * self.tree.leaves[usize::from(leaf)];
                let way = &steps[here..];
                for (i, step) in way.iter().enumerate() {
                    if let Some(feature) = step.feature {
                        contributions[usize::from(feature)] +=
                            unwound_sum(way, i) * (step.known - step.unknown) * value;
                    }
                }
            }
            Child::Node(index) => {
                let node = &self.tree.nodes[usize::from(index)];
                let (mut unknown, mut known) = (1.0, 1.0);
                let asked = steps[here..].iter().position(|step| step.feature == Some(node.feature));
                if let Some(i) = asked {
                    (unknown, known) = (steps[here + i].unknown, steps[here + i].known);
                    unwind(steps, here, i);
                }
                let taken = node.next(row);
                let all = self.rows[usize::from(index)].max(1.0);
                for child in [node.left, node.right] {
                    let step = Step {
                        feature: Some(node.feature),
                        unknown: unknown * self.rows_of(child) / all,
                        known: if child == taken { known } else { 0.0 },
                        weight: 0.0,
                    };
                    self.visit(child, row, step, here, share, steps, contributions);
                }
            }
        }
        steps.truncate(here);
    }
}

/// `EXTEND`: the way from `here` on, longer by a step.
fn extend(steps: &mut Vec<Step>, here: usize, step: Step) {
    let length = steps.len() - here;
    steps.push(Step { weight: if length == 0 { 1.0 } else { 0.0 }, ..step });
    let way = &mut steps[here..];
    let next = (length + 1) as f64;
    for i in (0..length).rev() {
        way[i + 1].weight += step.known * way[i].weight * (i + 1) as f64 / next;
        way[i].weight *= step.unknown * (length - i) as f64 / next;
    }
}

/// `UNWIND`: the way from `here` on without its step `at`.
fn unwind(steps: &mut Vec<Step>, here: usize, at: usize) {
    let way = &mut steps[here..];
    let last = way.len() - 1;
    let Step { unknown, known, .. } = way[at];
    let mut next = way[last].weight;
    let length = way.len() as f64;
    for i in (0..last).rev() {
        if known == 0.0 {
            way[i].weight *= length / (unknown * (last - i) as f64);
        } else {
            let weight = way[i].weight;
            way[i].weight = next * length / ((i + 1) as f64 * known);
            next = weight - way[i].weight * unknown * (last - i) as f64 / length;
        }
    }
    for i in at..last {
        way[i] = Step { weight: way[i].weight, ..way[i + 1] };
    }
    steps.pop();
}

/// The sum of the weights of a way without its step `at`.
fn unwound_sum(way: &[Step], at: usize) -> f64 {
    let last = way.len() - 1;
    let Step { unknown, known, .. } = way[at];
    let length = way.len() as f64;
    let mut next = way[last].weight;
    let mut sum = 0.0;
    for i in (0..last).rev() {
        let place = (last - i) as f64;
        if known == 0.0 {
            sum += way[i].weight * length / (unknown * place);
        } else {
            let weight = next * length / ((i + 1) as f64 * known);
            sum += weight;
            next = way[i].weight - weight * unknown * place / length;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::bins::{Cuts, Table};
    use super::super::booster::{Boosting, Loss};
    use super::super::grow::Shape;
    use super::super::tree::Node;
    use super::*;
    use crate::parallel::Cancel;

    #[derive(Deserialize)]
    struct Golden {
        trees: Vec<GoldenTree>,
        rows: Vec<Vec<Option<f32>>>,
        contributions: Vec<Vec<f64>>,
    }

    #[derive(Deserialize)]
    struct GoldenTree {
        nodes: Vec<GoldenNode>,
        leaves: Vec<f64>,
        counts: Vec<u32>,
    }

    /// Children below 0 are leaves: -1 is the first.
    #[derive(Deserialize)]
    struct GoldenNode {
        feature: u16,
        cut: f32,
        missing_left: bool,
        left: i32,
        right: i32,
    }

    impl GoldenTree {
        fn tree(self) -> Tree {
            let child = |at: i32| if at < 0 { Child::Leaf((-1 - at) as u16) } else { Child::Node(at as u16) };
            let node = |node: GoldenNode| Node {
                feature: node.feature,
                cut: node.cut,
                missing_left: node.missing_left,
                left: child(node.left),
                right: child(node.right),
            };
            Tree { nodes: self.nodes.into_iter().map(node).collect(), leaves: self.leaves, rows: self.counts }
        }
    }

    /// The numbers in the file have twelve digits.
    #[test]
    fn contributions_are_those_of_lightgbm() {
        let golden: Golden =
            serde_json::from_str(include_str!("../../testdata/golden/tree_shap.json")).unwrap();
        let trees = golden.trees.into_iter().map(GoldenTree::tree).collect();
        let booster = Booster { start: 0.0, trees };
        let explainer = Explainer::new(&booster);
        for (row, theirs) in golden.rows.iter().zip(&golden.contributions) {
            let row: Vec<f32> = row.iter().map(|v| v.unwrap_or(f32::NAN)).collect();
            let mut ours = vec![0.0; row.len()];
            explainer.add(&row, 1.0, &mut ours);
            ours.push(explainer.expected());
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
            }
        }
    }

    /// The value of a tree that knows only some features.
    fn partly(covered: &Covered, at: Child, row: &[f32], known: usize) -> f64 {
        match at {
            Child::Leaf(leaf) => covered.tree.leaves[usize::from(leaf)],
            Child::Node(i) => {
                let node = &covered.tree.nodes[usize::from(i)];
                if known >> node.feature & 1 == 1 {
                    return partly(covered, node.next(row), row, known);
                }
                let part = |child| covered.rows_of(child) * partly(covered, child, row, known);
                (part(node.left) + part(node.right)) / covered.rows[usize::from(i)]
            }
        }
    }

    fn factorial(n: usize) -> f64 {
        (1..=n).map(|i| i as f64).product()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn contributions_are_shapley_values_of_trees_that_know_some_features(
            values in prop::collection::vec(prop_oneof![4 => 0.0..9.0_f32, 1 => Just(f32::NAN)], 200),
            targets in prop::collection::vec(-9.0..9.0_f64, 50),
            row in prop::collection::vec(prop_oneof![4 => 0.0..9.0_f32, 1 => Just(f32::NAN)], 4),
        ) {
            let table = Table { values, width: 4 };
            let cuts = Cuts::of(&table);
            let shape = Shape { leaves: 12, leaf_rows: 1, ridge: 0.0 };
            let boosting =
                Boosting { loss: Loss::Squared, trees: 3, rate: 0.7, shape, features: 1.0, seed: 1 };
            let booster =
                Booster::fit(&boosting, &cuts.bin(&table), &cuts, &targets, &Cancel::default()).unwrap();
            let explainer = Explainer::new(&booster);
            let mut contributions = vec![0.0; 4];
            explainer.add(&row, 1.0, &mut contributions);
            let worth = |known: usize| -> f64 {
                let start = |covered: &Covered| {
                    if covered.tree.nodes.is_empty() { Child::Leaf(0) } else { Child::Node(0) }
                };
                explainer.trees.iter().map(|tree| partly(tree, start(tree), &row, known)).sum()
            };
            for (i, contribution) in contributions.iter().enumerate() {
                let others = (0..16_usize).filter(|set| set >> i & 1 == 0);
                let shapley: f64 = others.map(|set| {
                    let size = set.count_ones() as usize;
                    let share = factorial(size) * factorial(3 - size) / factorial(4);
                    share * (worth(set | 1 << i) - worth(set))
                }).sum();
                prop_assert!((contribution - shapley).abs() < 1e-9, "{} {}", contribution, shapley);
            }
            let sum = explainer.expected() + contributions.iter().sum::<f64>();
            prop_assert!((sum - booster.predict(&row)).abs() < 1e-9);
        }
    }
}
