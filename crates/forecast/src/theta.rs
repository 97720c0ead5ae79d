//! The Theta method in state space form: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
//! (2016), "Models for optimising the theta method and their relationship to state space models",
//! International Journal of Forecasting 32, 1151-1161.

use crate::decompose::{Adjusted, classical, is_seasonal, several};
use crate::ets::line;
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Result};

/// The longest single season that classical decomposition removes; a longer one, or several, are
/// removed by [`several`].
const LONGEST_SEASON: usize = 24;

/// The Theta method, the best of four variants by in-sample squared error, as in StatsForecast: the
/// line through all data or through the past only (dynamic), with theta 2 or estimated.
///
/// A season is removed first if the test of the M4 competition finds one. Intervals are those of
/// the state space model (section 3 of the paper): `σ² (1 + (h - 1) α²)`, on the scale of the
/// season.
#[derive(Debug, Clone, Copy, Default)]
pub struct AutoTheta;

/// Naive on the seasonally adjusted series, the reference of the M4 competition's OWA.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Naive2;

/// The adjusted series if a test finds a season, else the series itself.
pub(crate) fn adjust(y: &[f64], seasons: &[usize]) -> Adjusted {
    let found: Vec<usize> = seasons.iter().copied().filter(|m| is_seasonal(y, *m)).collect();
    match found.as_slice() {
        [] => Adjusted::none(y),
        [m] if *m <= LONGEST_SEASON => classical(y, *m),
        _ => several(y, &found),
    }
}

impl Local for Naive2 {
    fn name(&self) -> &'static str {
        "Naive2"
    }

    fn min_length(&self, _season: usize) -> usize {
        1
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let adjusted = adjust(task.y, task.seasons);
        let last = adjusted.y[adjusted.y.len() - 1];
        let mean = (0..task.h).map(|k| adjusted.restore(k, last)).collect();
        Ok(Gaussian { mean, sd: vec![0.0; task.h] })
    }
}

impl Local for AutoTheta {
    fn name(&self) -> &'static str {
        "AutoTheta"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let adjusted = adjust(task.y, task.seasons);
        let fit = best(&adjusted.y);
        let ahead = fit.forecast(task.h);
        let mean: Vec<f64> = ahead.iter().enumerate().map(|(k, v)| adjusted.restore(k, *v)).collect();
        let lost = 3 + adjusted.parameters();
        let n = task.y.len();
        let sigma2 = fit.squares / n.saturating_sub(lost).max(n / 2).max(1) as f64;
        let sd = (0..task.h)
            .map(|k| {
                let sd = (sigma2 * (1.0 + k as f64 * fit.alpha * fit.alpha)).sqrt();
                // The season's share of the scatter: how far one deviation moves the forecast.
                (adjusted.restore(k, ahead[k] + sd) - mean[k]).abs()
            })
            .collect();
        if mean.iter().any(|v: &f64| !v.is_finite()) {
            return Err(Error::Numeric("the theta method diverged".into()));
        }
        Ok(Gaussian { mean, sd })
    }
}

/// A fitted variant.
#[derive(Debug, Clone)]
struct Theta {
    dynamic: bool,
    alpha: f64,
    /// `1 - 1/θ`: the share of the line in the forecast; 0.5 for theta 2.
    omega: f64,
    /// Sum of squared errors from the fourth value on, as StatsForecast counts them.
    squares: f64,
    y: Vec<f64>,
    level0: f64,
}

/// What the recursions need besides the data: for each period the known part of the level, the
/// weight of the initial level, and the line's contribution.
struct Lines {
    known: Vec<f64>,
    weight: Vec<f64>,
    line: Vec<f64>,
}

/// For fixed `alpha` the one-step forecasts are `known + weight * level0 + omega * line`: linear in
/// the initial level and in omega, so both are found by least squares, without search.
fn lines(y: &[f64], alpha: f64, dynamic: bool) -> Lines {
    let (fixed_a, fixed_b) = line(y);
    let mut lines = Lines { known: Vec::new(), weight: Vec::new(), line: Vec::new() };
    let (mut known, mut weight, mut mean, mut a, mut b) = (0.0, 1.0, 0.0, 0.0, 0.0);
    for (i, value) in y.iter().enumerate() {
        let t = (i + 1) as f64;
        if !dynamic {
            (a, b) = (fixed_a, fixed_b);
        }
        // weight is (1 - alpha)^(t-1).
        let contribution = weight * a + (1.0 - weight * (1.0 - alpha)) / alpha * b;
        lines.known.push(known);
        lines.weight.push(weight);
        lines.line.push(contribution);
        known = alpha * value + (1.0 - alpha) * known;
        weight *= 1.0 - alpha;
        if dynamic {
            b = ((t - 2.0) * b + 6.0 * (value - mean) / t) / (t + 1.0);
            mean = ((t - 1.0) * mean + value) / t;
            if i == 0 {
                b = 0.0;
            }
            a = mean - b * f64::midpoint(t, 1.0);
        }
    }
    lines
}

/// The first values, whose errors only tell of the start.
const SKIPPED: usize = 3;

