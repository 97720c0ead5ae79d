//! Local regression on a regular grid: Cleveland et al. (1990), section 2, with the edge rules of
//! the authors' program.
//!
//! Without robustness weights loess is linear, and away from the ends it is one and the same
//! moving average at each point. So its weights are computed once for a length and applied often.

/// What loess does at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loess {
    /// How many points take part, odd.
    pub(super) window: usize,
    /// Whether a line is fitted, else a constant.
    pub(super) line: bool,
}

impl Loess {
    /// `window` is made odd and at least 3.
    pub(super) fn new(window: usize, line: bool) -> Self {
        Self { window: window.max(3) | 1, line }
    }

    /// Every how many points loess is evaluated, straight lines between: each point up to windows
    /// of 400, so that the work for a point is bounded.
    fn jump(self) -> usize {
        (self.window / 200).max(1)
    }

    /// The weights of the `out.len()` points from `left` on, of `n` in all, in the value at `x`;
    /// `false` if robustness leaves nothing.
    fn weights(self, x: f64, left: usize, n: usize, robust: Option<&[f64]>, out: &mut [f64]) -> bool {
        let right = (left + out.len() - 1) as f64;
        let mut reach = (x - left as f64).max(right - x);
        reach += (self.window.saturating_sub(n) / 2) as f64;
        let mut total = 0.0;
        for (k, w) in out.iter_mut().enumerate() {
            *w = tricube(((left + k) as f64 - x).abs(), reach);
            if let Some(robust) = robust {
                *w *= robust[left + k];
            }
            total += *w;
        }
        if total <= 0.0 {
            return false;
        }
        let mut centre = 0.0;
        for (k, w) in out.iter_mut().enumerate() {
            *w /= total;
            centre += *w * (left + k) as f64;
        }
        if self.line && reach > 0.0 {
            tilt(x, left, centre, 0.001 * (n - 1) as f64, out);
        }
        true
    }
}

/// The weight of a point at `distance`.
fn tricube(distance: f64, reach: f64) -> f64 {
    if distance <= 0.001 * reach {
        1.0
    } else if distance <= 0.999 * reach {
        let share = distance / reach;
        let rest = 1.0 - share * share * share;
        rest * rest * rest
    } else {
        0.0
    }
}

/// From the weights of a local constant to those of a local line, unless the points lie closer
/// together than `least`.
fn tilt(x: f64, left: usize, centre: f64, least: f64, weights: &mut [f64]) {
    let distance = |k: usize| (left + k) as f64 - centre;
    let spread: f64 = weights.iter().enumerate().map(|(k, w)| w * distance(k) * distance(k)).sum();
    if spread.sqrt() > least {
        let slope = (x - centre) / spread;
        for (k, w) in weights.iter_mut().enumerate() {
            *w *= slope * distance(k) + 1.0;
        }
    }
}

/// The inner product, in eight sums that the processor can keep apart.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut a, mut b) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut sums = [0.0; 8];
    for (x, y) in a.by_ref().zip(b.by_ref()) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f64>() + rest
}

/// Loess for series of one length.
#[derive(Debug, Clone)]
pub(super) struct Smoother {
    loess: Loess,
    n: usize,
    /// The weights around a point away from the ends; empty if the window reaches over the series.
    kernel: Vec<f64>,
    /// The weights at the evaluated points near the ends, in their order.
    ends: Vec<Vec<f64>>,
    /// The weights of the first points in the value one before the first.
    before: Vec<f64>,
}

impl Smoother {
    /// For series of `n` values, at least one.
    pub(super) fn new(loess: Loess, n: usize) -> Self {
        let span = loess.window.min(n);
        let mut smoother = Self { loess, n, kernel: Vec::new(), ends: Vec::new(), before: vec![0.0; span] };
        let half = loess.window / 2;
        if loess.window <= n {
            smoother.kernel = vec![0.0; span];
            loess.weights(half as f64, 0, n, None, &mut smoother.kernel);
        }
        let mut at = Some(0);
        while let Some(i) = at {
            if !smoother.inside(i) {
                let mut weights = vec![0.0; span];
                loess.weights(i as f64, smoother.left(i), n, None, &mut weights);
                smoother.ends.push(weights);
            }
            at = smoother.next(i);
        }
        loess.weights(-1.0, 0, n, None, &mut smoother.before);
        smoother
    }

    /// The evaluated point after `i`: the last point is always one.
    fn next(&self, i: usize) -> Option<usize> {
        (i + 1 < self.n).then(|| (i + self.loess.jump()).min(self.n - 1))
    }

    fn inside(&self, i: usize) -> bool {
        let half = self.loess.window / 2;
        self.loess.window <= self.n && i >= half && i + half < self.n
    }

