//! Minimization without derivatives: the simplex method of Nelder and Mead (1965), with the
//! dimension-dependent coefficients of Gao and Han (2012), which keep it moving in many dimensions.

/// Where to start and when to stop.
pub(crate) struct Search<'a> {
    /// The start.
    pub(crate) start: &'a [f64],
    /// How far the first simplex reaches along each axis; as long as `start`.
    pub(crate) steps: &'a [f64],
    /// The most evaluations.
    pub(crate) evaluations: usize,
    /// Stops when best and worst vertex differ by less than this.
    pub(crate) tolerance: f64,
}

/// The best point found and its value. A NaN of `objective` counts as infinity.
pub(crate) fn minimize(search: &Search<'_>, mut objective: impl FnMut(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let n = search.start.len();
    let mut spent = 0;
    let mut value = |x: &[f64]| {
        spent += 1;
        let v = objective(x);
        (if v.is_nan() { f64::INFINITY } else { v }, spent)
    };
    let mut simplex = Vec::with_capacity(n + 1);
    simplex.push((search.start.to_vec(), value(search.start).0));
    if n == 0 {
        return simplex.swap_remove(0);
    }
    for axis in 0..n {
        let mut x = search.start.to_vec();
        x[axis] += search.steps[axis];
        let v = value(&x).0;
        simplex.push((x, v));
    }
    let dims = (n as f64).max(2.0);
    let (expand, contract, shrink) = (1.0 + 2.0 / dims, 0.75 - 0.5 / dims, 1.0 - 1.0 / dims);
    let mut centre = vec![0.0; n];
    let mut trial = vec![0.0; n];
    loop {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (simplex[0].1, simplex[n].1);
        if worst - best < search.tolerance || best.is_infinite() {
            break;
        }
        centroid(&simplex[..n], &mut centre);
        along(&centre, &simplex[n].0, 1.0, &mut trial);
        let (reflected, spent) = value(&trial);
        if spent >= search.evaluations {
            break;
        }
        if reflected < best {
            let mut further = vec![0.0; n];
            along(&centre, &simplex[n].0, expand, &mut further);
            let expanded = value(&further).0;
            simplex[n] = if expanded < reflected { (further, expanded) } else { (trial.clone(), reflected) };
            continue;
        }
        if reflected < simplex[n - 1].1 {
            simplex[n] = (trial.clone(), reflected);
            continue;
        }
        let towards = if reflected < worst { contract } else { -contract };
        along(&centre, &simplex[n].0, towards, &mut trial);
        let contracted = value(&trial).0;
        if contracted < reflected.min(worst) {
            simplex[n] = (trial.clone(), contracted);
            continue;
        }
        let (head, tail) = simplex.split_at_mut(1);
        for (x, v) in tail {
            for (xi, bi) in x.iter_mut().zip(&head[0].0) {
                *xi = bi + shrink * (*xi - bi);
            }
            *v = value(x).0;
        }
    }
    simplex.swap_remove(0)
}

fn centroid(points: &[(Vec<f64>, f64)], centre: &mut [f64]) {
    centre.fill(0.0);
    for (x, _) in points {
        for (c, xi) in centre.iter_mut().zip(x) {
            *c += xi / points.len() as f64;
        }
    }
}

/// `centre + factor * (centre - worst)`.
fn along(centre: &[f64], worst: &[f64], factor: f64, out: &mut [f64]) {
    for ((o, c), w) in out.iter_mut().zip(centre).zip(worst) {
        *o = c + factor * (c - w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_minimum_of_rosenbrocks_valley() {
        let search = Search { start: &[-1.2, 1.0], steps: &[0.5, 0.5], evaluations: 2000, tolerance: 1e-14 };
        let (x, v) = minimize(&search, |x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
        assert!(v < 1e-8 && (x[0] - 1.0).abs() < 1e-3, "{x:?} {v}");
    }

    #[test]
    fn avoids_points_without_a_value() {
        let search = Search { start: &[2.0], steps: &[0.5], evaluations: 500, tolerance: 1e-12 };
        let (x, _) = minimize(&search, |x| if x[0] < 1.0 { f64::NAN } else { x[0] });
        assert!((x[0] - 1.0).abs() < 1e-3, "{x:?}");
    }
}
