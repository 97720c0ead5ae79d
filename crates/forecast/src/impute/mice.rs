//! Missing values by regression on the other columns.

use super::scaled::Scale;
use crate::cholesky::Cholesky;
use crate::{Error, Result};

/// When no value moves by more than this many deviations, it is done.
const SETTLED: f64 = 1e-4;
/// What is added to the diagonal of the normal equations for each row, so that columns may depend on each other.
const RIDGE: f64 = 1e-6;

/// Replaces what is missing in the first `targets` of `columns` (of equal length) by linear regression on all other
/// columns, in turns, at most `iterations` times; observed values stay as they are. Returns how often.
///
/// Chained equations after van Buuren and Groothuis-Oudshoorn 2011 (Journal of Statistical Software 45(3), section
/// 2.3, with the method `norm.predict`, section 3.3): missing values begin as the mean of their column; then each
/// column with gaps, that with the fewest first, is regressed on the others where it is observed, and its missing values
/// become what the regression predicts. One data set, no draws, so the result is always the same. Columns are
/// brought to mean 0 and deviation 1 for that. A column without any value counts as its mean and stays as it is.
///
/// # Errors
/// [`Error::Cancelled`] when `go_on`, which is asked before each regression, says no; then nothing is changed.
pub fn mice(
    columns: &mut [Vec<f64>],
    targets: usize,
    iterations: usize,
    go_on: &dyn Fn() -> bool,
) -> Result<usize> {
    let scales: Vec<Scale> = columns.iter().map(|column| Scale::of(column)).collect();
    let gaps: Vec<Vec<usize>> = columns.iter().map(|column| gaps(column)).collect();
    let mut scores: Vec<Vec<f64>> = columns
        .iter()
        .zip(&scales)
        .map(|(column, scale)| {
            column.iter().map(|v| Some(scale.shrink(*v)).filter(|z| z.is_finite()).unwrap_or(0.0))
        })
        .map(Iterator::collect)
        .collect();
    let has_both = |i: &usize| !gaps[*i].is_empty() && gaps[*i].len() < columns[*i].len();
    let mut turns: Vec<usize> = (0..columns.len()).filter(has_both).collect();
    turns.sort_by_key(|&i| gaps[i].len());
    let mut done = 0;
    while done < iterations {
        let mut moved = 0.0_f64;
        for &target in &turns {
            if !go_on() {
                return Err(Error::Cancelled);
            }
            moved = moved.max(regress(&mut scores, target, &gaps[target]));
        }
        done += 1;
        if moved < SETTLED {
            break;
        }
    }
    for &target in turns.iter().filter(|&&target| target < targets) {
        for &row in &gaps[target] {
            columns[target][row] = scales[target].stretch(scores[target][row]);
        }
    }
    Ok(done)
}

/// The rows of a column without a value.
fn gaps(column: &[f64]) -> Vec<usize> {
    column.iter().enumerate().filter(|(_, v)| !v.is_finite()).map(|(row, _)| row).collect()
}

/// Predicts a column at `gaps` from the others by what it is elsewhere; returns by how much a value moved at most.
/// Where the equations have no solution, nothing moves.
fn regress(scores: &mut [Vec<f64>], target: usize, gaps: &[usize]) -> f64 {
    let rows = scores[target].len();
    let others: Vec<usize> = (0..scores.len()).filter(|&i| i != target).collect();
    let mut missing = vec![false; rows];
    for &row in gaps {
        missing[row] = true;
    }
    let width = others.len() + 1;
    let at = |row: usize, term: usize| if term == 0 { 1.0 } else { scores[others[term - 1]][row] };
    let (mut squares, mut products) = (vec![0.0; width * width], vec![0.0; width]);
    let mut terms = vec![0.0; width];
    for row in (0..rows).filter(|&row| !missing[row]) {
        for (term, value) in terms.iter_mut().enumerate() {
            *value = at(row, term);
        }
        for i in 0..width {
            products[i] += terms[i] * scores[target][row];
            for j in 0..=i {
                squares[i * width + j] += terms[i] * terms[j];
            }
        }
    }
    for i in 0..width {
        squares[i * width + i] += RIDGE * (rows - gaps.len()) as f64;
    }
    let Some(factor) = Cholesky::of(squares, width) else { return 0.0 };
    let mut weights = products;
    factor.solve(&mut weights);
    let predicted: Vec<f64> =
        gaps.iter().map(|&row| weights.iter().enumerate().map(|(term, w)| w * at(row, term)).sum()).collect();
    let mut moved = 0.0_f64;
    for (&row, value) in gaps.iter().zip(predicted) {
        moved = moved.max((scores[target][row] - value).abs());
        scores[target][row] = value;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn a_column_that_depends_on_others_is_found_again() {
        let (a, b): (Vec<f64>, Vec<f64>) = (0..40).map(|t| (f64::from(t), f64::from((t * 7) % 11))).unzip();
        let truth: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 3.0 + 2.0 * a - b).collect();
        let mut y = truth.clone();
        let mut b = b;
        (y[5], y[20], b[9]) = (GAP, GAP, GAP);
        let mut columns = vec![y, a, b];
        mice(&mut columns, 3, 50, &|| true).unwrap();
        assert!((columns[0][5] - truth[5]).abs() < 0.05 && (columns[0][20] - truth[20]).abs() < 0.05);
        assert!((columns[2][9] - 8.0).abs() < 0.05, "{}", columns[2][9]);
    }

    #[test]
    fn alone_a_column_gets_its_mean_and_without_values_nothing() {
        let mut columns = vec![vec![1.0, GAP, 3.0]];
        assert_eq!(mice(&mut columns, 1, 10, &|| true).unwrap(), 1);
        assert!((columns[0][1] - 2.0).abs() < 1e-9);
        let mut nothing = vec![vec![GAP, GAP], vec![1.0, GAP]];
        mice(&mut nothing, 2, 10, &|| true).unwrap();
        assert!(nothing[0].iter().all(|v| v.is_nan()));
        assert!((nothing[1][1] - 1.0).abs() < 1e-9);
    }

    #[test]
    fn cancelling_changes_nothing() {
        let mut columns = vec![vec![1.0, GAP], vec![1.0, 2.0]];
        assert!(matches!(mice(&mut columns, 1, 5, &|| false), Err(Error::Cancelled)));
        assert!(columns[0][1].is_nan());
    }
}
