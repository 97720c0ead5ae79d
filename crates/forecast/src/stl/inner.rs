//! The two loops of STL: Cleveland et al. (1990), sections 3.1 to 3.3.

use super::loess::{Loess, Smoother};
use crate::median::median;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// How STL removes one season.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// The season length, at least 2.
    pub(super) m: usize,
    /// Loess over the cycles at one position of the season.
    pub(super) season: Loess,
    /// Loess of the deseasonalized series.
    pub(super) trend: Loess,
    /// Whether outliers are weighted down.
    pub(super) robust: bool,
}

/// STL for series of one length, with all it needs to run again.
pub(super) struct Stl {
    plan: Plan,
    n: usize,
    /// For the positions of the season that have one cycle more than the others.
    more: Smoother,
    fewer: Smoother,
    low_pass: Smoother,
    trend: Smoother,
    /// The smoothed cycles, one cycle longer than the series at both ends.
    cycles: Vec<f64>,
    work: Vec<f64>,
    low: Vec<f64>,
    weights: Vec<f64>,
    spare: Vec<f64>,
}

impl Stl {
    /// For series of `n` values, at least two cycles.
    pub(super) fn new(plan: Plan, n: usize) -> Self {
        let m = plan.m;
        Self {
            plan,
            n,
            more: Smoother::new(plan.season, n.div_ceil(m)),
            fewer: Smoother::new(plan.season, n / m),
            // The least odd number above the season length, or equal.
            low_pass: Smoother::new(Loess::new(m, true), n),
            trend: Smoother::new(plan.trend, n),
            cycles: vec![0.0; n + 2 * m],
            work: vec![0.0; n + 2 * m],
            low: vec![0.0; n],
            weights: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Splits `y` into `season`, `trend` and what is left.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub(super) fn run(
        &mut self,
        y: &[f64],
        season: &mut [f64],
        trend: &mut [f64],
        cancel: &Cancel,
    ) -> Result<()> {
        let (inner, outer) = if self.plan.robust { (2, 15) } else { (5, 0) };
        trend.fill(0.0);
        self.weights.clear();
        for round in 0..=outer {
            for _ in 0..inner {
                if cancel.requested() {
                    return Err(Error::Cancelled);
                }
                self.pass(y, season, trend);
            }
            if round < outer {
                self.weigh(y, season, trend);
            }
        }
        Ok(())
    }

    /// One pass of the inner loop: steps 1 to 6 of section 3.2.
    fn pass(&mut self, y: &[f64], season: &mut [f64], trend: &mut [f64]) {
        let (n, m) = (self.n, self.plan.m);
        for ((w, v), t) in self.work.iter_mut().zip(y).zip(trend.iter()) {
            *w = v - t;
        }
        self.smooth_cycles();
        moving_average(&self.cycles, m, &mut self.work);
        moving_average_in_place(&mut self.work[..=n + m], m);
        moving_average_in_place(&mut self.work[..n + 2], 3);
        self.low_pass.smooth(&self.work[..n], None, &mut self.low, &mut self.spare);
        for (t, s) in season.iter_mut().enumerate() {
            *s = self.cycles[m + t] - self.low[t];
            self.work[t] = y[t] - *s;
        }
        let robust = (!self.weights.is_empty()).then_some(self.weights.as_slice());
        self.trend.smooth(&self.work[..n], robust, trend, &mut self.spare);
    }

    /// Step 2: from `work` to `cycles`, each position of the season by itself.
    fn smooth_cycles(&mut self) {
        let (n, m) = (self.n, self.plan.m);
        let longest = n.div_ceil(m);
        let (mut values, mut weights) = (Vec::with_capacity(longest), Vec::with_capacity(longest));
        let mut smooth = vec![0.0; longest];
        for j in 0..m {
            values.clear();
            values.extend(self.work[..n].iter().skip(j).step_by(m));
            weights.clear();
            weights.extend(self.weights.iter().skip(j).step_by(m));
            let robust = (!weights.is_empty()).then_some(weights.as_slice());
            let count = values.len();
            let smoother = if count == longest { &self.more } else { &self.fewer };
            smoother.smooth(&values, robust, &mut smooth[..count], &mut self.spare);
            let [before, after] = smoother.beyond(&values, robust, &mut self.spare);
            self.cycles[j] = before.unwrap_or(smooth[0]);
            for (c, v) in smooth[..count].iter().enumerate() {
                self.cycles[j + (c + 1) * m] = *v;
            }
            self.cycles[j + (count + 1) * m] = after.unwrap_or(smooth[count - 1]);
        }
    }

    /// Section 3.3: bisquare weights, 0 from six times the median absolute remainder on.
    fn weigh(&mut self, y: &[f64], season: &[f64], trend: &[f64]) {
        let remainders = y.iter().zip(season).zip(trend).map(|((v, s), t)| (v - s - t).abs());
        self.weights.clear();
        self.weights.extend(remainders);
        let bound = 6.0 * median(&mut self.weights.clone());
        for w in &mut self.weights {
            *w = if *w <= 0.001 * bound {
                1.0
            } else if *w <= 0.999 * bound {
                let rest = 1.0 - (*w / bound) * (*w / bound);
                rest * rest
            } else {
                0.0
            };
        }
    }
}

/// Means of `length` values in a row; writes as many as there are, one for each full window.
fn moving_average(values: &[f64], length: usize, out: &mut [f64]) {
    let mut sum: f64 = values[..length].iter().sum();
    out[0] = sum / length as f64;
    for (i, o) in out[1..].iter_mut().take(values.len() - length).enumerate() {
        sum += values[i + length] - values[i];
        *o = sum / length as f64;
    }
}

fn moving_average_in_place(values: &mut [f64], length: usize) {
    let mut sum: f64 = values[..length].iter().sum();
    for i in 0..=values.len() - length {
        let first = values[i];
        values[i] = sum / length as f64;
        if let Some(next) = values.get(i + length) {
            sum += next - first;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_averages_agree_in_place() {
        let mut values = [1.0, 2.0, 6.0, 4.0, 5.0];
        let mut out = [0.0; 5];
        moving_average(&values, 3, &mut out);
        moving_average_in_place(&mut values, 3);
        assert_eq!(out[..3], [3.0, 4.0, 5.0]);
        assert_eq!(values[..3], out[..3]);
    }
}
