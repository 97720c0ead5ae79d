//! Differences, and the way back.

/// `(1 - B)^d (1 - B^m)^D`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Differences {
    /// `d`.
    pub(crate) ordinary: usize,
    /// `D`.
    pub(crate) seasonal: usize,
    /// `m`.
    pub(crate) m: usize,
}

impl Differences {
    /// No difference at all.
    pub(crate) const NONE: Self = Self { ordinary: 0, seasonal: 0, m: 1 };

    /// How many values are lost at the start.
    pub(crate) fn lost(self) -> usize {
        self.ordinary + self.seasonal * self.m
    }

    /// How many differences are taken.
    pub(crate) fn count(self) -> usize {
        self.ordinary + self.seasonal
    }

    /// The differences of `y`; none if `y` is too short.
    pub(crate) fn of(self, y: &[f64]) -> Vec<f64> {
        let lags = std::iter::repeat_n(self.m, self.seasonal).chain(std::iter::repeat_n(1, self.ordinary));
        lags.fold(y.to_vec(), |y, lag| y.iter().skip(lag).zip(&y).map(|(now, then)| now - then).collect())
    }

    /// The coefficients `δ` of `1 - δ₁B - δ₂B² - …`, multiplied out.
    pub(crate) fn lags(self) -> Vec<f64> {
        let mut product = vec![0.0; self.lost() + 1];
        product[0] = 1.0;
        let lags = std::iter::repeat_n(self.m, self.seasonal).chain(std::iter::repeat_n(1, self.ordinary));
        for lag in lags {
            for i in (lag..product.len()).rev() {
                product[i] -= product[i - lag];
            }
        }
        product.iter().skip(1).map(|v| -v).collect()
    }

    /// The values after `past` whose differences are `ahead`, in place.
    pub(crate) fn undo(self, past: &[f64], ahead: &mut [f64]) {
        let lags = self.lags();
        for k in 0..ahead.len() {
            let before = ahead[..k].iter().rev().chain(past.iter().rev());
            ahead[k] += lags.iter().zip(before).map(|(a, y)| a * y).sum::<f64>();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_differenced_is_put_back() {
        let y: Vec<f64> = (0..40).map(|t| f64::from(t * t % 17)).collect();
        for (ordinary, seasonal) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)] {
            let differences = Differences { ordinary, seasonal, m: 4 };
            let mut ahead = differences.of(&y)[25 - differences.lost()..].to_vec();
            differences.undo(&y[..25], &mut ahead);
            for (a, b) in ahead.iter().zip(&y[25..]) {
                assert!((a - b).abs() < 1e-9, "{differences:?} {a} {b}");
            }
        }
    }

    #[test]
    fn a_series_that_is_too_short_has_no_differences() {
        assert!(Differences { ordinary: 1, seasonal: 1, m: 4 }.of(&[1.0; 5]).is_empty());
    }
}
