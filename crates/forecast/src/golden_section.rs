//! Search for the least value of a function of one variable.

/// The ratio of the golden section.
const RATIO: f64 = 0.618_033_988_749_894_9;

/// Where within the bounds `f` is least, by golden section: each step asks `f` once and leaves 0.618 of the
/// interval. That is a minimum if `f` has only one.
pub(crate) fn least((mut low, mut high): (f64, f64), steps: usize, mut f: impl FnMut(f64) -> f64) -> f64 {
    let mut probe = |x: f64| (x, f(x));
    let mut left = probe(high - RATIO * (high - low));
    let mut right = probe(low + RATIO * (high - low));
    for _ in 0..steps {
        if left.1 < right.1 {
            high = right.0;
            right = left;
            left = probe(high - RATIO * (high - low));
        } else {
            low = left.0;
            left = right;
            right = probe(low + RATIO * (high - low));
        }
    }
    if left.1 <= right.1 { left.0 } else { right.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_parabola_is_found() {
        assert!((least((-1.0, 4.0), 40, |x| (x - 1.25).powi(2)) - 1.25).abs() < 1e-7);
        assert!(least((2.0, 4.0), 40, |x| (x - 1.25).powi(2)) < 2.0 + 1e-7);
    }
}
