//! The most probable parameters: least squares with a ridge on most columns and a lasso on the last.

use crate::cholesky::Cholesky;
use crate::stl::dot;

/// Sums of products of rows and targets.
#[derive(Debug, Clone)]
pub(super) struct Products {
    width: usize,
    /// Row by row; only the lower triangle is written.
    gram: Vec<f64>,
    cross: Vec<f64>,
    square: f64,
    count: usize,
}

impl Products {
    pub(super) fn new(width: usize) -> Self {
        Self { width, gram: vec![0.0; width * width], cross: vec![0.0; width], square: 0.0, count: 0 }
    }

    pub(super) fn add(&mut self, row: &[f64], target: f64) {
        for ((i, a), sums) in row.iter().enumerate().zip(self.gram.chunks_exact_mut(self.width.max(1))) {
            for (sum, b) in sums[..=i].iter_mut().zip(row) {
                *sum += a * b;
            }
            self.cross[i] += a * target;
        }
        self.square += target * target;
        self.count += 1;
    }

    /// The mean squared error at `theta`.
    fn mean_square(&self, theta: &[f64]) -> f64 {
        let mut sum = self.square;
        for (i, a) in theta.iter().enumerate() {
            let below = dot(&self.gram[i * self.width..i * self.width + i], &theta[..i]);
            sum += a * (2.0 * (below - self.cross[i]) + a * self.gram[i * self.width + i]);
        }
        sum.max(0.0) / self.count.max(1) as f64
    }
}

/// What is believed of the parameters before the data speak.
#[derive(Debug, Clone, Copy)]
pub(super) struct Priors {
    /// How many of the parameters are normal; the others are Laplace.
    pub(super) plain: usize,
    /// Standard deviation of the first two, intercept and slope.
    pub(super) trend: f64,
    /// Standard deviation of the other normal ones.
    pub(super) plain_scale: f64,
    /// Scale of the Laplace distribution.
    pub(super) change_scale: f64,
}

/// Parameters and the variance of the noise.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    pub(super) theta: Vec<f64>,
    pub(super) variance: f64,
}

/// Finds both in turn, as one depends on the other. `None` if the numbers fail.
pub(super) fn solve(products: &Products, priors: Priors) -> Option<Solution> {
    let whole = products.square / products.count.max(1) as f64;
    // Noise below this says that the model fits exactly, and nothing about the priors.
    let least = (1e-4 * whole).max(1e-12);
    let mut solution = Solution { theta: Vec::new(), variance: whole.max(least) };
    for _ in 0..10 {
        solution.theta = at(products, priors, solution.variance)?;
        let variance = products.mean_square(&solution.theta).max(least);
        let settled = (variance / solution.variance - 1.0).abs() < 1e-3;
        solution.variance = variance;
        if settled {
            break;
        }
    }
    solution.theta.iter().all(|v| v.is_finite()).then_some(solution)
}

/// The parameters for a known variance: the normal ones are eliminated (they are linear in the others), the
/// lasso is solved for the others alone, and the normal ones follow.
fn at(products: &Products, priors: Priors, variance: f64) -> Option<Vec<f64>> {
    let (p, q) = (priors.plain, products.width - priors.plain);
    let mut matrix = vec![0.0; p * p];
    for i in 0..p {
        matrix[i * p..=i * p + i]
            .copy_from_slice(&products.gram[i * products.width..=i * products.width + i]);
        let scale = if i < 2 { priors.trend } else { priors.plain_scale };
        matrix[i * p + i] += variance / (scale * scale) + 1e-9 * products.count as f64;
    }
    let factor = Cholesky::of(matrix, p)?;
    let mut plain = products.cross[..p].to_vec();
    factor.forward(&mut plain);
    let mut changes = Vec::with_capacity(q);
    for j in 0..q {
        let row = (p + j) * products.width;
        let mut column = products.gram[row..row + p].to_vec();
        factor.forward(&mut column);
        changes.push(column);
    }
    let mut gram = vec![0.0; q * q];
    let mut cross = vec![0.0; q];
    for i in 0..q {
        for j in 0..=i {
            let whole = products.gram[(p + i) * products.width + p + j];
            gram[i * q + j] = whole - dot(&changes[i], &changes[j]);
            gram[j * q + i] = gram[i * q + j];
        }
        cross[i] = products.cross[p + i] - dot(&changes[i], &plain);
    }
    let delta = lasso(&gram, &cross, variance / priors.change_scale);
    let mut theta = products.cross[..p].to_vec();
    for (j, d) in delta.iter().enumerate() {
        let row = (p + j) * products.width;
        for (t, g) in theta.iter_mut().zip(&products.gram[row..row + p]) {
            *t -= d * g;
        }
    }
    factor.solve(&mut theta);
    theta.extend(delta);
    Some(theta)
}

