//! Empirical risk minimization (Ben Taieb and Koo 2019, "Regularized regression for hierarchical forecasting
//! without unbiasedness conditions", KDD '19).

use super::Hierarchy;
use super::evidence::Evidence;
use crate::{Error, Event, Flow, Observer, Result};

/// Singular values below this share of the largest count as zero.
const RANK: f64 = 1e-10;
/// The most multiplications of a closed solution, and those of one round of the penalized one.
const MOST: usize = 500_000_000;
/// The fewest and the most rounds of coordinate descent, and the multiplications that decide: where forecasts of nodes are
/// alike and the penalty is small, it is slow.
const ROUNDS: (usize, usize) = (500, 50_000);
const EFFORT: usize = 4_000_000_000;
/// The change at which it ends, as a share of the largest correlation.
const TOLERANCE: f64 = 1e-7;

/// A matrix from base forecasts to bottom series, as a sum of products of a column and a row.
pub(super) struct Fit {
    /// Whether this comes on top of bottom-up.
    beside_bottom_up: bool,
    /// Columns, an entry for each bottom series.
    columns: Vec<Vec<f64>>,
    /// Rows, an entry for each node.
    rows: Vec<Vec<f64>>,
    /// Single entries: bottom series, node, value.
    entries: Vec<(usize, usize, f64)>,
}

impl Fit {
    /// The bottom series of base forecasts of all nodes.
    pub(super) fn bottom(&self, hierarchy: &Hierarchy, base: &[f64]) -> Vec<f64> {
        let mut bottom: Vec<f64> = if self.beside_bottom_up {
            hierarchy.bottom().iter().map(|node| base[*node]).collect()
        } else {
            vec![0.0; hierarchy.bottom().len()]
        };
        for (column, row) in self.columns.iter().zip(&self.rows) {
            let along = dot(row, base);
            for (b, c) in bottom.iter_mut().zip(column) {
                *b += along * c;
            }
        }
        for (j, node, value) in &self.entries {
            bottom[*j] += value * base[*node];
        }
        bottom
    }

    /// Least squares of the bottom series on the forecasts of all nodes, by the pseudoinverse. What happened is
    /// coherent, so the best coherent fit of all nodes is that of the bottom series.
    ///
    /// # Errors
    /// [`Error::Invalid`] without errors, or with too many.
    pub(super) fn closed(
        hierarchy: &Hierarchy,
        evidence: &Evidence,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        let periods = known(evidence)?;
        let (t, n) = (periods.len(), hierarchy.len());
        if t.min(n).pow(2).saturating_mul(t.max(n)) > MOST {
            return Err(Error::Invalid(format!(
                "erm is not made for {t} periods of {n} nodes: take mint_shrink"
            )));
        }
        let forecasts: Vec<Vec<f64>> = periods.iter().map(|(_, mean)| mean.clone()).collect();
        // The singular vectors of the forecasts over the nodes, and of the periods divided by the singular values.
        let (rows, over_periods) = if t <= n {
            let (vectors, turns) = singular(forecasts, observer)?;
            (vectors, turns)
        } else {
            let by_node = (0..n).map(|node| forecasts.iter().map(|row| row[node]).collect()).collect();
            let (vectors, turns) = singular(by_node, observer)?;
            (turns, vectors)
        };
        let columns = over_periods.iter().map(|weights| {
            let at =
                |node: &usize| periods.iter().zip(weights).map(|((actual, _), w)| w * actual[*node]).sum();
            hierarchy.bottom().iter().map(at).collect()
        });
        Ok(Self { beside_bottom_up: false, columns: columns.collect(), rows, entries: Vec::new() })
    }

