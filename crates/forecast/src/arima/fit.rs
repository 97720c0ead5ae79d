//! Estimation of one model.

use super::difference::Differences;
use super::likelihood::{Criterion, Likelihood, Sums};
use super::polynomial::{Polynomial, is_stationary};
use crate::bfgs::{Descent, minimize};
use crate::parallel::Cancel;

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
pub(super) struct Problem<'a> {
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
    /// Makes all likelihoods infinite, so that a fit ends soon.
    cancel: &'a Cancel,
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

impl<'a> Problem<'a> {
    /// `None` if nothing is left after the differences. All columns are as long as `y`.
    pub(super) fn new(
        y: &[f64],
        regressors: &[Vec<f64>],
        differences: Differences,
        cancel: &'a Cancel,
    ) -> Option<Self> {
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
        Some(Self { differences, n, regressors: regressors.len(), plain, centred, means, cancel })
    }

    /// Estimates a model: the better of what the search for its parameters finds from 0 and from
    /// `start`, as likelihoods with a moving average often have several maxima; one that is admissible
    /// if there is one.
    ///
    /// `None` if the orders are too high for the series or its likelihood is not finite.
    pub(super) fn fit(&self, orders: Orders, criterion: Criterion, start: Option<&[f64]>) -> Option<Fit> {
        let mut estimation = Estimation::new(self, orders, criterion);
        let zero = vec![0.0; orders.parameters()];
        let fits = [Some(zero.as_slice()), start.filter(|start| *start != zero)];
        let fits = fits.into_iter().flatten().filter_map(|start| estimation.from(start));
        fits.min_by(|a, b| {
            let inferior = |fit: &Fit| !fit.is_admissible();
            inferior(a).cmp(&inferior(b)).then(a.aicc.total_cmp(&b.aicc))
        })
    }

    /// The exact fit of a model that was estimated by conditional squares, maybe for another problem.
    pub(super) fn refine(&self, fit: &Fit) -> Option<Fit> {
        Estimation::new(self, fit.orders, Criterion::Exact).from(&fit.coordinates)
    }

    /// The constant and the coefficients of the regressors, from those of the columns.
    fn coefficients(&self, mut beta: Vec<f64>, constant: bool) -> (f64, Vec<f64>) {
        if !constant {
            return (0.0, beta);
        }
        let first = beta.remove(0);
        let means = beta.iter().zip(&self.means).map(|(b, mean)| b * mean);
        (first + self.means[self.regressors] - means.sum::<f64>(), beta)
    }
}

/// The estimation of one model.
struct Estimation<'a> {
    problem: &'a Problem<'a>,
    orders: Orders,
    likelihood: Likelihood<'a>,
    ar: Polynomial,
    ma: Polynomial,
}

impl<'a> Estimation<'a> {
    fn new(problem: &'a Problem<'a>, orders: Orders, criterion: Criterion) -> Self {
        let columns = if orders.constant { &problem.centred } else { &problem.plain };
        let m = problem.differences.m;
        Self {
            problem,
            orders,
            likelihood: Likelihood::new(columns, problem.n, criterion),
            ar: Polynomial::new(orders.p, orders.seasonal_p, m),
            ma: Polynomial::new(orders.q, orders.seasonal_q, m),
        }
    }

    fn sums(&mut self, coordinates: &[f64]) -> Option<Sums> {
        let (ar, ma) = coordinates.split_at(self.orders.p + self.orders.seasonal_p);
        self.ar.set(ar);
        self.ma.set(ma);
        self.likelihood.evaluate(&self.ar, &self.ma)
    }

    fn value(&mut self, coordinates: &[f64]) -> f64 {
        if self.problem.cancel.requested() {
            return f64::INFINITY;
        }
        self.sums(coordinates).map_or(f64::INFINITY, objective)
    }

    /// The optimum that is found from `start`.
    fn from(&mut self, start: &[f64]) -> Option<Fit> {
        let descent = Descent { start, evaluations: 40 * (start.len() + 2), tolerance: 1e-8 };
        let (coordinates, _) = minimize(&descent, |x| self.value(x));
        let sums = self.sums(&coordinates)?;
        let beta = self.likelihood.coefficients();
        let (constant, beta) = self.problem.coefficients(beta, self.orders.constant);
        let n = self.problem.n as f64;
        let free = start.len() + usize::from(self.orders.constant) + self.problem.regressors;
        let free = free as f64;
        // The variance counts as a parameter, too.
        let k = free + 1.0;
        let left = n - k - 1.0;
        let correction = if left > 0.0 { 2.0 * k * (k + 1.0) / left } else { f64::INFINITY };
        let tau = std::f64::consts::TAU;
        Some(Fit {
            orders: self.orders,
            coordinates,
            ar: self.ar.clone(),
            ma: self.ma.clone(),
            constant,
            beta,
            sigma2: sums.squares / if n > free { n - free } else { n },
            aicc: n * (objective(sums) + tau.ln() + 1.0) + 2.0 * k + correction,
        })
    }
}

/// Minus twice the logarithm of the likelihood, maximized over the variance, per value and up to a
/// constant.
fn objective(sums: Sums) -> f64 {
    let n = sums.count as f64;
    (sums.squares / n).max(ROUNDING).ln() + sums.log_determinant / n
}

impl Fit {
    /// Whether roots keep a distance from the unit circle, as Hyndman and Khandakar (2008) ask of the
    /// models of a search (section 3.2). Those of a seasonal factor are looked at as powers of `B^m`, as
    /// monthly models with a seasonal coefficient of 0.9 are common. Roots of the seasonal moving average
    /// may lie anywhere: on the circle they say that the season is fixed, which the exact likelihood can
    /// bear.
    pub(super) fn is_admissible(&self) -> bool {
        self.ar.roots_beyond(NEAREST_ROOT) && is_stationary(&self.ma.ordinary, NEAREST_ROOT)
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
