//! Random numbers of the distributions that series are drawn from.

use crate::rng::Rng;

/// A generator with distributions.
pub(super) struct Chance(pub(super) Rng);

impl Chance {
    /// Uniform between two bounds.
    pub(super) fn between(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.0.unit()
    }

    /// Uniform on the logarithmic scale.
    pub(super) fn spread(&mut self, a: f64, b: f64) -> f64 {
        self.between(a.ln(), b.ln()).exp()
    }

    /// A whole number from `a` to `b`, small ones as often as large ones on the logarithmic scale.
    pub(super) fn count(&mut self, a: usize, b: usize) -> usize {
        (self.spread(a as f64, b as f64 + 1.0) as usize).clamp(a, b)
    }

    /// True with probability `p`.
    pub(super) fn coin(&mut self, p: f64) -> bool {
        self.0.unit() < p
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.0.below(items.len())]
    }

    /// Standard normal (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.0.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.0.unit()).cos()
    }

    /// Normal, or with heavy tails: a normal number over the root of a mean square of `freedom` others.
    pub(super) fn student(&mut self, freedom: usize) -> f64 {
        if freedom == 0 {
            return self.normal();
        }
        let square = (0..freedom).map(|_| self.normal().powi(2)).sum::<f64>() / freedom as f64;
        self.normal() / square.max(0.05).sqrt()
    }
}
