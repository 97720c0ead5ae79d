//! Where the states start before they are estimated: Hyndman et al. (2008), section 2.6.1.

use super::filter::State;
use super::{Season, Spec, Trend};
use crate::decompose::{Combine, figure};

/// First guesses of the initial states of `spec`: one from the first cycles, and for a seasonal
/// series with more of them one with the seasonal figure of all cycles.
pub(crate) fn guesses(y: &[f64], m: usize, spec: Spec) -> Vec<State> {
    if spec.season == Season::No {
        return vec![guess(y, Vec::new(), spec, m)];
    }
    let combine = if spec.season == Season::Additive { Combine::Add } else { Combine::Multiply };
    let early = y.len().min(3 * m);
    let mut figures = vec![figure(&y[..early], m, combine)];
    if y.len() > 4 * m {
        figures.push(figure(y, m, combine));
    }
    figures
        .into_iter()
        .map(|mut season| {
            if combine == Combine::Multiply {
                for s in &mut season {
                    *s = s.max(0.01);
                }
            }
            guess(y, season, spec, m)
        })
        .collect()
}

fn guess(y: &[f64], season: Vec<f64>, spec: Spec, m: usize) -> State {
    let used = y.len().min((2 * m).max(10));
    let adjusted: Vec<f64> = y[..used]
        .iter()
        .enumerate()
        .map(|(t, v)| match spec.season {
            Season::No => *v,
            Season::Additive => v - season[t % m],
            Season::Multiplicative => v / season[t % m],
        })
        .collect();
    let (intercept, slope) = line(&adjusted);
    if spec.trend == Trend::No {
        let level = adjusted.iter().sum::<f64>() / used as f64;
        return State { level, slope: 0.0, season };
    }
    // A multiplicative error needs a positive start.
    let level = if spec.multiplicative_error && intercept <= 0.0 { adjusted[0] } else { intercept };
    State { level, slope, season }
}

/// Intercept at `t = 0` and slope of the least-squares line through values at `t = 1, 2, …`.
pub(crate) fn line(y: &[f64]) -> (f64, f64) {
    let n = y.len() as f64;
    let mean = y.iter().sum::<f64>() / n;
    let centre = f64::midpoint(n, 1.0);
    let (mut cross, mut square) = (0.0, 0.0);
    for (t, v) in y.iter().enumerate() {
        let x = (t + 1) as f64 - centre;
        cross += x * v;
        square += x * x;
    }
    let slope = if square > 0.0 { cross / square } else { 0.0 };
    (mean - slope * centre, slope)
}
