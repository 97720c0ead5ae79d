//! Seasonality: a test for it, and series without it.

/// Whether `y` has a season of length `m`, by the test of the M4 competition: the autocorrelation
/// at lag `m` is significant at 90 % under Bartlett's formula
/// (Fiorucci et al. 2016, International Journal of Forecasting 32, section 4).
///
/// False if there are fewer than `2 m` values, `m` is below 2, or `y` is constant.
pub(crate) fn is_seasonal(y: &[f64], m: usize) -> bool {
    let n = y.len();
    if m < 2 || n < 2 * m {
        return false;
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let variance: f64 = y.iter().map(|v| (v - mean).powi(2)).sum();
    if variance <= f64::EPSILON * n as f64 * mean.abs().max(f64::MIN_POSITIVE) {
        return false;
    }
    let correlation =
        |lag: usize| y[lag..].iter().zip(y).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / variance;
    let sum: f64 = (1..m).map(|lag| correlation(lag).powi(2)).sum();
    correlation(m).abs() > 1.645 * ((1.0 + 2.0 * sum) / n as f64).sqrt()
}

/// The season lengths that a series of `n` values holds two full cycles of, shortest first.
pub(crate) fn usable_seasons(seasons: &[usize], n: usize) -> Vec<usize> {
    let mut usable: Vec<usize> = seasons.iter().copied().filter(|m| *m > 1 && n >= 2 * m).collect();
    usable.sort_unstable();
    usable.dedup();
    usable
}

/// The series for a model that knows one season, and that season's length (1 if there is none): a single
/// season of at most `longest` periods stays, a longer one or several are [removed](several).
pub(crate) fn one_season(y: &[f64], seasons: &[usize], longest: usize) -> (Adjusted, usize) {
    let usable = usable_seasons(seasons, y.len());
    match usable.as_slice() {
        [] => (Adjusted::none(y), 1),
        [m] if *m <= longest => (Adjusted::none(y), *m),
        _ => (several(y, &usable), 1),
    }
}

/// How season and level combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Combine {
    /// Level plus season.
    Add,
    /// Level times season.
    Multiply,
}

/// A series without its seasons, and the seasons' continuation.
#[derive(Debug, Clone)]
pub(crate) struct Adjusted {
    /// The seasonally adjusted series.
    pub(crate) y: Vec<f64>,
    /// How to put the seasons back.
    pub(crate) combine: Combine,
    /// The last cycle of each season, so that period `n + k` has entry `k % len`.
    cycles: Vec<Vec<f64>>,
}

impl Adjusted {
    /// A series that has no seasons.
    pub(crate) fn none(y: &[f64]) -> Self {
        Self { y: y.to_vec(), combine: Combine::Add, cycles: Vec::new() }
    }

    /// Puts the seasons back on values `k` periods after the end (`k` from 0).
    pub(crate) fn restore(&self, k: usize, value: f64) -> f64 {
        let seasons = self.cycles.iter().map(|c| c[k % c.len()]);
        match self.combine {
            Combine::Add => value + seasons.sum::<f64>(),
            Combine::Multiply => value * seasons.product::<f64>(),
        }
    }

    /// How many free numbers the seasons hold.
    pub(crate) fn parameters(&self) -> usize {
        self.cycles.iter().map(|c| c.len() - 1).sum()
    }
}

/// The centred moving average of length `m` (ends weighted half if `m` is even), at both ends
/// continued with its nearest value. For fewer than `m + 1` values, their mean.
pub(crate) fn moving_average(y: &[f64], m: usize) -> Vec<f64> {
    let n = y.len();
    let half = m / 2;
    if n < m + 1 || m < 2 {
        let mean = y.iter().sum::<f64>() / n.max(1) as f64;
        return if m < 2 { y.to_vec() } else { vec![mean; n] };
    }
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(0.0);
    let mut total = 0.0;
    for v in y {
        total += v;
        sums.push(total);
    }
    let mut trend = vec![0.0; n];
    for t in half..n - half {
        trend[t] = if m % 2 == 1 {
            (sums[t + half + 1] - sums[t - half]) / m as f64
        } else {
            let inner = sums[t + half] - sums[t - half + 1];
            (inner + 0.5 * (y[t - half] + y[t + half])) / m as f64
        };
    }
    let (first, last) = (trend[half], trend[n - half - 1]);
    trend[..half].fill(first);
    trend[n - half..].fill(last);
    trend
}

/// The seasonal figure of classical decomposition: entry `i` belongs to the periods `t` with
/// `t % m == i`; sums to 0 (`Add`) or averages 1 (`Multiply`). Needs `2 m` values.
pub(crate) fn figure(y: &[f64], m: usize, combine: Combine) -> Vec<f64> {
    let n = y.len();
    let trend = moving_average(y, m);
    let half = m / 2;
    let mut sums = vec![(0.0, 0.0_f64); m];
    for t in half..n.saturating_sub(half) {
        let value = match combine {
            Combine::Add => y[t] - trend[t],
            Combine::Multiply => y[t] / trend[t],
        };
        sums[t % m].0 += value;
        sums[t % m].1 += 1.0;
    }
    let mut figure: Vec<f64> = sums.iter().map(|(sum, count)| sum / count.max(1.0)).collect();
    let mean = figure.iter().sum::<f64>() / m as f64;
    for v in &mut figure {
        match combine {
            Combine::Add => *v -= mean,
            Combine::Multiply => *v /= mean,
        }
    }
    figure
}

