//! Missing values by the rows that are most alike.

use super::scaled::Scale;
use crate::{Error, Result};

/// Replaces what is missing in the first `targets` of `columns` (of equal length) by the mean of the values of the
/// `k` nearest rows that have one, weighted by one over the distance; observed values stay as they are.
///
/// After Troyanskaya et al. 2001 (Bioinformatics 17(6), "KNNimpute"): Euclidean distance over the columns that both
/// rows have. Columns are brought to mean 0 and deviation 1 first, because they have different units, and the distance
/// is the root of the mean square, so that rows with more common columns are not farther away. Where no row has a
/// column in common, the mean of the column is taken; a column without any value stays as it is. Takes rows × rows with
/// gaps × columns steps; `go_on` is asked once for each row with gaps.
///
/// # Errors
/// [`Error::Cancelled`] when `go_on` says no; then nothing is changed.
pub fn knn(columns: &mut [Vec<f64>], targets: usize, k: usize, go_on: &dyn Fn() -> bool) -> Result<()> {
    let rows = columns.first().map_or(0, Vec::len);
    let width = columns.len();
    let scales: Vec<Scale> = columns.iter().map(|column| Scale::of(column)).collect();
    let mut table = Vec::with_capacity(rows * width);
    for row in 0..rows {
        table.extend(columns.iter().zip(&scales).map(|(column, scale)| scale.shrink(column[row])));
    }
    let table: Vec<&[f64]> = if width == 0 { Vec::new() } else { table.chunks_exact(width).collect() };
    let mut filled = Vec::new();
    for (row, own) in table.iter().enumerate() {
        let gaps: Vec<usize> = (0..targets.min(width)).filter(|&column| !own[column].is_finite()).collect();
        if gaps.is_empty() {
            continue;
        }
        if !go_on() {
            return Err(Error::Cancelled);
        }
        let mut nearest: Vec<Nearest> = gaps.iter().map(|_| Nearest::new(k)).collect();
        for other in &table {
            let Some(distance) = distance(own, other) else { continue };
            for (column, nearest) in gaps.iter().zip(&mut nearest) {
                nearest.offer(distance, other[*column]);
            }
        }
        filled.extend(gaps.iter().zip(&nearest).map(|(&column, nearest)| (row, column, nearest.mean())));
    }
    for (row, column, score) in filled {
        if columns[column].iter().any(|v| v.is_finite()) {
            columns[column][row] = scales[column].stretch(score);
        }
    }
    Ok(())
}

/// The root of the mean square difference over what both rows have.
fn distance(one: &[f64], other: &[f64]) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (a, b) in one.iter().zip(other) {
        let square = (a - b) * (a - b);
        if square.is_finite() {
            sum += square;
            count += 1.0;
        }
    }
    (count > 0.0).then(|| (sum / count).sqrt())
}

/// The nearest values so far, the nearest first.
struct Nearest {
    most: usize,
    values: Vec<(f64, f64)>,
}

impl Nearest {
    fn new(most: usize) -> Self {
        Self { most: most.max(1), values: Vec::new() }
    }

    fn offer(&mut self, distance: f64, value: f64) {
        let full = self.values.len() == self.most;
        if !value.is_finite() || (full && self.values.last().is_some_and(|(last, _)| *last <= distance)) {
            return;
        }
        if full {
            self.values.pop();
        }
        let at = self.values.partition_point(|(other, _)| *other <= distance);
        self.values.insert(at, (distance, value));
    }

    /// Weighted by one over the distance; rows that are the same count alone. 0, the mean, of nothing.
    fn mean(&self) -> f64 {
        let same = self.values.first().is_some_and(|(distance, _)| *distance == 0.0);
        let weight = |distance: f64| match (same, distance == 0.0) {
            (true, alike) => f64::from(u8::from(alike)),
            (false, _) => 1.0 / distance,
        };
        let sum: f64 = self.values.iter().map(|(distance, _)| weight(*distance)).sum();
        let weighted: f64 = self.values.iter().map(|(distance, value)| weight(*distance) * value).sum();
        if sum > 0.0 { weighted / sum } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn the_nearest_rows_give_their_mean_weighted_by_distance() {
        // In the second column rows 1 and 3 are one and two steps from row 2.
        let mut columns = vec![vec![10.0, 20.0, GAP, 40.0, 1_000.0], vec![0.0, 2.0, 3.0, 5.0, 9.0]];
        knn(&mut columns, 1, 2, &|| true).unwrap();
        assert!((columns[0][2] - (20.0 / 1.0 + 40.0 / 2.0) / 1.5).abs() < 1e-9, "{}", columns[0][2]);
        assert!((columns[0][4] - 1_000.0).abs() < 1e-12);
    }

    #[test]
    fn a_row_that_is_the_same_counts_alone() {
        let mut columns = vec![vec![7.0, GAP, 100.0], vec![1.0, 1.0, 2.0]];
        knn(&mut columns, 1, 2, &|| true).unwrap();
        assert!((columns[0][1] - 7.0).abs() < 1e-9);
    }

    #[test]
    fn without_anything_in_common_it_is_the_mean() {
        let mut columns = vec![vec![1.0, 3.0, GAP], vec![GAP, GAP, 5.0]];
        knn(&mut columns, 1, 1, &|| true).unwrap();
        assert!((columns[0][2] - 2.0).abs() < 1e-9);
        let mut nothing = vec![vec![GAP, GAP], vec![1.0, 2.0]];
        knn(&mut nothing, 1, 1, &|| true).unwrap();
        assert!(nothing[0].iter().all(|v| v.is_nan()));
    }

    #[test]
    fn cancelling_changes_nothing() {
        let mut columns = vec![vec![1.0, GAP], vec![1.0, 2.0]];
        assert!(matches!(knn(&mut columns, 1, 1, &|| false), Err(Error::Cancelled)));
        assert!(columns[0][1].is_nan());
    }
}
