//! Estimation of one member of the family, and its forecasts.

use crate::ets::line;
use crate::parallel::Cancel;
use crate::rolling::Rolled;
use crate::{Error, Result, golden_section};

/// A member of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The line through all data, theta 2 (STM in the paper).
    Standard,
    /// The line through all data, theta estimated (OTM).
    Optimized,
    /// At each period the line through the past only, theta 2 (DSTM).
    Dynamic,
    /// At each period the line through the past only, theta estimated (DOTM).
    DynamicOptimized,
}

impl Variant {
    /// All of them.
    pub(super) const ALL: [Self; 4] =
        [Self::Standard, Self::Optimized, Self::Dynamic, Self::DynamicOptimized];

    fn dynamic(self) -> bool {
        matches!(self, Self::Dynamic | Self::DynamicOptimized)
    }

    fn free_theta(self) -> bool {
        matches!(self, Self::Optimized | Self::DynamicOptimized)
    }
}

/// A fitted variant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    pub(super) variant: Variant,
    pub(super) alpha: f64,
    /// `1 - 1/θ`: the share of the line in the forecast; 0.5 for theta 2.
    pub(super) omega: f64,
    /// Sum of squared errors from the fourth value on, as StatsForecast counts them.
    pub(super) squares: f64,
    level0: f64,
}

/// What the recursions need besides the data: for each period the known part of the level, the
/// weight of the initial level, and the line's contribution.
struct Lines {
    known: Vec<f64>,
    weight: Vec<f64>,
    line: Vec<f64>,
}

impl Lines {
    fn new(n: usize) -> Self {
        Self { known: vec![0.0; n], weight: vec![0.0; n], line: vec![0.0; n] }
    }
}

/// The least-squares line through the values seen so far, at times 1, 2, ….
#[derive(Debug, Clone, Copy, Default)]
struct Past {
    count: f64,
    mean: f64,
    slope: f64,
}

impl Past {
    /// Section 2.2 of the paper.
    fn see(&mut self, value: f64) {
        self.count += 1.0;
        let t = self.count;
        self.slope =
            if t < 2.0 { 0.0 } else { ((t - 2.0) * self.slope + 6.0 * (value - self.mean) / t) / (t + 1.0) };
        self.mean += (value - self.mean) / t;
    }

    /// Value at time 0 and slope.
    fn line(&self) -> (f64, f64) {
        (self.mean - self.slope * f64::midpoint(self.count, 1.0), self.slope)
    }
}

/// For fixed `alpha` the one-step forecasts are `known + weight * level0 + omega * line`: linear in
/// the initial level and in omega, so both are found by least squares, without search.
fn fill(lines: &mut Lines, y: &[f64], alpha: f64, dynamic: bool) {
    let (mut a, mut b) = if dynamic { (0.0, 0.0) } else { line(y) };
    let (mut known, mut weight, mut past) = (0.0, 1.0, Past::default());
    let rows = lines.known.iter_mut().zip(&mut lines.weight).zip(&mut lines.line);
    for (((k, w), l), value) in rows.zip(y) {
        // weight is (1 - alpha)^(t-1).
        (*k, *w, *l) = (known, weight, weight * a + (1.0 - weight * (1.0 - alpha)) / alpha * b);
        known = alpha * value + (1.0 - alpha) * known;
        weight *= 1.0 - alpha;
        if dynamic {
            past.see(*value);
            (a, b) = past.line();
        }
    }
}

/// The first values, whose errors only tell of the start.
const SKIPPED: usize = 3;

