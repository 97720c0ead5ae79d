//! Minimization of a smooth function: the method of Broyden, Fletcher, Goldfarb and Shanno with
//! numeric gradients (Nocedal and Wright 2006, "Numerical Optimization", algorithm 6.1, with the
//! backtracking of algorithm 3.1 and the first scaling of equation 6.20).

use crate::stl::dot;

/// Where to start and when to stop.
pub(crate) struct Descent<'a> {
    /// The start.
    pub(crate) start: &'a [f64],
    /// Stops soon after this many evaluations.
    pub(crate) evaluations: usize,
    /// Stops when a step lowers the value by less than this, in units of the value (at least 1).
    pub(crate) tolerance: f64,
}

/// The step of a numeric gradient, in units of the coordinate (at least 1).
const STEP: f64 = 1e-6;

/// The longest first step along the gradient.
const FIRST: f64 = 0.5;

/// The least share of the decrease that the slope promises.
const DECREASE: f64 = 1e-4;

/// The best point found and its value. A NaN of `objective` counts as infinity; from a start of
/// infinite value the search does not move.
pub(crate) fn minimize(descent: &Descent<'_>, objective: impl FnMut(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let mut search = Search::new(descent.start, objective);
    if search.x.is_empty() || search.value.is_infinite() {
        return (search.x, search.value);
    }
    search.gradient();
    search.forget();
    while search.spent < descent.evaluations {
        let before = search.value;
        if !search.line() {
            // A worn-out curvature may point astray; the gradient itself does not.
            if search.fresh {
                break;
            }
            search.forget();
            continue;
        }
        let least = descent.tolerance * search.value.abs().max(1.0);
        if before - search.value < least {
            break;
        }
        search.turn();
    }
    (search.x, search.value)
}

struct Search<F> {
    objective: F,
    spent: usize,
    x: Vec<f64>,
    value: f64,
    slope: Vec<f64>,
    /// The estimate of the inverse of the matrix of second derivatives, row by row.
    inverse: Vec<f64>,
    /// Whether `inverse` knows nothing yet.
    fresh: bool,
    direction: Vec<f64>,
    trial: Vec<f64>,
    /// The last step, and what it changed in the slope.
    step: Vec<f64>,
    change: Vec<f64>,
    product: Vec<f64>,
}

impl<F: FnMut(&[f64]) -> f64> Search<F> {
    fn new(start: &[f64], objective: F) -> Self {
        let n = start.len();
        let zeros = || vec![0.0; n];
        let mut search = Self {
            objective,
            spent: 0,
            x: start.to_vec(),
            value: 0.0,
            slope: zeros(),
            inverse: vec![0.0; n * n],
            fresh: true,
            direction: zeros(),
            trial: start.to_vec(),
            step: zeros(),
            change: zeros(),
            product: zeros(),
        };
        search.value = search.at_trial();
        search
    }

    fn at_trial(&mut self) -> f64 {
        self.spent += 1;
        let value = (self.objective)(&self.trial);
        if value.is_nan() { f64::INFINITY } else { value }
    }

    /// One-sided differences, to the other side where the function has no value.
    fn gradient(&mut self) {
        self.trial.copy_from_slice(&self.x);
        for i in 0..self.x.len() {
            let step = STEP * self.x[i].abs().max(1.0);
            let mut slope = 0.0;
            for step in [step, -step] {
                self.trial[i] = self.x[i] + step;
                // What was really added.
                let added = self.trial[i] - self.x[i];
                slope = (self.at_trial() - self.value) / added;
                if slope.is_finite() {
                    break;
                }
                slope = 0.0;
            }
            self.slope[i] = slope;
            self.trial[i] = self.x[i];
        }
    }

    fn forget(&mut self) {
        let length = dot(&self.slope, &self.slope).sqrt();
        self.diagonal(if length > FIRST { FIRST / length } else { 1.0 });
        self.fresh = true;
    }

    fn diagonal(&mut self, value: f64) {
        self.inverse.fill(0.0);
        for entry in self.inverse.iter_mut().step_by(self.x.len() + 1) {
            *entry = value;
        }
    }

