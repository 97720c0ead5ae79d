//! Drivers as regressors.

use super::difference::Differences;
use super::scale;
use crate::stl::dot;

/// A part of a column below this, squared and in units of the column, counts as rounding.
const COLLINEAR: f64 = 1e-10;

/// Values of the differenced series for each regressor, at least.
const VALUES_EACH: usize = 3;

/// Columns that can be told apart, each divided by a power of two so that no value is above 1.
pub(super) struct Regressors {
    pub(super) columns: Vec<Vec<f64>>,
    /// Index among all drivers, and the divisor.
    from: Vec<(usize, f64)>,
    /// An orthonormal basis of the columns, first the constant.
    basis: Vec<Vec<f64>>,
}

impl Regressors {
    /// All columns that add something to a constant and the columns before.
    pub(super) fn new(x: &[Vec<f64>]) -> Self {
        let mut columns = Vec::new();
        let mut from = Vec::new();
        for (i, column) in x.iter().enumerate() {
            if let Some(scale) = scale(column) {
                columns.push(column.iter().map(|v| v / scale).collect());
                from.push((i, scale));
            }
        }
        Self { columns, from, basis: Vec::new() }.independent(Differences::NONE)
    }

    /// Those that still add something, to a constant if it can be in the model, when differenced.
    pub(super) fn independent(self, differences: Differences) -> Self {
        let n = self.columns.first().map_or(0, Vec::len).saturating_sub(differences.lost());
        let mut kept = Self { columns: Vec::new(), from: Vec::new(), basis: Vec::new() };
        if n == 0 {
            return kept;
        }
        if differences.count() < 2 {
            kept.basis.push(vec![1.0 / (n as f64).sqrt(); n]);
        }
        for (column, from) in self.columns.into_iter().zip(self.from) {
            let mut rest = differences.of(&column);
            let size = dot(&rest, &rest);
            // Twice, as the first time leaves rounding.
            project_out(&kept.basis, &mut rest);
            project_out(&kept.basis, &mut rest);
            let left = dot(&rest, &rest);
            let rounding = (COLLINEAR * size).max(1e-26 * n as f64);
            if left <= rounding || (kept.columns.len() + 1) * VALUES_EACH > n {
                continue;
            }
            let length = left.sqrt();
            for v in &mut rest {
                *v /= length;
            }
            kept.basis.push(rest);
            kept.columns.push(column);
            kept.from.push(from);
        }
        kept
    }

    /// What ordinary least squares on a constant and all columns, not differenced, leaves of `y`.
    pub(super) fn residuals(&self, y: &[f64]) -> Vec<f64> {
        let mut rest = y.to_vec();
        if !self.columns.is_empty() {
            project_out(&self.basis, &mut rest);
        }
        rest
    }

    /// Of all drivers those that are used, divided as those of the past.
    pub(super) fn ahead(&self, x: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let column = |&(i, scale): &(usize, f64)| x.get(i).map(|c| c.iter().map(|v| v / scale).collect());
        self.from.iter().filter_map(column).collect()
    }

    /// `Σ β x` for each of `n` periods.
    pub(super) fn effect(columns: &[Vec<f64>], beta: &[f64], n: usize) -> Vec<f64> {
        let mut effect = vec![0.0; n];
        for (column, b) in columns.iter().zip(beta) {
            for (sum, v) in effect.iter_mut().zip(column) {
                *sum += b * v;
            }
        }
        effect
    }
}

fn project_out(basis: &[Vec<f64>], y: &mut [f64]) {
    for unit in basis {
        let along = dot(unit, y);
        for (v, u) in y.iter_mut().zip(unit) {
            *v -= along * u;
        }
    }
}

#[cfg(test)]
impl Regressors {
    /// The divisors of the columns.
    pub(super) fn scales(&self) -> impl Iterator<Item = f64> {
        self.from.iter().map(|(_, scale)| *scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(n: usize) -> Vec<f64> {
        (0..n).map(|t| (t as f64).sin()).collect()
    }

    #[test]
    fn constant_and_collinear_columns_are_left_out() {
        let wave = wave(30);
        let twice: Vec<f64> = wave.iter().map(|v| 2.0 * v - 7.0).collect();
        let trend: Vec<f64> = (0..30).map(f64::from).collect();
        let nothing = vec![f64::NAN; 30];
        let kept = Regressors::new(&[vec![3.0; 30], wave, nothing, twice, trend]);
        assert_eq!(kept.from.iter().map(|f| f.0).collect::<Vec<_>>(), [1, 4]);
        // The differences of a trend are a drift.
        let once = kept.independent(Differences { ordinary: 1, seasonal: 0, m: 1 });
        assert_eq!(once.from.iter().map(|f| f.0).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn what_regressors_explain_leaves_no_residuals() {
        let x = wave(20);
        let y: Vec<f64> = x.iter().map(|v| 4.0 - 3.0 * v).collect();
        assert!(Regressors::new(&[x]).residuals(&y).iter().all(|v| v.abs() < 1e-12));
    }

    #[test]
    fn no_more_columns_are_used_than_a_third_of_the_values() {
        let x: Vec<Vec<f64>> =
            (1..9).map(|k| (0..12).map(|t| f64::from(t * k * k % 7 + k * t % 3)).collect()).collect();
        assert!(Regressors::new(&x).columns.len() <= 4);
    }
}
