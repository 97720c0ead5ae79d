//! Two methods as one: the mean of the ranks of their scores, and what both call anomalous. One judges deviations by
//! their size, the other by how they stand together, so they rarely give the same false alarm.

use super::season::Expected;
use super::{Deviations, Judged, Options, View, forest};
use crate::Result;
use crate::parallel::Cancel;

pub(super) fn judge(view: &View<'_>, options: &Options, cancel: &Cancel) -> Result<Judged> {
    let expected = Expected::of(view, cancel)?;
    let deviations = Deviations::of(view, &expected, options);
    let by_level = deviations.by_level(options.level);
    let by_forest = forest::by_deviations(view, &deviations, options, cancel)?;
    let pairs = ranks(&by_level.score).into_iter().zip(ranks(&by_forest.score));
    let both = by_level.is_anomaly.iter().zip(&by_forest.is_anomaly);
    Ok(Judged {
        score: pairs.map(|(a, b)| f64::midpoint(a, b)).collect(),
        is_anomaly: both.map(|(a, b)| *a && *b).collect(),
        bounds: by_level.bounds,
        changes: Vec::new(),
    })
}

/// The share of the other numbers that are below each; NaN stays NaN.
fn ranks(scores: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = scores.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let others = sorted.len().saturating_sub(1).max(1) as f64;
    let rank = |v: &f64| if v.is_nan() { *v } else { sorted.partition_point(|s| s < v) as f64 / others };
    scores.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_shares_of_what_is_below() {
        let ranks = ranks(&[3.0, 1.0, f64::NAN, 2.0]);
        assert_eq!((ranks[0], ranks[1], ranks[3]), (1.0, 0.0, 0.5));
        assert!(ranks[2].is_nan());
    }
}