    /// The first point of the window at `i`.
    fn left(&self, i: usize) -> usize {
        i.saturating_sub(self.loess.window / 2).min(self.n - self.loess.window.min(self.n))
    }

    /// Smooths `y` into `out`, both `n` long, as `robust` if there is one; `spare` is overwritten.
    pub(super) fn smooth(&self, y: &[f64], robust: Option<&[f64]>, out: &mut [f64], spare: &mut Vec<f64>) {
        let span = self.loess.window.min(self.n);
        let mut ends = self.ends.iter();
        let (mut at, mut last) = (Some(0), 0);
        spare.resize(span, 0.0);
        while let Some(i) = at {
            let left = self.left(i);
            let near = &y[left..left + span];
            out[i] = if robust.is_some() {
                if self.loess.weights(i as f64, left, self.n, robust, spare) {
                    dot(spare, near)
                } else {
                    y[i]
                }
            } else if self.inside(i) {
                dot(&self.kernel, near)
            } else {
                ends.next().map_or(y[i], |weights| dot(weights, near))
            };
            let step = (out[i] - out[last]) / (i - last).max(1) as f64;
            for k in last + 1..i {
                out[k] = out[last] + step * (k - last) as f64;
            }
            last = i;
            at = self.next(i);
        }
    }

    /// The values one before the first point and one after the last.
    pub(super) fn beyond(&self, y: &[f64], robust: Option<&[f64]>, spare: &mut Vec<f64>) -> [Option<f64>; 2] {
        let span = self.before.len();
        let left = self.n - span;
        if robust.is_none() {
            let after = self.before.iter().rev().zip(&y[left..]).map(|(w, v)| w * v).sum();
            return [Some(dot(&self.before, &y[..span])), Some(after)];
        }
        spare.resize(span, 0.0);
        let mut at = |x: f64, left: usize| {
            let found = self.loess.weights(x, left, self.n, robust, spare);
            found.then(|| dot(spare, &y[left..left + span]))
        };
        [at(-1.0, 0), at(self.n as f64, left)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smoothed(loess: Loess, y: &[f64], robust: Option<&[f64]>) -> Vec<f64> {
        let mut out = vec![f64::NAN; y.len()];
        Smoother::new(loess, y.len()).smooth(y, robust, &mut out, &mut Vec::new());
        out
    }

    #[test]
    fn a_local_line_leaves_a_line_as_it_is_at_any_window() {
        for n in [1, 2, 5, 40, 600] {
            let y: Vec<f64> = (0..n).map(|t| 3.0 - 0.5 * t as f64).collect();
            for window in [7, 21, 501] {
                let loess = Loess::new(window, true);
                for out in [smoothed(loess, &y, None), smoothed(loess, &y, Some(&vec![1.0; n]))] {
                    assert!(out.iter().zip(&y).all(|(a, b)| (a - b).abs() < 1e-8), "{n} {window}");
                }
            }
        }
    }

    #[test]
    fn weights_of_one_are_no_weights() {
        let y: Vec<f64> = (0..60).map(|t| f64::from(t * t % 17)).collect();
        for window in [5, 31, 99] {
            let loess = Loess::new(window, true);
            let ones = vec![1.0; y.len()];
            let (plain, weighted) = (smoothed(loess, &y, None), smoothed(loess, &y, Some(&ones)));
            assert!(plain.iter().zip(&weighted).all(|(a, b)| (a - b).abs() < 1e-10), "{window}");
            let smoother = Smoother::new(loess, y.len());
            let plain = smoother.beyond(&y, None, &mut Vec::new());
            let weighted = smoother.beyond(&y, Some(&ones), &mut Vec::new());
            for (a, b) in plain.iter().zip(weighted) {
                assert!((a.unwrap() - b.unwrap()).abs() < 1e-10, "{window}");
            }
        }
    }

    #[test]
    fn the_tricube_smoother_follows_its_formula() {
        // Window 3 reaches one point to each side, of weight 0 at the full distance.
        let out = smoothed(Loess::new(3, false), &[1.0, 5.0, 2.0, 7.0], None);
        assert!((out[1] - 5.0).abs() < 1e-12, "{out:?}");
        // Window 5: weights (1 - 1/8)³ beside 1.
        let side = (7.0_f64 / 8.0).powi(3);
        let expected = (4.0 * side + 1.0) / (1.0 + 2.0 * side);
        let out = smoothed(Loess::new(5, false), &[9.0, 4.0, 1.0, 0.0, 9.0, 3.0], None);
        assert!((out[2] - expected).abs() < 1e-12, "{out:?}");
    }
}
