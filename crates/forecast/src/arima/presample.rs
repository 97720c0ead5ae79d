//! What came before the first value: the covariance of its effect.

use super::polynomial::Polynomial;

/// Computes, for an ARMA process `y` with innovations `e` of variance 1, the covariance of
/// `v_i = Σ_{a ≥ i} (φ_a y_{i-a} + θ_a e_{i-a})`, `i = 1 … r`: what the values and innovations up to
/// time 0 add to `φ(B) y_i`. This is the stationary state of the state space form of Harvey (1989),
/// "Forecasting, Structural Time Series Models and the Kalman Filter", section 3.3, less the present
/// innovation.
///
/// Nothing here needs a linear system: the autocovariances of the autoregressive part come from
/// Durbin's recursion run backwards and forwards (Brockwell and Davis 1991, "Time Series: Theory and
/// Methods", section 5.2), the rest from sparse sums, the matrix from its first row.
#[derive(Debug, Clone, Default)]
pub(super) struct Presample {
    /// Order: the higher of the degrees of both parts.
    pub(super) r: usize,
    /// The covariance of `v`, row by row.
    pub(super) covariance: Vec<f64>,
    ar: Vec<(usize, f64)>,
    ma: Vec<(usize, f64)>,
    phi: Vec<f64>,
    theta: Vec<f64>,
    triangle: Vec<f64>,
    variance: Vec<f64>,
    gamma: Vec<f64>,
    cross: Vec<f64>,
    psi: Vec<f64>,
}

impl Presample {
    /// Computes the covariance; `None` if the process is, to rounding, not stationary.
    ///
    /// `ma` is the moving average part with all signs turned, as [`Polynomial`] has it.
    pub(super) fn compute(&mut self, ar: &Polynomial, ma: &Polynomial) -> Option<()> {
        let (p, q) = (ar.degree(), ma.degree());
        self.r = p.max(q);
        ar.expand(&mut self.ar);
        ma.expand(&mut self.ma);
        for (_, b) in &mut self.ma {
            *b = -*b;
        }
        dense(&self.ar, self.r, &mut self.phi);
        dense(&self.ma, self.r, &mut self.theta);
        self.autoregressive(p, self.r + q)?;
        self.moving_average(q);
        self.responses();
        self.matrix();
        Some(())
    }

    /// Autocovariances of the autoregressive process up to `last`, into `gamma`.
    fn autoregressive(&mut self, p: usize, last: usize) -> Option<()> {
        let triangle = &mut self.triangle;
        triangle.resize(p * p, 0.0);
        self.variance.resize(p + 1, 0.0);
        self.variance[p] = 1.0;
        if p > 0 {
            triangle[(p - 1) * p..].copy_from_slice(&self.phi[..p]);
        }
        // Row k - 1 holds the coefficients of the best predictor from k values.
        for k in (1..=p).rev() {
            let (above, row) = triangle.split_at_mut((k - 1) * p);
            let r = row[k - 1];
            let rest = 1.0 - r * r;
            if rest.is_nan() || rest <= 0.0 {
                return None;
            }
            self.variance[k - 1] = self.variance[k] / rest;
            if k > 1 {
                for (i, a) in above[(k - 2) * p..][..k - 1].iter_mut().enumerate() {
                    *a = (row[i] + r * row[k - 2 - i]) / rest;
                }
            }
        }
        self.gamma.clear();
        self.gamma.push(self.variance[0]);
        for k in 1..=p.min(last) {
            let r = triangle[(k - 1) * p + k - 1];
            let mut sum = r * self.variance[k - 1];
            if k > 1 {
                let row = &triangle[(k - 2) * p..][..k - 1];
                sum += row.iter().zip(self.gamma.iter().rev()).map(|(a, g)| a * g).sum::<f64>();
            }
            self.gamma.push(sum);
        }
        for k in p + 1..=last {
            let sum = self.ar.iter().map(|(lag, a)| a * self.gamma[k - lag]).sum();
            self.gamma.push(sum);
        }
        self.gamma[0].is_finite().then_some(())
    }

    /// Autocovariances of the whole process up to `r`, into `gamma`.
    fn moving_average(&mut self, q: usize) {
        if q == 0 {
            return;
        }
        let gamma = &self.gamma;
        self.cross.clear();
        self.cross.extend(
            (0..=self.r + q)
                .map(|k| gamma[k] + self.ma.iter().map(|(lag, b)| b * gamma[k.abs_diff(*lag)]).sum::<f64>()),
        );
        for k in 0..=self.r {
            let ahead = self.ma.iter().map(|(lag, b)| b * self.cross[k + lag]);
            self.gamma[k] = self.cross[k] + ahead.sum::<f64>();
        }
    }

