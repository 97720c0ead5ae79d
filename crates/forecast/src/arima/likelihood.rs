//! The Gaussian likelihood of ARMA models.

use super::factor::{cholesky, log_determinant, semi_root, solve_lower};
use super::polynomial::Polynomial;
use super::presample::Presample;
use crate::stl::dot;

/// What is minimized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Criterion {
    /// The exact likelihood.
    Exact,
    /// Squares given that everything before the first value is 0, of the values that have a full
    /// autoregressive past (Box, Jenkins, Reinsel and Ljung 2015, section 7.1.2).
    Conditional,
}

/// Sums of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sums {
    /// The least sum of squares over all coefficients of the regressors.
    pub(super) squares: f64,
    /// Logarithm of the determinant of the covariance, in units of the innovations' variance.
    pub(super) log_determinant: f64,
    /// How many values `squares` is of.
    pub(super) count: usize,
}

/// Evaluates likelihoods of one series with regressors, without allocation once it is warm.
///
/// The exact likelihood is that of Ljung and Box (1979), "The likelihood function of stationary
/// autoregressive-moving average models", Biometrika 66, 265-270: with `v` the effect of all that
/// came before the first value (see [`Presample`]), the innovations are `e - Πv`, where `e` are the
/// innovations for `v = 0` and column `k` of `Π` is the response of `1/θ(B)` to a pulse at `k`. So
/// for `V = Cov(v) = LL'` and `K = I + L'Π'ΠL = MM'`
///
/// - the determinant is `|K|`, and
/// - the quadratic form of two columns is `a'b - z_a'z_b`, `z = M⁻¹L'Π'e`.
///
/// It is equal to that of the Kalman filter at the cost of `n (p + q) + r³` in place of `n r²`,
/// however slowly the filter converges. `Π'Π` needs only its first row, `Π'e` one filter that runs
/// backwards. Coefficients of regressors are those of generalized least squares for each set of
/// parameters, so that only the parameters are searched for.
pub(super) struct Likelihood<'a> {
    /// Regressors, then the series, one after the other.
    columns: &'a [f64],
    n: usize,
    criterion: Criterion,
    filtered: Vec<f64>,
    backward: Vec<f64>,
    /// The response of `1/θ(B)` to a pulse, as far as it is not 0.
    pub(super) pulse: Vec<f64>,
    pub(super) presample: Presample,
    gram: Vec<f64>,
    /// `L'`, row by row.
    pub(super) root: Vec<f64>,
    product: Vec<f64>,
    /// `M`, row by row.
    pub(super) inner: Vec<f64>,
    /// `z` of each column.
    pub(super) tails: Vec<f64>,
    normal: Vec<f64>,
}

/// Below this a response counts as 0.
const NEGLIGIBLE: f64 = 1e-14;

impl<'a> Likelihood<'a> {
    /// For `columns` of `n` values each.
    pub(super) fn new(columns: &'a [f64], n: usize, criterion: Criterion) -> Self {
        Self {
            columns,
            n,
            criterion,
            filtered: Vec::new(),
            backward: Vec::new(),
            pulse: Vec::new(),
            presample: Presample::default(),
            gram: Vec::new(),
            root: Vec::new(),
            product: Vec::new(),
            inner: Vec::new(),
            tails: Vec::new(),
            normal: Vec::new(),
        }
    }