/// The variant with that `alpha`; `lines` is room to work in, as long as `y`.
fn at(y: &[f64], alpha: f64, variant: Variant, lines: &mut Lines) -> Fit {
    fill(lines, y, alpha, variant.dynamic());
    let rows = || {
        let targets = y.iter().zip(&lines.known).map(|(v, known)| v - known);
        targets.zip(&lines.weight).zip(&lines.line).skip(SKIPPED.min(y.len() - 1))
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
    if variant.free_theta() && determinant > 1e-12 * ww * ll {
        omega = ((lt * ww - wt * wl) / determinant).clamp(0.0, 1.0 - 1e-6);
    }
    let level0 = (wt - omega * wl) / ww.max(f64::MIN_POSITIVE);
    let squares =
        rows().map(|((target, weight), line)| (target - level0 * weight - omega * line).powi(2)).sum();
    Fit { variant, alpha, omega, squares, level0 }
}

/// The best alpha of a variant: a grid, then golden section around its best point. Once cancelled it
/// returns at once, with anything.
fn estimate(y: &[f64], variant: Variant, lines: &mut Lines, cancel: &Cancel) -> Fit {
    const LOW: f64 = 0.1;
    const HIGH: f64 = 0.99;
    const GRID: usize = 12;
    let step = (HIGH - LOW) / GRID as f64;
    let mut try_alpha = |alpha: f64| at(y, alpha, variant, lines);
    let mut best = try_alpha(LOW);
    for i in 1..=GRID {
        if cancel.requested() {
            return best;
        }
        let next = try_alpha(LOW + step * i as f64);
        if next.squares < best.squares {
            best = next;
        }
    }
    let bounds = ((best.alpha - step).max(LOW), (best.alpha + step).min(HIGH));
    let squares = |alpha: f64| if cancel.requested() { f64::INFINITY } else { try_alpha(alpha).squares };
    let alpha = golden_section::least(bounds, 20, squares);
    let found = at(y, alpha, variant, lines);
    if found.squares < best.squares { found } else { best }
}

/// The one of `variants` with the least squared errors; the first of equals. `None` if there is
/// none.
pub(super) fn best(y: &[f64], variants: &[Variant], cancel: &Cancel) -> Result<Option<Fit>> {
    let mut lines = Lines::new(y.len());
    let mut best: Option<Fit> = None;
    for variant in variants {
        let next = estimate(y, *variant, &mut lines, cancel);
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        if best.is_none_or(|best| next.squares < best.squares) {
            best = Some(next);
        }
    }
    Ok(best)
}

/// Where a forecast starts.
#[derive(Debug, Clone, Copy)]
struct Origin {
    level: f64,
    /// `(1 - alpha)^t` after `t` values.
    weight: f64,
    past: Past,
}

impl Fit {
    fn start(&self) -> Origin {
        Origin { level: self.level0, weight: 1.0, past: Past::default() }
    }

    fn step(&self, origin: &mut Origin, value: f64) {
        origin.level += self.alpha * (value - origin.level);
        origin.weight *= 1.0 - self.alpha;
        origin.past.see(value);
    }

    /// The forecast one step after `origin`, and what each further one adds as long as the line stays.
    ///
    /// With `x = w a + (1 - w (1 - α)) b / α` the line's contribution, the recursion adds to the level
    /// `α ω x` and shrinks `w` to `(1 - α) w`; in the sum of both the weights cancel, and `ω b` is left.
    fn straight(&self, origin: &Origin) -> (f64, f64) {
        let (a, b) = origin.past.line();
        let share = origin.weight * a + (1.0 - origin.weight * (1.0 - self.alpha)) / self.alpha * b;
        (origin.level + self.omega * share, self.omega * b)
    }

    /// The forecasts for `h` periods after `y`; the line of the dynamic variants follows them.
    pub(super) fn forecast(&self, y: &[f64], h: usize) -> Vec<f64> {
        let mut origin = self.start();
        for value in y {
            self.step(&mut origin, *value);
        }
        if !self.variant.dynamic() {
            let (first, slope) = self.straight(&origin);
            return (0..h).map(|k| first + k as f64 * slope).collect();
        }
        let next = |_| {
            let mean = self.straight(&origin).0;
            self.step(&mut origin, mean);
            mean
        };
        (0..h).map(next).collect()
    }

    /// The errors of forecasts made within `y`, from its second half on, the line at each origin
    /// through the past only, `alpha` and theta those of the whole.
    pub(super) fn errors(&self, y: &[f64], h: usize) -> Rolled {
        let mut rolled = Rolled::new(h, 1);
        let from = (y.len() / 2).max(SKIPPED + 1);
        let mut origin = self.start();
        for (t, value) in y.iter().enumerate() {
            if t >= from {
                let (first, slope) = self.straight(&origin);
                for (step, actual) in y[t..].iter().take(h).enumerate() {
                    rolled.add(step, actual - first - step as f64 * slope);
                }
            }
            self.step(&mut origin, *value);
        }
        rolled
    }
}
