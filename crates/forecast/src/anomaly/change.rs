//! Changes of level by optimal segmentation: PELT of Killick, Fearnhead and Eckley (2012), "Optimal detection of
//! changepoints with a linear computational cost", Journal of the American Statistical Association 107.

use serde::{Deserialize, Serialize};

use super::season::seasons;
use super::{Bounds, Judged, Options, View};
use crate::median::median;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// What is constant between two changes, under normal errors. The cost of a segment is twice its negative
/// log-likelihood, but for constants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// The mean; the variance is the same everywhere.
    #[default]
    Mean,
    /// Mean and variance.
    MeanVariance,
}

/// What one more change costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "penalty", content = "value")]
pub enum Penalty {
    /// The Bayesian information criterion: one parameter for the time of the change and one or two for the new
    /// segment, `ln n` each.
    Bic,
    /// The modified criterion of Zhang and Siegmund (2007), Biometrics 63: `3 ln n` and the logarithm of
    /// the share of each segment. Changes close to each other cost more.
    #[default]
    Mbic,
    /// This much.
    Fixed(f64),
}

impl Penalty {
    fn value(self, n: usize, cost: Cost) -> f64 {
        let parameters = match cost {
            Cost::Mean => 1.0,
            Cost::MeanVariance => 2.0,
        };
        match self {
            Self::Bic => (parameters + 1.0) * (n as f64).ln(),
            Self::Mbic => (parameters + 2.0) * (n as f64).ln(),
            Self::Fixed(value) => value,
        }
    }
}

/// The costs of all segments of a series, each in constant time.
struct Segments {
    cost: Cost,
    /// Whether the logarithm of a segment's length is a part of its cost.
    by_length: bool,
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// Variances below this count as this.
    least: f64,
}

impl Segments {
    /// For numbers of about unit size.
    fn new(y: &[f64], cost: Cost, penalty: Penalty) -> Self {
        // Around the median sums lose the fewest digits.
        let middle = median(&mut y.to_vec());
        let (mut sums, mut squares) = (vec![0.0; y.len() + 1], vec![0.0; y.len() + 1]);
        for (t, v) in y.iter().enumerate() {
            let v = v - middle;
            sums[t + 1] = sums[t] + v;
            squares[t + 1] = squares[t] + v * v;
        }
        let all = squares[y.len()] / y.len().max(1) as f64;
        Self { cost, by_length: penalty == Penalty::Mbic, sums, squares, least: (1e-9 * all).max(1e-300) }
    }

    /// The cost of the segment from `from` up to but not `to`.
    fn of(&self, from: usize, to: usize) -> f64 {
        let n = (to - from) as f64;
        let sum = self.sums[to] - self.sums[from];
        let squares = (self.squares[to] - self.squares[from] - sum * sum / n).max(0.0);
        let fit = match self.cost {
            Cost::Mean => squares,
            Cost::MeanVariance => {
                let variance = (squares / n).max(self.least);
                // The likelihood with the least variance allowed, where that is more than the segment has.
                n * (variance.ln() + squares / n / variance - 1.0)
            }
        };
        if self.by_length { fit + n.ln() } else { fit }
    }
}

/// The first periods of the segments after the first one, of the segmentation of `y` with the least sum of costs and
/// penalties; each segment has at least `segment` periods. For [`Cost::Mean`] the variance of the errors must be 1.
/// NaN must not occur.
///
/// ```
/// use almanac_forecast::anomaly::change::{Cost, Penalty, pelt};
///
/// let y: Vec<f64> = (0..60).map(|t| if t < 25 { 0.0 } else { 4.0 } + f64::from(t * 7 % 5) / 2.0).collect();
/// assert_eq!(pelt(&y, Cost::Mean, Penalty::Bic, 2), [25]);
/// ```
pub fn pelt(y: &[f64], cost: Cost, penalty: Penalty, segment: usize) -> Vec<usize> {
    let value = penalty.value(y.len(), cost);
    run(y, cost, penalty, value, segment, 1, &Cancel::default()).unwrap_or_default()
}

