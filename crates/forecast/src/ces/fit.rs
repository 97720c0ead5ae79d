//! Estimation and choice.

use super::Season;
use super::filter::{Moves, Pair, State, backcast};
use crate::nelder_mead::{Search, minimize};
use crate::parallel::Cancel;
use crate::{Error, Result};

/// A fitted model.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) season: Season,
    pub(super) m: usize,
    pub(super) moves: Moves,
    /// The states after the last value.
    pub(super) end: State,
    /// Variance of the one-step errors.
    pub(super) sigma2: f64,
    /// Corrected Akaike criterion, up to the constant that the reference leaves out too.
    pub(super) aicc: f64,
}

impl Fit {
    /// How many numbers were estimated, the variance left out: states of one period and smoothing
    /// parameters.
    pub(super) fn parameters(&self) -> usize {
        let smoothing = match self.season {
            Season::No | Season::Simple => 2,
            Season::Partial => 3,
            Season::Full => 4,
        };
        parameters(self.season) - 1 + smoothing
    }
}

/// Bounds of `α = a + ib` and of the seasonal parameter, those of the reference.
const LEVEL_BOUNDS: [(f64, f64); 2] = [(0.01, 1.8), (0.01, 1.9)];
const SEASON_BOUNDS: [(f64, f64); 2] = [(0.01, 1.5), (0.01, 1.5)];

/// How many numbers count as estimated: the states of one period and the variance.
fn parameters(season: Season) -> usize {
    match season {
        Season::No | Season::Simple => 3,
        Season::Partial => 4,
        Season::Full => 5,
    }
}

/// The model with the least `AICc`.
///
/// # Errors
/// [`Error::Cancelled`], or [`Error::Numeric`] if none has a finite likelihood.
pub(super) fn best(y: &[f64], m: usize, cancel: &Cancel) -> Result<Fit> {
    let seasonal = m > 1 && y.len() >= 2 * m;
    let seasons: &[Season] = if seasonal { &Season::ALL } else { &[Season::No] };
    let mut best: Option<Fit> = None;
    for season in seasons {
        let fit = estimate(y, m, *season, cancel);
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        if fit.aicc.is_finite() && best.as_ref().is_none_or(|best| fit.aicc < best.aicc) {
            best = Some(fit);
        }
    }
    best.ok_or_else(|| Error::Numeric("no complex exponential smoothing has a finite likelihood".into()))
}

/// Estimates the parameters by maximum likelihood, from the best of several starts. Once cancelled it
/// returns at once, with anything.
pub(super) fn estimate(y: &[f64], m: usize, season: Season, cancel: &Cancel) -> Fit {
    let guess = State::guess(y, season, m);
    let mut state = guess.clone();
    let mut deviance = |x: &[f64]| {
        if cancel.requested() {
            return f64::INFINITY;
        }
        let Some((a, b)) = read(x) else { return f64::INFINITY };
        state.level = guess.level;
        state.ring.copy_from_slice(&guess.ring);
        likelihood(y.len(), backcast(y, &Moves::new(season, a, b), &mut state))
    };
    let seasonal: &[&[f64]] = match season {
        Season::No | Season::Simple => &[&[]],
        Season::Partial => &[&[0.1], &[0.4]],
        Season::Full => &[&[1.3, 1.0], &[0.8, 1.0]],
    };
    let starts = [0.7, 1.1, 1.3, 1.6]
        .into_iter()
        .flat_map(|real| seasonal.iter().map(move |rest| [&[real, 1.0], *rest].concat()));
    let (start, _) = starts
        .map(|x| (deviance(&x), x))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(|| (vec![1.3, 1.0], 0.0), |(value, x)| (x, value));
    let steps = [0.15, 0.02, 0.15, 0.02];
    let search = Search {
        start: &start,
        steps: &steps[..start.len()],
        evaluations: 100 * start.len(),
        tolerance: 1e-5,
    };
    let (x, _) = minimize(&search, &mut deviance);
    let (a, b) = read(&x).unwrap_or(([1.3, 1.0], [0.1, 1.0]));
    at(y, m, season, a, b)
}

/// Minus twice the log-likelihood of `n` values, without constants; infinite if it is not a number.
fn likelihood(n: usize, squares: f64) -> f64 {
    // Errors of exactly zero (a constant series) have no finite likelihood.
    if squares.is_finite() { n as f64 * squares.max(f64::MIN_POSITIVE).ln() } else { f64::INFINITY }
}

/// The parameters at `x`, if they are within the bounds.
fn read(x: &[f64]) -> Option<(Pair, Pair)> {
    let mut parameters = [[1.3, 1.0], [0.1, 1.0]];
    let places = parameters.iter_mut().flatten().zip(LEVEL_BOUNDS.iter().chain(&SEASON_BOUNDS));
    for ((place, (low, high)), v) in places.zip(x) {
        if v < low || v > high {
            return None;
        }
        *place = *v;
    }
    Some((parameters[0], parameters[1]))
}

/// The model with these parameters.
pub(super) fn at(y: &[f64], m: usize, season: Season, a: Pair, b: Pair) -> Fit {
    let moves = Moves::new(season, a, b);
    let mut end = State::guess(y, season, m);
    let squares = backcast(y, &moves, &mut end);
    let deviance = likelihood(y.len(), squares);
    let k = parameters(season) as f64;
    let left = y.len() as f64 - k - 1.0;
    Fit {
        season,
        m,
        moves,
        end,
        sigma2: squares / left.max(1.0),
        aicc: if left > 0.0 { deviance + 2.0 * k + 2.0 * k * (k + 1.0) / left } else { f64::INFINITY },
    }
}
