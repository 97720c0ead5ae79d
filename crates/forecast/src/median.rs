//! The middle of some numbers.

/// The median of numbers, which are left in another order: the mean of the middle two, if they are even in number.
/// NaN if there are none.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if even { f64::midpoint(lower, *upper) } else { *upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_count_lies_between_the_middle_two() {
        assert!((median(&mut [4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-12);
        assert!((median(&mut [4.0, 1.0, 3.0]) - 3.0).abs() < 1e-12);
        assert!((median(&mut [4.0]) - 4.0).abs() < 1e-12);
        assert!(median(&mut []).is_nan());
    }
}