/// [`pelt`] with `value` as the penalty and changes only at multiples of `grid`.
fn run(
    y: &[f64],
    cost: Cost,
    penalty: Penalty,
    value: f64,
    segment: usize,
    grid: usize,
    cancel: &Cancel,
) -> Result<Vec<usize>> {
    let (n, segment) = (y.len(), segment.max(1));
    if n < 2 * segment {
        return Ok(Vec::new());
    }
    let segments = Segments::new(y, cost, penalty);
    // One segment in place of two saves at most this, beyond the penalty: with lengths a and b in the cost,
    // ln(a + b) - ln a - ln b is at least ln 4 - ln n.
    let slack = if segments.by_length { (n as f64 / 4.0).ln().max(0.0) } else { 0.0 };
    let mut best = vec![f64::INFINITY; n + 1];
    let mut last = vec![0; n + 1];
    best[0] = -value;
    // Where the last segment may begin; and until when those stay that can no longer be best.
    let mut candidates: Vec<(usize, usize)> = vec![(0, usize::MAX)];
    for (round, to) in (segment..=n).filter(|t| t % grid == 0 || *t == n).enumerate() {
        if round % 64 == 0 && cancel.requested() {
            return Err(Error::Cancelled);
        }
        for (from, _) in &candidates {
            if to - *from < segment {
                continue;
            }
            let total = best[*from] + segments.of(*from, to);
            if total + value < best[to] {
                best[to] = total + value;
                last[to] = *from;
            }
        }
        for (from, until) in &mut candidates {
            // Theorem 3.1: it will not be best for any end that leaves room for a segment from here.
            if to - *from >= segment && best[*from] + segments.of(*from, to) > best[to] + slack {
                *until = (*until).min(to + segment);
            }
        }
        candidates.retain(|(_, until)| *until > to);
        if to + segment <= n && best[to].is_finite() {
            candidates.push((to, usize::MAX));
        }
    }
    Ok(walk(&last))
}

/// The changes on the best way to the end: `last` says where the last segment begins, by where it ends.
fn walk(last: &[usize]) -> Vec<usize> {
    let begin = |end: usize| Some(last[end]).filter(|begin| *begin > 0);
    let mut changes: Vec<usize> =
        std::iter::successors(begin(last.len() - 1), |change| begin(*change)).collect();
    changes.reverse();
    changes
}

/// Above so many periods changes are looked for on a grid.
const LONGEST: usize = 20_000;

/// Robust estimates of an autoregression of order 1, from differences that one change moves only once: the
/// correlation (Chakar, Lebarbier, Lévy-Leduc and Robin 2017, Bernoulli 23, their robust estimator), and the standard deviation
/// of the mean of `n` values times `√n`, which for uncorrelated values is that of one.
fn long_run(y: &[f64]) -> (f64, f64) {
    let middle = |lag: usize| {
        let mut sizes: Vec<f64> = y.iter().skip(lag).zip(y).map(|(a, b)| (a - b).abs()).collect();
        median(&mut sizes)
    };
    let (one, two) = (middle(1), middle(2));
    let ratio = (two / one).powi(2) - 1.0;
    let correlation = if ratio.is_finite() { ratio.clamp(0.0, MOST_CORRELATED) } else { 0.0 };
    // The difference of neighbours has the variance 2 v (1 - ρ), v that of one value; the mean's is v (1 + ρ) / (1 - ρ).
    let one = if one > 0.0 { super::deviation::NORMAL * one } else { super::deviation::spread(diffs(y)) };
    let single = one / (2.0 * (1.0 - correlation)).sqrt();
    (correlation, single * ((1.0 + correlation) / (1.0 - correlation)).sqrt())
}

fn diffs(y: &[f64]) -> impl Iterator<Item = f64> + '_ {
    y.iter().skip(1).zip(y).map(|(a, b)| a - b)
}

/// A stronger correlation cannot be told from changes.
const MOST_CORRELATED: f64 = 0.99;

pub(super) fn judge(view: &View<'_>, options: &Options, cancel: &Cancel) -> Result<Judged> {
    let n = view.y.len();
    let season = seasons(view, cancel)?;
    let rest: Vec<f64> = view.y.iter().zip(&season).map(|(y, s)| y - s).collect();
    let (correlation, sd) = long_run(&rest);
    let sd = if sd > 1e-12 { sd } else { 1e-12 };
    let scaled: Vec<f64> = rest.iter().map(|v| v / sd).collect();
    let mut value = options.penalty.value(n, options.cost);
    if options.cost == Cost::MeanVariance {
        // Correlated values tell less of a change than as many independent ones.
        value *= (1.0 + correlation) / (1.0 - correlation);
    }
    let segment = options.segment(view.day);
    let grid = n.div_ceil(LONGEST);
    let starts = run(&scaled, options.cost, options.penalty, value, segment, grid, cancel)?;
    let edges: Vec<usize> = std::iter::once(0).chain(starts.iter().copied()).chain([n]).collect();
    let means: Vec<f64> = edges.windows(2).map(|w| mean(&rest[w[0]..w[1]])).collect();
    let mut judged = Judged {
        score: view.observed.iter().map(|o| if *o { 0.0 } else { f64::NAN }).collect(),
        is_anomaly: vec![false; n],
        bounds: None,
        changes: Vec::new(),
    };
    let single = sd * ((1.0 - correlation) / (1.0 + correlation)).sqrt();
    for (t, pair) in starts.iter().zip(means.windows(2)) {
        judged.changes.push((*t, pair[0], pair[1]));
        judged.score[*t] = (pair[1] - pair[0]).abs() / single;
        judged.is_anomaly[*t] = true;
    }
    let mut expected = season;
    for (w, mean) in edges.windows(2).zip(&means) {
        expected[w[0]..w[1]].iter_mut().for_each(|v| *v += mean);
    }
    let nothing = vec![f64::NAN; n];
    judged.bounds = Some(Bounds { expected, lo: nothing.clone(), hi: nothing });
    Ok(judged)
}

