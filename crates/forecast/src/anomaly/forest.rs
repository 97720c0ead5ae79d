//! Isolation forests: Liu, Ting and Zhou (2008), "Isolation Forest", Proceedings of the 8th IEEE International
//! Conference on Data Mining.

use super::season::Expected;
use super::{Deviations, Judged, Options, View};
use crate::parallel::Cancel;
use crate::rng::Rng;
use crate::{Error, Result};

/// The constant of Euler and Mascheroni.
const EULER: f64 = 0.577_215_664_901_532_9;

/// How a forest is grown.
#[derive(Debug, Clone, Copy)]
pub struct Forest {
    /// How many trees.
    pub trees: usize,
    /// How many rows each tree sees, drawn without replacement.
    pub sample: usize,
    /// Seed of samples and cuts.
    pub seed: u64,
}

impl Default for Forest {
    fn default() -> Self {
        Self { trees: 100, sample: 256, seed: 1 }
    }
}

impl Forest {
    /// The anomaly score of each row, `2^(-E(h) / c(ψ))` (equation 2 of the paper): towards 1 for rows that few cuts set
    /// apart, about 0.5 or below for ordinary ones. `columns` are the features, all of one length; a row with a
    /// number that is not finite has a score of NaN.
    ///
    /// ```
    /// use almanac_forecast::anomaly::forest::Forest;
    ///
    /// let mut column: Vec<f64> = (0..100).map(|i| (f64::from(i) * 0.618_034).fract()).collect();
    /// column[40] = 7.0;
    /// let scores = Forest::default().scores(&[column]);
    /// assert!(scores[40] > 0.75 && scores.iter().filter(|s| **s > 0.75).count() == 1);
    /// ```
    pub fn scores(&self, columns: &[Vec<f64>]) -> Vec<f64> {
        self.run(columns, &Cancel::default()).unwrap_or_default()
    }

    fn run(&self, columns: &[Vec<f64>], cancel: &Cancel) -> Result<Vec<f64>> {
        let n = columns.iter().map(Vec::len).min().unwrap_or(0);
        let mut rows: Vec<usize> = (0..n).filter(|i| columns.iter().all(|c| c[*i].is_finite())).collect();
        let sample = self.sample.min(rows.len());
        let mut depths = vec![0.0; n];
        let mut scores = vec![f64::NAN; n];
        if sample < 2 {
            return Ok(scores);
        }
        // Deeper than an average tree nothing is told apart (section 4.1).
        let limit = (sample as f64).log2().ceil() as usize;
        let known = rows.clone();
        for number in 0..self.trees {
            if cancel.requested() {
                return Err(Error::Cancelled);
            }
            let mut rng = Rng::of_part(self.seed, number as u64);
            for i in 0..sample {
                let left = rows.len() - i;
                rows.swap(i, i + (rng.unit() * left as f64) as usize);
            }
            let mut tree = Tree::default();
            tree.grow(columns, &mut rows[..sample].to_vec(), limit, &mut rng);
            for i in &known {
                depths[*i] += tree.depth(columns, *i);
            }
        }
        let unit = self.trees as f64 * average_path(sample);
        for i in known {
            scores[i] = (-depths[i] / unit).exp2();
        }
        Ok(scores)
    }
}

/// `c(n)`, equation 1 of the paper: the average length of unsuccessful searches in a binary search tree of `n` keys.
fn average_path(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => 2.0 * (((n - 1) as f64).ln() + EULER) - 2.0 * (n - 1) as f64 / n as f64,
    }
}

#[derive(Debug, Clone, Copy)]
enum Node {
    /// Column, value, and where the node of the values above stands; that of the others is the next one.
    Cut(usize, f64, usize),
    /// The average depth from the root of what ends here.
    Leaf(f64),
}

#[derive(Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    fn grow(&mut self, columns: &[Vec<f64>], rows: &mut [usize], limit: usize, rng: &mut Rng) {
        self.branch(columns, rows, 0, limit, rng);
    }

    fn branch(
        &mut self,
        columns: &[Vec<f64>],
        rows: &mut [usize],
        depth: usize,
        limit: usize,
        rng: &mut Rng,
    ) {
        let cut = if depth < limit && rows.len() > 1 { cut(columns, rows, rng) } else { None };
        let Some((column, value)) = cut else {
            self.nodes.push(Node::Leaf(depth as f64 + average_path(rows.len())));
            return;
        };
        let at = self.nodes.len();
        self.nodes.push(Node::Leaf(0.0));
        let mut below = 0;
        for i in 0..rows.len() {
            if columns[column][rows[i]] <= value {
                rows.swap(i, below);
                below += 1;
            }
        }
        let (low, high) = rows.split_at_mut(below);
        self.branch(columns, low, depth + 1, limit, rng);
        self.nodes[at] = Node::Cut(column, value, self.nodes.len());
        self.branch(columns, high, depth + 1, limit, rng);
    }

    fn depth(&self, columns: &[Vec<f64>], row: usize) -> f64 {
        let mut at = 0;
        loop {
            match self.nodes[at] {
                Node::Leaf(depth) => return depth,
                Node::Cut(column, value, above) => {
                    at = if columns[column][row] <= value { at + 1 } else { above };
                }
            }
        }
    }
}

