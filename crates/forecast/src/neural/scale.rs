//! Scaling of the target: a variance-stabilizing transform, then centre and spread of the context window.

use serde::{Deserialize, Serialize};

/// A monotone transform of the target before scaling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// None.
    Identity,
    /// Square root: for counts and other skewed values that are never negative.
    Sqrt,
}

impl Transform {
    /// The square root where no value is negative and the largest hundredth lies far out, measured on
    /// all values of the training data: where the mean exceeds the median by a tenth.
    #[cfg(feature = "train")]
    pub(crate) fn choose<'a>(series: impl Iterator<Item = &'a [f64]>) -> Self {
        let mut skewed = 0_i64;
        for y in series {
            let mut known: Vec<f64> = y.iter().copied().filter(|v| !v.is_nan()).collect();
            if known.iter().any(|v| *v < 0.0) {
                return Self::Identity;
            }
            if known.is_empty() {
                continue;
            }
            known.sort_by(f64::total_cmp);
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            skewed += if mean > 1.1 * known[known.len() / 2] { 1 } else { -1 };
        }
        if skewed > 0 { Self::Sqrt } else { Self::Identity }
    }

    pub(crate) fn forward(self, y: f64) -> f64 {
        match self {
            Self::Identity => y,
            Self::Sqrt => y.max(0.0).sqrt(),
        }
    }

    /// The inverse, continued to negative arguments as an odd function, so that order is kept.
    pub(crate) fn backward(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Sqrt => x * x.abs(),
        }
    }
}

/// Centre and spread of one window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) centre: f64,
    pub(crate) spread: f64,
}

impl Scale {
    /// Mean and standard deviation of the transformed values known in the window; NaN is left out. The
    /// spread is at least `floor`; an empty window has centre 0.
    pub(crate) fn of(window: &[f64], floor: f64) -> Self {
        let (n, mean, variance) = moments(window);
        let centre = if n == 0 { 0.0 } else { mean };
        Self { centre, spread: variance.sqrt().max(floor).max(1e-9) }
    }
}

/// Count, mean and variance of the values that are not NaN.
pub(crate) fn moments(values: &[f64]) -> (usize, f64, f64) {
    let known = || values.iter().filter(|v| !v.is_nan());
    let n = known().count();
    let mean = known().sum::<f64>() / n.max(1) as f64;
    let variance = known().map(|v| (v - mean).powi(2)).sum::<f64>() / n.max(1) as f64;
    (n, mean, variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_are_inverted_and_keep_order_below_zero() {
        for transform in [Transform::Identity, Transform::Sqrt] {
            assert!((transform.backward(transform.forward(37.5)) - 37.5).abs() < 1e-12);
            assert!(transform.backward(-0.5) < transform.backward(0.5));
        }
    }

    #[test]
    fn missing_values_are_left_out_and_a_flat_window_has_the_floor_as_spread() {
        assert_eq!(Scale::of(&[2.0, f64::NAN, 4.0], 0.1), Scale { centre: 3.0, spread: 1.0 });
        assert_eq!(Scale::of(&[5.0, 5.0], 0.25), Scale { centre: 5.0, spread: 0.25 });
        assert_eq!(Scale::of(&[f64::NAN], 0.25), Scale { centre: 0.0, spread: 0.25 });
    }

    #[cfg(feature = "train")]
    #[test]
    fn only_skewed_values_without_negatives_get_the_root() {
        let skewed = [1.0, 2.0, 2.0, 3.0, 50.0];
        assert_eq!(Transform::choose([&skewed[..]].into_iter()), Transform::Sqrt);
        assert_eq!(Transform::choose([&[-1.0, 2.0, 2.0, 50.0][..]].into_iter()), Transform::Identity);
        assert_eq!(Transform::choose([&[10.0, 11.0, 12.0][..]].into_iter()), Transform::Identity);
    }
}
