//! Where to try next: a tree-structured Parzen estimator.
//!
//! Trials are parted into the best and the others, and each part becomes a density: `l` of the best and `g` of the others.
//! The next trial is, of some points drawn from `l`, the one with the greatest `l / g` (Bergstra et al. 2011, section 4). A density is
//! a mixture of one kernel for each trial and one that is even everywhere; a kernel is a product of truncated normal
//! distributions and, of choices, of probabilities. Numbers of points and widths as in Optuna's documentation.

use statrs::distribution::{ContinuousCDF, Normal};

use super::space::{Range, Space};
use crate::rng::Rng;

/// Points drawn from the density of the best.
const CANDIDATES: usize = 24;
/// The best: a tenth, and at most so many.
const MOST_GOOD: usize = 25;

/// Kernels around points.
struct Density<'a> {
    space: &'a Space,
    points: &'a [&'a [f64]],
    /// The width of a kernel in each dimension.
    widths: Vec<f64>,
}

/// How many of `n` trials are the best.
pub(super) fn good(n: usize) -> usize {
    n.div_ceil(10).clamp(1, MOST_GOOD)
}

/// The next point, given those that did best and the others, some of which may not have been tried yet. A point that has been
/// tried is not proposed again, if another is found.
pub(super) fn propose(space: &Space, best: &[&[f64]], others: &[&[f64]], rng: &mut Rng) -> Vec<f64> {
    let (l, g) = (Density::new(space, best), Density::new(space, others));
    let known = |point: &Vec<f64>| best.iter().chain(others).any(|other| *other == point.as_slice());
    let mut found: Option<(f64, Vec<f64>)> = None;
    for _ in 0..CANDIDATES {
        let point = l.draw(rng);
        if known(&point) {
            continue;
        }
        let ratio = l.log(&point) - g.log(&point);
        if found.as_ref().is_none_or(|(most, _)| ratio > *most) {
            found = Some((ratio, point));
        }
    }
    found.map_or_else(|| fresh(space, known, rng), |(_, point)| point)
}

/// A random point, if possible one that is not known.
pub(super) fn fresh(space: &Space, known: impl Fn(&Vec<f64>) -> bool, rng: &mut Rng) -> Vec<f64> {
    let mut point = space.draw(rng);
    for _ in 0..CANDIDATES {
        if !known(&point) {
            break;
        }
        point = space.draw(rng);
    }
    point
}

