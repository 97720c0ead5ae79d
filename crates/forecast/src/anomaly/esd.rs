//! The generalized extreme studentized deviate test: Rosner (1983), "Percentage points for a generalized ESD
//! many-outlier procedure", Technometrics 25; with median and MAD in place of mean and standard deviation: Hochenbaum,
//! Vallis and Kejariwal (2017), "Automatic anomaly detection in the cloud via statistical learning",
//! arXiv:1704.07706.

use super::deviation::NORMAL;
use super::tail::student;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// What the test found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outliers {
    /// Indices of the outliers, the most extreme first.
    pub outliers: Vec<usize>,
    /// The critical value that the first number that is no outlier did not exceed, in robust standard deviations from
    /// the median of the numbers.
    pub bound: f64,
}

/// The outliers among `values` (NaN is left out), at most a share of `most`, with probability `significance` of any
/// where there are none and the others are normal.
///
/// ```
/// let mut values: Vec<f64> = (0..40).map(|i| (f64::from(i) * 0.618_034).fract()).collect();
/// values[7] = 9.0;
/// assert_eq!(almanac_forecast::anomaly::esd::outliers(&values, 0.05, 0.1).outliers, [7]);
/// ```
pub fn outliers(values: &[f64], significance: f64, most: f64) -> Outliers {
    let none = Outliers { outliers: Vec::new(), bound: f64::INFINITY };
    find(values, significance, most, &Cancel::default()).unwrap_or(none)
}

/// [`outliers`] that can be stopped.
///
/// The numbers are sorted once: the one farthest from the median is always the first or the last of those that are
/// left, and the median absolute deviation is found by bisection.
pub(super) fn find(values: &[f64], significance: f64, most: f64, cancel: &Cancel) -> Result<Outliers> {
    let mut sorted: Vec<(f64, usize)> =
        values.iter().enumerate().filter(|(_, v)| v.is_finite()).map(|(i, v)| (*v, i)).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let n = sorted.len();
    let steps = (n as f64 * most.clamp(0.0, 0.49)) as usize;
    let (mut low, mut high) = (0, n);
    let mut taken = Vec::with_capacity(steps);
    let mut found = Outliers { outliers: Vec::new(), bound: f64::INFINITY };
    for step in 1..=steps.min(n.saturating_sub(3)) {
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        let left = &sorted[low..high];
        let (middle, spread) = median_and_mad(left);
        if spread <= 0.0 {
            break;
        }
        let (first, last) = (middle - left[0].0, left[left.len() - 1].0 - middle);
        let critical = critical(n, step, significance);
        let statistic = first.max(last) / spread;
        taken.push(if last > first { sorted[high - 1].1 } else { sorted[low].1 });
        (low, high) = if last > first { (low, high - 1) } else { (low + 1, high) };
        if statistic > critical {
            found.outliers.clone_from(&taken);
            found.bound = f64::INFINITY;
        } else if found.bound.is_infinite() {
            found.bound = critical;
        }
    }
    Ok(found)
}

/// The critical value of Rosner (1983) of step `i`, from 1, among `n` numbers.
fn critical(n: usize, i: usize, significance: f64) -> f64 {
    let left = (n - i + 1) as f64;
    let freedom = left - 2.0;
    let t = student(significance / (2.0 * left), freedom);
    t * (left - 1.0) / ((freedom + t * t) * left).sqrt()
}

/// Median and scaled median absolute deviation of sorted numbers, at least one.
fn median_and_mad(sorted: &[(f64, usize)]) -> (f64, f64) {
    let n = sorted.len();
    let middle = f64::midpoint(sorted[(n - 1) / 2].0, sorted[n / 2].0);
    // The k nearest to the median are neighbours: the window of k numbers whose farther end is nearest.
    let nearest = |k: usize| {
        let (mut low, mut high) = (0, n - k);
        while low < high {
            let at = usize::midpoint(low, high);
            if middle - sorted[at].0 > sorted[at + k].0 - middle { low = at + 1 } else { high = at }
        }
        (middle - sorted[low].0).max(sorted[low + k - 1].0 - middle)
    };
    let deviation = f64::midpoint(nearest(n.div_ceil(2)), nearest(n / 2 + 1));
    (middle, NORMAL * deviation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::median::median;
    use proptest::prelude::*;
    use serde_json::Value;

    fn golden() -> Value {
        serde_json::from_str(include_str!("../../testdata/golden/anomaly.json")).unwrap()
    }

    fn numbers(v: &Value) -> Vec<f64> {
        v.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
    }

    // Golden values: `testdata/golden/anomaly.py`, the test written down step by step with scipy's quantiles.
    #[test]
    fn critical_values_and_outliers_equal_those_of_scipy() {
        let golden = golden();
        for row in golden["critical"].as_array().unwrap() {
            let (n, i) = (row["n"].as_u64().unwrap() as usize, row["i"].as_u64().unwrap() as usize);
            let theirs = row["value"].as_f64().unwrap();
            assert!((critical(n, i, 0.05) / theirs - 1.0).abs() < 1e-8, "{n} {i}");
        }
        for row in golden["esd"].as_array().unwrap() {
            let found = outliers(&numbers(&row["values"]), 0.05, row["most"].as_f64().unwrap());
            let theirs: Vec<usize> = numbers(&row["outliers"]).iter().map(|v| *v as usize).collect();
            assert_eq!(found.outliers, theirs, "{}", row["name"]);
        }
    }

    #[test]
    fn few_or_equal_numbers_have_no_outliers() {
        for values in [vec![], vec![1.0], vec![1.0, 2.0, 50.0], vec![3.0; 40], vec![f64::NAN; 30]] {
            assert!(outliers(&values, 0.05, 0.4).outliers.is_empty());
        }
    }

    proptest! {
        #[test]
        fn median_and_deviation_are_those_of_the_definition(
            mut values in prop::collection::vec(-100.0..100.0f64, 1..60),
        ) {
            values.sort_by(f64::total_cmp);
            let sorted: Vec<(f64, usize)> = values.iter().map(|v| (*v, 0)).collect();
            let (middle, mad) = median_and_mad(&sorted);
            let by_definition = median(&mut values.clone());
            let mut sizes: Vec<f64> = values.iter().map(|v| (v - by_definition).abs()).collect();
            prop_assert!((middle - by_definition).abs() < 1e-9);
            prop_assert!((mad - NORMAL * median(&mut sizes)).abs() < 1e-9);
        }
    }
}