    /// Least squares over all nodes with a penalty on the absolute difference to bottom-up, by coordinate
    /// descent (Friedman et al. 2007, Annals of Applied Statistics 1).
    ///
    /// # Errors
    /// [`Error::Invalid`] without errors, with too many, or with a penalty that is not from 0 to 1.
    pub(super) fn lasso(
        hierarchy: &Hierarchy,
        evidence: &Evidence,
        penalty: f64,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        if !(0.0..=1.0).contains(&penalty) {
            return Err(Error::Invalid(format!("the penalty {penalty} of erm_lasso is not from 0 to 1")));
        }
        let periods = known(evidence)?;
        let (t, n, m) = (periods.len(), hierarchy.len(), hierarchy.bottom().len());
        if t.saturating_mul(n).saturating_mul(m) > MOST / 25 {
            return Err(Error::Invalid(format!(
                "erm_lasso is not made for {t} periods of {n} nodes: take mint_shrink"
            )));
        }
        let unit = periods.iter().flat_map(|(a, f)| a.iter().chain(f)).fold(0.0_f64, |u, v| u.max(v.abs()));
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let by_node = |pick: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
            (0..n).map(|node| (0..t).map(|k| pick(k, node) / unit).collect()).collect()
        };
        let forecasts = by_node(&|k, node| periods[k].1[node]);
        let mut residual = by_node(&|k, node| periods[k].0[node]);
        for (node, row) in residual.iter_mut().enumerate() {
            for j in hierarchy.members(node) {
                subtract(row, &forecasts[hierarchy.bottom()[*j as usize]], 1.0);
            }
        }
        let entries = descend(hierarchy, &forecasts, residual, penalty, observer)?;
        Ok(Self { beside_bottom_up: true, columns: Vec::new(), rows: Vec::new(), entries })
    }
}

/// The periods in which all nodes are known.
fn known(evidence: &Evidence) -> Result<Vec<(Vec<f64>, Vec<f64>)>> {
    let periods = evidence.complete();
    if periods.is_empty() {
        let why = "erm needs the predictions of a backtest in periods where all nodes are known";
        return Err(Error::Invalid(why.into()));
    }
    Ok(periods)
}

/// Entries of the difference to bottom-up that are not zero.
fn descend(
    hierarchy: &Hierarchy,
    forecasts: &[Vec<f64>],
    mut residual: Vec<Vec<f64>>,
    penalty: f64,
    observer: &mut dyn Observer,
) -> Result<Vec<(usize, usize, f64)>> {
    let (n, m) = (hierarchy.len(), hierarchy.bottom().len());
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); m];
    for node in 0..n {
        for j in hierarchy.members(node) {
            above[*j as usize].push(node);
        }
    }
    let squares: Vec<f64> = forecasts.iter().map(|row| dot(row, row)).collect();
    let correlations = above.iter().flat_map(|above| {
        let seen = seen_by(above, &residual);
        forecasts.iter().map(move |row| dot(row, &seen).abs()).collect::<Vec<_>>()
    });
    let largest = correlations.fold(0.0_f64, f64::max);
    let mut beta = vec![0.0; n * m];
    let round = forecasts.iter().map(Vec::len).sum::<usize>() * m;
    let rounds = (EFFORT / round.max(1)).clamp(ROUNDS.0, ROUNDS.1);
    for round in 0..rounds {
        go_on(observer, round as f64 / rounds as f64)?;
        let mut moved = 0.0_f64;
        for (above, beta) in above.iter().zip(beta.chunks_mut(n)) {
            let count = above.len() as f64;
            let mut seen = seen_by(above, &residual);
            let before = seen.clone();
            for ((beta, row), square) in beta.iter_mut().zip(forecasts).zip(&squares) {
                moved = moved.max(update(beta, row, &mut seen, (square, count, penalty * largest)));
            }
            for node in above {
                for ((r, before), seen) in residual[*node].iter_mut().zip(&before).zip(&seen) {
                    *r -= (before - seen) / count;
                }
            }
        }
        if moved <= TOLERANCE * largest {
            break;
        }
    }
    let found = beta.iter().enumerate().filter(|(_, value)| **value != 0.0);
    Ok(found.map(|(at, value)| (at / n, at % n, *value)).collect())
}

