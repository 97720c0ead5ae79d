//! Simple exponential smoothing that starts at the first value.

/// Within these bounds smoothing parameters are searched, as is customary for slow demand
/// (Syntetos and Boylan 2005, section 4).
const BOUNDS: (f64, f64) = (0.1, 0.3);

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
/// one-step errors, by golden section; the middle of `BOUNDS` if the errors do not depend on it.
pub(super) fn optimized_level(x: &[f64]) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = BOUNDS;
    let mut left = high - GOLDEN * (high - low);
    let mut right = low + GOLDEN * (high - low);
    let (mut at_left, mut at_right) = (squares(x, left), squares(x, right));
    if at_left.to_bits() == at_right.to_bits() {
        return level(x.iter().copied(), f64::midpoint(low, high));
    }
    while high - low > 1e-6 {
        if at_left < at_right {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = squares(x, left);
        } else {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = squares(x, right);
        }
    }
    level(x.iter().copied(), f64::midpoint(low, high))
}
