//! How sure reconciled forecasts are.
//!
//! If the errors of the base forecasts are normal with covariance `W`, those of the reconciled ones are with
//! `S P W P' S'` (Wickramasuriya et al. 2019, lemma 1; as whole distributions Panagiotelis et al. 2023,
//! "Probabilistic forecast reconciliation", European Journal of Operational Research 306). `W` has the
//! standard deviations of the base intervals at the step, and the shrunk correlations of the errors in the
//! backtest; without a backtest none.

use super::Hierarchy;
use super::evidence::{Correlated, Evidence};
use super::map::Map;
use crate::rng::Rng;
use crate::{Observer, Result, parallel};

/// Up to so many nodes the variances are exact; above, they come from random vectors.
const EXACT: usize = 1000;
/// How many random vectors: their variance is off by 14 % (the square root of 2 / 100), a standard deviation
/// by 7 %.
const VECTORS: usize = 100;

/// The standard deviations of reconciled forecasts by step and node, given those of the base forecasts.
pub(super) fn reconciled(
    hierarchy: &Hierarchy,
    map: &Map,
    base: &[Vec<f64>],
    evidence: &Evidence,
    observer: &mut dyn Observer,
) -> Result<Vec<Vec<f64>>> {
    if hierarchy.len() <= EXACT {
        exact(hierarchy, map, base, evidence, observer)
    } else {
        estimated(hierarchy, map, base, evidence, observer)
    }
}

/// Correlations of the base forecasts: what each node has for itself, and what nodes share.
struct Errors {
    own: Vec<f64>,
    shared: Vec<Vec<f64>>,
    weight: f64,
}

impl Errors {
    fn of(hierarchy: &Hierarchy, evidence: &Evidence) -> Self {
        if evidence.periods() == 0 {
            return Self { own: vec![1.0; hierarchy.len()], shared: Vec::new(), weight: 0.0 };
        }
        let correlated = Correlated::of(evidence, true);
        let own = (0..hierarchy.len()).map(|node| correlated.own(node)).collect();
        Self { own, weight: 1.0 - correlated.shrink, shared: correlated.z }
    }
}

/// The largest, to divide by: squares then neither overflow nor vanish.
fn unit(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(0.0_f64, f64::max);
    if largest.is_normal() { largest } else { 1.0 }
}

/// Column by column of `S P`.
fn exact(
    hierarchy: &Hierarchy,
    map: &Map,
    base: &[Vec<f64>],
    evidence: &Evidence,
    observer: &mut dyn Observer,
) -> Result<Vec<Vec<f64>>> {
    let n = hierarchy.len();
    let errors = Errors::of(hierarchy, evidence);
    let columns = parallel::map(n, observer, |node, _| {
        let mut one = vec![0.0; n];
        one[node] = 1.0;
        Ok(hierarchy.sums(&map.bottom(hierarchy, &one)?))
    })?;
    parallel::map(base.len(), observer, |step, _| {
        let unit = unit(&base[step]);
        let mut variance = vec![0.0; n];
        let mut along = vec![vec![0.0; n]; errors.shared.len()];
        for (node, column) in columns.iter().enumerate() {
            let sd = base[step][node] / unit;
            for (variance, c) in variance.iter_mut().zip(column) {
                *variance += errors.own[node] * (sd * c).powi(2);
            }
            for (along, z) in along.iter_mut().zip(&errors.shared) {
                let factor = sd * z[node];
                if factor != 0.0 {
                    for (along, c) in along.iter_mut().zip(column) {
                        *along += factor * c;
                    }
                }
            }
        }
        for along in &along {
            for (variance, a) in variance.iter_mut().zip(along) {
                *variance += errors.weight * a * a;
            }
        }
        Ok(variance.iter().map(|v| v.sqrt() * unit).collect())
    })
}

/// From vectors with covariance `W`, that of the root mean square of all steps: how much surer reconciliation
/// makes each node. The variance of a quadratic form in random signs: Hutchinson 1990, Communications in
/// Statistics 19.
pub(super) fn estimated(
    hierarchy: &Hierarchy,
    map: &Map,
    base: &[Vec<f64>],
    evidence: &Evidence,
    observer: &mut dyn Observer,
) -> Result<Vec<Vec<f64>>> {
    let n = hierarchy.len();
    let errors = Errors::of(hierarchy, evidence);
    let sd: Vec<f64> = (0..n)
        .map(|node| super::evidence::root_mean_square(base.iter().map(|step| step[node])))
        .map(|sd| if sd.is_finite() { sd } else { 0.0 })
        .collect();
    let unit = unit(&sd);
    let draws = parallel::map(VECTORS, observer, |number, _| {
        let mut rng = Rng::of_part(1, number as u64);
        let mut sign = || if rng.next_u64() >> 63 == 0 { 1.0 } else { -1.0 };
        let mut draw: Vec<f64> = errors.own.iter().map(|own| own.sqrt() * sign()).collect();
        for z in &errors.shared {
            let factor = errors.weight.sqrt() * sign();
            for (draw, z) in draw.iter_mut().zip(z) {
                *draw += factor * z;
            }
        }
        for (draw, sd) in draw.iter_mut().zip(&sd) {
            *draw *= sd / unit;
        }
        let squares = hierarchy.sums(&map.bottom(hierarchy, &draw)?);
        Ok(squares.iter().map(|v| v * v).collect::<Vec<f64>>())
    })?;
    let root = |node: usize| (draws.iter().map(|draw| draw[node]).sum::<f64>() / VECTORS as f64).sqrt();
    let found: Vec<f64> = (0..n).map(root).collect();
    let at = |step: &Vec<f64>| {
        let one = |node: usize| {
            if sd[node] > 0.0 { step[node] * found[node] * unit / sd[node] } else { found[node] * unit }
        };
        (0..n).map(one).collect()
    };
    Ok(base.iter().map(at).collect())
}