/// Classical decomposition by one season of length `m`: multiplicative if all values are positive
/// and no seasonal index is below 0.01, else additive. Needs `2 m` values.
pub(crate) fn classical(y: &[f64], m: usize) -> Adjusted {
    if y.iter().all(|v| *v > 0.0) {
        let seasonal = figure(y, m, Combine::Multiply);
        if seasonal.iter().all(|s| *s > 0.01) {
            return with_figure(y, &seasonal, Combine::Multiply);
        }
    }
    with_figure(y, &figure(y, m, Combine::Add), Combine::Add)
}

pub(crate) fn with_figure(y: &[f64], figure: &[f64], combine: Combine) -> Adjusted {
    let m = figure.len();
    let adjusted = y.iter().enumerate().map(|(t, v)| match combine {
        Combine::Add => v - figure[t % m],
        Combine::Multiply => v / figure[t % m],
    });
    let cycle = (0..m).map(|k| figure[(y.len() + k) % m]).collect();
    Adjusted { y: adjusted.collect(), combine, cycles: vec![cycle] }
}

/// Removes several (or long) seasons one after the other, shortest first, additively.
///
/// In the manner of MSTL (Bandara, Hyndman and Bergmeir 2021), with a filter in place of loess: each
/// position of a season is an exponentially weighted mean of the detrended values at that position.
/// Its weight is the one of 0 (the plain mean), 0.05, 0.1, 0.2 and 0.4 that predicts the next
/// cycle best. The adjusted series subtracts what was known a cycle before, so that its scatter is
/// that of a forecast. Seasons with fewer than two full cycles are left out.
pub(crate) fn several(y: &[f64], seasons: &[usize]) -> Adjusted {
    let mut adjusted = Adjusted::none(y);
    let usable = usable_seasons(seasons, y.len());
    let Some(longest) = usable.last().copied() else { return adjusted };
    let trend = moving_average(y, longest);
    for m in usable {
        let detrended: Vec<f64> = adjusted.y.iter().zip(&trend).map(|(v, t)| v - t).collect();
        let (before, cycle) = [0.0, 0.05, 0.1, 0.2, 0.4]
            .into_iter()
            .map(|weight| smooth_cycle(&detrended, m, weight))
            .min_by(|a, b| a.error.total_cmp(&b.error))
            .map_or_else(|| (vec![0.0; y.len()], vec![0.0; m]), |s| (s.before, s.cycle));
        for (v, s) in adjusted.y.iter_mut().zip(&before) {
            *v -= s;
        }
        adjusted.cycles.push(cycle);
    }
    adjusted
}

struct SmoothCycle {
    /// The seasonal value expected at each period, from the cycle before.
    before: Vec<f64>,
    /// The state after the last period, next period first.
    cycle: Vec<f64>,
    error: f64,
}

fn smooth_cycle(detrended: &[f64], m: usize, weight: f64) -> SmoothCycle {
    let n = detrended.len();
    // The plain mean over everything is in-sample; a weight must start from the first cycles only.
    let start = if weight > 0.0 { &detrended[..n.min(m * 3)] } else { detrended };
    let mut state: Vec<f64> = (0..m)
        .map(|i| {
            let values = start.iter().skip(i).step_by(m);
            values.clone().sum::<f64>() / values.count().max(1) as f64
        })
        .collect();
    let mean = state.iter().sum::<f64>() / m as f64;
    for s in &mut state {
        *s -= mean;
    }
    let mut before = Vec::with_capacity(n);
    let mut error = 0.0;
    for (t, v) in detrended.iter().enumerate() {
        let s = &mut state[t % m];
        before.push(*s);
        error += (v - *s).powi(2);
        *s += weight * (v - *s);
    }
    let cycle = (0..m).map(|k| state[(n + k) % m]).collect();
    SmoothCycle { before, cycle, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(n: usize, m: usize) -> Vec<f64> {
        (0..n)
            .map(|t| 100.0 + t as f64 + 10.0 * (std::f64::consts::TAU * (t % m) as f64 / m as f64).sin())
            .collect()
    }

    #[test]
    fn a_wave_is_seasonal_and_a_line_is_not() {
        let wavy: Vec<f64> = wave(120, 12).iter().enumerate().map(|(t, v)| v - t as f64).collect();
        assert!(is_seasonal(&wavy, 12));
        assert!(!is_seasonal(&[5.0; 60], 12));
        assert!(!is_seasonal(&wavy[..20], 12));
    }

    #[test]
    fn moving_average_over_a_season_leaves_the_line() {
        let trend = moving_average(&wave(60, 12), 12);
        for (t, v) in trend.iter().enumerate().take(54).skip(6) {
            assert!((v - 100.0 - t as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn classical_decomposition_puts_back_what_it_took() {
        let y = wave(96, 12);
        let adjusted = classical(&y, 12);
        assert_eq!(adjusted.combine, Combine::Multiply);
        // Period 96 has the season of period 84.
        assert!((adjusted.restore(0, adjusted.y[84]) - y[84]).abs() < 1e-9);
    }

    #[test]
    fn negative_values_are_decomposed_additively() {
        let y: Vec<f64> = wave(96, 12).iter().map(|v| v - 150.0).collect();
        assert_eq!(classical(&y, 12).combine, Combine::Add);
    }

    #[test]
    fn two_seasons_are_removed_and_continued() {
        let season = |t: usize| [0.0, 4.0, -4.0][t % 3] + [1.0, -3.0, 2.0, 0.0, 5.0, -2.0, -3.0][t % 7];
        let y: Vec<f64> = (0..210).map(|t| 50.0 + season(t)).collect();
        let adjusted = several(&y, &[3, 21]);
        for k in 0..21 {
            let forecast = adjusted.restore(k, 50.0);
            assert!((forecast - 50.0 - season(210 + k)).abs() < 0.2, "{k}: {forecast}");
        }
    }
}