    /// Goes along the direction of descent as far as the value falls enough; `false` if nowhere.
    fn line(&mut self) -> bool {
        let n = self.x.len();
        for (d, row) in self.direction.iter_mut().zip(self.inverse.chunks_exact(n)) {
            *d = -dot(row, &self.slope);
        }
        let slope = dot(&self.direction, &self.slope);
        if slope.is_nan() || slope >= 0.0 {
            return false;
        }
        let mut length = 1.0;
        for _ in 0..20 {
            for ((t, x), d) in self.trial.iter_mut().zip(&self.x).zip(&self.direction) {
                *t = x + length * d;
            }
            let value = self.at_trial();
            if value <= self.value + DECREASE * length * slope {
                for ((s, t), x) in self.step.iter_mut().zip(&self.trial).zip(&self.x) {
                    *s = t - x;
                }
                self.x.copy_from_slice(&self.trial);
                self.value = value;
                return true;
            }
            // The lowest point of the parabola through what is known, if that is a sensible one.
            let lowest = -0.5 * slope * length / ((value - self.value) / length - slope);
            length = if lowest.is_finite() { lowest.clamp(0.1 * length, 0.5 * length) } else { 0.2 * length };
        }
        false
    }

    /// A new gradient, and what it tells of the curvature.
    fn turn(&mut self) {
        self.change.copy_from_slice(&self.slope);
        self.gradient();
        for (c, s) in self.change.iter_mut().zip(&self.slope) {
            *c = s - *c;
        }
        let along = dot(&self.step, &self.change);
        let size = dot(&self.change, &self.change);
        if along.is_nan() || along <= 1e-10 * size || along <= f64::MIN_POSITIVE {
            return;
        }
        if self.fresh {
            self.diagonal(along / size);
            self.fresh = false;
        }
        let n = self.x.len();
        for (p, row) in self.product.iter_mut().zip(self.inverse.chunks_exact(n)) {
            *p = dot(row, &self.change);
        }
        let factor = (1.0 + dot(&self.product, &self.change) / along) / along;
        for (i, row) in self.inverse.chunks_exact_mut(n).enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                let cross = self.step[i] * self.product[j] + self.product[i] * self.step[j];
                *entry += factor * self.step[i] * self.step[j] - cross / along;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descent(start: &[f64]) -> Descent<'_> {
        Descent { start, evaluations: 2000, tolerance: 1e-13 }
    }

    #[test]
    fn finds_the_minimum_of_rosenbrocks_valley() {
        let start = [-1.2, 1.0];
        let (x, v) =
            minimize(&descent(&start), |x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
        // As near as one-sided differences can tell.
        assert!(v < 1e-6 && (x[0] - 1.0).abs() < 2e-3, "{x:?} {v}");
    }

    #[test]
    fn a_long_and_narrow_bowl_in_ten_dimensions_takes_few_evaluations() {
        let start = [1.0; 10];
        let mut spent = 0;
        let (x, v) = minimize(&descent(&start), |x| {
            spent += 1;
            x.iter().enumerate().map(|(i, v)| (1.0 + i as f64).powi(3) * (v - 0.3).powi(2)).sum()
        });
        assert!(v < 1e-7 && x.iter().all(|v| (v - 0.3).abs() < 1e-3), "{x:?} {v}");
        assert!(spent < 600, "{spent}");
    }

    #[test]
    fn avoids_points_without_a_value() {
        let (x, _) = minimize(&descent(&[2.0]), |x| if x[0] < 1.0 { f64::NAN } else { x[0] });
        assert!((x[0] - 1.0).abs() < 1e-3, "{x:?}");
    }

    #[test]
    fn a_start_without_a_value_and_no_coordinates_are_returned_as_they_are() {
        assert_eq!(minimize(&descent(&[3.0]), |_| f64::NAN), (vec![3.0], f64::INFINITY));
        assert_eq!(minimize(&descent(&[]), |_| 7.0), (vec![], 7.0));
    }

    #[test]
    fn a_flat_function_is_left_at_once() {
        let mut spent = 0;
        let (x, _) = minimize(&descent(&[1.0, 2.0]), |_| {
            spent += 1;
            5.0
        });
        assert_eq!(x, [1.0, 2.0]);
        assert!(spent < 10, "{spent}");
    }

    #[test]
    fn the_number_of_evaluations_is_kept() {
        let mut spent = 0;
        let start = [-1.2, 1.0];
        let few = Descent { start: &start, evaluations: 30, tolerance: 0.0 };
        minimize(&few, |x| {
            spent += 1;
            (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
        });
        assert!(spent < 60, "{spent}");
    }
}