    /// `None` if the order is too high for the series, or numbers fail, or the regressors (after
    /// the filter) are collinear. `ma` is the moving average part with all signs turned.
    pub(super) fn evaluate(&mut self, ar: &Polynomial, ma: &Polynomial) -> Option<Sums> {
        let (p, q, n) = (ar.degree(), ma.degree(), self.n);
        if p.max(q) >= n {
            return None;
        }
        self.filtered.clear();
        self.filtered.extend_from_slice(self.columns);
        for column in self.filtered.chunks_exact_mut(n) {
            ar.apply(column);
            ma.divide(column);
        }
        let (first, log_determinant) = match (self.criterion, p.max(q)) {
            (Criterion::Conditional, _) => (p, 0.0),
            (Criterion::Exact, 0) => (0, 0.0),
            (Criterion::Exact, r) => {
                self.presample.compute(ar, ma)?;
                if q == 0 {
                    (r, self.whiten_start(r)?)
                } else {
                    self.pulse(ma, r);
                    (0, self.explain_start(ma, r)?)
                }
            }
        };
        let exact = self.criterion == Criterion::Exact && p.max(q) > 0;
        self.products(first, exact.then_some(if q == 0 { 1.0 } else { -1.0 }));
        let columns = self.columns.len() / n;
        cholesky(&mut self.normal, columns, 1e-12)?;
        let squares = self.normal[columns * columns - 1].powi(2);
        (squares.is_finite() && log_determinant.is_finite()).then_some(Sums {
            squares,
            log_determinant,
            count: n - if self.criterion == Criterion::Conditional { p } else { 0 },
        })
    }

    /// The coefficients of the regressors at the last evaluation.
    pub(super) fn coefficients(&self) -> Vec<f64> {
        let columns = self.columns.len() / self.n;
        let k = columns - 1;
        let mut beta = self.normal[k * columns..][..k].to_vec();
        for i in (0..k).rev() {
            let above: f64 = (i + 1..k).map(|j| self.normal[j * columns + i] * beta[j]).sum();
            beta[i] = (beta[i] - above) / self.normal[i * columns + i];
        }
        beta
    }

    /// Without moving average only the first `r` values have an unknown past; their covariance is
    /// `I + V`.
    fn whiten_start(&mut self, r: usize) -> Option<f64> {
        self.inner.clear();
        self.inner.extend_from_slice(&self.presample.covariance);
        for d in self.inner.iter_mut().step_by(r + 1) {
            *d += 1.0;
        }
        cholesky(&mut self.inner, r, 0.0)?;
        self.tails.clear();
        for column in self.filtered.chunks_exact(self.n) {
            self.tails.extend_from_slice(&column[..r]);
        }
        for tail in self.tails.chunks_exact_mut(r) {
            solve_lower(&self.inner, tail);
        }
        Some(log_determinant(&self.inner, r))
    }

    /// The response of `1/θ(B)` to a pulse, until it is negligible.
    fn pulse(&mut self, ma: &Polynomial, r: usize) {
        let q = ma.degree();
        let mut length = (8 * q + 64).max(r + q + 1).min(self.n);
        loop {
            self.pulse.clear();
            self.pulse.resize(length, 0.0);
            self.pulse[0] = 1.0;
            ma.divide(&mut self.pulse);
            if length == self.n || self.pulse[length - q..].iter().all(|v| v.abs() < NEGLIGIBLE) {
                return;
            }
            length = (2 * length).min(self.n);
        }
    }

    /// `z` of each column, and the logarithm of `|K|`.
    fn explain_start(&mut self, ma: &Polynomial, r: usize) -> Option<f64> {
        self.gram(ma, r);
        semi_root(&self.presample.covariance, r, &mut self.root);
        // Rows of `product` are those of `(GL)'`.
        self.product.clear();
        self.product.resize(r * r, 0.0);
        for (l, row) in self.product.chunks_exact_mut(r).enumerate() {
            for k in l..r {
                let factor = self.root[l * r + k];
                if factor != 0.0 {
                    for (out, g) in row.iter_mut().zip(&self.gram[k * r..][..r]) {
                        *out += factor * g;
                    }
                }
            }
        }
        self.inner.clear();
        self.inner.resize(r * r, 0.0);
        for j in 0..r {
            for l in 0..=j {
                let unit = if l == j { 1.0 } else { 0.0 };
                self.inner[j * r + l] =
                    unit + dot(&self.root[j * r + j..][..r - j], &self.product[l * r + j..][..r - j]);
            }
        }
        cholesky(&mut self.inner, r, 0.0)?;
        self.tails.clear();
        let reach = (self.pulse.len() + r).min(self.n);
        for column in self.filtered.chunks_exact(self.n) {
            self.backward.clear();
            self.backward.extend_from_slice(&column[..reach]);
            ma.divide_reversed(&mut self.backward);
            for j in 0..r {
                self.tails.push(dot(&self.root[j * r + j..][..r - j], &self.backward[j..r]));
            }
        }
        for tail in self.tails.chunks_exact_mut(r) {
            solve_lower(&self.inner, tail);
        }
        Some(log_determinant(&self.inner, r))
    }

