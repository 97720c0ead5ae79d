//! Estimation and choice.

use super::filter::{State, pass, unroll};
use super::polish::polish;
use super::start::guesses;
use super::{Fit, Season, Smoothing, Spec, Trend};
use crate::nelder_mead::{Search, minimize};
use crate::parallel::Cancel;
use crate::{Error, Result};

/// The longest series whose initial seasonal states are worth estimating: in a longer one they
/// hardly matter.
const LONGEST_POLISHED: usize = 500;

/// How many of the best candidates have their initial seasonal states estimated.
const POLISHED: usize = 3;

/// The member with the least `AICc`. Candidates are first estimated with the seasonal states of
/// the decomposition; then the best few with all states free.
///
/// # Errors
/// [`Error::Cancelled`], or [`Error::Numeric`] if no member has a finite likelihood.
pub(crate) fn best(y: &[f64], m: usize, cancel: &Cancel) -> Result<Fit> {
    let mut fits: Vec<Fit> = Vec::new();
    for spec in members(y, m) {
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        fits.extend(estimate(y, m, spec));
    }
    fits.sort_by(|a, b| a.aicc.total_cmp(&b.aicc));
    if y.len() <= LONGEST_POLISHED {
        let seasonal = fits.iter_mut().filter(|f| f.spec.season != Season::No);
        for fit in seasonal.take(POLISHED) {
            if cancel.requested() {
                return Err(Error::Cancelled);
            }
            polish(y, fit);
        }
        fits.sort_by(|a, b| a.aicc.total_cmp(&b.aicc));
    }
    let none = || Error::Numeric("no exponential smoothing model has a finite likelihood".into());
    fits.into_iter().next().ok_or_else(none)
}

/// One member, all states estimated if the series is short enough for it to matter.
///
/// # Errors
/// [`Error::Numeric`] if the member has no finite likelihood.
pub(crate) fn member(y: &[f64], m: usize, spec: Spec) -> Result<Fit> {
    let none = || Error::Numeric("the exponential smoothing model has no finite likelihood".into());
    let mut fit = estimate(y, m, spec).ok_or_else(none)?;
    if spec.season != Season::No && y.len() <= LONGEST_POLISHED {
        polish(y, &mut fit);
    }
    Ok(fit)
}

/// The members that suit `y`: at least two more values than parameters.
pub(crate) fn members(y: &[f64], m: usize) -> Vec<Spec> {
    let positive = y.iter().all(|v| *v > 0.0);
    let mut members = Vec::new();
    for season in [Season::No, Season::Additive, Season::Multiplicative] {
        for trend in [Trend::No, Trend::Additive, Trend::Damped] {
            for multiplicative_error in [false, true] {
                let needs_positive = multiplicative_error || season == Season::Multiplicative;
                let unstable = !multiplicative_error && season == Season::Multiplicative;
                let spec = Spec { multiplicative_error, trend, season };
                if (needs_positive && !positive)
                    || unstable
                    || (season != Season::No && m < 2)
                    || y.len() < parameters(spec, m) + 2
                {
                    continue;
                }
                members.push(spec);
            }
        }
    }
    members
}

/// How many numbers are estimated: smoothing parameters, initial states, and the variance.
fn parameters(spec: Spec, m: usize) -> usize {
    let trend = match spec.trend {
        Trend::No => 0,
        Trend::Additive => 2,
        Trend::Damped => 3,
    };
    3 + trend + if spec.season == Season::No { 0 } else { m }
}

/// Free coordinates and the model they stand for.
pub(super) struct Coordinates<'a> {
    pub(super) spec: Spec,
    /// What the initial states are measured from.
    pub(super) origin: &'a State,
    /// One unit of the level's coordinate.
    pub(super) unit: f64,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

