//! Columns of different units on one scale.

/// Mean and standard deviation of what is observed in a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    /// Of the finite values; a constant column, and one without values, has the deviation 1.
    pub(super) fn of(column: &[f64]) -> Self {
        let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for v in column.iter().filter(|v| v.is_finite()) {
            count += 1.0;
            let delta = v - mean;
            mean += delta / count;
            squares += delta * (v - mean);
        }
        let deviation = if count > 1.0 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
        Self { mean, deviation: if deviation > 0.0 { deviation } else { 1.0 } }
    }

    /// How many deviations above the mean; not a number where nothing is observed.
    pub(super) fn shrink(self, value: f64) -> f64 {
        if value.is_finite() { (value - self.mean) / self.deviation } else { f64::NAN }
    }

    /// The value that is so many deviations above the mean.
    pub(super) fn stretch(self, score: f64) -> f64 {
        self.mean + score * self.deviation
    }
}
