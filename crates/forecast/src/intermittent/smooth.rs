//! Simple exponential smoothing that starts at the first value.

use crate::golden_section::least;

/// Within these bounds smoothing parameters are searched, as is customary for slow demand
/// (Syntetos and Boylan 2005, section 4).
const BOUNDS: (f64, f64) = (0.1, 0.3);

/// So many steps of the search bring it to a millionth.
const STEPS: usize = 26;

/// The level after the last value; 0 if there is none.
pub(super) fn level(x: impl IntoIterator<Item = f64>, alpha: f64) -> f64 {
    let mut x = x.into_iter();
    let first = x.next().unwrap_or(0.0);
    x.fold(first, |level, value| level + alpha * (value - level))
}

/// The sum of squared one-step errors.
fn squares(x: &[f64], alpha: f64) -> f64 {
    let mut level = x.first().copied().unwrap_or(0.0);
    let mut sum = 0.0;
    for value in x {
        let error = value - level;
        sum += error * error;
        level += alpha * error;
    }
    sum
}

/// The level after the last value with the parameter in `BOUNDS` that has the least squared
/// one-step errors; the middle of `BOUNDS` if the errors do not depend on it.
pub(super) fn optimized_level(x: &[f64]) -> f64 {
    let errors = |alpha: f64| squares(x, alpha);
    let alike = errors(BOUNDS.0).to_bits() == errors(BOUNDS.1).to_bits();
    let alpha = if alike { f64::midpoint(BOUNDS.0, BOUNDS.1) } else { least(BOUNDS, STEPS, errors) };
    level(x.iter().copied(), alpha)
}
