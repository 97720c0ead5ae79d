//! How the forecast error grows with the horizon: Hyndman et al. (2008), chapter 6.

use super::{Fit, Season, Trend};

/// Standard deviations of the forecast errors; `trend` is level plus slope, `mean` the forecast.
///
/// - Class 1 (additive error), table 6.1: `σ² (1 + Σ c_j²)`.
/// - Class 2 (multiplicative error, linear), equations 6.2 and 6.3:
///   `(1 + σ²) θ_h - μ_h²` with `θ_h = μ_h² + σ² Σ c_j² θ_{h-j}`.
/// - Class 3 (multiplicative error and season), section 6.4.3: as class 2 on the part without
///   season, times `(1 + γ²σ²)^k` after `k` full cycles, times the squared season.
pub(crate) fn standard_deviations(fit: &Fit, trend: &[f64], mean: &[f64]) -> Vec<f64> {
    let sigma2 = fit.sigma2;
    let seasonal_in_c = fit.spec.season == Season::Additive;
    let squares: Vec<f64> = coefficients(fit, mean.len(), seasonal_in_c).into_iter().map(|c| c * c).collect();
    if !fit.spec.multiplicative_error {
        let mut sum = 1.0;
        return (0..mean.len())
            .map(|k| {
                if k > 0 {
                    sum += squares[k - 1];
                }
                (sigma2 * sum).sqrt()
            })
            .collect();
    }
    let base = if fit.spec.season == Season::Multiplicative { trend } else { mean };
    let mut theta: Vec<f64> = Vec::with_capacity(base.len());
    for (k, mu) in base.iter().enumerate() {
        let past: f64 = (1..=k).map(|j| squares[j - 1] * theta[k - j]).sum();
        theta.push(mu * mu + sigma2 * past);
    }
    base.iter()
        .zip(&theta)
        .enumerate()
        .map(|(k, (mu, theta))| {
            if fit.spec.season != Season::Multiplicative {
                return ((1.0 + sigma2) * theta - mu * mu).max(0.0).sqrt();
            }
            let cycles = (k / fit.m) as i32;
            let season = fit.end.season[k % fit.m];
            let growth = (1.0 + fit.smoothing.gamma.powi(2) * sigma2).powi(cycles);
            season.abs() * (theta * (1.0 + sigma2) * growth - mu * mu).max(0.0).sqrt()
        })
        .collect()
}

/// `c_j`, the effect of a shock on the forecast `j` periods later, for `j = 1, 2, …`.
fn coefficients(fit: &Fit, count: usize, seasonal: bool) -> Vec<f64> {
    let p = fit.smoothing;
    let mut damping = 1.0;
    let mut sum = 0.0;
    (1..=count)
        .map(|j| {
            damping *= p.phi;
            sum += damping;
            let slope = if fit.spec.trend == Trend::No { 0.0 } else { p.beta * sum };
            let season = if seasonal && j % fit.m == 0 { p.gamma } else { 0.0 };
            p.alpha + slope + season
        })
        .collect()
}
