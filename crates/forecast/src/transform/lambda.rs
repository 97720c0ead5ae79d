//! The parameter of the Box–Cox transformation.

use super::map::box_cox;
use crate::golden_section::least;

/// Steps of the search: the interval shrinks by 0.618 in each.
const STEPS: usize = 60;
/// The search begins around the best of so many values, so that a second minimum does not catch it.
const GRID: usize = 15;
/// The step of the differences of the last, sharpening step.
const STEP: f64 = 1e-4;

/// The λ within the bounds under which the scatter of the blocks of one season (two periods, if there is none) least
/// depends on their mean: the least coefficient of variation of `sᵢ / mᵢ^(1-λ)` (Guerrero 1993, Journal of Forecasting
/// 12). Values must be above 0. NaN if there are not two blocks, or nothing varies.
///
/// ```
/// // The scatter grows with the level, so the logarithm is right.
/// let y: Vec<f64> = (0..60).map(|t| 1.05_f64.powi(t) * [1.0, 1.4, 0.7, 1.1][t as usize % 4]).collect();
/// assert!(almanac_forecast::transform::guerrero(&y, 4, (-1.0, 2.0)).abs() < 0.01);
/// ```
pub fn guerrero(y: &[f64], season: usize, bounds: (f64, f64)) -> f64 {
    let block = season.max(2);
    let skipped = y.len() % block;
    let blocks: Vec<(f64, f64)> = y[skipped..].chunks_exact(block).map(mean_and_sd).collect();
    if blocks.len() < 2 || blocks.iter().all(|(_, sd)| *sd <= 0.0) {
        return f64::NAN;
    }
    search(bounds, |lambda| {
        // Means in units of the first one, so that no power overflows.
        let unit = blocks[0].0;
        let ratios: Vec<f64> =
            blocks.iter().map(|(mean, sd)| sd / unit / (mean / unit).powf(1.0 - lambda)).collect();
        let (mean, sd) = mean_and_sd(&ratios);
        sd / mean
    })
}

/// The λ within the bounds with the greatest likelihood of values that are independent and normal once transformed (Box
/// and Cox 1964, section 3). Values must be above 0. NaN if there are not two, or nothing varies.
pub fn likelihood(y: &[f64], bounds: (f64, f64)) -> f64 {
    let n = y.len() as f64;
    if y.len() < 2 || y.iter().all(|v| v.total_cmp(&y[0]).is_eq()) {
        return f64::NAN;
    }
    // In units of the geometric mean the logarithms sum to 0: the likelihood is the variance alone.
    let logs: f64 = y.iter().map(|v| v.ln() / n).sum();
    let scaled: Vec<f64> = y.iter().map(|v| (v.ln() - logs).exp()).collect();
    search(bounds, |lambda| {
        let transformed: Vec<f64> = scaled.iter().map(|v| box_cox(*v, lambda)).collect();
        mean_and_sd(&transformed).1
    })
}

/// Where `f` is least within the bounds: golden section around the best of a grid.
fn search((low, high): (f64, f64), f: impl Fn(f64) -> f64) -> f64 {
    let at = |i: usize| low + (high - low) * i as f64 / GRID as f64;
    let value = |i: usize| Some(f(at(i))).filter(|v| !v.is_nan()).unwrap_or(f64::INFINITY);
    let best = (0..=GRID).min_by(|a, b| value(*a).total_cmp(&value(*b))).unwrap_or(0);
    let around = (at(best.saturating_sub(1)), at((best + 1).min(GRID)));
    let found = sharpened(least(around, STEPS, &f), &f).clamp(low, high);
    // A least value at a bound is that bound.
    [low, high].into_iter().fold(found, |found, bound| if f(bound) <= f(found) { bound } else { found })
}

/// One step of Newton's method with differences of `f` at [`STEP`]: by comparing values alone, a least one is found to no
/// more than half of the digits, and the same series in another unit would have another λ.
fn sharpened(found: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (below, here, above) = (f(found - STEP), f(found), f(found + STEP));
    let step = STEP * (above - below) / (2.0 * (above - 2.0 * here + below));
    // Where the curve is no bowl, or the least value lies beyond it, there is nothing to sharpen.
    if step.abs() < STEP { found - step } else { found }
}

/// Mean and standard deviation with `n - 1`.
fn mean_and_sd(y: &[f64]) -> (f64, f64) {
    let n = y.len() as f64;
    let mean = y.iter().map(|v| v / n).sum::<f64>();
    let squares: f64 = y.iter().map(|v| (v / mean - 1.0).powi(2)).sum();
    let plain = || y.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    // Relative to the mean no square overflows.
    let sd = if mean.abs() > 0.0 && squares.is_finite() {
        mean.abs() * (squares / (n - 1.0)).sqrt()
    } else {
        (plain() / (n - 1.0)).sqrt()
    };
    (mean, sd)
}