    /// Responses of the process to an innovation, up to `r`, into `psi`.
    fn responses(&mut self) {
        self.psi.clear();
        self.psi.push(1.0);
        for k in 1..=self.r {
            let past = self.ar.iter().filter(|(lag, _)| *lag <= k).map(|(lag, a)| a * self.psi[k - lag]);
            let sum = self.theta[k - 1] + past.sum::<f64>();
            self.psi.push(sum);
        }
    }

    /// First row, then each diagonal from its end: `v_i` of the next period is
    /// `v_{i+1} + φ_i y + θ_i e` of this one, with `y = v_1 + e`.
    fn matrix(&mut self) {
        let (r, phi, theta) = (self.r, &self.phi, &self.theta);
        let matrix = &mut self.covariance;
        matrix.clear();
        matrix.resize(r * r, 0.0);
        for j in 0..r {
            let lags = |terms: &[(usize, f64)], values: &[f64]| -> f64 {
                terms.iter().filter(|(lag, _)| *lag > j).map(|(lag, a)| a * values[lag - j]).sum()
            };
            matrix[j] = lags(&self.ar, &self.gamma) + lags(&self.ma, &self.psi);
        }
        for i in (1..r).rev() {
            for j in i..r {
                let (first_i, first_j, next) = if j + 1 < r {
                    (matrix[i + 1], matrix[j + 1], matrix[(i + 1) * r + j + 1])
                } else {
                    (if i + 1 < r { matrix[i + 1] } else { 0.0 }, 0.0, 0.0)
                };
                let value = next
                    + phi[j] * first_i
                    + phi[i] * first_j
                    + phi[i] * phi[j] * self.gamma[0]
                    + phi[i] * theta[j]
                    + theta[i] * phi[j]
                    + theta[i] * theta[j];
                matrix[i * r + j] = value;
            }
        }
        for i in 0..r {
            for j in 0..i {
                matrix[i * r + j] = matrix[j * r + i];
            }
        }
    }
}

/// The coefficients of lags 1 to `r`.
fn dense(lags: &[(usize, f64)], r: usize, out: &mut Vec<f64>) {
    out.clear();
    out.resize(r, 0.0);
    for (lag, a) in lags {
        out[lag - 1] += a;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variance of the state after many periods, by definition.
    fn iterated(phi: &[f64], theta: &[f64]) -> Vec<f64> {
        let r = phi.len();
        let mut v = vec![0.0; r * r];
        for _ in 0..3000 {
            let at = |v: &[f64], i: usize, j: usize| if i < r && j < r { v[i * r + j] } else { 0.0 };
            let mut next = vec![0.0; r * r];
            for i in 0..r {
                for j in 0..r {
                    next[i * r + j] = at(&v, i + 1, j + 1)
                        + phi[i] * at(&v, 0, j + 1)
                        + phi[j] * at(&v, i + 1, 0)
                        + phi[i] * phi[j] * at(&v, 0, 0)
                        + (phi[i] + theta[i]) * (phi[j] + theta[j]);
                }
            }
            v = next;
        }
        v
    }

    #[test]
    fn the_covariance_is_that_of_the_stationary_state() {
        for (orders, x) in [
            ([1, 0, 0, 0], vec![0.9]),
            ([0, 0, 2, 0], vec![0.5, -0.8]),
            ([2, 0, 1, 0], vec![0.9, -0.4, 0.6]),
            ([1, 0, 3, 0], vec![-0.9, 0.4, 0.6, 0.1]),
            ([2, 1, 1, 1], vec![0.6, 0.2, 0.7, -0.5, -0.9]),
            ([0, 2, 1, 2], vec![0.6, 0.2, 0.7, -0.5, -0.9]),
        ] {
            let [p, sp, q, sq] = orders;
            let (mut ar, mut ma) = (Polynomial::new(p, sp, 4), Polynomial::new(q, sq, 4));
            ar.set(&x[..p + sp]);
            ma.set(&x[p + sp..]);
            let mut presample = Presample::default();
            // A second run must not feel the first.
            presample.compute(&Polynomial::new(3, 1, 4), &Polynomial::new(3, 2, 4)).unwrap();
            presample.compute(&ar, &ma).unwrap();
            let expected = iterated(&presample.phi, &presample.theta);
            for (a, b) in presample.covariance.iter().zip(&expected) {
                assert!((a - b).abs() < 1e-8 * expected[0].max(1.0), "{orders:?} {a} {b}");
            }
        }
    }
}