impl<'a> Density<'a> {
    fn new(space: &'a Space, points: &'a [&'a [f64]]) -> Self {
        let (n, d) = (points.len().max(1) as f64, space.dimensions.len() as f64);
        // Scott (1992), "Multivariate Density Estimation", section 6.3, of a deviation of 0.2.
        let width = (0.2 * n.powf(-1.0 / (d + 4.0))).max(1.0 / (n + 1.0).min(100.0));
        let widths = space.dimensions.iter().map(|dimension| width.max(dimension.range.grain())).collect();
        Self { space, points, widths }
    }

    fn draw(&self, rng: &mut Rng) -> Vec<f64> {
        let Some(centre) = self.points.get(rng.below(self.points.len() + 1)) else {
            return self.space.draw(rng);
        };
        let kernels = self.space.dimensions.iter().zip(*centre).zip(&self.widths);
        kernels
            .map(|((dimension, centre), width)| {
                let u = rng.unit();
                match dimension.range.choices() {
                    Some(choices) if u * self.odds(choices) < 1.0 => {
                        // Another u, even again.
                        dimension.range.settle(u * self.odds(choices))
                    }
                    Some(_) => *centre,
                    None => dimension.range.settle(truncated(*centre, *width, u)),
                }
            })
            .collect()
    }

    /// A kernel of a choice is even with a probability of one over these odds.
    fn odds(&self, choices: usize) -> f64 {
        (self.points.len() + choices) as f64 / choices as f64
    }

    /// The logarithm of the density.
    fn log(&self, point: &[f64]) -> f64 {
        let terms: Vec<f64> =
            self.points.iter().map(|centre| self.kernel(centre, point)).chain([0.0]).collect();
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = terms.iter().map(|term| (term - largest).exp()).sum();
        largest + (sum / terms.len() as f64).ln()
    }

    /// The logarithm of one kernel, relative to one that is even everywhere.
    fn kernel(&self, centre: &[f64], point: &[f64]) -> f64 {
        let dimensions = self.space.dimensions.iter().zip(centre).zip(point).zip(&self.widths);
        dimensions.map(|(((dimension, c), u), width)| self.factor(&dimension.range, *c, *u, *width)).sum()
    }

    fn factor(&self, range: &Range, centre: f64, u: f64, width: f64) -> f64 {
        if let Some(choices) = range.choices() {
            let even = 1.0 / self.odds(choices);
            let same = (centre - u).abs() < 1e-9;
            return if same { ((1.0 - even) * choices as f64 + even).ln() } else { even.ln() };
        }
        let normal = Normal::standard();
        let mass = normal.cdf((1.0 - centre) / width) - normal.cdf(-centre / width);
        let z = (u - centre) / width;
        -0.5 * z * z - (width * mass * std::f64::consts::TAU.sqrt()).ln()
    }
}

/// The quantile `u` of a normal distribution cut at 0 and 1.
fn truncated(centre: f64, width: f64, u: f64) -> f64 {
    let normal = Normal::standard();
    let (low, high) = (normal.cdf(-centre / width), normal.cdf((1.0 - centre) / width));
    let z = normal.inverse_cdf((high - low).mul_add(u, low));
    width.mul_add(z, centre).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::space::{Dimension, Scale};
    use super::*;

    fn mixed() -> Space {
        let dimension = |name: &str, range| Dimension { name: name.into(), range };
        let options = vec!["a".into(), "b".into(), "c".into()];
        Space {
            dimensions: vec![
                dimension("x", Range::Real { min: 0.0, max: 1.0, scale: Scale::Linear }),
                dimension("c", Range::Choice { options }),
            ],
        }
    }

    #[test]
    fn a_density_integrates_to_one() {
        let space = mixed();
        let points: [&[f64]; 3] = [&[0.1, 1.0 / 6.0], &[0.9, 0.5], &[0.5, 0.5]];
        let density = Density::new(&space, &points);
        let mut mass = 0.0;
        for i in 0..2000 {
            for c in [1.0, 3.0, 5.0] {
                mass += density.log(&[(f64::from(i) + 0.5) / 2000.0, c / 6.0]).exp() / 6000.0;
            }
        }
        assert!((mass - 1.0).abs() < 1e-3, "{mass}");
    }

    #[test]
    fn draws_follow_the_density() {
        let space = mixed();
        let points: [&[f64]; 2] = [&[0.1, 0.5], &[0.2, 0.5]];
        let density = Density::new(&space, &points);
        let mut rng = Rng::of_part(1, 1);
        let draws: Vec<Vec<f64>> = (0..4000).map(|_| density.draw(&mut rng)).collect();
        let share = |of: &dyn Fn(&Vec<f64>) -> bool| draws.iter().filter(|p| of(p)).count() as f64 / 4000.0;
        // Two kernels of 2/5 each at their own choice, and what is even: 2 / 3 * (2/5 + 3/5/3) + 1/9.
        let same = share(&|p| (p[1] - 0.5).abs() < 1e-9);
        assert!((same - (2.0 / 3.0 * (0.4 + 0.2) + 1.0 / 9.0)).abs() < 0.03, "{same}");
        let below: f64 = (0..1000)
            .flat_map(|i| [1.0, 3.0, 5.0].map(|c| [(f64::from(i) + 0.5) / 2000.0, c / 6.0]))
            .map(|p| density.log(&p).exp() / 6000.0)
            .sum();
        assert!((share(&|p| p[0] < 0.5) - below).abs() < 0.03);
    }
}