/// Minimizes `½ xᵀ G x - cᵀ x + penalty |x|₁` by coordinate descent: Friedman, Hastie and Tibshirani (2010),
/// Journal of Statistical Software 33(1), section 2.2.
fn lasso(gram: &[f64], cross: &[f64], penalty: f64) -> Vec<f64> {
    let q = cross.len();
    let mut x = vec![0.0; q];
    // The gradient of the smooth part, with the sign turned.
    let mut pull = cross.to_vec();
    let largest = (0..q).map(|j| gram[j * q + j]).fold(0.0, f64::max);
    for _ in 0..5000 {
        let mut moved = 0.0_f64;
        for j in 0..q {
            let own = gram[j * q + j];
            if own <= 1e-12 * largest {
                continue;
            }
            let free = pull[j] + own * x[j];
            let next = free.signum() * (free.abs() - penalty).max(0.0) / own;
            let change = next - x[j];
            if change != 0.0 {
                x[j] = next;
                for (p, g) in pull.iter_mut().zip(&gram[j * q..(j + 1) * q]) {
                    *p -= change * g;
                }
                moved = moved.max(change.abs());
            }
        }
        if moved < 1e-8 {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn products(rows: &[[f64; 3]], targets: &[f64]) -> Products {
        let mut products = Products::new(3);
        for (row, target) in rows.iter().zip(targets) {
            products.add(row, *target);
        }
        products
    }

    const ROWS: [[f64; 3]; 5] =
        [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 2.0, 1.0], [1.0, 3.0, 2.0], [1.0, 4.0, 3.0]];

    #[test]
    fn the_mean_square_is_that_of_the_errors() {
        let targets = [1.0, 2.0, 2.0, 4.0, 7.0];
        let theta = [0.5, 1.0, 0.25];
        let errors =
            ROWS.iter().zip(targets).map(|(r, y)| y - r.iter().zip(theta).map(|(a, b)| a * b).sum::<f64>());
        let expected = errors.map(|e| e * e).sum::<f64>() / 5.0;
        assert!((products(&ROWS, &targets).mean_square(&theta) - expected).abs() < 1e-12);
    }

    #[test]
    fn the_optimality_conditions_hold() {
        let targets = [1.0, 2.0, 2.0, 4.0, 7.0];
        let products = products(&ROWS, &targets);
        for change_scale in [1e-3, 0.05, 0.5] {
            let priors = Priors { plain: 2, trend: 5.0, plain_scale: 10.0, change_scale };
            let theta = at(&products, priors, 0.2).unwrap();
            let gradient = |j: usize| {
                ROWS.iter()
                    .zip(targets)
                    .map(|(r, y)| r[j] * (y - r.iter().zip(&theta).map(|(a, b)| a * b).sum::<f64>()))
                    .sum::<f64>()
            };
            for j in 0..2 {
                assert!((gradient(j) - 0.2 / 25.0 * theta[j]).abs() < 1e-6, "{theta:?}");
            }
            let (pull, penalty) = (gradient(2), 0.2 / change_scale);
            if theta[2] == 0.0 {
                assert!(pull.abs() <= penalty + 1e-6);
            } else {
                assert!((pull - penalty * theta[2].signum()).abs() < 1e-6, "{pull} {penalty}");
            }
        }
    }
}
