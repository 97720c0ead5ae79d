//! How strong a season is, by the decomposition of Cleveland, Cleveland, `McRae` and Terpenning (1990),
//! "STL: a seasonal-trend decomposition procedure based on loess", Journal of Official Statistics 6.

/// Points that the smoothing of one position of the season looks at.
const SEASON: usize = 11;

/// Rounds of the inner loop.
const ROUNDS: usize = 5;

/// The share of the season of length `m` in what is left of `y` without its trend, 0 to 1: Wang,
/// Smith and Hyndman (2006), Data Mining and Knowledge Discovery 13, section 3.1. Needs more than
/// `2 m` values.
pub(super) fn strength(y: &[f64], m: usize) -> f64 {
    let n = y.len();
    let next_odd = |v: usize| if v.is_multiple_of(2) { v + 1 } else { v };
    let low = next_odd(m + 1);
    let trend_window = next_odd((1.5 * m as f64 / (1.0 - 1.5 / SEASON as f64)).ceil() as usize);
    let mut trend = vec![0.0; n];
    let mut season = vec![0.0; n];
    for _ in 0..ROUNDS {
        let detrended: Vec<f64> = y.iter().zip(&trend).map(|(v, t)| v - t).collect();
        let cycles = cycles(&detrended, m);
        let passed = running_mean(&running_mean(&running_mean(&cycles, m), m), 3);
        let level = smooth(&passed, low, true);
        for ((s, c), l) in season.iter_mut().zip(&cycles[m..]).zip(&level) {
            *s = c - l;
        }
        let adjusted: Vec<f64> = y.iter().zip(&season).map(|(v, s)| v - s).collect();
        trend = smooth(&adjusted, trend_window, true);
    }
    let detrended: Vec<f64> = y.iter().zip(&trend).map(|(v, t)| v - t).collect();
    let rest: Vec<f64> = detrended.iter().zip(&season).map(|(v, s)| v - s).collect();
    let share = 1.0 - variance(&rest) / variance(&detrended);
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

fn variance(y: &[f64]) -> f64 {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    y.iter().map(|v| (v - mean).powi(2)).sum()
}

/// The values of each position of the season, smoothed, and one more at both ends.
fn cycles(y: &[f64], m: usize) -> Vec<f64> {
    let mut cycles = vec![0.0; y.len() + 2 * m];
    for i in 0..m {
        let values: Vec<f64> = y.iter().skip(i).step_by(m).copied().collect();
        let count = values.len();
        let at = |x: f64, first: usize| local(&values, first, x, SEASON, false);
        let window = SEASON.min(count);
        let ends = [at(-1.0, 0), at(count as f64, count - window)];
        let smoothed = smooth(&values, SEASON, false);
        let all = ends[..1].iter().chain(&smoothed).chain(&ends[1..]);
        for (out, v) in cycles[i..].iter_mut().step_by(m).zip(all) {
            *out = *v;
        }
    }
    cycles
}

fn running_mean(y: &[f64], length: usize) -> Vec<f64> {
    y.windows(length).map(|w| w.iter().sum::<f64>() / length as f64).collect()
}

/// Loess at each point.
fn smooth(y: &[f64], window: usize, line: bool) -> Vec<f64> {
    let n = y.len();
    let first = |t: usize| t.saturating_sub(window / 2).min(n.saturating_sub(window));
    (0..n).map(|t| local(y, first(t), t as f64, window, line)).collect()
}

/// Loess at `x` from the `window` points (or all, if fewer) from `first` on: a constant or a line,
/// with tricube weights (section 2 of the paper).
fn local(y: &[f64], first: usize, x: f64, window: usize, line: bool) -> f64 {
    let n = y.len();
    let last = (first + window).min(n) - 1;
    let mut reach = (x - first as f64).max(last as f64 - x);
    if window > n {
        reach += ((window - n) / 2) as f64;
    }
    let weight = |t: usize| {
        let share = (t as f64 - x).abs() / reach;
        if share > 0.999 { 0.0 } else { (1.0 - share.powi(3)).powi(3) }
    };
    let (mut sum, mut centre, mut mean) = (0.0, 0.0, 0.0);
    let points = || (first..).zip(&y[first..=last]);
    for (t, v) in points() {
        let w = weight(t);
        sum += w;
        centre += w * t as f64;
        mean += w * v;
    }
    if sum <= 0.0 {
        return y[x.clamp(first as f64, last as f64) as usize];
    }
    centre /= sum;
    mean /= sum;
    let (mut square, mut cross) = (0.0, 0.0);
    if line {
        for (t, v) in points() {
            let (w, away) = (weight(t), t as f64 - centre);
            square += w * away * away;
            cross += w * away * v;
        }
    }
    if (square / sum).sqrt() > 0.001 * (n - 1) as f64 { mean + cross / square * (x - centre) } else { mean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::air_passengers;

    // statsforecast 2.1.1, arima.seas_heuristic(y, m).
    #[test]
    fn the_strength_equals_that_of_statsforecast() {
        let y = air_passengers();
        let mixed: Vec<f64> = (0..60).map(|t| f64::from(t % 7 + t * t % 5) + 0.1 * f64::from(t)).collect();
        for (y, m, golden) in [
            (y.as_slice(), 12, 0.941_028_879),
            (&y[..30], 12, 0.945_329_701),
            (&mixed, 7, 0.554_512_115),
            (&mixed, 5, 0.519_582_447),
            (&mixed, 4, 0.0),
        ] {
            let strength = strength(y, m);
            assert!((strength - golden).abs() < 1e-6, "{m} {strength} {golden}");
        }
    }
}
