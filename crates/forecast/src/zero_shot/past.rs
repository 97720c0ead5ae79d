//! A series as the network sees it: without its seasons in three ways, and the lines that continue it.

use crate::decompose::{self, Adjusted, Combine};

/// The most values looked at: so many, or so many of the longest season.
const LONGEST: (usize, usize) = (400, 5);

/// A series without its seasons.
pub(super) struct View {
    pub(super) adjusted: Adjusted,
    /// Whether it is that of the logarithm.
    log: bool,
}

impl View {
    fn restore(&self, k: usize, value: f64) -> f64 {
        let value = self.adjusted.restore(k, value);
        if self.log { value.min(50.0).exp() } else { value }
    }
}

/// The last values of a series and what was computed from them once.
pub(super) struct Past<'a> {
    pub(super) y: &'a [f64],
    /// The shortest season length that the series is longer than, else 1: the lag of seasonal naive.
    pub(super) lag: usize,
    /// The longest season that the series holds two cycles of, else `lag`.
    pub(super) long: usize,
    /// How many seasons the series holds two cycles of.
    pub(super) seasons: usize,
    /// Without the mean figure of the season, and without one that may change, both of the logarithm if all values
    /// are clearly positive; and without the mean figure on the values as they are.
    pub(super) views: [View; 3],
    /// Whether the first two views are of the logarithm.
    pub(super) log: bool,
    /// The mean of the last `lag` values.
    pub(super) centre: f64,
    /// The mean change over `lag` periods, the unit of everything the network sees; above 0.
    pub(super) unit: f64,
}

/// The part of a series that the network looks at.
pub(super) fn recent<'a>(y: &'a [f64], seasons: &[usize]) -> &'a [f64] {
    let longest = seasons.iter().copied().max().unwrap_or(1);
    &y[y.len().saturating_sub(LONGEST.0.max(LONGEST.1 * longest))..]
}

impl<'a> Past<'a> {
    /// `None` if the series never moves.
    pub(super) fn new(y: &'a [f64], seasons: &[usize]) -> Option<Self> {
        let n = y.len();
        let lag = seasons.iter().copied().find(|m| *m < n).unwrap_or(1).max(1);
        let usable = decompose::usable_seasons(seasons, n);
        let unit = [lag, 1].into_iter().map(|lag| change(y, lag)).find(|unit| *unit > 0.0)?;
        let largest = y.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
        let log = y.iter().all(|v| *v > 0.002 * largest);
        let logs: Vec<f64> = if log { y.iter().map(|v| v.ln()).collect() } else { y.to_vec() };
        let views = [
            View { adjusted: stable(&logs, &usable), log },
            View { adjusted: decompose::several(&logs, &usable), log },
            View { adjusted: stable(y, &usable), log: false },
        ];
        let centre = mean(&y[n - lag.min(n)..]);
        let long = usable.last().copied().unwrap_or(lag);
        Some(Self { y, lag, long, seasons: usable.len(), views, log, centre, unit })
    }
}

/// Without the mean figure of the season; of several, without figures that may change.
fn stable(y: &[f64], usable: &[usize]) -> Adjusted {
    match usable {
        [] => Adjusted::none(y),
        [m] => decompose::with_figure(y, &decompose::figure(y, *m, Combine::Add), Combine::Add),
        several => decompose::several(y, several),
    }
}

/// The mean absolute change over `lag` periods; 0 if there is none.
pub(super) fn change(y: &[f64], lag: usize) -> f64 {
    let changes = y.iter().skip(lag).zip(y).map(|(now, then)| (now - then).abs());
    changes.sum::<f64>() / y.len().saturating_sub(lag).max(1) as f64
}

pub(super) fn mean(y: &[f64]) -> f64 {
    y.iter().sum::<f64>() / y.len().max(1) as f64
}

/// The slope a period of the least squares line.
pub(super) fn slope(y: &[f64]) -> f64 {
    let (middle, level) = ((y.len() as f64 - 1.0) / 2.0, mean(y));
    let (sum, square) = y.iter().enumerate().fold((0.0, 0.0), |(sum, square), (t, v)| {
        let x = t as f64 - middle;
        (sum + x * (v - level), square + x * x)
    });
    if square > 0.0 { sum / square } else { 0.0 }
}

/// How many experts there are.
pub(super) const EXPERTS: usize = 28;
/// The experts that repeat past cycles.
pub(super) const REPEATS: usize = 6;

/// A line that loses its slope, continuing a view; or the values themselves, if there is no view.
#[derive(Clone, Copy)]
struct Line {
    view: Option<usize>,
    level: f64,
    slope: f64,
    damping: f64,
}

/// Simple forecasts of one series, each a closed form of its past without fitted parameters.
pub(super) struct Experts<'p> {
    past: &'p Past<'p>,
    lines: [Line; EXPERTS - REPEATS],
    /// The change from the cycle before last to the last one: added, and multiplied.
    growth: (f64, f64),
    /// Forecasts lie in here.
    bounds: (f64, f64),
}

