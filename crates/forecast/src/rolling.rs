//! The spread of forecasts, from the errors that the method made within the series.
//!
//! Formulas of a state space model hold if the model is true; on short series of real data their
//! intervals are too narrow by far, above all several steps ahead. So a method is run from many
//! origins within the series, what it estimates from the past taken from before the origin, and its
//! errors are counted by step (Hyndman and Athanasopoulos, 3rd edition, section 5.10).

/// The fewest errors from which a spread is estimated.
const LEAST: usize = 3;

/// Squared errors by step ahead.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rolled {
    steps: Vec<(f64, usize)>,
}

impl Rolled {
    /// No errors yet, for `steps` steps ahead.
    pub(crate) fn new(steps: usize) -> Self {
        Self { steps: vec![(0.0, 0); steps] }
    }

    /// Adds an error, `step` from 0.
    pub(crate) fn add(&mut self, step: usize, error: f64) {
        if let Some((sum, count)) = self.steps.get_mut(step) {
            *sum += error * error;
            *count += 1;
        }
    }

    /// Standard deviations by step: the root mean square of the errors, but at least `formula`,
    /// times `√(1 + 2/ν)`.
    ///
    /// - A step with fewer than three errors continues the one before as a random walk does.
    /// - `n` errors `k` steps ahead overlap, so they count as `ν = n / k` independent ones, at least
    ///   1; `1 + 2/ν` is to first order the variance of Student's t with `ν` degrees of freedom, which
    ///   is what replaces the normal distribution where the spread itself is estimated.
    pub(crate) fn spread(&self, formula: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut before = 0.0;
        let widen = |(step, (sum, count)): (usize, &(f64, usize))| {
            let ahead = (step + 1) as f64;
            let own = if *count >= LEAST {
                (sum / *count as f64).sqrt()
            } else {
                before * (ahead / (ahead - 1.0).max(1.0)).sqrt()
            };
            before = own.max(formula(step));
            before * (1.0 + 2.0 / (*count as f64 / ahead).max(1.0)).sqrt()
        };
        self.steps.iter().enumerate().map(widen).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_the_errors_widened_for_their_number() {
        let mut rolled = Rolled::new(2);
        for error in [3.0, -3.0, 3.0, -3.0] {
            rolled.add(0, error);
            rolled.add(1, 2.0 * error);
        }
        let spread = rolled.spread(|_| 0.0);
        assert!((spread[0] - 3.0 * 1.5_f64.sqrt()).abs() < 1e-12);
        assert!((spread[1] - 6.0 * 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_formula_is_the_least_and_few_errors_are_continued() {
        let mut rolled = Rolled::new(3);
        for _ in 0..300 {
            rolled.add(0, 1.0);
        }
        rolled.add(1, 100.0);
        let spread = rolled.spread(|_| 2.0);
        assert!((spread[0] - 2.0 * (1.0 + 2.0 / 300.0_f64).sqrt()).abs() < 1e-12);
        assert!((spread[1] - (8.0 * 3.0_f64).sqrt()).abs() < 1e-12);
        assert!((spread[2] - (12.0 * 3.0_f64).sqrt()).abs() < 1e-12);
    }
}
