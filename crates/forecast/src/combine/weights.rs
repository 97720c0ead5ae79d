//! Weights of the members of a combination, from their errors in a backtest.

use crate::backtest::{Plan, Prediction, Tested, alone};
use crate::{Config, Error, Event, Flow, Model, Observer, Panel, Result};

/// How many windows the members are compared on.
pub(super) const WINDOWS: usize = 3;

/// How strongly weights are drawn to equal ones: what is added to the mean square of each member's errors, in
/// units of the least of them. From few windows the best weights are so uncertain that equal ones do as well
/// or better (Smith and Wallis 2009, Oxford Bulletin of Economics and Statistics 71). On the M1 competition, each
/// series by itself, weights without this were worse than equal ones by 3 to 5 %.
const RIDGE: f64 = 5.0;

/// Rounds of the search for the weights, at most.
const ROUNDS: usize = 10_000;

/// The weights of `members`, from a backtest of each on the last windows of `panel`; equal ones where the series are
/// too short for it. Members whose numbers fail there have none.
///
/// # Errors
/// [`Error::Cancelled`], and what the members refuse.
pub(super) fn from_backtest(
    members: &[Box<dyn Model>],
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Vec<f64>> {
    let h = config.h.max(1);
    let plan = Plan {
        windows: WINDOWS,
        step: h,
        h,
        levels: Vec::new(),
        seed: config.seed,
        combine: false,
        // Members are combined as they forecast; what comes of it is kept at zero.
        below_zero: true,
        ..Plan::default()
    };
    if panel.series.iter().all(|series| series.y.len() <= h) {
        return Ok(equal(members.len()));
    }
    let mut tested = Vec::with_capacity(members.len());
    for member in members {
        match alone(member.as_ref(), panel, &plan, &mut Within { observer: &mut *observer }) {
            Ok(made) => tested.push(Some(made)),
            Err(Error::Numeric(_)) => tested.push(None),
            Err(error) => return Err(error),
        }
    }
    let made: Vec<&[Prediction]> =
        tested.iter().flatten().map(|one: &Tested| one.predictions.as_slice()).collect();
    let mut found = of(&made).into_iter();
    Ok(tested.iter().map(|one| if one.is_some() { found.next().unwrap_or(0.0) } else { 0.0 }).collect())
}

/// The weights of members that made these forecasts, in the same order each.
///
/// They are not negative, sum to 1, and have the least sum of the squared errors of the combination, in units of
/// each series' scale (Granger and Ramanathan 1984, Journal of Forecasting 3, method B; without negative ones: Aksu
/// and Gunter 1992, International Journal of Forecasting 8), plus [`RIDGE`] times the sum of their squares: that
/// draws them to equal ones (Diebold and Pauly 1990, International Journal of Forecasting 6; Timmermann 2006, Handbook
/// of Economic Forecasting 1, chapter 4).
fn of(made: &[&[Prediction]]) -> Vec<f64> {
    let n = made.len();
    let (mut products, mut count) = (vec![0.0; n * n], 0.0);
    let mut errors = vec![0.0; n];
    for (at, first) in made.first().copied().unwrap_or_default().iter().enumerate() {
        for (step, actual) in first.actual.iter().enumerate() {
            for (error, member) in errors.iter_mut().zip(made) {
                let mean = member.get(at).and_then(|one| one.mean.get(step));
                *error = mean.map_or(f64::NAN, |mean| (actual - mean) / first.scale);
            }
            if errors.iter().all(|error| error.is_finite()) {
                count += 1.0;
                for (i, a) in errors.iter().enumerate() {
                    products[i * n..].iter_mut().zip(&errors).for_each(|(sum, b)| *sum += a * b);
                }
            }
        }
    }
    for sum in &mut products {
        *sum /= count;
    }
    simplex(products, n).unwrap_or_else(|| equal(n))
}

/// The `w` with the least `wᵀ (A + r I) w` among those that are not negative and sum to 1, `A` positive semidefinite
/// with `n` rows, `r` its least diagonal entry times [`RIDGE`]. `None` if all are alike or numbers fail.
///
/// `w` is `u / Σ u` for the `u ≥ 0` with the least `uᵀ (A + r I) u + (1 - Σ u)²`: for a given `w` the best `Σ u` is
/// `1 / (1 + q)`, `q` the form at `w`, which leaves `q / (1 + q)`. That is solved one coordinate at a time.
fn simplex(mut a: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    let diagonal = || a.iter().step_by(n + 1).copied();
    let largest = diagonal().fold(0.0, f64::max);
    let unit = diagonal().fold(f64::INFINITY, f64::min).max(1e-9 * largest);
    if !(unit.is_normal() && largest.is_finite()) {
        return None;
    }
    for (i, v) in a.iter_mut().enumerate() {
        *v = *v / unit + 1.0 + if i % (n + 1) == 0 { RIDGE } else { 0.0 };
    }
    let mut u = vec![1.0 / n as f64; n];
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for (i, row) in a.chunks_exact(n).enumerate() {
            let inner: f64 = row.iter().zip(&u).map(|(a, u)| a * u).sum();
            let next = (u[i] + (1.0 - inner) / row[i]).max(0.0);
            moved = moved.max((next - u[i]).abs());
            u[i] = next;
        }
        if moved < 1e-12 {
            break;
        }
    }
    let sum: f64 = u.iter().sum();
    let weights: Vec<f64> = u.iter().map(|u| u / sum).collect();
    weights.iter().all(|w| w.is_finite()).then_some(weights)
}

