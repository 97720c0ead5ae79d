//! Series brought to unit size, so that priors and tolerances mean the same for each.

use crate::{Error, Result};

/// How a series becomes one of mean 0 and range 1, and back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unit {
    /// Whether the logarithm is taken first.
    log: bool,
    mean: f64,
    range: f64,
}

impl Unit {
    /// For `y`, not empty; `log` asks for the logarithm, `None` takes it if the series has a season and all
    /// values are positive.
    ///
    /// # Errors
    /// [`Error::Numeric`] if there is no logarithm, or the range overflows.
    pub(crate) fn of(y: &[f64], log: Option<bool>, seasonal: bool) -> Result<Self> {
        let positive = y.iter().all(|v| *v > 0.0);
        if log == Some(true) && !positive {
            return Err(Error::Numeric("a value that is not positive has no logarithm".into()));
        }
        let mut unit = Self { log: log.unwrap_or(seasonal && positive), mean: 0.0, range: 1.0 };
        let n = y.len() as f64;
        let mean = y.iter().map(|v| unit.raw(*v) / n).sum::<f64>();
        let low = y.iter().map(|v| unit.raw(*v)).fold(f64::INFINITY, f64::min);
        let high = y.iter().map(|v| unit.raw(*v)).fold(f64::NEG_INFINITY, f64::max);
        unit.mean = mean.clamp(low, high);
        unit.range = high - low;
        if unit.range.is_finite() {
            Ok(unit)
        } else {
            Err(Error::Numeric("the range of the values is too wide".into()))
        }
    }

    fn raw(self, value: f64) -> f64 {
        if self.log { value.ln() } else { value }
    }

    /// The series of unit size; zeros for a constant.
    pub(crate) fn apply(self, y: &[f64]) -> Vec<f64> {
        let scale = if self.range > 0.0 { self.range } else { 1.0 };
        y.iter().map(|v| (self.raw(*v) - self.mean) / scale).collect()
    }

    /// Mean and standard deviation on the scale of the series. Of a logarithm the median, and half the
    /// distance between the values one standard deviation to both sides.
    ///
    /// # Errors
    /// [`Error::Numeric`] if they are not finite.
    pub(crate) fn restore(self, mean: f64, sd: f64) -> Result<(f64, f64)> {
        let (mean, sd) = (self.mean + self.range * mean, self.range * sd);
        let (mean, sd) = if self.log { (mean.exp(), mean.exp() * sd.sinh()) } else { (mean, sd) };
        if mean.is_finite() && sd.is_finite() {
            Ok((mean, sd))
        } else {
            Err(Error::Numeric("the forecast leaves the range of numbers".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_applied_is_restored() {
        for (y, log) in [([3.0, 1.0, 7.0], Some(true)), ([3.0, -1.0, 7.0], None), ([5.0, 5.0, 5.0], None)] {
            let unit = Unit::of(&y, log, true).unwrap();
            for (v, z) in y.iter().zip(unit.apply(&y)) {
                let (mean, sd) = unit.restore(z, 0.0).unwrap();
                assert!((mean - v).abs() < 1e-12 && sd == 0.0, "{y:?}");
            }
        }
    }

    #[test]
    fn what_has_no_logarithm_or_too_wide_a_range_is_an_error() {
        assert!(matches!(Unit::of(&[1.0, 0.0], Some(true), false), Err(Error::Numeric(_))));
        assert!(matches!(Unit::of(&[f64::MAX, -f64::MAX], None, false), Err(Error::Numeric(_))));
        let unit = Unit::of(&[1.0, 1e200], Some(true), false).unwrap();
        assert!(matches!(unit.restore(2.0, 0.1), Err(Error::Numeric(_))));
    }
}
