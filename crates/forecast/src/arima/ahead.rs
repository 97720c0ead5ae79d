//! Forecasts of an estimated model.

use super::difference::Differences;
use super::factor::solve_lower;
use super::fit::Fit;
use super::likelihood::{Criterion, Likelihood};
use crate::local::Gaussian;
use crate::stl::dot;

/// Forecasts `h` values of `y` (less the effect of its regressors, which is to be added).
///
/// The mean is that of the future given the past, from the innovations given all values. The
/// variance is that of the innovations to come, `σ² Σ ψ_j²` with the weights of the undifferenced
/// model (Box, Jenkins, Reinsel and Ljung 2015, section 5.1), plus what is left to know of the
/// innovations of the past (the final covariance of a Kalman filter). The uncertainty of the
/// estimates is left out, as usual. `None` if numbers fail.
pub(super) fn ahead(fit: &Fit, y: &[f64], differences: Differences, h: usize) -> Option<Gaussian> {
    let centred: Vec<f64> = differences.of(y).iter().map(|v| v - fit.constant).collect();
    let n = centred.len();
    let mut likelihood = Likelihood::new(&centred, n, Criterion::Exact);
    likelihood.evaluate(&fit.ar, &fit.ma)?;
    let (mut ar, mut ma) = (Vec::new(), Vec::new());
    fit.ar.expand(&mut ar);
    fit.ma.expand(&mut ma);
    let future = Future { ar, ma, differences, h };
    let r = likelihood.presample.r;
    let unknown = if fit.ma.degree() > 0 { r } else { 0 };

    let mut start = start_given_all(&likelihood, unknown);
    start.resize(n, 0.0);
    let mut innovations = centred.clone();
    fit.ar.apply(&mut innovations);
    for (e, v) in innovations.iter_mut().zip(&start) {
        *e -= v;
    }
    fit.ma.divide(&mut innovations);
    let mut mean = future.arma(&centred, &innovations);
    for v in &mut mean {
        *v += fit.constant;
    }
    differences.undo(y, &mut mean);

    let mut variance = future.of_innovations_to_come();
    future.add_of_the_past(&likelihood, n, unknown, &mut variance);
    let sd = variance.iter().map(|v| (v * fit.sigma2).sqrt()).collect();
    Some(Gaussian { mean, sd })
}

/// The expectation of the effect of all that came before, given the series: `L M'⁻¹ z`.
fn start_given_all(likelihood: &Likelihood<'_>, r: usize) -> Vec<f64> {
    let mut z = likelihood.tails[..r].to_vec();
    for i in (0..r).rev() {
        let above: f64 = (i + 1..r).map(|j| likelihood.inner[j * r + i] * z[j]).sum();
        z[i] = (z[i] - above) / likelihood.inner[i * r + i];
    }
    (0..r).map(|i| (0..=i).map(|j| likelihood.root[j * r + i] * z[j]).sum()).collect()
}

/// The recursions that lead on from the end of a series.
struct Future {
    /// Lags and coefficients, multiplied out; those of the moving average with all signs turned.
    ar: Vec<(usize, f64)>,
    ma: Vec<(usize, f64)>,
    differences: Differences,
    h: usize,
}

impl Future {
    /// The differenced process ahead, without innovations to come, from its past.
    fn arma(&self, y: &[f64], innovations: &[f64]) -> Vec<f64> {
        let mut ahead: Vec<f64> = Vec::with_capacity(self.h);
        let before = |past: &[f64], back: usize| past.len().checked_sub(back).map_or(0.0, |t| past[t]);
        for k in 0..self.h {
            let value = |lag: usize| if lag <= k { ahead[k - lag] } else { before(y, lag - k) };
            let own: f64 = self.ar.iter().map(|(lag, a)| a * value(*lag)).sum();
            let late = self.ma.iter().filter(|(lag, _)| *lag > k);
            let shocks: f64 = late.map(|(lag, b)| b * before(innovations, lag - k)).sum();
            ahead.push(own - shocks);
        }
        ahead
    }

    /// Sums of squared weights.
    fn of_innovations_to_come(&self) -> Vec<f64> {
        // The response to a unit innovation in the first period ahead.
        let mut weights = vec![1.0];
        weights.extend(Self { h: self.h.saturating_sub(1), ..self.copy() }.arma(&[1.0], &[1.0]));
        self.differences.undo(&[], &mut weights);
        let mut sum = 0.0;
        weights
            .iter()
            .take(self.h)
            .map(|w| {
                sum += w * w;
                sum
            })
            .collect()
    }

    fn copy(&self) -> Self {
        Self { ar: self.ar.clone(), ma: self.ma.clone(), differences: self.differences, h: self.h }
    }

    /// Adds the variance of each period ahead that comes from innovations of the past not being
    /// known: these are `e - Πv`, and given the series `v` has the covariance `L(MM')⁻¹L'`.
    fn add_of_the_past(&self, likelihood: &Likelihood<'_>, n: usize, r: usize, variance: &mut [f64]) {
        let last = self.ma.iter().map(|(lag, _)| *lag).max().unwrap_or(0).min(n);
        let pulse =
            |t: usize, k: usize| t.checked_sub(k).and_then(|i| likelihood.pulse.get(i)).map_or(0.0, |v| -v);
        // Row k: the response of each period ahead to v_k.
        let mut responses: Vec<f64> = Vec::with_capacity(r * self.h);
        for k in 0..r {
            let shocks: Vec<f64> = (n - last..n).map(|t| pulse(t, k)).collect();
            let mut ahead = self.arma(&[], &shocks);
            self.differences.undo(&[], &mut ahead);
            responses.extend(ahead);
        }
        let mut column = vec![0.0; r];
        let mut rooted = vec![0.0; r];
        for (t, variance) in variance.iter_mut().enumerate() {
            for (k, c) in column.iter_mut().enumerate() {
                *c = responses[k * self.h + t];
            }
            for (j, c) in rooted.iter_mut().enumerate() {
                *c = dot(&likelihood.root[j * r + j..][..r - j], &column[j..]);
            }
            solve_lower(&likelihood.inner, &mut rooted);
            *variance += dot(&rooted, &rooted);
        }
    }
}
