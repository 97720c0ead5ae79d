//! Estimating the initial states, of which a seasonal model has too many for a simplex.

use super::filter::{State, pass, watched_pass};
use super::fit::{Coordinates, finish, unit};
use super::{Fit, Season, Smoothing, Spec, Trend};

/// Estimates smoothing parameters and all initial states in turn, while the likelihood improves.
pub(crate) fn polish(y: &[f64], fit: &mut Fit) {
    for _ in 0..8 {
        let before = fit.log_likelihood;
        let origin = better_start(y, fit.spec, fit.smoothing, &fit.start);
        let coordinates = Coordinates { spec: fit.spec, origin: &origin, unit: unit(y, fit.m) };
        let (smoothing, start, _) = coordinates.minimize(y, fit.smoothing, 150);
        let Some(better) = finish(y, fit.m, fit.spec, smoothing, start) else { return };
        if better.log_likelihood <= before {
            return;
        }
        *fit = better;
        if fit.log_likelihood < before + 0.05 {
            return;
        }
    }
}

/// One Gauss-Newton step in the initial states, halved until the likelihood improves; `start`
/// itself if it never does. For additive models the forecasts are linear in the states, so that one
/// step is exact.
fn better_start(y: &[f64], spec: Spec, p: Smoothing, start: &State) -> State {
    let deviance = |state: &State| {
        let mut state = state.clone();
        pass(y, spec, p, &mut state).map_or(f64::INFINITY, |sums| sums.deviance(y.len()))
    };
    let Some(step) = gauss_newton(y, spec, p, start) else { return start.clone() };
    let now = deviance(start);
    let mut factor = 1.0;
    for _ in 0..5 {
        let mut moved = start.clone();
        for (k, s) in step.iter().enumerate() {
            shift(&mut moved, spec, k, factor * s);
        }
        let positive = spec.season != Season::Multiplicative || moved.season.iter().all(|s| *s > 0.01);
        if positive && deviance(&moved) < now {
            return moved;
        }
        factor *= 0.5;
    }
    start.clone()
}

/// Moves the `k`-th free state: the level, the slope if there is one, and all seasonal states but
/// the last, which keeps their sum.
fn shift(state: &mut State, spec: Spec, k: usize, by: f64) {
    let slopes = usize::from(spec.trend != Trend::No);
    if k == 0 {
        state.level += by;
    } else if k == slopes {
        state.slope += by;
    } else {
        let last = state.season.len() - 1;
        state.season[k - 1 - slopes] += by;
        state.season[last] -= by;
    }
}

fn forecasts(y: &[f64], spec: Spec, p: Smoothing, start: &State) -> Option<Vec<f64>> {
    let mut forecasts = Vec::with_capacity(y.len());
    watched_pass(y, spec, p, &mut start.clone(), |forecast| forecasts.push(forecast))?;
    Some(forecasts)
}

/// The change of the free states that minimizes the squared (relative, if the error is
/// multiplicative) errors to first order.
fn gauss_newton(y: &[f64], spec: Spec, p: Smoothing, start: &State) -> Option<Vec<f64>> {
    let base = forecasts(y, spec, p, start)?;
    let free = start.season.len() + usize::from(spec.trend != Trend::No);
    let size = start.level.abs().max(1.0);
    let slopes = usize::from(spec.trend != Trend::No);
    let mut columns = Vec::with_capacity(free);
    for k in 0..free {
        let is_index = k > slopes && spec.season == Season::Multiplicative;
        let delta = if is_index { 1e-5 } else { 1e-5 * size };
        let mut moved = start.clone();
        shift(&mut moved, spec, k, delta);
        let column = forecasts(y, spec, p, &moved)?;
        columns.push(column.iter().zip(&base).map(|(a, b)| (a - b) / delta).collect::<Vec<f64>>());
    }
    let weights: Vec<f64> =
        base.iter().map(|f| if spec.multiplicative_error { 1.0 / (f * f) } else { 1.0 }).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).zip(&weights).map(|((a, b), w)| a * b * w).sum::<f64>();
    let errors: Vec<f64> = y.iter().zip(&base).map(|(v, f)| v - f).collect();
    let lower = |(k, a): (usize, &Vec<f64>)| {
        let mut row: Vec<f64> = columns[..=k].iter().map(|b| dot(a, b)).collect();
        // States that hardly matter (a slope that is forgotten at once) should stay put.
        row[k] *= 1.0 + 1e-8;
        row
    };
    let matrix = columns.iter().enumerate().map(lower).collect();
    let right: Vec<f64> = columns.iter().map(|a| dot(a, &errors)).collect();
    solve(matrix, right)
}

/// Solves a symmetric positive definite system, of which rows are needed up to the diagonal, by Cholesky's
/// factorization; `None` if it is not.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for i in 0..n {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - inner;
            matrix[i][j] = if i == j {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / matrix[j][j]
            };
        }
        let inner: f64 = (0..i).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - inner) / matrix[i][i];
    }
    for i in (0..n).rev() {
        let inner: f64 = (i + 1..n).map(|k| matrix[k][i] * right[k]).sum();
        right[i] = (right[i] - inner) / matrix[i][i];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let x = solve(vec![vec![4.0], vec![2.0, 3.0]], vec![10.0, 8.0]).unwrap();
        assert!((x[0] - 1.75).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12, "{x:?}");
        assert_eq!(solve(vec![vec![1.0], vec![2.0, 1.0]], vec![1.0, 1.0]), None);
    }
}
