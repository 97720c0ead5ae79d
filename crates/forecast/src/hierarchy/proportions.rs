//! Top-down and middle-out: which node a bottom series is a share of, and how large the share is.

use super::evidence::Evidence;
use super::{Hierarchy, Proportions, Reconciliation};
use crate::{Error, Result};

/// The nodes from which forecasts are shared out.
pub(super) struct Shared {
    /// For each bottom series the node it is a share of.
    pub(super) from: Vec<usize>,
    /// The levels on the way down, each as the node of each bottom series; `from` first, the series
    /// themselves last.
    way: Vec<Vec<usize>>,
}

impl Shared {
    /// From the total, or from one level.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no such level, or it does not split the whole.
    pub(super) fn new(hierarchy: &Hierarchy, method: &Reconciliation) -> Result<Self> {
        let m = hierarchy.bottom().len();
        let from = match method {
            Reconciliation::MiddleOut { level, .. } => {
                let found = hierarchy.levels().iter().find(|one| one.name == *level);
                let found = found.ok_or_else(|| {
                    let names: Vec<&str> = hierarchy.levels().iter().map(|one| one.name.as_str()).collect();
                    Error::Invalid(format!("there is no level {level:?}; there are {}", names.join(", ")))
                })?;
                let why =
                    || Error::Invalid(format!("two nodes of level {level:?} have the same bottom series"));
                hierarchy.partition(found).ok_or_else(why)?
            }
            _ => match (0..hierarchy.len()).find(|node| hierarchy.members(*node).len() == m) {
                Some(total) => vec![total; m],
                None => {
                    hierarchy.levels().iter().find_map(|level| hierarchy.partition(level)).ok_or_else(
                        || Error::Invalid("top-down needs a level that splits the whole".into()),
                    )?
                }
            },
        };
        let mut way = vec![from.clone()];
        for level in hierarchy.levels() {
            let Some(next) = hierarchy.partition(level) else { continue };
            if way.last().is_some_and(|last| *last != next && refines(&next, last, hierarchy.len())) {
                way.push(next);
            }
        }
        way.push(hierarchy.bottom().to_vec());
        Ok(Self { from, way })
    }

    /// The shares of the past. Where the past has none, all are equal.
    pub(super) fn past(
        &self,
        hierarchy: &Hierarchy,
        proportions: Proportions,
        evidence: &Evidence,
    ) -> Result<Vec<f64>> {
        if evidence.periods() == 0 {
            let why = "proportions of the past need the predictions of a backtest, and there are none";
            return Err(Error::Invalid(why.into()));
        }
        let share = |(node, from): (&usize, &usize)| {
            let pairs = evidence.actual[*node].iter().zip(&evidence.actual[*from]);
            let known = pairs.filter(|(part, whole)| part.is_finite() && whole.is_finite());
            let (sum, count) = match proportions {
                Proportions::ProportionAverages => {
                    known.fold((0.0, 0.0), |(part, whole), (p, w)| (part + p, whole + w))
                }
                _ => known
                    .filter(|(_, whole)| **whole != 0.0)
                    .fold((0.0, 0.0), |(sum, count), (p, w)| (sum + p / w, count + 1.0)),
            };
            sum / count
        };
        let mut shares: Vec<f64> = hierarchy.bottom().iter().zip(&self.from).map(share).collect();
        let mut total = vec![0.0; hierarchy.len()];
        for (share, from) in shares.iter().zip(&self.from) {
            total[*from] += share;
        }
        for (share, from) in shares.iter_mut().zip(&self.from) {
            let equal = 1.0 / hierarchy.members(*from).len() as f64;
            *share = if total[*from].is_finite() && total[*from].abs() > 1e-9 {
                *share / total[*from]
            } else {
                equal
            };
        }
        Ok(shares)
    }

    /// The shares of base forecasts, level by level: the node of each level among its siblings. Of crossed
    /// levels the first that is within the one above it counts.
    pub(super) fn of_forecasts(&self, base: &[f64]) -> Vec<f64> {
        let n = base.len();
        let mut shares = vec![1.0; self.from.len()];
        let mut parent = vec![usize::MAX; n];
        let (mut sum, mut size, mut count) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        for pair in self.way.windows(2) {
            parent.fill(usize::MAX);
            for part in [&mut sum, &mut size, &mut count] {
                part.fill(0.0);
            }
            for (above, below) in pair[0].iter().zip(&pair[1]) {
                if parent[*below] != *above {
                    parent[*below] = *above;
                    sum[*above] += base[*below];
                    size[*above] += base[*below].abs();
                    count[*above] += 1.0;
                }
            }
            for ((share, above), below) in shares.iter_mut().zip(&pair[0]).zip(&pair[1]) {
                let usable = sum[*above].abs() > 1e-9 * size[*above];
                *share *= if usable { base[*below] / sum[*above] } else { 1.0 / count[*above] };
            }
        }
        shares
    }
}

/// Whether each node of `below` lies within one of `above`.
fn refines(below: &[usize], above: &[usize], nodes: usize) -> bool {
    let mut parent = vec![usize::MAX; nodes];
    below.iter().zip(above).all(|(below, above)| {
        let known = std::mem::replace(&mut parent[*below], *above);
        known == usize::MAX || known == *above
    })
}
