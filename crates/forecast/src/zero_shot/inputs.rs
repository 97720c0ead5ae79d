//! The numbers that go into the network.

use super::past::{EXPERTS, Experts, Past, change, mean, slope};

/// Numbers about the whole series that are no values of it.
const FACTS: usize = 24;
/// The last values without season.
const LAST: usize = 24;
/// Means of cycles.
const CYCLES: usize = 8;
/// The last values at the same place in the season.
const PHASES: usize = 4;
/// The numbers about a series.
pub(super) const GLOBAL: usize = FACTS + LAST + CYCLES + EXPERTS;
/// The numbers about a period to be forecast.
pub(super) const STEP: usize = 5 + PHASES + EXPERTS;
/// The most periods from which the errors of an expert are taken.
const TRIED: usize = 24;

/// What the network gets to know about a series.
pub(super) struct Inputs<'p> {
    past: &'p Past<'p>,
    experts: Experts<'p>,
    /// See [`GLOBAL`].
    pub(super) global: [f32; GLOBAL],
}

/// A period to be forecast.
#[derive(Clone)]
pub(super) struct Step {
    /// See [`STEP`].
    pub(super) inputs: [f32; STEP],
    /// The experts' forecasts in units from the centre.
    pub(super) experts: [f32; EXPERTS],
}

/// The logarithm, the same for both signs, straight around 0.
fn squash(x: f64) -> f32 {
    (x.signum() * x.abs().ln_1p()) as f32
}

/// The logarithm of a ratio, within bounds.
fn log_ratio(a: f64, b: f64) -> f32 {
    ((a / b).max(1e-4).ln().min(9.0)) as f32
}

impl<'p> Inputs<'p> {
    /// `h` is the horizon.
    pub(super) fn new(past: &'p Past<'p>, seasons: &[usize], h: usize) -> Self {
        let experts = Experts::new(past);
        let mut global = [0.0; GLOBAL];
        let (errors, tries) = tried(past, seasons, h);
        let (facts, rest) = global.split_at_mut(FACTS);
        let (last, rest) = rest.split_at_mut(LAST);
        let (cycles, scores) = rest.split_at_mut(CYCLES);
        facts.copy_from_slice(&self::facts(past, h, tries, &errors));
        let scaled = |v: f64| squash((v - past.centre) / past.unit);
        for (x, v) in last.iter_mut().zip(past.views[2].adjusted.y.iter().rev()) {
            *x = scaled(*v);
        }
        let length = if past.lag > 1 { past.lag } else { 3 };
        for (x, cycle) in cycles.iter_mut().zip(past.y.rchunks_exact(length)) {
            *x = scaled(mean(cycle));
        }
        for (x, error) in scores.iter_mut().zip(errors) {
            *x = log_ratio(error + 0.02 * past.unit, past.unit);
        }
        Self { past, experts, global }
    }

    /// The period `k` after the end, `k` from 0.
    pub(super) fn step(&self, k: usize) -> Step {
        let Past { y, lag, centre, unit, .. } = *self.past;
        let experts = self.experts.at(k).map(|v| (v - centre) / unit);
        let middle = mean(&experts);
        let scatter = (experts.iter().map(|v| (v - middle).powi(2)).sum::<f64>() / EXPERTS as f64).sqrt();
        let angle = if lag > 1 { std::f64::consts::TAU * (k % lag) as f64 / lag as f64 } else { 0.0 };
        let mut inputs = [0.0; STEP];
        inputs[0] = ((k + 1) as f64).ln() as f32;
        inputs[1] = ((k + 1) as f64 / lag as f64).ln_1p() as f32;
        inputs[2] = angle.sin() as f32;
        inputs[3] = angle.cos() as f32;
        inputs[4] = log_ratio(scatter + 0.02, 1.0);
        for (j, x) in inputs[5..5 + PHASES].iter_mut().enumerate() {
            let back = (lag * (j + 1)).min(y.len() / lag * lag);
            *x = squash((y[y.len() - back + k % lag] - centre) / unit);
        }
        for (x, v) in inputs[5 + PHASES..].iter_mut().zip(experts) {
            *x = squash(v);
        }
        Step { inputs, experts: experts.map(|v| v as f32) }
    }
}

