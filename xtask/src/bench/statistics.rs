//! Medians and percentiles of measured values.

use std::time::Duration;

/// The middle value, the upper one of two; not a number if there is none.
pub fn median(values: Vec<f64>) -> f64 {
    rank(values, |count| count / 2)
}

/// The value that 95 % do not exceed, by nearest rank; not a number if there is none.
pub fn p95(values: Vec<f64>) -> f64 {
    rank(values, |count| (count * 95).div_ceil(100).saturating_sub(1))
}

fn rank(mut values: Vec<f64>, index: impl Fn(usize) -> usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(index(values.len())).copied().unwrap_or(f64::NAN)
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_ignores_order_and_one_outlier() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn ninety_five_of_a_hundred_are_not_above_p95() {
        let values = (1..=100).rev().map(f64::from).collect();
        assert!((p95(values) - 95.0).abs() < f64::EPSILON);
        assert!(p95(Vec::new()).is_nan());
    }
}
