//! One pass through a series.

use super::{Season, Smoothing, Spec};

/// Level, slope and seasonal states (next period first; empty without a season).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) level: f64,
    pub(crate) slope: f64,
    pub(crate) season: Vec<f64>,
}

/// Sums of one pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pass {
    /// Sum of the squared (relative, if multiplicative) errors.
    pub(crate) squares: f64,
    /// Sum of the logarithms of the one-step forecasts; 0 for additive errors.
    pub(crate) logs: f64,
}

impl Pass {
    /// Minus twice the log-likelihood for `n` values, without constants.
    pub(crate) fn deviance(self, n: usize) -> f64 {
        // Errors of exactly zero (a constant series) have no finite likelihood.
        n as f64 * self.squares.max(f64::MIN_POSITIVE).ln() + 2.0 * self.logs
    }
}

const NO: u8 = 0;
const ADD: u8 = 1;
const MULTIPLY: u8 = 2;

/// Runs the model through `y`, leaving in `state` the states after the last value (the seasonal
/// ones rotated so that the next period comes first only by [`unroll`]).
///
/// Without a slope set `beta` and `state.slope` to 0. `None` if a one-step forecast leaves the
/// domain of a multiplicative model.
pub(crate) fn pass(y: &[f64], spec: Spec, p: Smoothing, state: &mut State) -> Option<Pass> {
    watched_pass(y, spec, p, state, |_| ())
}

/// [`pass`], telling `see` each one-step forecast.
pub(crate) fn watched_pass(
    y: &[f64],
    spec: Spec,
    p: Smoothing,
    state: &mut State,
    see: impl FnMut(f64),
) -> Option<Pass> {
    match (spec.multiplicative_error, spec.season) {
        (false, Season::No) => run::<false, NO>(y, p, state, see),
        (false, Season::Additive) => run::<false, ADD>(y, p, state, see),
        (false, Season::Multiplicative) => run::<false, MULTIPLY>(y, p, state, see),
        (true, Season::No) => run::<true, NO>(y, p, state, see),
        (true, Season::Additive) => run::<true, ADD>(y, p, state, see),
        (true, Season::Multiplicative) => run::<true, MULTIPLY>(y, p, state, see),
    }
}

/// Puts the next period first after a pass over `n` values.
pub(crate) fn unroll(state: &mut State, n: usize) {
    if !state.season.is_empty() {
        let shift = n % state.season.len();
        state.season.rotate_left(shift);
    }
}

fn run<const RELATIVE: bool, const SEASON: u8>(
    y: &[f64],
    p: Smoothing,
    state: &mut State,
    mut see: impl FnMut(f64),
) -> Option<Pass> {
    let ratio = if p.alpha > 0.0 { p.beta / p.alpha } else { 0.0 };
    let (mut level, mut slope) = (state.level, state.slope);
    let mut at = 0;
    let (mut squares, mut logs, mut product) = (0.0, 0.0, 1.0_f64);
    for &value in y {
        let damped = p.phi * slope;
        let expected = level + damped;
        let season = if SEASON == NO { 0.0 } else { state.season[at] };
        let forecast = match SEASON {
            NO => expected,
            ADD => expected + season,
            _ => expected * season,
        };
        if RELATIVE || SEASON == MULTIPLY {
            let in_domain = forecast > 1e-9 && (SEASON != MULTIPLY || expected > 1e-9);
            if !in_domain {
                return None;
            }
        }
        see(forecast);
        let error = value - forecast;
        if RELATIVE {
            let relative = error / forecast;
            squares += relative * relative;
            // One logarithm for many factors, as long as the product stays in range.
            product *= forecast;
            if !(1e-200..1e200).contains(&product) {
                logs += product.ln();
                product = 1.0;
            }
        } else {
            squares += error * error;
        }
        let shock = if SEASON == MULTIPLY { error / season } else { error };
        let next = expected + p.alpha * shock;
        if SEASON != NO {
            let seasonal_shock = if SEASON == MULTIPLY { error / expected } else { error };
            state.season[at] = season + p.gamma * seasonal_shock;
            at += 1;
            if at == state.season.len() {
                at = 0;
            }
        }
        slope = damped + ratio * (next - level - damped);
        level = next;
    }
    state.level = level;
    state.slope = slope;
    (squares.is_finite() && level.is_finite()).then(|| Pass { squares, logs: logs + product.ln() })
}