impl Coordinates<'_> {
    /// Parameters and initial states at `x`; the seasonal states go into `state` in place.
    fn read(&self, x: &[f64], state: &mut State) -> Smoothing {
        let mut rest = x.iter().copied();
        let mut next = || rest.next().unwrap_or(0.0);
        let alpha = 1e-4 + 0.9998 * logistic(next());
        let has_trend = self.spec.trend != Trend::No;
        let beta = if has_trend { alpha * (1e-4 + 0.9998 * logistic(next())) } else { 0.0 };
        let phi = if self.spec.trend == Trend::Damped { 0.8 + 0.18 * logistic(next()) } else { 1.0 };
        let seasonal = self.spec.season != Season::No;
        let gamma = if seasonal { (1.0 - alpha) * (1e-4 + 0.9998 * logistic(next())) } else { 0.0 };
        state.level = self.origin.level + self.unit * next();
        state.slope = if has_trend { self.origin.slope + 0.1 * self.unit * next() } else { 0.0 };
        state.season.copy_from_slice(&self.origin.season);
        Smoothing { alpha, beta, gamma, phi }
    }

    /// The coordinates of `p` at the origin's states, and steps for a simplex.
    fn write(&self, p: Smoothing) -> (Vec<f64>, Vec<f64>) {
        let share = |v: f64| logit(((v - 1e-4) / 0.9998).clamp(1e-4, 1.0 - 1e-4));
        let mut x = vec![share(p.alpha)];
        if self.spec.trend != Trend::No {
            x.push(share(p.beta / p.alpha));
        }
        if self.spec.trend == Trend::Damped {
            x.push(logit(((p.phi - 0.8) / 0.18).clamp(1e-4, 1.0 - 1e-4)));
        }
        if self.spec.season != Season::No {
            x.push(share(p.gamma / (1.0 - p.alpha)));
        }
        let mut steps = vec![1.0; x.len()];
        let states = if self.spec.trend == Trend::No { 1 } else { 2 };
        x.resize(x.len() + states, 0.0);
        steps.resize(x.len(), 0.5);
        (x, steps)
    }

    pub(super) fn minimize(&self, y: &[f64], p: Smoothing, evaluations: usize) -> (Smoothing, State, f64) {
        let (x, steps) = self.write(p);
        let mut state = self.origin.clone();
        let search = Search { start: &x, steps: &steps, evaluations, tolerance: 1e-4 };
        let (x, value) = minimize(&search, |x| {
            let p = self.read(x, &mut state);
            pass(y, self.spec, p, &mut state).map_or(f64::INFINITY, |sums| sums.deviance(y.len()))
        });
        let smoothing = self.read(&x, &mut state);
        (smoothing, state, value)
    }
}

/// The typical change from one value to the next (one season on, for a seasonal series).
pub(super) fn unit(y: &[f64], m: usize) -> f64 {
    let changes = y.iter().skip(m).zip(y).map(|(a, b)| (a - b).abs());
    let mean = changes.sum::<f64>() / y.len().saturating_sub(m).max(1) as f64;
    if mean > 0.0 { mean } else { y[0].abs().max(1.0) * 1e-3 }
}

/// Smoothing parameters from which the search may start.
fn seeds(spec: Spec) -> impl Iterator<Item = Smoothing> {
    let phi = if spec.trend == Trend::Damped { 0.95 } else { 1.0 };
    [(0.1, 0.01), (0.4, 0.05), (0.8, 0.05), (0.2, 0.4)].into_iter().map(move |(alpha, seasonal)| Smoothing {
        alpha,
        beta: if spec.trend == Trend::No { 0.0 } else { alpha * 0.1 },
        gamma: if spec.season == Season::No { 0.0 } else { (1.0 - alpha) * seasonal },
        phi,
    })
}

/// Estimates smoothing parameters, level and slope, from the best of several starts. `None` if no
/// start has a finite likelihood.
pub(crate) fn estimate(y: &[f64], m: usize, spec: Spec) -> Option<Fit> {
    let deviance = |origin: &State, p: Smoothing| {
        let mut state = origin.clone();
        pass(y, spec, p, &mut state).map_or(f64::INFINITY, |sums| sums.deviance(y.len()))
    };
    let (origin, seed, _) = guesses(y, m, spec)
        .into_iter()
        .flat_map(|state| seeds(spec).map(move |p| (state.clone(), p)))
        .map(|(state, p)| {
            let value = deviance(&state, p);
            (state, p, value)
        })
        .filter(|(_, _, value)| value.is_finite())
        .min_by(|a, b| a.2.total_cmp(&b.2))?;
    let coordinates = Coordinates { spec, origin: &origin, unit: unit(y, m) };
    let (smoothing, start, _) = coordinates.minimize(y, seed, 400);
    finish(y, m, spec, smoothing, start)
}

pub(super) fn finish(y: &[f64], m: usize, spec: Spec, smoothing: Smoothing, start: State) -> Option<Fit> {
    let n = y.len();
    let mut end = start.clone();
    let sums = pass(y, spec, smoothing, &mut end)?;
    unroll(&mut end, n);
    let k = parameters(spec, m) as f64;
    let deviance = sums.deviance(n);
    let left = n as f64 - k;
    Some(Fit {
        spec,
        m,
        smoothing,
        start,
        end,
        sigma2: sums.squares / left.max(1.0),
        log_likelihood: -0.5 * deviance,
        aicc: deviance + 2.0 * k + 2.0 * k * (k + 1.0) / (left - 1.0),
    })
}
