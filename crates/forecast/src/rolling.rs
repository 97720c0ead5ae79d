//! The spread of forecasts, from the errors that the method made within the series.
//!
//! Formulas of a state space model hold if the model is true; on short series of real data their
//! intervals are too narrow by far, above all several steps ahead. So a method is run from many
//! origins within the series, what it estimates from the past taken from before the origin, and its
//! errors are counted by step (Hyndman and Athanasopoulos, 3rd edition, section 5.10).

/// The fewest errors from which a spread is estimated.
const LEAST: usize = 3;

/// From so many independent errors on, they are believed even where a formula expects more.
const ENOUGH: f64 = 4.0;

/// Squared errors by step ahead.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rolled {
    steps: Vec<(f64, usize)>,
    periods: usize,
}

impl Rolled {
    /// No errors yet, for `steps` steps ahead of `periods` periods each: those of seasonal naive are
    /// seasons.
    pub(crate) fn new(steps: usize, periods: usize) -> Self {
        Self { steps: vec![(0.0, 0); steps], periods }
    }

    /// Adds an error, `step` from 0.
    pub(crate) fn add(&mut self, step: usize, error: f64) {
        if let Some((sum, count)) = self.steps.get_mut(step) {
            *sum += error * error;
            *count += 1;
        }
    }

    /// The same if the method estimated `parameters` numbers from the `n` values in which it made the
    /// errors, which are too small by that: sums of squares grow by `n / (n - parameters)`, at most to
    /// twice as much.
    pub(crate) fn corrected(mut self, n: usize, parameters: usize) -> Self {
        let left = n.saturating_sub(parameters).max(n.div_ceil(2)).max(1);
        for (sum, _) in &mut self.steps {
            *sum *= n as f64 / left as f64;
        }
        self
    }

    /// Standard deviations by step: the root mean square of the errors, times `√(1 + 2/ν)`.
    ///
    /// - `n` errors `k` steps ahead overlap, so they count as `ν = n / k` independent ones, at least
    ///   1; `1 + 2/ν` is to first order the variance of Student's t with `ν` degrees of freedom, which
    ///   is what replaces the normal distribution where the spread itself is estimated.
    /// - While there are not enough stretches of the series as long as the step is ahead (fewer than
    ///   three errors, or `ν` below four in periods), the spread is at least what `formula` makes of
    ///   the step before, and at the first step at least `formula` itself.
    pub(crate) fn spread(&self, formula: impl Fn(usize) -> f64) -> Vec<f64> {
        let (mut before, mut expected_before) = (0.0, 0.0);
        let widen = |(step, (sum, count)): (usize, &(f64, usize))| {
            let (ahead, count) = ((step + 1) as f64, *count as f64);
            let own = if count >= LEAST as f64 { (sum / count).sqrt() } else { 0.0 };
            let expected = formula(step);
            let enough = count >= LEAST as f64 && count >= ENOUGH * ahead * self.periods as f64;
            let growth = expected / expected_before;
            let least = if growth.is_finite() { before * growth } else { expected };
            before = if enough { own } else { own.max(least) };
            expected_before = expected;
            before * (1.0 + 2.0 / (count / ahead).max(1.0)).sqrt()
        };
        self.steps.iter().enumerate().map(widen).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_the_errors_widened_for_their_number() {
        let mut rolled = Rolled::new(2, 1);
        for error in [3.0, -3.0, 3.0, -3.0] {
            rolled.add(0, error);
            rolled.add(1, 2.0 * error);
        }
        let spread = rolled.spread(|_| 1.0);
        assert!((spread[0] - 3.0 * 1.5_f64.sqrt()).abs() < 1e-12);
        assert!((spread[1] - 6.0 * 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn many_errors_are_believed_where_the_formula_expects_more() {
        let mut rolled = Rolled::new(1, 12);
        for count in 1..=48 {
            rolled.add(0, 1.0);
            let least = if count < 48 { 5.0 } else { 1.0 };
            let widened = least * (1.0 + 2.0 / f64::from(count)).sqrt();
            assert!((rolled.spread(|_| 5.0)[0] - widened).abs() < 1e-12, "{count}");
        }
    }

    #[test]
    fn where_there_are_few_errors_the_spread_grows_with_the_formula() {
        let mut rolled = Rolled::new(3, 1);
        for _ in 0..300 {
            rolled.add(0, 1.0);
        }
        rolled.add(1, 100.0);
        let spread = rolled.spread(|step| 10.0 * ((step + 1) as f64).sqrt());
        assert!((spread[0] - (1.0 + 2.0 / 300.0_f64).sqrt()).abs() < 1e-12);
        assert!((spread[1] - (2.0 * 3.0_f64).sqrt()).abs() < 1e-12);
        assert!((spread[2] - (3.0 * 3.0_f64).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn errors_are_corrected_for_what_was_estimated() {
        let mut rolled = Rolled::new(1, 1);
        for _ in 0..30 {
            rolled.add(0, 1.0);
        }
        let plain = rolled.spread(|_| 0.0)[0];
        assert!((rolled.clone().corrected(30, 6).spread(|_| 0.0)[0] / plain - 1.25_f64.sqrt()).abs() < 1e-12);
        assert!((rolled.corrected(30, 40).spread(|_| 0.0)[0] / plain - 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn without_errors_the_formula_is_widened_and_nothing_stays_nothing() {
        let spread = Rolled::new(2, 1).spread(|step| (step + 1) as f64);
        assert!((spread[1] - 2.0 * 3.0_f64.sqrt()).abs() < 1e-12);
        assert!(Rolled::new(2, 1).spread(|_| 0.0).iter().all(|v| v.abs() < 1e-300));
    }
}
