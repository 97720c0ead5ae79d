//! What a backtest tells of the errors of the base forecasts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Hierarchy;
use crate::backtest::Prediction;
use crate::{Error, Result};

/// Out-of-sample forecasts of all nodes beside what happened, period by period.
///
/// Covariances and proportions are taken from these, where the literature has the fitted values within the
/// sample: those of most models are better than any forecast, and not every model has them. The errors of all
/// steps ahead count alike.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Evidence {
    /// By node, one entry a period; NaN where it is missing.
    pub(super) actual: Vec<Vec<f64>>,
    /// The forecasts, in the same form.
    pub(super) mean: Vec<Vec<f64>>,
}

/// The form in which it is stored: JSON has no NaN.
#[derive(Serialize, Deserialize)]
struct Stored {
    actual: Vec<Vec<Option<f64>>>,
    mean: Vec<Vec<Option<f64>>>,
}

impl From<Evidence> for Stored {
    fn from(Evidence { actual, mean }: Evidence) -> Self {
        let known = |rows: Vec<Vec<f64>>| {
            let row = |row: Vec<f64>| row.into_iter().map(|v| v.is_finite().then_some(v)).collect();
            rows.into_iter().map(row).collect()
        };
        Self { actual: known(actual), mean: known(mean) }
    }
}

impl TryFrom<Stored> for Evidence {
    type Error = Error;

    fn try_from(Stored { actual, mean }: Stored) -> Result<Self> {
        let periods = actual.first().map_or(0, Vec::len);
        if actual.len() != mean.len() || actual.iter().chain(&mean).any(|row| row.len() != periods) {
            return Err(Error::Invalid("what is known of a backtest has rows of unequal length".into()));
        }
        let numbers = |rows: Vec<Vec<Option<f64>>>| {
            let row = |row: Vec<Option<f64>>| row.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect();
            rows.into_iter().map(row).collect()
        };
        Ok(Self { actual: numbers(actual), mean: numbers(mean) })
    }
}

impl Evidence {
    /// Of the predictions of a backtest of the panel of all nodes (`Tested::predictions`), in any order. No
    /// predictions are no evidence.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is a series that the hierarchy does not have.
    pub fn of<'a>(
        hierarchy: &Hierarchy,
        predictions: impl Iterator<Item = &'a Prediction> + Clone,
    ) -> Result<Self> {
        let mut first: BTreeMap<(usize, i64), usize> = BTreeMap::new();
        for one in predictions.clone() {
            if one.series >= hierarchy.len() {
                let (series, n) = (one.series, hierarchy.len());
                return Err(Error::Invalid(format!(
                    "a backtest has series {series}, the hierarchy {n} nodes"
                )));
            }
            let length = first.entry((one.window, one.start)).or_default();
            *length = one.actual.len().min(one.mean.len()).max(*length);
        }
        let mut columns = 0;
        for entry in first.values_mut() {
            columns += std::mem::replace(entry, columns);
        }
        let mut actual = vec![vec![f64::NAN; columns]; hierarchy.len()];
        let mut mean = actual.clone();
        for one in predictions {
            let at = first[&(one.window, one.start)];
            for (k, (a, m)) in one.actual.iter().zip(&one.mean).enumerate() {
                (actual[one.series][at + k], mean[one.series][at + k]) = (*a, *m);
            }
        }
        Ok(Self { actual, mean })
    }

    /// How many periods there are.
    pub fn periods(&self) -> usize {
        self.actual.first().map_or(0, Vec::len)
    }

    /// The errors of a node: what happened less what was forecast.
    fn errors(&self, node: usize) -> impl Iterator<Item = f64> + Clone + '_ {
        let rows = self.actual.get(node).zip(self.mean.get(node));
        rows.into_iter().flat_map(|(actual, mean)| actual.iter().zip(mean).map(|(a, m)| a - m))
    }

    /// The root of the mean squared error of each node; NaN if none is known.
    pub(super) fn rmse(&self) -> Vec<f64> {
        (0..self.actual.len()).map(|node| root_mean_square(self.errors(node))).collect()
    }

    /// The periods in which all nodes are known, by period: what happened to each, and what was forecast.
    pub(super) fn complete(&self) -> Vec<(Vec<f64>, Vec<f64>)> {
        let column = |rows: &[Vec<f64>], t: usize| rows.iter().map(|row| row[t]).collect::<Vec<f64>>();
        (0..self.periods())
            .map(|t| (column(&self.actual, t), column(&self.mean, t)))
            .filter(|(actual, mean)| actual.iter().chain(mean).all(|v| v.is_finite()))
            .collect()
    }
}

/// Standard deviations and correlations of the errors of all nodes. The correlation of two nodes is
/// `(1 - shrink) z_i · z_j`: there is no matrix of `n` by `n`, so nothing is too large.
#[derive(Debug, Clone)]
pub(super) struct Correlated {
    /// Standard deviations.
    pub(super) sd: Vec<f64>,
    /// Errors by period and node, of mean 0 and unit length over the periods; 0 where they are missing.
    pub(super) z: Vec<Vec<f64>>,
    /// By how much correlations are shrunk to zero.
    pub(super) shrink: f64,
}

/// The least shrinkage: what keeps a covariance positive definite.
const LEAST: f64 = 1e-6;