    /// The first `r` rows and columns of `Π'Π`.
    fn gram(&mut self, ma: &Polynomial, r: usize) {
        self.backward.clear();
        self.backward.extend_from_slice(&self.pulse);
        ma.divide_reversed(&mut self.backward);
        let gram = &mut self.gram;
        gram.resize(r * r, 0.0);
        gram[..r].copy_from_slice(&self.backward[..r]);
        let last = |k: usize| self.pulse.get(self.n - 1 - k).copied().unwrap_or(0.0);
        for i in 1..r {
            gram[i * r] = gram[i];
            for j in 1..r {
                gram[i * r + j] = gram[(i - 1) * r + j - 1] - last(i - 1) * last(j - 1);
            }
        }
    }

    /// Products of all columns from value `first` on, plus `sign` times those of their tails.
    fn products(&mut self, first: usize, sign: Option<f64>) {
        let columns = self.columns.len() / self.n;
        let r = self.tails.len() / columns;
        self.normal.clear();
        self.normal.resize(columns * columns, 0.0);
        for i in 0..columns {
            for j in 0..=i {
                let column = |i: usize| &self.filtered[i * self.n + first..][..self.n - first];
                let tail = |i: usize| &self.tails[i * r..][..r];
                let of_tails = sign.map_or(0.0, |sign| sign * dot(tail(i), tail(j)));
                self.normal[i * columns + j] = dot(column(i), column(j)) + of_tails;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook filter with a dense covariance, in Harvey's form.
    fn kalman(y: &[f64], ar: &Polynomial, ma: &Polynomial) -> (f64, f64) {
        let (mut phi, mut theta) = (Vec::new(), Vec::new());
        ar.expand(&mut phi);
        ma.expand(&mut theta);
        let r = ar.degree().max(ma.degree() + 1);
        let (mut a, mut b) = (vec![0.0; r], vec![0.0; r]);
        for (lag, v) in &phi {
            a[lag - 1] = *v;
        }
        b[0] = 1.0;
        for (lag, v) in &theta {
            b[*lag] = -v;
        }
        let next = |p: &[f64]| {
            let at = |i: usize, j: usize| if i < r && j < r { p[i * r + j] } else { 0.0 };
            let mut out = vec![0.0; r * r];
            for i in 0..r {
                for j in 0..r {
                    out[i * r + j] = at(i + 1, j + 1)
                        + a[i] * at(0, j + 1)
                        + a[j] * at(i + 1, 0)
                        + a[i] * a[j] * at(0, 0)
                        + b[i] * b[j];
                }
            }
            out
        };
        let mut p = vec![0.0; r * r];
        for _ in 0..2000 {
            p = next(&p);
        }
        let mut state = vec![0.0; r];
        let (mut squares, mut logs) = (0.0, 0.0);
        for v in y {
            let (gain, error) = (p[0], v - state[0]);
            squares += error * error / gain;
            logs += gain.ln();
            let updated: Vec<f64> = (0..r).map(|i| state[i] + p[i * r] / gain * error).collect();
            state = (0..r).map(|i| updated.get(i + 1).unwrap_or(&0.0) + a[i] * updated[0]).collect();
            let mut left = p.clone();
            for i in 0..r {
                for j in 0..r {
                    left[i * r + j] -= p[i * r] * p[j * r] / gain;
                }
            }
            p = next(&left);
        }
        (squares, logs)
    }

    const MODELS: [([usize; 4], [f64; 5]); 7] = [
        ([1, 0, 0, 0], [0.9, 0.0, 0.0, 0.0, 0.0]),
        ([0, 0, 1, 0], [-2.5, 0.0, 0.0, 0.0, 0.0]),
        ([2, 0, 1, 0], [0.9, -0.4, 0.6, 0.0, 0.0]),
        ([1, 0, 3, 0], [-0.9, 0.4, 0.6, 0.1, 0.0]),
        ([0, 0, 1, 1], [0.4, 2.0, 0.0, 0.0, 0.0]),
        ([2, 1, 1, 1], [0.6, 0.2, 0.7, -0.5, -0.9]),
        ([3, 1, 0, 1], [0.6, 0.2, 0.3, 0.7, 0.9]),
    ];

    fn parts(orders: [usize; 4], x: &[f64]) -> (Polynomial, Polynomial) {
        let [p, sp, q, sq] = orders;
        let (mut ar, mut ma) = (Polynomial::new(p, sp, 4), Polynomial::new(q, sq, 4));
        ar.set(&x[..p + sp]);
        ma.set(&x[p + sp..p + sp + q + sq]);
        (ar, ma)
    }

    #[test]
    fn the_likelihood_is_that_of_the_kalman_filter() {
        for n in [14, 60, 200] {
            let y: Vec<f64> = (0..n).map(|t| f64::from(t * t % 23) - 11.0 + f64::from(t % 4)).collect();
            for (orders, x) in MODELS {
                let (ar, ma) = parts(orders, &x);
                let mut likelihood = Likelihood::new(&y, y.len(), Criterion::Exact);
                let sums = likelihood.evaluate(&ar, &ma).unwrap();
                let (squares, logs) = kalman(&y, &ar, &ma);
                assert!((sums.squares / squares - 1.0).abs() < 1e-9, "{orders:?} {n} {sums:?} {squares}");
                assert!((sums.log_determinant - logs).abs() < 1e-8, "{orders:?} {n} {sums:?} {logs}");
            }
        }
    }

    #[test]
    fn coefficients_of_regressors_have_the_least_squares() {
        let y: Vec<f64> = (0..50).map(|t| f64::from(t * t % 23) - 0.3 * f64::from(t % 5)).collect();
        let x: Vec<f64> = (0..50).map(|t| f64::from(t % 5)).collect();
        let columns = [vec![1.0; 50], x.clone(), y.clone()].concat();
        for (orders, coordinates) in MODELS {
            let (ar, ma) = parts(orders, &coordinates);
            let mut likelihood = Likelihood::new(&columns, 50, Criterion::Exact);
            let sums = likelihood.evaluate(&ar, &ma).unwrap();
            let beta = likelihood.coefficients();
            let rest =
                |b: &[f64]| -> Vec<f64> { y.iter().zip(&x).map(|(y, x)| y - b[0] - b[1] * x).collect() };
            let (least, _) = kalman(&rest(&beta), &ar, &ma);
            assert!((sums.squares / least - 1.0).abs() < 1e-9, "{orders:?}");
            for moved in [[beta[0] + 0.1, beta[1]], [beta[0], beta[1] - 0.1]] {
                assert!(kalman(&rest(&moved), &ar, &ma).0 > least);
            }
        }
    }

    #[test]
    fn orders_as_high_as_the_series_is_long_have_no_likelihood() {
        let (ar, ma) = parts([2, 1, 0, 0], &[0.1; 3]);
        assert!(Likelihood::new(&[1.0; 6], 6, Criterion::Exact).evaluate(&ar, &ma).is_none());
    }

    #[test]
    fn conditional_squares_begin_after_the_autoregressive_past() {
        let (ar, ma) = parts([1, 0, 0, 0], &[0.75]);
        let sums = Likelihood::new(&[2.0, 1.0, 3.0], 3, Criterion::Conditional).evaluate(&ar, &ma).unwrap();
        assert!((sums.squares - 0.04 - 5.76).abs() < 1e-12);
        assert_eq!(sums.count, 2);
    }
}