/// A column in which the rows differ, and a value between its least and its greatest.
fn cut(columns: &[Vec<f64>], rows: &[usize], rng: &mut Rng) -> Option<(usize, f64)> {
    let range = |column: &Vec<f64>| {
        let values = rows.iter().map(|i| column[*i]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)))
    };
    let first = (rng.unit() * columns.len() as f64) as usize;
    let at = (0..columns.len())
        .map(|k| (first + k) % columns.len())
        .find(|c| matches!(range(&columns[*c]), (low, high) if low < high))?;
    let (low, high) = range(&columns[at]);
    let value = rng.unit().mul_add(high - low, low);
    // Both sides must hold a row.
    Some((at, if value >= high { low } else { value }))
}

/// The features of each period: how far its value, the mean of its span, and the step from the period before are from
/// what was to be expected, in robust standard deviations, and how restless its neighbours are. The season is in
/// what is expected; its position itself would set apart the periods that come first and last in it.
pub(super) fn features(view: &View<'_>, deviations: &Deviations) -> Vec<Vec<f64>> {
    let single = &deviations.single;
    let n = single.len();
    let filled: Vec<f64> = single.iter().map(|v| if v.is_nan() { 0.0 } else { told(*v) }).collect();
    let before = |t: usize| filled[t.saturating_sub(1)];
    let step = (0..n).map(|t| filled[t] - before(t)).collect();
    let reach = view.day.map_or(2, |day| (day / 8).max(2));
    let restless = (0..n).map(|t| {
        let near = &filled[t.saturating_sub(reach)..n.min(t + reach + 1)];
        let steps = near.windows(2).map(|w| (w[1] - w[0]).abs());
        (1.0 + steps.sum::<f64>() / (near.len() - 1).max(1) as f64).ln()
    });
    let mut columns = vec![single.iter().copied().map(told).collect(), step, restless.collect()];
    if !deviations.span.is_empty() {
        columns.push(deviations.span.iter().copied().map(told).collect());
    }
    columns
}

/// A deviation without its last digits: they are rounding, and a cut must not set apart what differs by nothing else.
fn told(deviation: f64) -> f64 {
    (deviation * 1e9).round() / 1e9
}

pub(super) fn judge(view: &View<'_>, options: &Options, cancel: &Cancel) -> Result<Judged> {
    let expected = Expected::of(view, cancel)?;
    by_deviations(view, &Deviations::of(view, &expected, options), options, cancel)
}

/// What the forest says of deviations.
pub(super) fn by_deviations(
    view: &View<'_>,
    deviations: &Deviations,
    options: &Options,
    cancel: &Cancel,
) -> Result<Judged> {
    let forest = Forest { trees: options.trees, sample: options.sample, seed: options.seed };
    let score = forest.run(&features(view, deviations), cancel)?;
    let is_anomaly = score.iter().map(|v| *v >= options.isolation).collect();
    Ok(Judged { score, is_anomaly, bounds: None, changes: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn numbers(v: &Value) -> Vec<f64> {
        v.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
    }

    // Golden values: `testdata/golden/anomaly.py`. Two forests of 1,000 random trees each: the standard deviation of a
    // score's difference is about 0.005.
    #[test]
    fn scores_and_path_lengths_are_those_of_scikit_learn() {
        let golden: Value = serde_json::from_str(include_str!("../../testdata/golden/anomaly.json")).unwrap();
        for row in golden["paths"].as_array().unwrap() {
            let theirs = row["length"].as_f64().unwrap();
            assert!((average_path(row["n"].as_u64().unwrap() as usize) - theirs).abs() < 1e-12);
        }
        let forest = &golden["forest"];
        let columns: Vec<Vec<f64>> = forest["columns"].as_array().unwrap().iter().map(numbers).collect();
        let ours = Forest { trees: 1000, sample: 128, seed: 3 }.scores(&columns);
        for (ours, theirs) in ours.iter().zip(numbers(&forest["scores"])) {
            assert!((ours - theirs).abs() < 0.03, "{ours} {theirs}");
        }
    }

    #[test]
    fn scores_are_the_same_for_a_seed_and_not_for_another() {
        let column: Vec<f64> = (0..300).map(|i| f64::from(i * i % 101)).collect();
        let scores = |seed| Forest { seed, ..Forest::default() }.scores(std::slice::from_ref(&column));
        assert_eq!(scores(1), scores(1));
        assert_ne!(scores(1), scores(2));
    }

    #[test]
    fn rows_that_are_all_alike_or_missing_are_not_set_apart() {
        let alike = Forest::default().scores(&[vec![2.0; 50]]);
        assert!(alike.iter().all(|s| (s - alike[0]).abs() < 1e-12 && *s <= 0.5 + 1e-9), "{alike:?}");
        assert!(Forest::default().scores(&[vec![f64::NAN; 5]]).iter().all(|s| s.is_nan()));
        assert!(Forest::default().scores(&[]).is_empty());
    }
}
