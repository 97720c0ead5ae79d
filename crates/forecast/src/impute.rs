//! Missing values: replaced before a model sees them, or because somebody wants a table without gaps.

mod knn;
mod mice;
#[cfg(test)]
mod real_gaps;
mod scaled;
mod seasonal;

pub use knn::knn;
pub use mice::mice;
pub use seasonal::interpolate_seasonal;

/// `y` without its leading missing values, the others replaced:
///
/// - with a season length above 1, by the mean of the observed values one season before and after,
///   or the one of them that is observed;
/// - where that finds nothing, by the straight line between the observed neighbours;
/// - after the last observation, by the value one season before, else by the last one.
///
/// Empty if nothing is observed. Infinite values count as missing.
pub fn impute(y: &[f64], season: usize) -> Vec<f64> {
    let Some(first) = y.iter().position(|v| v.is_finite()) else { return Vec::new() };
    let mut filled = y[first..].to_vec();
    if filled.iter().all(|v| v.is_finite()) {
        return filled;
    }
    if season > 1 {
        from_seasons(&mut filled, season);
    }
    interpolate(&mut filled);
    filled
}

fn from_seasons(y: &mut [f64], season: usize) {
    let observed = y.to_vec();
    for t in 0..y.len() {
        if observed[t].is_finite() {
            continue;
        }
        let before = t.checked_sub(season).map(|i| y[i]).filter(|v| v.is_finite());
        let after = observed.get(t + season).copied().filter(|v| v.is_finite());
        match (before, after) {
            (Some(a), Some(b)) => y[t] = f64::midpoint(a, b),
            (Some(v), None) | (None, Some(v)) => y[t] = v,
            (None, None) => {}
        }
    }
}

/// Replaces what is not finite by the straight line between the finite neighbours, at the ends by
/// the nearest finite value. Leaves a slice without finite values as it is.
pub fn interpolate(y: &mut [f64]) {
    let mut last: Option<usize> = None;
    for t in 0..y.len() {
        if !y[t].is_finite() {
            continue;
        }
        match last {
            None => {
                let value = y[t];
                y[..t].fill(value);
            }
            Some(from) if t - from > 1 => {
                let (a, b) = (y[from], y[t]);
                for (i, v) in y[from + 1..t].iter_mut().enumerate() {
                    *v = a + (b - a) * (i + 1) as f64 / (t - from) as f64;
                }
            }
            Some(_) => {}
        }
        last = Some(t);
    }
    if let Some(from) = last {
        let value = y[from];
        y[from + 1..].fill(value);
    }
}

/// Replaces what is missing by the last value before, at the start by the first value after: the
/// rule for categories.
pub fn carry(y: &mut [f64]) {
    let Some(first) = y.iter().position(|v| v.is_finite()) else { return };
    let mut value = y[first];
    for v in y {
        if v.is_finite() {
            value = *v;
        } else {
            *v = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn without_season_gaps_become_straight_lines() {
        assert_eq!(impute(&[GAP, 1.0, GAP, GAP, 4.0, GAP], 1), [1.0, 2.0, 3.0, 4.0, 4.0]);
    }

    #[test]
    fn with_season_gaps_take_the_mean_of_the_seasons_around() {
        assert_eq!(impute(&[1.0, 10.0, GAP, 12.0, 3.0, GAP], 2), [1.0, 10.0, 2.0, 12.0, 3.0, 12.0]);
    }

    #[test]
    fn nothing_observed_gives_nothing() {
        assert!(impute(&[GAP, GAP], 1).is_empty());
        assert!(impute(&[], 7).is_empty());
    }

    #[test]
    fn categories_are_carried_forward() {
        let mut y = [GAP, 2.0, GAP, 1.0, GAP];
        carry(&mut y);
        assert_eq!(y.map(|v| v as i64), [2, 2, 2, 1, 1]);
    }

    proptest! {
        #[test]
        fn observed_values_stay_and_the_rest_lies_within_their_range(
            y in prop::collection::vec(prop::option::of(-1e6..1e6f64), 1..80), season in 1..13usize,
        ) {
            let y: Vec<f64> = y.into_iter().map(|v| v.unwrap_or(GAP)).collect();
            let filled = impute(&y, season);
            let tail = &y[y.len() - filled.len()..];
            let lo = y.iter().copied().fold(f64::INFINITY, f64::min);
            let hi = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (f, o) in filled.iter().zip(tail) {
                prop_assert!(o.is_nan() || o.total_cmp(f).is_eq());
                prop_assert!(*f >= lo - 1e-6 && *f <= hi + 1e-6);
            }
        }
    }
}
