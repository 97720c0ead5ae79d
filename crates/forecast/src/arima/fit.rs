//! Estimation of one model.

use super::difference::Differences;
use super::likelihood::{Criterion, Likelihood, Sums};
use super::polynomial::Polynomial;
use crate::bfgs::{Descent, minimize};

/// The orders of a model but for its differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orders {
    /// `p`: ordinary autoregressive terms.
    pub(super) p: usize,
    /// `q`: ordinary moving average terms.
    pub(super) q: usize,
    /// `P`: seasonal autoregressive terms.
    pub(super) seasonal_p: usize,
    /// `Q`: seasonal moving average terms.
    pub(super) seasonal_q: usize,
    /// Whether the differenced series has a mean other than 0.
    pub(super) constant: bool,
}

impl Orders {
    fn parts(self) -> [usize; 4] {
        [self.p, self.seasonal_p, self.q, self.seasonal_q]
    }

    fn parameters(self) -> usize {
        self.parts().iter().sum()
    }
}

/// A differenced series with its differenced regressors, ready for estimation.
pub(super) struct Problem {
    pub(super) differences: Differences,
    /// Values left after the differences.
    pub(super) n: usize,
    /// How many regressors there are.
    regressors: usize,
    /// Regressors, then the series, one after the other.
    plain: Vec<f64>,
    /// A column of ones, then the same without their means.
    centred: Vec<f64>,
    /// The means.
    means: Vec<f64>,
}

/// An estimated model.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) orders: Orders,
    /// Where the search for the parameters ended.
    pub(super) coordinates: Vec<f64>,
    pub(super) ar: Polynomial,
    /// The moving average part with all signs turned.
    pub(super) ma: Polynomial,
    /// The mean of the differenced series.
    pub(super) constant: f64,
    /// The coefficients of the regressors.
    pub(super) beta: Vec<f64>,
    /// Variance of the innovations, corrected for the number of coefficients.
    pub(super) sigma2: f64,
    /// Corrected Akaike criterion, comparable between fits by one criterion.
    pub(super) aicc: f64,
}

/// The root of the least modulus that a model of a search may have.
const NEAREST_ROOT: f64 = 1.01;

/// Squared errors below this count as rounding in values of at most 1.
const ROUNDING: f64 = 1e-30;

impl Problem {
    /// `None` if nothing is left after the differences. All columns are as long as `y`.
    pub(super) fn new(y: &[f64], regressors: &[Vec<f64>], differences: Differences) -> Option<Self> {
        let n = y.len().checked_sub(differences.lost()).filter(|n| *n > 0)?;
        let columns = regressors.iter().map(Vec::as_slice).chain(std::iter::once(y));
        let plain: Vec<f64> = columns.flat_map(|column| differences.of(column)).collect();
        let mut centred = vec![1.0; n];
        let mut means = Vec::new();
        for column in plain.chunks_exact(n) {
            let mean = column.iter().sum::<f64>() / n as f64;
            means.push(mean);
            centred.extend(column.iter().map(|v| v - mean));
        }
        Some(Self { differences, n, regressors: regressors.len(), plain, centred, means })
    }

    /// Estimates a model. The search for its parameters begins at the best of 0 and `starts`.
    ///
    /// `None` if the orders are too high for the series or its likelihood is not finite.
    pub(super) fn fit(&self, orders: Orders, criterion: Criterion, starts: &[Vec<f64>]) -> Option<Fit> {
        let columns = if orders.constant { &self.centred } else { &self.plain };
        let mut likelihood = Likelihood::new(columns, self.n, criterion);
        let m = self.differences.m;
        let mut ar = Polynomial::new(orders.p, orders.seasonal_p, m);
        let mut ma = Polynomial::new(orders.q, orders.seasonal_q, m);
        let split = orders.p + orders.seasonal_p;
        let mut objective = |x: &[f64]| {
            ar.set(&x[..split]);
            ma.set(&x[split..]);
            likelihood.evaluate(&ar, &ma).map_or(f64::INFINITY, objective)
        };
        let k = orders.parameters();
        let zero = vec![0.0; k];
        let mut best = (objective(&zero), &zero);
        for start in starts.iter().filter(|start| start.len() == k) {
            let value = objective(start);
            if value < best.0 || !best.0.is_finite() {
                best = (value, start);
            }
        }
        let descent = Descent { start: best.1, evaluations: 40 * (k + 2), tolerance: 1e-8 };
        let (coordinates, _) = minimize(&descent, &mut objective);
        ar.set(&coordinates[..split]);
        ma.set(&coordinates[split..]);
        let sums = likelihood.evaluate(&ar, &ma)?;
        let beta = likelihood.coefficients();
        Some(self.finish(orders, coordinates, ar, ma, sums, beta))
    }

    fn finish(
        &self,
        orders: Orders,
        coordinates: Vec<f64>,
        ar: Polynomial,
        ma: Polynomial,
        sums: Sums,
        mut beta: Vec<f64>,
    ) -> Fit {
        let n = self.n as f64;
        let free = (orders.parameters() + usize::from(orders.constant) + self.regressors) as f64;
        let mut constant = 0.0;
        if orders.constant {
            let means = beta[1..].iter().zip(&self.means).map(|(b, mean)| b * mean);
            constant = beta[0] + self.means[self.regressors] - means.sum::<f64>();
            beta.remove(0);
        }
        // The variance counts as a parameter, too.
        let k = free + 1.0;
        let left = n - k - 1.0;
        let correction = if left > 0.0 { 2.0 * k * (k + 1.0) / left } else { f64::INFINITY };
        let tau = std::f64::consts::TAU;
        Fit {
            orders,
            coordinates,
            ar,
            ma,
            constant,
            beta,
            sigma2: sums.squares / if n > free { n - free } else { n },
            aicc: n * (objective(sums) + tau.ln() + 1.0) + 2.0 * k + correction,
        }
    }
}

/// Minus twice the logarithm of the likelihood, maximized over the variance, per value and up to a
/// constant.
fn objective(sums: Sums) -> f64 {
    let n = sums.count as f64;
    (sums.squares / n).max(ROUNDING).ln() + sums.log_determinant / n
}

impl Fit {
    /// Whether all roots keep a distance from the unit circle, as Hyndman and Khandakar (2008) ask of
    /// the models of a search (section 3.2).
    pub(super) fn is_admissible(&self) -> bool {
        self.ar.roots_beyond(NEAREST_ROOT) && self.ma.roots_beyond(NEAREST_ROOT)
    }

    /// A start for the search of other orders: the same coordinates, cut or filled with 0.
    pub(super) fn start(&self, orders: Orders) -> Vec<f64> {
        let mut start = Vec::with_capacity(orders.parameters());
        let mut from = 0;
        for (have, want) in self.orders.parts().into_iter().zip(orders.parts()) {
            let known = &self.coordinates[from..from + have];
            start.extend(known.iter().copied().chain(std::iter::repeat(0.0)).take(want));
            from += have;
        }
        start
    }
}