impl Correlated {
    /// Of the errors, shrunk by the intensity with the least expected squared error (Schäfer and Strimmer
    /// 2005, Statistical Applications in Genetics and Molecular Biology 4, article 32, target D of table 2),
    /// or not at all.
    pub(super) fn of(evidence: &Evidence, shrunk: bool) -> Self {
        let (n, periods) = (evidence.actual.len(), evidence.periods());
        let mut sd = vec![0.0; n];
        let mut z = vec![vec![0.0; n]; periods];
        for (node, sd) in sd.iter_mut().enumerate() {
            let known = evidence.errors(node).filter(|e| e.is_finite());
            let count = known.clone().count() as f64;
            if count < 2.0 {
                *sd = root_mean_square(known);
                continue;
            }
            let largest = known.clone().fold(0.0_f64, |largest, e| largest.max(e.abs()));
            let mean = known.clone().map(|e| e / count).sum::<f64>();
            let spread = root_mean_square(known.map(|e| e - mean));
            // An error that never changes has no correlation.
            if spread <= 1e-12 * largest {
                continue;
            }
            *sd = spread * (count / (count - 1.0)).sqrt();
            for (z, e) in z.iter_mut().zip(evidence.errors(node)) {
                if e.is_finite() {
                    z[node] = (e - mean) / (spread * count.sqrt());
                }
            }
        }
        let shrink = if shrunk { intensity(&z).max(LEAST) } else { 0.0 };
        Self { sd, z, shrink }
    }

    /// The part of the variance of a node that it shares with no other, between 0 and 1.
    pub(super) fn own(&self, node: usize) -> f64 {
        let length: f64 = self.z.iter().map(|z| z[node] * z[node]).sum();
        (1.0 - (1.0 - self.shrink) * length).max(0.0)
    }
}

/// The sum of the variances of the correlations over the sum of their squares. With errors of unit length
/// both are sums over pairs of periods instead of pairs of nodes.
fn intensity(z: &[Vec<f64>]) -> f64 {
    let periods = z.len() as f64;
    let n = z.first().map_or(0, Vec::len);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let (mut fourth, mut squares) = (0.0, 0.0);
    for (s, row) in z.iter().enumerate() {
        fourth += dot(row, row).powi(2) - row.iter().map(|v| v.powi(4)).sum::<f64>();
        squares +=
            dot(row, row).powi(2) + 2.0 * z[..s].iter().map(|other| dot(row, other).powi(2)).sum::<f64>();
    }
    let lengths = (0..n).map(|node| z.iter().map(|row| row[node] * row[node]).sum::<f64>().powi(2));
    squares -= lengths.sum::<f64>();
    // What is left of the diagonal is rounding.
    if periods < 2.0 || squares <= 1e-12 * n as f64 {
        return 1.0;
    }
    (periods / (periods - 1.0) * (fourth - squares / periods) / squares).clamp(0.0, 1.0)
}

/// NaN without values; squares do not overflow.
pub(super) fn root_mean_square(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let known = values.filter(|v| v.is_finite());
    let largest = known.clone().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    let count = known.clone().count() as f64;
    if largest > 0.0 {
        largest * (known.map(|v| (v / largest).powi(2)).sum::<f64>() / count).sqrt()
    } else {
        0.0 / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors of two nodes in four periods.
    fn evidence() -> Evidence {
        let actual = vec![vec![1.0, -1.0, 2.0, -2.0], vec![2.0, -1.0, 3.0, f64::NAN]];
        let mean = vec![vec![0.0; 4]; 2];
        Evidence { actual, mean }
    }

    #[test]
    fn correlations_are_those_of_the_errors() {
        let mut evidence = evidence();
        evidence.actual[1][3] = 0.0;
        let found = Correlated::of(&evidence, false);
        let r: f64 = found.z.iter().map(|z| z[0] * z[1]).sum();
        // By hand: deviations of the second from 1 are 1, -2, 2, -1; 9 / √(10 · 10).
        assert!((r - 0.9).abs() < 1e-12 && (found.sd[1] - (10.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(found.own(0).abs() < 1e-12);
        let shrunk = Correlated::of(&evidence, true);
        assert!(shrunk.shrink > 0.0 && shrunk.shrink < 1.0, "{}", shrunk.shrink);
        assert!((shrunk.own(0) - shrunk.shrink).abs() < 1e-12);
    }

    #[test]
    fn missing_and_constant_errors_have_a_spread() {
        let mut evidence = evidence();
        let found = Correlated::of(&evidence, true);
        assert!(found.sd.iter().all(|sd| *sd > 0.0) && found.z[3][1] == 0.0);
        evidence.actual[1] = vec![5.0; 4];
        let constant = Correlated::of(&evidence, true);
        assert_eq!((constant.sd[1], constant.shrink, constant.own(1)), (0.0, 1.0, 1.0));
        let huge = Evidence { actual: vec![vec![1e300, -1e300, 1e299]], mean: vec![vec![0.0; 3]] };
        assert!(Correlated::of(&huge, true).sd[0].is_finite() && huge.rmse()[0] > 5e299);
        assert!(Evidence { actual: vec![vec![f64::NAN]], mean: vec![vec![0.0]] }.rmse()[0].is_nan());
    }
}