/// The sum of the residuals of these nodes.
fn seen_by(nodes: &[usize], residual: &[Vec<f64>]) -> Vec<f64> {
    let mut sum = vec![0.0; residual.first().map_or(0, Vec::len)];
    for node in nodes {
        subtract(&mut sum, &residual[*node], -1.0);
    }
    sum
}

/// Moves one entry to its best value, given the square of the forecasts, the number of residuals and the
/// threshold; returns by how much, in the unit of a correlation.
fn update(
    beta: &mut f64,
    row: &[f64],
    seen: &mut [f64],
    (square, count, threshold): (&f64, f64, f64),
) -> f64 {
    let curve = count * square;
    if curve <= 0.0 {
        return 0.0;
    }
    let pull = curve.mul_add(*beta, dot(row, seen));
    let next = pull.signum() * (pull.abs() - threshold).max(0.0) / curve;
    let step = next - *beta;
    if step != 0.0 {
        subtract(seen, row, count * step);
        *beta = next;
    }
    step.abs() * curve
}

/// The singular vectors of the matrix with these columns, and those of its transpose divided by the singular
/// values; only those of the rank. One-sided rotations (Golub and Van Loan 2013, *Matrix Computations*,
/// section 8.6).
fn singular(mut columns: Vec<Vec<f64>>, observer: &mut dyn Observer) -> Result<Singular> {
    let count = columns.len();
    let unit = columns.iter().flatten().fold(0.0_f64, |unit, v| unit.max(v.abs()));
    let unit = if unit > 0.0 { unit } else { 1.0 };
    columns.iter_mut().flatten().for_each(|v| *v /= unit);
    let mut turns: Vec<Vec<f64>> =
        (0..count).map(|i| (0..count).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..40 {
        let mut turned = false;
        for q in 1..count {
            go_on(observer, 0.0)?;
            for p in 0..q {
                let (a, b, c) = (
                    dot(&columns[p], &columns[p]),
                    dot(&columns[q], &columns[q]),
                    dot(&columns[p], &columns[q]),
                );
                if c.abs() <= 1e-15 * (a * b).sqrt() {
                    continue;
                }
                turned = true;
                let zeta = (b - a) / (2.0 * c);
                let tangent = zeta.signum() / (zeta.abs() + zeta.mul_add(zeta, 1.0).sqrt());
                let cosine = 1.0 / tangent.mul_add(tangent, 1.0).sqrt();
                rotate(&mut columns, p, q, cosine, cosine * tangent);
                rotate(&mut turns, p, q, cosine, cosine * tangent);
            }
        }
        if !turned {
            break;
        }
    }
    let sizes: Vec<f64> = columns.iter().map(|column| dot(column, column).sqrt()).collect();
    let largest = sizes.iter().copied().fold(0.0_f64, f64::max);
    let mut found = (Vec::new(), Vec::new());
    for ((column, turn), size) in columns.into_iter().zip(turns).zip(sizes) {
        if size > RANK * largest {
            found.0.push(column.iter().map(|v| v / size).collect());
            found.1.push(turn.iter().map(|v| v / size / unit).collect());
        }
    }
    Ok(found)
}

/// Left and right vectors.
type Singular = (Vec<Vec<f64>>, Vec<Vec<f64>>);

/// Asks whether to go on.
fn go_on(observer: &mut dyn Observer, fraction: f64) -> Result<()> {
    match observer.on(&Event::Progress { fraction }) {
        Flow::Continue => Ok(()),
        Flow::Stop => Err(Error::Cancelled),
    }
}

fn rotate(columns: &mut [Vec<f64>], p: usize, q: usize, cosine: f64, sine: f64) {
    let (left, right) = columns.split_at_mut(q);
    for (x, y) in left[p].iter_mut().zip(&mut right[0]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// `a -= factor b`.
fn subtract(a: &mut [f64], b: &[f64], factor: f64) {
    for (a, b) in a.iter_mut().zip(b) {
        *a -= factor * b;
    }
}