impl<'p> Experts<'p> {
    pub(super) fn new(past: &'p Past<'p>) -> Self {
        let (lag, y) = (past.lag, past.y);
        let line = |view, (level, slope), damping| Line { view, level, slope, damping };
        let [stable, evolving, plain] = [0, 1, 2].map(|v| past.views[v].adjusted.y.as_slice());
        let recent = |a: &[f64]| slope(&a[a.len().saturating_sub(lag.max(5))..]);
        let half = |a: &[f64], weight| (smooth(a, weight), 0.5 * slope(a));
        let lines = [
            line(Some(0), (smooth(stable, 0.0), 0.0), 1.0),
            line(Some(0), (smooth(stable, 0.2), 0.0), 1.0),
            line(Some(0), (smooth(stable, 0.6), 0.0), 1.0),
            line(Some(0), holt(stable, 0.5, 0.1, 0.9), 0.9),
            line(Some(0), holt(stable, 0.6, 0.2, 0.98), 0.98),
            line(Some(0), half(stable, 0.4), 1.0),
            line(Some(0), (smooth(stable, 0.8), slope(stable)), 1.0),
            line(Some(0), (smooth(stable, 0.8), recent(stable)), 0.9),
            line(Some(1), (smooth(evolving, 0.1), 0.0), 1.0),
            line(Some(1), (smooth(evolving, 0.4), 0.0), 1.0),
            line(Some(1), (smooth(evolving, 0.9), 0.0), 1.0),
            line(Some(1), holt(evolving, 0.4, 0.1, 0.95), 0.95),
            line(Some(1), half(evolving, 0.3), 1.0),
            line(Some(2), (smooth(plain, 0.3), 0.0), 1.0),
            line(Some(2), holt(plain, 0.5, 0.1, 0.9), 0.9),
            line(Some(2), (smooth(plain, 0.6), slope(plain)), 1.0),
            line(Some(2), holt(plain, 0.3, 0.05, 1.0), 1.0),
            line(Some(2), (smooth(plain, 0.8), recent(plain)), 0.9),
            line(None, (smooth(y, 0.0), 0.0), 1.0),
            line(None, (smooth(y, 0.1), 0.0), 1.0),
            line(None, (smooth(y, 0.4), 0.0), 1.0),
            line(None, (y.last().copied().unwrap_or(0.0), 0.0), 1.0),
        ];
        let last = mean(&y[y.len() - lag..]);
        let before = if y.len() >= 2 * lag { mean(&y[y.len() - 2 * lag..y.len() - lag]) } else { last };
        let ratio = if past.log { (last / before).clamp(0.5, 2.0) } else { 1.0 };
        let (lo, hi) =
            y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(*v), hi.max(*v)));
        let least = if lo >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let bounds = ((lo - 2.0 * (hi - lo)).max(least), hi + 2.0 * (hi - lo));
        Self { past, lines, growth: (last - before, ratio), bounds }
    }

    /// What each of them expects `k` periods after the end, `k` from 0.
    pub(super) fn at(&self, k: usize) -> [f64; EXPERTS] {
        let y = self.past.y;
        let mut all = [0.0; EXPERTS];
        for (expected, line) in all.iter_mut().zip(&self.lines) {
            let value = line.level + line.slope * run(line.damping, k + 1);
            *expected = line.view.map_or(value, |v| self.past.views[v].restore(k, value));
        }
        let lag = self.past.lag;
        let cycles = k / lag + 1;
        let back = |lag: usize, times: usize| y[y.len() - (lag * times).min(y.len() / lag * lag) + k % lag];
        let naive = back(lag, 1);
        let repeats = [
            naive,
            f64::midpoint(naive, back(lag, 2)),
            (naive + back(lag, 2) + back(lag, 3)) / 3.0,
            naive + self.growth.0 * run(0.8, cycles),
            naive * self.growth.1.powf(run(0.8, cycles)),
            back(self.past.long, 1),
        ];
        all[EXPERTS - REPEATS..].copy_from_slice(&repeats);
        all.map(|v| v.clamp(self.bounds.0, self.bounds.1))
    }
}

/// The sum of the first `n` powers of `damping`, from the first power on.
fn run(damping: f64, n: usize) -> f64 {
    if damping >= 1.0 { n as f64 } else { damping * (1.0 - damping.powf(n as f64)) / (1.0 - damping) }
}

/// Exponential smoothing that begins as a running mean: the last level.
fn smooth(y: &[f64], weight: f64) -> f64 {
    y.iter().enumerate().fold(0.0, |level, (t, v)| level + weight.max(1.0 / (t + 1) as f64) * (v - level))
}

/// Damped trend smoothing with fixed weights: the last level and slope.
fn holt(y: &[f64], weight: f64, trend: f64, damping: f64) -> (f64, f64) {
    let (mut level, mut slope) = (y.first().copied().unwrap_or(0.0), 0.0);
    for (t, v) in y.iter().enumerate().skip(1) {
        let expected = level + damping * slope;
        let error = v - expected;
        let first = 1.0 / t as f64;
        level = expected + weight.max(first) * error;
        slope = damping * slope + trend.max(0.5 * first) * error;
    }
    (level, slope)
}
