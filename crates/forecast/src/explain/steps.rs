//! The least change of several numbers that brings a function to a goal.

use crate::Result;
use crate::goal_seek::{GoalSeek, Search, goal_seek};

/// Rounds of steps along the gradient.
const ROUNDS: usize = 12;
/// The gradient is the mean slope over twice this distance.
const SLOPE: f64 = 0.25;

/// What a search along a line or in a box ended with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Nearest<P> {
    pub(crate) at: P,
    pub(crate) value: f64,
    /// Whether the value is the goal, or just past it where the function jumps over it.
    pub(crate) reached: bool,
}

/// The number within `min..=max` (0 among them) nearest to 0 for which `value_at` is the goal. Where the function jumps over the
/// goal, as forecasts of trees do, the number after the jump. Where it does not get there, the one that
/// comes nearest.
pub(crate) fn along(
    goal: f64,
    start: f64,
    (min, max): (f64, f64),
    tolerance: f64,
    mut value_at: impl FnMut(f64) -> Result<f64>,
) -> Result<Nearest<f64>> {
    let search = Search { min, max, grid: 32, tolerance };
    match goal_seek(goal, search, &mut value_at)? {
        GoalSeek::Found { shift, total, .. } => Ok(Nearest { at: shift, value: total, reached: true }),
        GoalSeek::Unreachable { shift, total, min: least, max: most } => {
            let nearest = Nearest { at: shift, value: total, reached: false };
            if !(least..=most).contains(&goal) {
                return Ok(nearest);
            }
            let mut passed: Option<Nearest<f64>> = None;
            for end in [min, max] {
                let found = past_the_jump(goal, start, end, &mut value_at)?;
                if let Some(found) = found.filter(|f| passed.as_ref().is_none_or(|p| f.at.abs() < p.at.abs()))
                {
                    passed = Some(found);
                }
            }
            Ok(passed.unwrap_or(nearest))
        }
    }
}

/// The first number from 0 to `end` at which the goal has been passed.
fn past_the_jump(
    goal: f64,
    start: f64,
    end: f64,
    value_at: &mut impl FnMut(f64) -> Result<f64>,
) -> Result<Option<Nearest<f64>>> {
    let passed = |value: f64| value.is_finite() && (value - goal) * (start - goal) <= 0.0;
    let mut before = 0.0;
    for i in 1..=32_u8 {
        let mut at = end * f64::from(i) / 32.0;
        let mut value = value_at(at)?;
        if !passed(value) {
            before = at;
            continue;
        }
        for _ in 0..24 {
            let middle = f64::midpoint(before, at);
            let between = value_at(middle)?;
            if passed(between) {
                (at, value) = (middle, between);
            } else {
                before = middle;
            }
        }
        return Ok(Some(Nearest { at, value, reached: true }));
    }
    Ok(None)
}

/// A point of a box around 0 near 0 at which `value_at`, which is `start` at 0, is the goal; else the nearest it came.
///
/// In each round the function is taken as linear, with slopes over a finite step, and the point of the box nearest to 0 at which
/// the linear function has the goal is approached, as far as the value gets nearer (Gauss and Newton's method for one equation with
/// a projection on the box). At the end the line from 0 to the point is searched for a point before it.
pub(crate) fn approach(
    goal: f64,
    start: f64,
    limits: &[(f64, f64)],
    tolerance: f64,
    mut value_at: impl FnMut(&[f64]) -> Result<f64>,
) -> Result<Nearest<Vec<f64>>> {
    let mut at = vec![0.0; limits.len()];
    let mut value = start;
    for _ in 0..ROUNDS {
        if (value - goal).abs() <= tolerance {
            break;
        }
        let slopes = slopes(&at, limits, &mut value_at)?;
        let now: f64 = slopes.iter().zip(&at).map(|(s, z)| s * z).sum();
        let aim = nearest(&slopes, limits, goal - value + now);
        let mut better = None;
        for share in [1.0, 0.5, 0.25, 0.125] {
            let next: Vec<f64> = at.iter().zip(&aim).map(|(z, aim)| (aim - z).mul_add(share, *z)).collect();
            let found = value_at(&next)?;
            if (found - goal).abs() < (value - goal).abs() {
                better = Some((next, found));
                break;
            }
        }
        let Some((next, found)) = better else { break };
        (at, value) = (next, found);
    }
    if at.iter().all(|z| *z == 0.0) {
        return Ok(Nearest { at, value, reached: (value - goal).abs() <= tolerance });
    }
    let scaled = |share: f64| at.iter().map(|z| z * share).collect::<Vec<f64>>();
    let on_line = along(goal, start, (0.0, 1.0), tolerance, |share| value_at(&scaled(share)))?;
    Ok(Nearest { at: scaled(on_line.at), value: on_line.value, reached: on_line.reached })
}

