//! Goal seek: which constant shift of a driver brings the total to a goal?
//!
//! The total as a function of the shift comes from a neural network: it may be flat, bend back, or be
//! monotone only in part. So the range is scanned first, and only then a bracket is closed by Brent's method
//! (R. P. Brent, *Algorithms for Minimization Without Derivatives*, 1973, chapter 4).

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// The least shift tried.
    pub min: f64,
    /// The greatest shift tried.
    pub max: f64,
    /// Intervals of the scan; more find narrower solutions.
    pub grid: usize,
    /// The total may miss the goal by this much.
    pub tolerance: f64,
}

impl Search {
    /// The usual search in a range: 32 intervals, a tolerance of a ten-thousandth of the goal.
    pub fn within(min: f64, max: f64, goal: f64) -> Self {
        Self { min, max, grid: 32, tolerance: (goal.abs() * 1e-4).max(1e-6) }
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum GoalSeek {
    /// A shift reaches the goal; of several, the one found nearest to no shift.
    Found {
        /// The shift.
        shift: f64,
        /// The total it brings.
        total: f64,
        /// How many forecasts were made.
        iterations: usize,
    },
    /// No shift within the bounds does.
    Unreachable {
        /// The shift whose total comes nearest.
        shift: f64,
        /// That total.
        total: f64,
        /// The least total seen within the bounds.
        min: f64,
        /// The greatest total seen within the bounds.
        max: f64,
    },
}

#[derive(Debug, Clone, Copy)]
struct Point {
    shift: f64,
    total: f64,
}

/// Finds the shift within `search` for which `total_at` returns `goal`.
///
/// Totals that are not finite are passed over. The result is deterministic.
///
/// # Errors
/// If the goal or the bounds are not finite or in the wrong order, if no total is finite, or if `total_at`
/// fails.
pub fn goal_seek(
    goal: f64,
    search: Search,
    mut total_at: impl FnMut(f64) -> Result<f64>,
) -> Result<GoalSeek> {
    check(goal, search)?;
    let mut iterations = 0;
    let mut at = |shift: f64| {
        iterations += 1;
        total_at(shift).map(|total| Point { shift, total })
    };
    let mut points = Vec::new();
    for shift in grid(search) {
        let point = at(shift)?;
        if point.total.is_finite() {
            points.push(point);
        }
    }
    let mut best = reach(&points, goal, search.tolerance, &mut at)?;
    if best.is_none() {
        points.extend(turning_points(&points, goal, search.tolerance, &mut at)?);
        points.sort_by(|a, b| a.shift.total_cmp(&b.shift));
        best = reach(&points, goal, search.tolerance, &mut at)?;
    }
    if let Some(p) = best {
        return Ok(GoalSeek::Found { shift: p.shift, total: p.total, iterations });
    }
    let gap = |p: &Point| (p.total - goal).abs();
    let Some(nearest) = points.iter().min_by(|a, b| gap(a).total_cmp(&gap(b))) else {
        return Err(Error::Numeric("no shift within the bounds has a finite total".to_owned()));
    };
    let totals = || points.iter().map(|p| p.total);
    Ok(GoalSeek::Unreachable {
        shift: nearest.shift,
        total: nearest.total,
        min: totals().fold(f64::INFINITY, f64::min),
        max: totals().fold(f64::NEG_INFINITY, f64::max),
    })
}

/// The solution nearest to no shift, among the points and between neighbours on both sides of the goal.
fn reach(
    points: &[Point],
    goal: f64,
    tolerance: f64,
    at: &mut impl FnMut(f64) -> Result<Point>,
) -> Result<Option<Point>> {
    let reached = |p: &Point| (p.total - goal).abs() <= tolerance;
    let mut best: Option<Point> =
        points.iter().filter(|p| reached(p)).min_by(|a, b| a.shift.abs().total_cmp(&b.shift.abs())).copied();
    let mut brackets: Vec<(Point, Point)> = points
        .windows(2)
        .filter(|w| (w[0].total - goal) * (w[1].total - goal) < 0.0)
        .map(|w| (w[0], w[1]))
        .collect();
    brackets.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    for bracket in brackets {
        if best.is_some_and(|b| b.shift.abs() <= distance(&bracket)) {
            break;
        }
        let root = brent(bracket, goal, tolerance, at)?;
        if reached(&root) && best.is_none_or(|b| root.shift.abs() < b.shift.abs()) {
            best = Some(root);
        }
    }
    Ok(best)
}

/// Where the total turns back just before the goal: around each scanned point that is nearer to the goal than
/// its neighbours, the nearest total by golden section (J. Kiefer 1953), until the goal is crossed.
fn turning_points(
    points: &[Point],
    goal: f64,
    tolerance: f64,
    at: &mut impl FnMut(f64) -> Result<Point>,
) -> Result<Vec<Point>> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let gap = |p: &Point| (p.total - goal).abs();
    let mut found = Vec::new();
    for i in 0..points.len() {
        let (left, right) = (points[i.saturating_sub(1)], points[(i + 1).min(points.len() - 1)]);
        let side = (points[i].total - goal).signum();
        if gap(&left) < gap(&points[i]) || gap(&right) < gap(&points[i]) {
            continue;
        }
        let (mut a, mut b) = (left.shift, right.shift);
        for _ in 0..24 {
            let low = at(GOLDEN.mul_add(a - b, b))?;
            let high = at(GOLDEN.mul_add(b - a, a))?;
            let lower = gap(&low) <= gap(&high) || high.total.is_nan();
            let nearer = if lower { low } else { high };
            if !nearer.total.is_finite() {
                break;
            }
            found.push(nearer);
            if gap(&nearer) <= tolerance || (nearer.total - goal).signum() * side < 0.0 {
                break;
            }
            if lower { b = high.shift } else { a = low.shift }
        }
    }
    Ok(found)
}

fn check(goal: f64, search: Search) -> Result<()> {
    if !goal.is_finite() {
        return Err(Error::Invalid("the goal is not a finite number".to_owned()));
    }
    if !(search.min.is_finite() && search.max.is_finite() && search.min <= search.max) {
        return Err(Error::Invalid(format!("the bounds {} to {} are empty", search.min, search.max)));
    }
    if search.tolerance.is_nan() || search.tolerance < 0.0 || search.grid > 10_000 {
        return Err(Error::Invalid("the tolerance is negative or the grid too fine".to_owned()));
    }
    Ok(())
}

/// Equidistant shifts, both bounds and (if it lies within) 0 among them, ascending.
fn grid(search: Search) -> Vec<f64> {
    let n = search.grid.max(1);
    let step = (search.max - search.min) / n as f64;
    let mut shifts: Vec<f64> = (0..=n).map(|i| step.mul_add(i as f64, search.min).min(search.max)).collect();
    shifts.push(search.max);
    if (search.min..=search.max).contains(&0.0) {
        shifts.push(0.0);
    }
    shifts.sort_by(f64::total_cmp);
    shifts.dedup();
    shifts
}

/// Distance of a bracket from no shift.
fn distance((a, b): &(Point, Point)) -> f64 {
    if a.shift <= 0.0 && b.shift >= 0.0 { 0.0 } else { a.shift.abs().min(b.shift.abs()) }
}

/// Closes a bracket by inverse quadratic interpolation, secant and bisection.
fn brent(
    (mut a, mut b): (Point, Point),
    goal: f64,
    tolerance: f64,
    at: &mut impl FnMut(f64) -> Result<Point>,
) -> Result<Point> {
    let f = |p: Point| p.total - goal;
    if f(a).abs() < f(b).abs() {
        std::mem::swap(&mut a, &mut b);
    }
    let (mut c, mut d, mut bisected) = (a, a.shift, true);
    for _ in 0..80 {
        if f(b).abs() <= tolerance || (b.shift - a.shift).abs() <= f64::EPSILON * b.shift.abs() {
            break;
        }
        let (fa, fb, fc) = (f(a), f(b), f(c));
        let distinct = (fa - fc).abs() > 0.0 && (fb - fc).abs() > 0.0;
        let mut s = if distinct {
            a.shift * fb * fc / ((fa - fb) * (fa - fc))
                + b.shift * fa * fc / ((fb - fa) * (fb - fc))
                + c.shift * fa * fb / ((fc - fa) * (fc - fb))
        } else {
            b.shift - fb * (b.shift - a.shift) / (fb - fa)
        };
        let quarter = 3.0f64.mul_add(a.shift, b.shift) / 4.0;
        let between = (quarter.min(b.shift)..=quarter.max(b.shift)).contains(&s);
        let last = if bisected { (b.shift - c.shift).abs() } else { (c.shift - d).abs() };
        bisected = !between || (s - b.shift).abs() >= last / 2.0;
        if bisected {
            s = f64::midpoint(a.shift, b.shift);
        }
        let point = at(s)?;
        if !point.total.is_finite() {
            break;
        }
        d = c.shift;
        c = b;
        if f(a) * f(point) < 0.0 {
            b = point;
        } else {
            a = point;
        }
        if f(a).abs() < f(b).abs() {
            std::mem::swap(&mut a, &mut b);
        }
    }
    Ok(b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seek(goal: f64, min: f64, max: f64, f: impl Fn(f64) -> f64) -> GoalSeek {
        goal_seek(goal, Search::within(min, max, goal), |x| Ok(f(x))).unwrap()
    }

    #[test]
    fn monotone_total_is_reached() {
        let GoalSeek::Found { shift, total, iterations } = seek(500.0, -10.0, 10.0, |x| 400.0 + 30.0 * x)
        else {
            panic!("unreachable")
        };
        assert!((shift - 10.0 / 3.0).abs() < 0.01, "{shift}");
        assert!((total - 500.0).abs() <= 0.05);
        assert!(iterations < 45, "{iterations}");
    }

    #[test]
    fn of_two_solutions_the_one_nearer_to_no_shift_is_found() {
        let GoalSeek::Found { shift, .. } = seek(50.0, -20.0, 20.0, |x| 100.0 - (x - 5.0).powi(2)) else {
            panic!("unreachable")
        };
        assert!((shift - (5.0 - 50f64.sqrt())).abs() < 0.01, "{shift}");
    }

    #[test]
    fn goal_that_holds_already_needs_no_shift() {
        assert!(matches!(seek(7.0, -3.0, 5.0, |_| 7.0), GoalSeek::Found { shift: 0.0, total: 7.0, .. }));
    }

    #[test]
    fn unreachable_goal_names_the_range_and_the_nearest_shift() {
        let GoalSeek::Unreachable { shift, total, min, max } = seek(99.0, -1.0, 2.0, |x| 10.0 + x) else {
            panic!("found")
        };
        assert_eq!((shift, total, min, max), (2.0, 12.0, 9.0, 12.0));
    }

    #[test]
    fn a_jump_over_the_goal_is_not_called_found() {
        let step = |x: f64| if x < 0.3 { 0.0 } else { 10.0 };
        assert!(matches!(seek(5.0, -1.0, 1.0, step), GoalSeek::Unreachable { min: 0.0, max: 10.0, .. }));
    }

    #[test]
    fn gaps_of_the_function_are_passed_over_and_all_gaps_are_an_error() {
        let holey = |x: f64| if x < 0.0 { f64::NAN } else { x };
        assert!(matches!(seek(0.5, -1.0, 1.0, holey), GoalSeek::Found { .. }));
        assert!(goal_seek(1.0, Search::within(0.0, 1.0, 1.0), |_| Ok(f64::NAN)).is_err());
    }

    #[test]
    fn senseless_questions_are_refused() {
        for (goal, min, max) in [(f64::NAN, 0.0, 1.0), (1.0, 2.0, 1.0), (1.0, f64::NEG_INFINITY, 1.0)] {
            assert!(goal_seek(goal, Search::within(min, max, goal), Ok).is_err());
        }
    }

    #[test]
    fn failure_of_the_forecast_is_passed_on() {
        let failing = |_| Err(Error::Cancelled);
        assert_eq!(goal_seek(1.0, Search::within(0.0, 1.0, 1.0), failing), Err(Error::Cancelled));
    }

    #[test]
    fn a_peak_between_two_scanned_shifts_is_reached() {
        let GoalSeek::Found { shift, .. } = seek(99.999, -16.0, 16.0, |x| 100.0 - (x - 5.5).powi(2)) else {
            panic!("unreachable")
        };
        assert!((shift - 5.5).abs() < 0.15, "{shift}");
    }

    proptest! {
        #[test]
        fn every_total_a_wave_takes_is_reached(at in -9.0..9.0_f64, phase in 0.0..6.0_f64) {
            let wave = |x: f64| 100.0 + 20.0 * (x / 2.0 + phase).sin() + 3.0 * x;
            let GoalSeek::Found { shift, total, .. } = seek(wave(at), -10.0, 10.0, wave) else {
                return Err(TestCaseError::fail("unreachable"));
            };
            prop_assert!((total - wave(at)).abs() <= wave(at).abs() * 1e-4);
            prop_assert!((-10.0..=10.0).contains(&shift));
        }
    }
}
