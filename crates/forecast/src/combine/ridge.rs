//! Ridge regression from sums that can be joined.

use crate::cholesky::Cholesky;

/// Sums of the regression over a window.
#[derive(Clone)]
pub(super) struct Sums {
    products: Vec<f64>,
    targets: Vec<f64>,
    pub(super) squares: f64,
}

impl Sums {
    pub(super) fn new(n: usize) -> Self {
        Self { products: vec![0.0; n * n], targets: vec![0.0; n], squares: 0.0 }
    }

    pub(super) fn add(&mut self, row: &[f64], target: f64) {
        let n = row.len();
        for (i, a) in row.iter().enumerate() {
            self.targets[i] += a * target;
            self.products[i * n..].iter_mut().zip(row).for_each(|(sum, b)| *sum += a * b);
        }
        self.squares += target * target;
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.products.iter_mut().zip(&other.products).for_each(|(a, b)| *a += b);
        self.targets.iter_mut().zip(&other.targets).for_each(|(a, b)| *a += b);
        self.squares += other.squares;
    }

    /// Ridge regression (Hoerl and Kennard 1970, Technometrics 12).
    pub(super) fn solve(&self, penalty: f64) -> Option<Vec<f64>> {
        let n = self.targets.len();
        let unit = self.products.iter().step_by(n + 1).sum::<f64>() / n.max(1) as f64;
        let mut matrix = self.products.clone();
        matrix.iter_mut().step_by(n + 1).for_each(|v| *v += penalty * unit);
        let mut solution = self.targets.clone();
        Cholesky::of(matrix, n)?.solve(&mut solution);
        solution.iter().all(|v| v.is_finite()).then_some(solution)
    }

    /// The sum of squared errors with these coefficients.
    pub(super) fn loss(&self, coefficients: &[f64]) -> f64 {
        let n = coefficients.len();
        let inner = |i: usize| {
            self.products[i * n..(i + 1) * n].iter().zip(coefficients).map(|(a, b)| a * b).sum::<f64>()
        };
        let form =
            coefficients.iter().enumerate().map(|(i, c)| c * (inner(i) - 2.0 * self.targets[i])).sum::<f64>();
        self.squares + form
    }
}