/// Makes weights sum to 1: those of members that are left are not to lose what the others had.
pub(super) fn share(weights: &mut [f64]) {
    let sum: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    for w in weights {
        *w = if sum > 0.0 { *w / sum } else { even };
    }
}

/// The same weight for each of `n` members.
pub(super) fn equal(n: usize) -> Vec<f64> {
    vec![1.0 / n as f64; n]
}

/// Tells nobody of the windows within a fit.
pub(super) struct Within<'a> {
    pub(super) observer: &'a mut dyn Observer,
}

impl Observer for Within<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        match event {
            Event::Window { .. } => self.observer.on(&Event::Progress { fraction: 0.0 }),
            event => self.observer.on(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made(errors: &[f64]) -> Vec<Prediction> {
        vec![Prediction {
            window: 1,
            series: 0,
            start: 0,
            actual: vec![10.0; errors.len()],
            mean: errors.iter().map(|e| 10.0 - e).collect(),
            intervals: Vec::new(),
            scale: 2.0,
            squared_scale: 4.0,
        }]
    }

    fn weights(errors: &[&[f64]]) -> Vec<f64> {
        let made: Vec<Vec<Prediction>> = errors.iter().map(|e| made(e)).collect();
        of(&made.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    // By hand: errors without correlation and mean squares 1 and 9 have the form `6 w² + 14 (1 - w)²`.
    #[test]
    fn a_better_member_weighs_more_as_far_as_the_ridge_lets_it() {
        let w = weights(&[&[1.0, 1.0, -1.0, -1.0], &[3.0, -3.0, 3.0, -3.0]]);
        assert!((w[0] - 0.7).abs() < 1e-9 && (w[1] - 0.3).abs() < 1e-9, "{w:?}");
    }

    #[test]
    fn a_member_whose_errors_are_a_multiple_of_anothers_weighs_nothing() {
        let w = weights(&[&[1.0, 2.0, -1.0], &[10.0, 20.0, -10.0]]);
        assert!((w[0] - 1.0).abs() < 1e-9 && w[1].abs() < 1e-9, "{w:?}");
    }

    #[test]
    fn a_member_without_errors_weighs_almost_all() {
        let w = weights(&[&[1.0, -2.0, 3.0], &[0.0, 0.0, 0.0]]);
        assert!(w[1] > 0.999, "{w:?}");
    }

    #[test]
    fn members_that_cannot_be_told_apart_weigh_the_same() {
        for errors in [[0.0, 0.0], [f64::NAN, f64::NAN], [1e200, 1e200], [1.0, 2.0]] {
            let w = weights(&[&errors, &errors]);
            assert!((w[0] - 0.5).abs() < 1e-9 && (w[1] - 0.5).abs() < 1e-9, "{errors:?} {w:?}");
        }
        assert!(of(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn weights_are_a_share_each_and_not_worse_than_equal_ones(
            rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 1..20),
        ) {
            let columns: Vec<Vec<f64>> = (0..4).map(|i| rows.iter().map(|row| row[i]).collect()).collect();
            let w = weights(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert!(w.iter().all(|w| *w >= 0.0) && (w.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let squares = |w: &[f64]| rows.iter().map(|row| {
                row.iter().zip(w).map(|(e, w)| e * w).sum::<f64>().powi(2)
            }).sum::<f64>();
            let (ours, theirs) = (squares(&w), squares(&equal(4)));
            prop_assert!(ours <= theirs * (1.0 + 1e-6) + 1e-9, "{ours} {theirs}");
        }
    }
}
