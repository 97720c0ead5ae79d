//! The Theta method in state space form: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
//! (2016), "Models for optimising the theta method and their relationship to state space models",
//! International Journal of Forecasting 32, 1151-1161.

mod fit;
#[cfg(test)]
mod tests;

use fit::Variant;

use crate::decompose::{Adjusted, classical, is_seasonal, several};
use crate::local::{Gaussian, Local, Task, near_one};
use crate::{Error, Features, Result};

/// The longest single season that classical decomposition removes; a longer one, or several, are
/// removed by [`several`].
const LONGEST_SEASON: usize = 24;

#[doc = include_str!("../../../../docs/models/auto_theta.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct AutoTheta;

#[doc = include_str!("../../../../docs/models/theta.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Theta;

#[doc = include_str!("../../../../docs/models/optimized_theta.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct OptimizedTheta;

#[doc = include_str!("../../../../docs/models/dynamic_theta.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct DynamicTheta;

#[doc = include_str!("../../../../docs/models/dynamic_optimized_theta.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct DynamicOptimizedTheta;

/// Naive on the seasonally adjusted series, the reference of the M4 competition's OWA.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Naive2;

/// The adjusted series if a test finds a season, else the series itself.
pub(crate) fn adjust(y: &[f64], seasons: &[usize]) -> Adjusted {
    let found: Vec<usize> = seasons.iter().copied().filter(|m| is_seasonal(y, *m)).collect();
    match found.as_slice() {
        [] => Adjusted::none(y),
        [m] if *m <= LONGEST_SEASON => classical(y, *m),
        _ => several(y, &found),
    }
}

impl Local for Naive2 {
    fn name(&self) -> &'static str {
        "Naive2"
    }

    fn min_length(&self, _season: usize) -> usize {
        1
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let adjusted = adjust(task.y, task.seasons);
        let last = adjusted.y[adjusted.y.len() - 1];
        let mean = (0..task.h).map(|k| adjusted.restore(k, last)).collect();
        Ok(Gaussian { mean, sd: vec![0.0; task.h] })
    }
}

/// The forecast of the best of `variants`.
///
/// The spread is that of the errors within the series (see [`crate::rolling`]), where they are few
/// guided by that of the state space model (section 3 of the paper): `σ² (1 + (h - 1) α²)`.
fn forecast(task: &Task<'_>, variants: &[Variant]) -> Result<Gaussian> {
    let diverged = || Error::Numeric("the theta method diverged".into());
    let (unit, y) = near_one(task.y);
    let adjusted = adjust(&y, task.seasons);
    let fit = fit::best(&adjusted.y, variants, task.cancel)?.ok_or_else(diverged)?;
    let ahead = fit.forecast(&adjusted.y, task.h);
    let lost = 3 + adjusted.parameters();
    let n = y.len();
    let sigma2 = fit.squares / n.saturating_sub(lost).max(n / 2).max(1) as f64;
    let formula = |k: usize| (sigma2 * (1.0 + k as f64 * fit.alpha * fit.alpha)).sqrt();
    let spread = fit.errors(&adjusted.y, task.h).corrected(n, lost).spread(formula);
    let mean: Vec<f64> = ahead.iter().enumerate().map(|(k, v)| unit * adjusted.restore(k, *v)).collect();
    // The season's share of the scatter: how far one deviation moves the forecast.
    let moved = spread.iter().zip(&ahead).enumerate().map(|(k, (sd, v))| unit * adjusted.restore(k, v + sd));
    let sd: Vec<f64> = moved.zip(&mean).map(|(moved, mean)| (moved - mean).abs()).collect();
    if mean.iter().chain(&sd).all(|v| v.is_finite()) { Ok(Gaussian { mean, sd }) } else { Err(diverged()) }
}

/// The fewest values: the first three only tell of the start.
const LEAST: usize = 5;

impl Local for AutoTheta {
    fn name(&self) -> &'static str {
        "AutoTheta"
    }

    fn min_length(&self, _season: usize) -> usize {
        LEAST
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        forecast(task, &Variant::ALL)
    }
}

/// A variant by itself, and whether it is tried beside [`AutoTheta`], which takes the one that fits best: what fits best
/// need not forecast best.
macro_rules! variant {
    ($name:ident, $variant:expr, $suits:expr) => {
        impl Local for $name {
            fn name(&self) -> &'static str {
                stringify!($name)
            }

            fn min_length(&self, _season: usize) -> usize {
                LEAST
            }

            fn suits(&self, _features: &Features) -> bool {
                $suits
            }

            fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
                forecast(task, &[$variant])
            }
        }
    };
}

variant!(Theta, Variant::Standard, true);
variant!(OptimizedTheta, Variant::Optimized, false);
variant!(DynamicTheta, Variant::Dynamic, false);
variant!(DynamicOptimizedTheta, Variant::DynamicOptimized, true);
