//! How far out numbers lie that are no anomalies: the tails of deviations from real series are heavier than those of a
//! normal distribution, and by how much is told by their body, in which there are no anomalies.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::median::median;

/// The size below which this share of the deviations lies, beside the median size, tells the tails. Up to a tenth may
/// be anomalous.
const SHARE: f64 = 0.9;
/// The heaviest tails. Seasons that are removed robustly leave many small deviations, which look like tails heavier than
/// they are.
const FEWEST: f64 = 4.0;
/// Degrees of freedom from which the normal distribution will do.
const MOST: f64 = 200.0;

/// The bound that `level` percent of deviations do not exceed, as far as they are no anomalies: the quantile of Student's
/// distribution that has their median size and their ninth decile (NaN is left out), and of the normal one if they have
/// lighter tails than that. Quantiles in place of moments: Hogg (1974), Journal of the American Statistical
/// Association 69.
pub(super) fn bound(deviations: &[f64], level: f64) -> f64 {
    let mut sizes: Vec<f64> = deviations.iter().filter(|v| !v.is_nan()).map(|v| v.abs()).collect();
    let outside = 0.5 - level / 200.0;
    let middle = median(&mut sizes);
    let at = (sizes.len() as f64 * SHARE) as usize;
    if sizes.is_empty() || at >= sizes.len() || middle.is_nan() || middle <= 0.0 {
        return normal(outside);
    }
    let (_, far, _) = sizes.select_nth_unstable_by(at, f64::total_cmp);
    let ratio = *far / middle;
    let ratio_at = |freedom: f64| student((1.0 - SHARE) / 2.0, freedom) / student(0.25, freedom);
    if ratio <= ratio_at(MOST) {
        return middle / normal(0.25) * normal(outside);
    }
    // On the scale of 1 / freedom the ratio is nearly straight.
    let (mut low, mut high) = (1.0 / MOST, 1.0 / FEWEST);
    for _ in 0..40 {
        let half = f64::midpoint(low, high);
        if ratio_at(1.0 / half) < ratio { low = half } else { high = half }
    }
    let freedom = 2.0 / (low + high);
    middle / student(0.25, freedom) * student(outside, freedom)
}

fn normal(probability: f64) -> f64 {
    -Normal::standard().inverse_cdf(probability)
}

/// What a number of Student's distribution exceeds with this probability (below 0.5), by bisection.
pub(super) fn student(probability: f64, freedom: f64) -> f64 {
    let Ok(student) = StudentsT::new(0.0, 1.0, freedom) else { return f64::INFINITY };
    let (mut low, mut high) = (0.0, 8.0);
    while student.sf(high) > probability && high < 1e300 {
        (low, high) = (high, high * 4.0);
    }
    while high - low > 1e-12 * high {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if student.sf(middle) > probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(n: usize, quantile: impl Fn(f64) -> f64) -> Vec<f64> {
        let number = |i: usize| (i as f64 + 0.5) / n as f64;
        (0..n)
            .map(|i| if number(i) < 0.5 { -quantile(number(i)) } else { quantile(1.0 - number(i)) })
            .collect()
    }

    #[test]
    fn the_bound_is_that_of_the_distribution_and_anomalies_do_not_move_it() {
        let mut numbers = even(1000, normal);
        assert!((bound(&numbers, 99.0) - 2.576).abs() < 0.1, "{}", bound(&numbers, 99.0));
        let heavy = even(1000, |p| 2.0 * student(p, 4.0));
        assert!((bound(&heavy, 99.0) / 2.0 - 4.604).abs() < 0.15, "{}", bound(&heavy, 99.0));
        numbers.extend([50.0; 20]);
        numbers.push(f64::NAN);
        assert!((bound(&numbers, 99.0) - 2.7).abs() < 0.3, "{}", bound(&numbers, 99.0));
    }

    #[test]
    fn without_spread_the_bound_is_the_normal_one() {
        for numbers in [vec![], vec![0.0; 9], vec![f64::NAN]] {
            assert!((bound(&numbers, 95.0) - 1.959_964).abs() < 1e-6);
        }
    }
}
