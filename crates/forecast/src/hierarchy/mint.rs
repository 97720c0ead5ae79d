//! Minimum trace reconciliation (Wickramasuriya, Athanasopoulos and Hyndman 2019, "Optimal forecast
//! reconciliation for hierarchical and grouped time series through trace minimization", Journal of the
//! American Statistical Association 114, theorem 1).
//!
//! With `U' y = 0` for all coherent `y`, one row for each aggregate, and `W` the covariance of the errors of
//! the base forecasts, the reconciled ones are `ŷ - W U (U' W U)⁻¹ U' ŷ`. `W` is a diagonal matrix plus one
//! of low rank (a vector for each period of the backtest), so neither it nor the summing matrix is ever
//! written down. `U' W U` is factored where there are few aggregates; else conjugate gradients solve with it
//! (Saad 2003, *Iterative Methods for Sparse Linear Systems*, algorithm 9.1), scaled by the diagonal part of
//! `W` of the aggregates: what is left is then the identity plus something positive with few large
//! eigenvalues, one group of them for each level.

use super::evidence::{Correlated, Evidence};
use super::{Covariance, Hierarchy};
use crate::cholesky::Cholesky;
use crate::{Error, Result};

/// So many aggregates are solved for by a factor.
const FEW: usize = 1000;
/// The most aggregates of `mint_cov`, which has no well-conditioned system.
const MOST_COV: usize = 2000;
/// The least variance of a node, as a share of that of the average node of its size.
const FLOOR: f64 = 1e-8;
/// Conjugate gradients end at this size of the residual, as a share of that at the start, or give up after so
/// many steps, or fail if it is larger than that by then.
const TOLERANCE: f64 = 1e-11;
const STEPS: usize = 3000;
const ACCEPTED: f64 = 1e-6;

/// A prepared minimum trace reconciliation.
pub(super) struct MinT {
    /// The nodes of the aggregates.
    aggregates: Vec<usize>,
    /// The diagonal part of `W`, by node.
    diagonal: Vec<f64>,
    /// The vectors of the rest of `W`, by node.
    low: Vec<Vec<f64>>,
    /// `U'` times each of these.
    projected: Vec<Vec<f64>>,
    /// The diagonal of `U' W U`.
    scale: Vec<f64>,
    /// The factor of `U' W U`, scaled to a diagonal of ones.
    factor: Option<Cholesky>,
}

impl MinT {
    /// Prepares the reconciliation.
    ///
    /// # Errors
    /// [`Error::Invalid`] without the errors that a covariance needs.
    pub(super) fn new(hierarchy: &Hierarchy, covariance: Covariance, evidence: &Evidence) -> Result<Self> {
        let needs = !matches!(covariance, Covariance::Ols | Covariance::WlsStruct);
        if needs && evidence.periods() == 0 {
            return Err(Error::Invalid(
                "the method needs the errors of a backtest, and there are none".into(),
            ));
        }
        let aggregates = hierarchy.aggregates();
        let sizes = || (0..hierarchy.len()).map(|node| hierarchy.members(node).len() as f64);
        let (diagonal, low) = match covariance {
            Covariance::Ols => (vec![1.0; hierarchy.len()], Vec::new()),
            Covariance::WlsStruct => (sizes().collect(), Vec::new()),
            Covariance::WlsVar => {
                let sd = floored(evidence.rmse(), hierarchy);
                (sd.iter().map(|sd| sd * sd).collect(), Vec::new())
            }
            Covariance::MintShrink => low_rank(Correlated::of(evidence, true), hierarchy),
            Covariance::MintCov => {
                check_cov(aggregates.len(), evidence.periods())?;
                low_rank(Correlated::of(evidence, false), hierarchy)
            }
        };
        let mut mint =
            Self { aggregates, diagonal, low, projected: Vec::new(), scale: Vec::new(), factor: None };
        mint.projected = mint.low.iter().map(|low| mint.gap(hierarchy, low)).collect();
        mint.scale = mint.scales(hierarchy);
        let count = mint.aggregates.len();
        if count <= FEW || covariance == Covariance::MintCov {
            let why = "the covariance of the errors has no inverse: take mint_shrink";
            mint.factor = Some(mint.factored(hierarchy).ok_or_else(|| Error::Invalid(why.to_owned()))?);
        }
        Ok(mint)
    }

