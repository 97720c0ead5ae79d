//! One season as a sum of waves.

use crate::cholesky::Cholesky;

/// Weighted least squares of a series on the waves of one season. As the waves repeat, a series is first
/// summed up by its position in the season.
pub(super) struct Season {
    /// The season length.
    pub(super) m: usize,
    /// For each position the waves, one row after the other.
    waves: Vec<f64>,
    /// How many waves: sines and cosines.
    count: usize,
    factor: Cholesky,
}

impl Season {
    /// `order` pairs of sine and cosine, as many as can be told apart at most; `weights` has one value a
    /// period. `None` if the weights leave too few positions.
    pub(super) fn new(m: usize, order: usize, weights: &[f64]) -> Option<Self> {
        let order = order.min((m - 1) / 2);
        // With an even length the fastest wave has no sine.
        let nyquist = usize::from(m.is_multiple_of(2) && order == (m - 1) / 2);
        let count = 2 * order + nyquist;
        let mut waves = Vec::with_capacity(m * count);
        for position in 0..m {
            for k in 1..=order + nyquist {
                let angle = std::f64::consts::TAU * ((k * position) % m) as f64 / m as f64;
                waves.push(angle.cos());
                if k <= order {
                    waves.push(angle.sin());
                }
            }
        }
        let mut sizes = vec![0.0; m];
        fold(weights, |_, w| w, &mut sizes);
        let mut gram = vec![0.0; count * count];
        for (row, size) in waves.chunks_exact(count.max(1)).zip(&sizes) {
            for (i, a) in row.iter().enumerate() {
                for (g, b) in gram[i * count..].iter_mut().zip(&row[..=i]) {
                    *g += size * a * b;
                }
            }
        }
        let total: f64 = sizes.iter().sum();
        for i in 0..count {
            gram[i * count + i] += 1e-9 * total;
        }
        Some(Self { m, waves, count, factor: Cholesky::of(gram, count)? })
    }

    /// How many free numbers it holds.
    pub(super) fn parameters(&self) -> usize {
        self.count
    }

    /// The fit to `values` at each position of the season.
    pub(super) fn fit(&self, values: &[f64], weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.m];
        fold(weights, |t, w| values[t] * w, &mut sums);
        let mut x = vec![0.0; self.count];
        for (row, sum) in self.rows().zip(&sums) {
            for (x, wave) in x.iter_mut().zip(row) {
                *x += wave * sum;
            }
        }
        self.factor.solve(&mut x);
        self.rows().map(|row| row.iter().zip(&x).map(|(wave, x)| wave * x).sum()).collect()
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.waves.chunks_exact(self.count.max(1))
    }
}

/// Sums of `value(period, weight)` by position in the season.
fn fold(weights: &[f64], value: impl Fn(usize, f64) -> f64, sums: &mut [f64]) {
    let m = sums.len();
    for (c, cycle) in weights.chunks(m).enumerate() {
        for (i, (sum, w)) in sums.iter_mut().zip(cycle).enumerate() {
            *sum += value(c * m + i, *w);
        }
    }
}