/// The mean absolute errors of the experts on the last periods, from up to two origins, and how many origins there
/// were.
fn tried(past: &Past, seasons: &[usize], h: usize) -> ([f64; EXPERTS], usize) {
    let n = past.y.len();
    let ahead = h.min(2 * past.lag.max(6)).min(n / 3).max(1);
    let mut errors = [0.0; EXPERTS];
    let mut tries = 0;
    for origin in [1, 2].map(|times| n.saturating_sub(times * ahead)) {
        if origin < 3 || origin <= past.lag {
            break;
        }
        let Some(before) = Past::new(&past.y[..origin], seasons) else { break };
        let experts = Experts::new(&before);
        let every = ahead.div_ceil(TRIED);
        let count = ahead.div_ceil(every) as f64;
        for k in (0..ahead).step_by(every) {
            let actual = past.y[origin + k];
            for (error, expected) in errors.iter_mut().zip(experts.at(k)) {
                *error += (actual - expected).abs() / count;
            }
        }
        tries += 1;
    }
    (errors.map(|error| error / tries.max(1) as f64), tries)
}

fn facts(past: &Past, h: usize, tries: usize, errors: &[f64; EXPERTS]) -> [f32; FACTS] {
    let Past { y, lag, unit, .. } = *past;
    let n = y.len() as f64;
    let ln = |v: f64| v.ln() as f32;
    let adjusted = past.views[2].adjusted.y.as_slice();
    let size = y.iter().map(|v| v.abs()).sum::<f64>() / n;
    let level = mean(y);
    let sd = (y.iter().map(|v| (v - level).powi(2)).sum::<f64>() / n).sqrt();
    let end = &y[y.len() - (3 * lag + 2).min(y.len())..];
    let short = &adjusted[adjusted.len() - (lag.max(5)).min(adjusted.len())..];
    let (whole, recent) = (slope(adjusted), slope(short));
    let share = |yes: bool| f32::from(u8::from(yes));
    let best = errors.iter().copied().fold(f64::INFINITY, f64::min);
    let zeros = y.iter().filter(|v| **v == 0.0).count() as f64 / n;
    let moves = change(adjusted, 1);
    [
        ln(n),
        ln(n / lag as f64),
        ln(lag as f64),
        share(lag == 1),
        share(past.seasons > 0),
        share(past.seasons > 1),
        ln(h as f64),
        ln(h as f64 / lag as f64),
        log_ratio(unit, size),
        log_ratio(change(y, 1), unit),
        log_ratio(change(end, lag.min(end.len() - 1).max(1)), unit),
        log_ratio(sd, unit),
        share(past.log),
        zeros as f32,
        log_ratio(y.iter().fold(0.0, |a: f64, v| a.max(v.abs())), size),
        correlation(adjusted),
        correlation(&adjusted.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()),
        log_ratio(moves, unit),
        squash(whole * lag as f64 / unit),
        squash(recent * lag as f64 / unit),
        (n * whole / sd).clamp(-4.0, 4.0) as f32,
        (slope(&past.views[0].adjusted.y) * lag as f64).clamp(-2.0, 2.0) as f32 * share(past.log),
        tries as f32,
        log_ratio(best + 0.02 * unit, unit),
    ]
}

/// The first autocorrelation; 0 if there is none.
fn correlation(y: &[f64]) -> f32 {
    let level = mean(y);
    let variance: f64 = y.iter().map(|v| (v - level).powi(2)).sum();
    let product: f64 = y.windows(2).map(|w| (w[0] - level) * (w[1] - level)).sum();
    if variance > 0.0 { (product / variance) as f32 } else { 0.0 }
}