/// Mean slopes around a point, within the box.
fn slopes(
    at: &[f64],
    limits: &[(f64, f64)],
    value_at: &mut impl FnMut(&[f64]) -> Result<f64>,
) -> Result<Vec<f64>> {
    let mut point = at.to_vec();
    let mut slopes = Vec::with_capacity(at.len());
    for (k, (min, max)) in limits.iter().enumerate() {
        let (low, high) = ((at[k] - SLOPE).max(*min), (at[k] + SLOPE).min(*max));
        point[k] = low;
        let below = value_at(&point)?;
        point[k] = high;
        let slope = (value_at(&point)? - below) / (high - low);
        point[k] = at[k];
        slopes.push(if slope.is_finite() { slope } else { 0.0 });
    }
    Ok(slopes)
}

/// The point of a box around 0 nearest to 0 at which a linear function is `value`: a multiple of the slopes, cut at the box (the
/// conditions of Karush, Kuhn and Tucker). If the box does not reach it, the corner that comes nearest.
fn nearest(slopes: &[f64], limits: &[(f64, f64)], value: f64) -> Vec<f64> {
    let point = |multiple: f64| -> Vec<f64> {
        slopes.iter().zip(limits).map(|(s, (min, max))| (s * multiple).clamp(*min, *max)).collect()
    };
    let linear = |point: &[f64]| slopes.iter().zip(point).map(|(s, z)| s * z).sum::<f64>();
    let square: f64 = slopes.iter().map(|s| s * s).sum();
    if !(square > 0.0 && square.is_finite()) {
        return vec![0.0; slopes.len()];
    }
    // The value of the linear function grows with the multiple.
    let (mut low, mut high) = (0.0, value / square);
    for _ in 0..60 {
        if (linear(&point(high)) - value) * value.signum() >= 0.0 {
            break;
        }
        low = high;
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if (linear(&point(middle)) - value) * value.signum() >= 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    point(high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_number_after_a_jump_over_the_goal_is_taken() {
        let step = |x: f64| if x < 0.3 { 0.0 } else { 10.0 };
        let found = along(5.0, 0.0, (-1.0, 1.0), 1e-6, |x| Ok(step(x))).unwrap();
        assert!(found.reached && (found.at - 0.3).abs() < 1e-6 && found.value > 9.0, "{found:?}");
        let short = along(15.0, 0.0, (-1.0, 1.0), 1e-6, |x| Ok(step(x))).unwrap();
        assert!(!short.reached && short.value > 9.0);
    }

    #[test]
    fn a_curved_function_of_two_numbers_is_brought_to_the_goal() {
        let f = |z: &[f64]| Ok(100.0 + 3.0 * z[0] + z[0] * z[1] + z[1].powi(3));
        let found = approach(125.0, 100.0, &[(-2.0, 2.0), (-3.0, 3.0)], 0.01, f).unwrap();
        assert!(found.reached && (found.value - 125.0).abs() <= 0.01, "{found:?}");
    }

    proptest! {
        #[test]
        fn of_a_linear_function_the_nearest_point_of_the_box_is_found(
            slopes in prop::collection::vec(-5.0..5.0_f64, 2..5), goal in -30.0..30.0_f64,
            tries in prop::collection::vec(-1.0..1.0_f64, 40),
        ) {
            let limits = vec![(-2.0, 2.0); slopes.len()];
            let f = |z: &[f64]| Ok(slopes.iter().zip(z).map(|(s, z)| s * z).sum::<f64>());
            let found = approach(goal, 0.0, &limits, 1e-6, f).unwrap();
            let most: f64 = slopes.iter().map(|s| 2.0 * s.abs()).sum();
            prop_assert_eq!(found.reached, goal.abs() <= most + 1e-6, "{:?} of {}", found, most);
            let size = |z: &[f64]| z.iter().map(|z| z * z).sum::<f64>().sqrt();
            prop_assert!(found.at.iter().all(|z| z.abs() <= 2.0 + 1e-9));
            if found.reached {
                // Any other point that does as much is at least as far away.
                for other in tries.chunks_exact(slopes.len()) {
                    let other: Vec<f64> = other.iter().map(|z| 2.0 * z).collect();
                    let value = f(&other).unwrap();
                    if (value - goal) * goal.signum() >= 0.0 {
                        prop_assert!(size(&other) >= size(&found.at) - 1e-3);
                    }
                }
            }
        }
    }
}