fn mean(y: &[f64]) -> f64 {
    y.iter().map(|v| v / y.len() as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn numbers(v: &Value) -> Vec<f64> {
        v.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
    }

    fn total(y: &[f64], changes: &[usize], cost: Cost, penalty: Penalty) -> f64 {
        let segments = Segments::new(y, cost, penalty);
        let edges: Vec<usize> = std::iter::once(0).chain(changes.iter().copied()).chain([y.len()]).collect();
        let costs: f64 = edges.windows(2).map(|w| segments.of(w[0], w[1])).sum();
        costs + penalty.value(y.len(), cost) * changes.len() as f64
    }

    /// Optimal partitioning without pruning (Jackson et al. 2005, IEEE Signal Processing Letters 12).
    fn least(y: &[f64], cost: Cost, penalty: Penalty, segment: usize) -> f64 {
        let segments = Segments::new(y, cost, penalty);
        let value = penalty.value(y.len(), cost);
        let mut best = vec![f64::INFINITY; y.len() + 1];
        best[0] = -value;
        for to in segment..=y.len() {
            for from in 0..=to - segment {
                best[to] = best[to].min(best[from] + segments.of(from, to) + value);
            }
        }
        best[y.len()]
    }

    // Golden values: `testdata/golden/anomaly.py`.
    #[test]
    fn changes_are_those_of_ruptures() {
        let golden: Value = serde_json::from_str(include_str!("../../testdata/golden/anomaly.json")).unwrap();
        for row in golden["changes"].as_array().unwrap() {
            let cost = if row["cost"] == "l2" { Cost::Mean } else { Cost::MeanVariance };
            let penalty = Penalty::Fixed(row["penalty"].as_f64().unwrap());
            let found =
                pelt(&numbers(&row["values"]), cost, penalty, row["segment"].as_u64().unwrap() as usize);
            let theirs: Vec<usize> = numbers(&row["changes"]).iter().map(|v| *v as usize).collect();
            assert_eq!(found, theirs, "{} {}", row["name"], row["cost"]);
        }
    }

    #[test]
    fn correlation_is_found_beside_changes_of_level() {
        let mut rng = crate::rng::Rng::of_part(1, 1);
        let mut state = 0.0;
        let y: Vec<f64> = (0..4000)
            .map(|t| {
                state = 0.6 * state + (0..12).map(|_| rng.unit()).sum::<f64>() - 6.0;
                state + if t > 2000 { 9.0 } else { 0.0 }
            })
            .collect();
        let (correlation, sd) = long_run(&y);
        assert!((correlation - 0.6).abs() < 0.1, "{correlation}");
        assert!((sd - 2.5).abs() < 0.6, "{sd}");
    }

    proptest! {
        #[test]
        fn no_segmentation_costs_less(
            y in prop::collection::vec(-3.0..3.0f64, 2..60), shift in 0.0..6.0f64, at in 0usize..60,
            segment in 1usize..6, kind in 0usize..2, which in 0usize..3,
        ) {
            let y: Vec<f64> = y.iter().enumerate().map(|(t, v)| if t < at { *v } else { v + shift }).collect();
            let (cost, segment) = ([Cost::Mean, Cost::MeanVariance][kind], segment.max(1 + kind));
            let penalty = [Penalty::Bic, Penalty::Mbic, Penalty::Fixed(3.0)][which];
            prop_assume!(y.len() >= segment);
            let found = pelt(&y, cost, penalty, segment);
            let (ours, best) = (total(&y, &found, cost, penalty), least(&y, cost, penalty, segment));
            prop_assert!((ours - best).abs() < 1e-9 * (1.0 + best.abs()), "{ours} {best}");
            let edges: Vec<usize> = std::iter::once(0).chain(found).chain([y.len()]).collect();
            prop_assert!(edges.windows(2).all(|w| w[1] - w[0] >= segment));
        }
    }
}