fn at(y: &[f64], alpha: f64, dynamic: bool, free_theta: bool) -> Theta {
    let l = lines(y, alpha, dynamic);
    let rows = || {
        let targets = y.iter().zip(&l.known).map(|(v, known)| v - known);
        targets.zip(&l.weight).zip(&l.line).skip(SKIPPED.min(y.len() - 1))
    };
    // Normal equations of target = level0 * weight + omega * line, from the fourth value on.
    let (mut ww, mut wl, mut ll, mut wt, mut lt) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for ((target, weight), line) in rows() {
        ww += weight * weight;
        wl += weight * line;
        ll += line * line;
        wt += weight * target;
        lt += line * target;
    }
    let determinant = ww * ll - wl * wl;
    let mut omega = 0.5;
    if free_theta && determinant > 1e-12 * ww * ll {
        omega = ((lt * ww - wt * wl) / determinant).clamp(0.0, 1.0 - 1e-6);
    }
    let level0 = (wt - omega * wl) / ww.max(f64::MIN_POSITIVE);
    let squares =
        rows().map(|((target, weight), line)| (target - level0 * weight - omega * line).powi(2)).sum();
    Theta { dynamic, alpha, omega, squares, y: Vec::new(), level0 }
}

/// The best alpha of a variant: a grid, then golden section around its best point.
fn variant(y: &[f64], dynamic: bool, free_theta: bool) -> Theta {
    const LOW: f64 = 0.1;
    const HIGH: f64 = 0.99;
    const GRID: usize = 12;
    let step = (HIGH - LOW) / GRID as f64;
    let try_alpha = |alpha: f64| at(y, alpha, dynamic, free_theta);
    let mut best = try_alpha(LOW);
    for i in 1..=GRID {
        let next = try_alpha(LOW + step * i as f64);
        if next.squares < best.squares {
            best = next;
        }
    }
    let golden = 0.618_033_988_749_894_9;
    let (mut low, mut high) = ((best.alpha - step).max(LOW), (best.alpha + step).min(HIGH));
    let mut left = try_alpha(high - golden * (high - low));
    let mut right = try_alpha(low + golden * (high - low));
    for _ in 0..20 {
        if left.squares < right.squares {
            high = right.alpha;
            right = left;
            left = try_alpha(high - golden * (high - low));
        } else {
            low = left.alpha;
            left = right;
            right = try_alpha(low + golden * (high - low));
        }
    }
    [left, right].into_iter().fold(best, |best, next| if next.squares < best.squares { next } else { best })
}

fn best(y: &[f64]) -> Theta {
    let variants = [(false, false), (false, true), (true, false), (true, true)];
    let mut best = variant(y, false, false);
    for (dynamic, free_theta) in &variants[1..] {
        let next = variant(y, *dynamic, *free_theta);
        if next.squares < best.squares {
            best = next;
        }
    }
    best.y = y.to_vec();
    best
}

impl Theta {
    /// Runs the recursion on past the end, each forecast taken for the value.
    fn forecast(&self, h: usize) -> Vec<f64> {
        let n = self.y.len();
        let l = lines(&self.y, self.alpha, self.dynamic);
        let mut level = l.known[n - 1] + l.weight[n - 1] * self.level0;
        level += self.alpha * (self.y[n - 1] - level);
        let mut weight = l.weight[n - 1] * (1.0 - self.alpha);
        let (a, b) = line(&self.y);
        // After n values the recursive line of the dynamic variants is the least-squares line, and
        // forecasts that lie on it keep it to first order.
        (0..h)
            .map(|_| {
                let share = weight * a + (1.0 - weight * (1.0 - self.alpha)) / self.alpha * b;
                let mean = level + self.omega * share;
                level += self.alpha * (mean - level);
                weight *= 1.0 - self.alpha;
                mean
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_continued() {
        let y: Vec<f64> = (0..40).map(|t| 3.0 + 2.0 * f64::from(t)).collect();
        let fit = best(&y);
        for (k, v) in fit.forecast(5).iter().enumerate() {
            assert!((v - (83.0 + 2.0 * k as f64)).abs() < 0.5, "{k}: {v}");
        }
    }

    #[test]
    fn a_constant_stays_constant() {
        let fit = best(&[7.0; 12]);
        assert!(fit.forecast(3).iter().all(|v| (v - 7.0).abs() < 1e-6));
    }

    #[test]
    fn the_recursive_line_of_the_dynamic_variants_ends_at_least_squares() {
        let y = [3.0, 5.0, 4.0, 8.0, 9.0, 7.0];
        // The contribution at t = n + 1 with alpha close to 1 is the slope.
        let l = lines(&[y.as_slice(), &[0.0]].concat(), 0.999_999, true);
        assert!((l.line[6] - line(&y).1).abs() < 1e-3);
    }

    // statsforecast 2.1.1, AutoTheta(season_length=12).forecast(h=12) on air passengers. Its search
    // stops a little before the optimum, ours is exact but for alpha.
    #[test]
    fn air_passengers_are_forecast_as_by_statsforecast() {
        let golden = [
            442.942_532,
            432.231_016,
            495.307_935,
            482.308_003,
            487.494_847,
            555.580_947,
            615.490_982,
            615.242_585,
            537.524_758,
            469.536_865,
            410.141_318,
            462.402_349,
        ];
        let cancel = crate::parallel::Cancel::default();
        let y = crate::testdata::air_passengers();
        let forecast = AutoTheta.forecast(&Task { y: &y, seasons: &[12], h: 12, cancel: &cancel }).unwrap();
        for (k, (mean, golden)) in forecast.mean.iter().zip(golden).enumerate() {
            assert!((mean / golden - 1.0).abs() < 0.01, "{k}: {mean} {golden}");
        }
        // Its interval of 80 % for the first month is 430.56 to 455.73.
        let half = crate::local::z(80) * forecast.sd[0];
        assert!((half / 12.58 - 1.0).abs() < 0.25, "{half}");
    }
}
