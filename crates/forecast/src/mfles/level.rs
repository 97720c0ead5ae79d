//! What the seasons and the line leave: exponential smoothers, weighted anew for each horizon.

use crate::cholesky::Cholesky;

/// The smoothing parameters.
const ALPHAS: [f64; 5] = [1.0, 0.5, 0.1, 0.02, 0.005];
const P: usize = ALPHAS.len();

/// What the weights are before the data speak: the mean of the quickest smoothers.
const PRIOR: [f64; P] = [0.5, 0.5, 0.0, 0.0, 0.0];

/// How firmly: as a number of observations, and so many more for each period of the horizon, as errors many
/// periods ahead overlap.
const FIRMNESS: (f64, f64) = (1000.0, 20.0);

/// Mean and variance for one horizon.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// The smoothed levels after each value.
fn levels(rest: &[f64]) -> Vec<[f64; P]> {
    let mut level = [0.0; P];
    rest.iter()
        .map(|value| {
            for (l, alpha) in level.iter_mut().zip(ALPHAS) {
                *l += alpha * (value - *l);
            }
            level
        })
        .collect()
}

/// Forecasts `rest` for `h` periods: for each horizon a regression on the smoothed levels, drawn towards the
/// prior weights. The variance is that of the regression's
/// errors and never falls with the horizon.
///
/// Where few errors are left (a horizon near the length) weights stay as they are, and the variance grows
/// as that of a random walk. It is widened for the number of errors, as Student's t is.
pub(crate) fn ahead(rest: &[f64], h: usize) -> Vec<Ahead> {
    let n = rest.len();
    let levels = levels(rest);
    let Some(last) = levels.last() else { return Vec::new() };
    let from = (n / 4).min(200);
    let fewest = (2 * P).max(n / 5);
    let mut gram = [[0.0; P]; P];
    for row in &levels[from..] {
        add(&mut gram, row, 1.0);
    }
    let mut weights = PRIOR;
    let (mut variance, mut known) = (start(rest), 1);
    (1..=h)
        .map(|k| {
            if n >= from + k {
                add(&mut gram, &levels[n - k], -1.0);
            }
            if n >= from + k + fewest {
                let rows = &levels[from..n - k];
                let targets = &rest[from + k..];
                let errors = regress(&gram, rows, targets, k, &mut weights);
                variance = variance.max(errors);
                known = k;
            }
            let mean = last.iter().zip(&weights).map(|(l, w)| l * w).sum();
            // Errors that many periods ahead overlap, so few of them are independent: as in `rolling`.
            let independent = n.saturating_sub(from + k) as f64 / k as f64;
            let growth = (k as f64 / known as f64).max(1.0) * (1.0 + 2.0 / independent.max(1.0));
            Ahead { mean, variance: variance * growth }
        })
        .collect()
}

/// The mean squared change, for a series too short for a regression.
fn start(rest: &[f64]) -> f64 {
    if rest.len() >= 4 * P {
        return 0.0;
    }
    let squares: f64 = rest.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum();
    squares / rest.len().saturating_sub(1).max(1) as f64
}

fn add(gram: &mut [[f64; P]; P], row: &[f64; P], sign: f64) {
    for (g, a) in gram.iter_mut().zip(row) {
        for (g, b) in g.iter_mut().zip(row) {
            *g += sign * a * b;
        }
    }
}

/// Ridge regression of `targets` on `rows` around the prior; writes the weights and returns the variance of the
/// errors.
fn regress(
    gram: &[[f64; P]; P],
    rows: &[[f64; P]],
    targets: &[f64],
    k: usize,
    weights: &mut [f64; P],
) -> f64 {
    let (mut cross, mut square) = ([0.0; P], 0.0);
    for (row, target) in rows.iter().zip(targets) {
        let prior: f64 = row.iter().zip(PRIOR).map(|(l, w)| l * w).sum();
        let rest = target - prior;
        square += rest * rest;
        for (c, l) in cross.iter_mut().zip(row) {
            *c += l * rest;
        }
    }
    let count = rows.len() as f64;
    let trace: f64 = (0..P).map(|i| gram[i][i]).sum();
    let ridge = trace / P as f64 * (FIRMNESS.0 + FIRMNESS.1 * k as f64) / count;
    let mut matrix: Vec<f64> = gram.iter().flatten().copied().collect();
    for i in 0..P {
        matrix[i * P + i] += ridge.max(f64::MIN_POSITIVE);
    }
    let mut change = cross;
    match Cholesky::of(matrix, P) {
        Some(factor) => factor.solve(&mut change),
        None => change = [0.0; P],
    }
    let form: f64 = (0..P)
        .map(|i| change[i] * (gram[i].iter().zip(&change).map(|(g, c)| g * c).sum::<f64>() - 2.0 * cross[i]))
        .sum();
    for ((w, prior), c) in weights.iter_mut().zip(PRIOR).zip(change) {
        *w = prior + c;
    }
    (square + form).max(0.0) / (count - P as f64).max(1.0)
}