    /// `U' y`: by how much each aggregate is above the sum of its bottom series.
    fn gap(&self, hierarchy: &Hierarchy, y: &[f64]) -> Vec<f64> {
        let sum = |node: usize| -> f64 {
            hierarchy.members(node).iter().map(|j| y[hierarchy.bottom()[*j as usize]]).sum()
        };
        self.aggregates.iter().map(|node| y[*node] - sum(*node)).collect()
    }

    /// `U x`.
    fn spread(&self, hierarchy: &Hierarchy, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; hierarchy.len()];
        for (node, x) in self.aggregates.iter().zip(x) {
            y[*node] += x;
            for j in hierarchy.members(*node) {
                y[hierarchy.bottom()[*j as usize]] -= x;
            }
        }
        y
    }

    /// The diagonal of `U' W U`.
    fn scales(&self, hierarchy: &Hierarchy) -> Vec<f64> {
        let own = self.aggregates.iter().map(|node| {
            let members = hierarchy.members(*node).iter();
            self.diagonal[*node]
                + members.map(|j| self.diagonal[hierarchy.bottom()[*j as usize]]).sum::<f64>()
        });
        let low = |a: usize| self.projected.iter().map(|row| row[a] * row[a]).sum::<f64>();
        own.enumerate().map(|(a, own)| own + low(a)).collect()
    }

    /// The factor of `U' W U` with a diagonal of ones; `None` if it is not positive definite.
    fn factored(&self, hierarchy: &Hierarchy) -> Option<Cholesky> {
        let count = self.aggregates.len();
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); hierarchy.bottom().len()];
        for (a, node) in self.aggregates.iter().enumerate() {
            for j in hierarchy.members(*node) {
                above[*j as usize].push(a);
            }
        }
        let mut matrix = vec![0.0; count * count];
        for (above, node) in above.iter().zip(hierarchy.bottom()) {
            for (i, a) in above.iter().enumerate() {
                for b in &above[..=i] {
                    matrix[a * count + b] += self.diagonal[*node];
                }
            }
        }
        for row in &self.projected {
            for a in 0..count {
                for (entry, b) in matrix[a * count..=a * count + a].iter_mut().zip(row) {
                    *entry += row[a] * b;
                }
            }
        }
        for (a, node) in self.aggregates.iter().enumerate() {
            matrix[a * count + a] += self.diagonal[*node];
            for b in 0..=a {
                matrix[a * count + b] /= (self.scale[a] * self.scale[b]).sqrt();
            }
        }
        Cholesky::of(matrix, count)
    }

    /// Replaces `b` by the solution of `U' W U x = b`.
    fn solve(&self, hierarchy: &Hierarchy, mut b: Vec<f64>) -> Result<Vec<f64>> {
        let Some(factor) = &self.factor else { return self.iterate(hierarchy, &b) };
        let scale = |b: &mut Vec<f64>| b.iter_mut().zip(&self.scale).for_each(|(b, s)| *b /= s.sqrt());
        scale(&mut b);
        factor.solve(&mut b);
        scale(&mut b);
        Ok(b)
    }

    /// `U' W U x`.
    fn times(&self, hierarchy: &Hierarchy, x: &[f64]) -> Vec<f64> {
        let mut wide = self.spread(hierarchy, x);
        for (v, w) in wide.iter_mut().zip(&self.diagonal) {
            *v *= w;
        }
        let mut product = self.gap(hierarchy, &wide);
        for row in &self.projected {
            let along = dot(row, x);
            for (p, v) in product.iter_mut().zip(row) {
                *p += along * v;
            }
        }
        product
    }

    /// Conjugate gradients.
    fn iterate(&self, hierarchy: &Hierarchy, b: &[f64]) -> Result<Vec<f64>> {
        let own = || self.aggregates.iter().map(|node| self.diagonal[*node]);
        let scaled = |r: &[f64]| r.iter().zip(own()).map(|(r, s)| r / s).collect::<Vec<f64>>();
        let (mut x, mut r) = (vec![0.0; b.len()], b.to_vec());
        let mut z = scaled(&r);
        let mut direction = z.clone();
        let mut size = dot(&r, &z);
        let start = size;
        for _ in 0..STEPS {
            if size <= TOLERANCE * TOLERANCE * start {
                return Ok(x);
            }
            let product = self.times(hierarchy, &direction);
            let step = size / dot(&direction, &product);
            for i in 0..x.len() {
                x[i] += step * direction[i];
                r[i] -= step * product[i];
            }
            z = scaled(&r);
            let next = dot(&r, &z);
            for (d, z) in direction.iter_mut().zip(&z) {
                *d = z + next / size * *d;
            }
            size = next;
        }
        if size <= ACCEPTED * ACCEPTED * start {
            return Ok(x);
        }
        Err(Error::Numeric("the reconciliation did not converge".into()))
    }

    /// The reconciled bottom series of base forecasts of all nodes.
    pub(super) fn bottom(&self, hierarchy: &Hierarchy, base: &[f64]) -> Result<Vec<f64>> {
        let x = self.solve(hierarchy, self.gap(hierarchy, base))?;
        let wide = self.spread(hierarchy, &x);
        let along: Vec<f64> = self.projected.iter().map(|row| dot(row, &x)).collect();
        let bottom = hierarchy.bottom().iter().map(|node| {
            let rest: f64 = self.low.iter().zip(&along).map(|(low, along)| low[*node] * along).sum();
            base[*node] - self.diagonal[*node] * wide[*node] - rest
        });
        Ok(bottom.collect())
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn check_cov(aggregates: usize, periods: usize) -> Result<()> {
    if aggregates > MOST_COV {
        let why = format!(
            "mint_cov is made for up to {MOST_COV} aggregates, here are {aggregates}: take mint_shrink"
        );
        return Err(Error::Invalid(why));
    }
    if periods <= aggregates {
        return Err(Error::Invalid(format!(
            "mint_cov needs more periods of a backtest than the {aggregates} aggregates, there are {periods}: \
             take mint_shrink"
        )));
    }
    Ok(())
}

/// Standard deviations in units of the largest. Those that are unknown or vanish get the least that is usual
/// for a node of that size, so that nothing is infinitely sure; if all do, those of
/// [`Covariance::WlsStruct`].
fn floored(mut sd: Vec<f64>, hierarchy: &Hierarchy) -> Vec<f64> {
    let size = |node: usize| (hierarchy.members(node).len() as f64).sqrt();
    let largest = sd.iter().copied().filter(|v| v.is_finite()).fold(0.0_f64, f64::max);
    let unit = if largest.is_normal() { largest } else { 1.0 };
    for v in &mut sd {
        *v = if v.is_finite() { *v / unit } else { 0.0 };
    }
    let n = hierarchy.len() as f64;
    let usual = (sd.iter().enumerate().map(|(node, sd)| (sd / size(node)).powi(2)).sum::<f64>() / n).sqrt();
    for (node, v) in sd.iter_mut().enumerate() {
        *v = if usual > 0.0 { v.max(FLOOR.sqrt() * usual * size(node)) } else { size(node) };
    }
    sd
}

/// `W` of correlated errors: what each node has for itself, and the vectors of what it shares.
fn low_rank(errors: Correlated, hierarchy: &Hierarchy) -> (Vec<f64>, Vec<Vec<f64>>) {
    let own: Vec<f64> = (0..hierarchy.len()).map(|node| errors.own(node)).collect();
    let sd = floored(errors.sd, hierarchy);
    let share = (1.0 - errors.shrink).sqrt();
    let diagonal = sd.iter().zip(&own).map(|(sd, own)| own * sd * sd).collect();
    let mut low = errors.z;
    for row in &mut low {
        for (z, sd) in row.iter_mut().zip(&sd) {
            *z *= share * sd;
        }
    }
    low.retain(|row| row.iter().any(|v| *v != 0.0));
    (diagonal, low)
}

#[cfg(test)]
impl MinT {
    /// The largest entry of `U' W U x - U' ŷ` for the solution `x`, as a share of the largest of `U' ŷ`.
    pub(super) fn optimality(&self, hierarchy: &Hierarchy, base: &[f64]) -> f64 {
        let gap = self.gap(hierarchy, base);
        let x = self.solve(hierarchy, gap.clone()).unwrap();
        let left = self.times(hierarchy, &x);
        let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0_f64, |l, v| l.max(v.abs()));
        largest(&mut left.iter().zip(&gap).map(|(a, b)| a - b)) / largest(&mut gap.iter().copied())
    }
}
