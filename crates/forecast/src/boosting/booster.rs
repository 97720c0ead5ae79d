//! Gradient boosting of trees on a table: Friedman (2001), "Greedy function approximation: a gradient boosting machine",
//! Annals of Statistics 29(5), algorithms 1 to 3; each tree asks about a random part of the features.

use super::bins::{Binned, Cuts};
use super::grow::{Grower, MOST_ROWS, Shape};
use super::tree::Tree;
use crate::parallel::Cancel;
use crate::rng::Rng;
use crate::{Error, Result};

/// What is made small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Loss {
    /// The squared error: the forecast is a mean.
    Squared,
    /// The pinball loss of this probability: the forecast is a quantile (Koenker and Bassett 1978, equation 1).
    Pinball(f64),
}

/// How to boost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Boosting {
    /// What is made small.
    pub(crate) loss: Loss,
    /// How many trees.
    pub(crate) trees: usize,
    /// The share of a leaf's value that is added.
    pub(crate) rate: f64,
    /// The form of a tree.
    pub(crate) shape: Shape,
    /// The share of features a tree may ask about.
    pub(crate) features: f64,
    /// Seed of the sampling.
    pub(crate) seed: u64,
}

/// Boosted trees.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Booster {
    /// What is forecast without trees.
    pub(crate) start: f64,
    pub(crate) trees: Vec<Tree>,
}

impl Booster {
    /// Boosts on binned rows; one target for each.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; [`Error::Numeric`] if there are no rows, too many, or a target is not finite.
    pub(crate) fn fit(
        boosting: &Boosting,
        binned: &Binned,
        cuts: &Cuts,
        targets: &[f64],
        cancel: &Cancel,
    ) -> Result<Self> {
        let n = binned.len();
        if n == 0 || n > MOST_ROWS || n != targets.len() || targets.iter().any(|v| !v.is_finite()) {
            return Err(Error::Numeric(format!("{n} rows cannot be learned from")));
        }
        let mut spare = Vec::with_capacity(n);
        let start = middle(boosting.loss, targets.iter().copied(), &mut spare);
        let mut fitted = vec![start; n];
        let mut gradients = vec![0.0; n];
        let mut grower = Grower::new(binned, cuts, boosting.shape.clone());
        let mut trees = Vec::with_capacity(boosting.trees);
        for number in 0..boosting.trees {
            if cancel.requested() {
                return Err(Error::Cancelled);
            }
            let mut draw = Draw::new(boosting.seed, number as u64);
            let used: Vec<bool> = (0..binned.width()).map(|_| draw.below(boosting.features)).collect();
            gradient(boosting.loss, targets, &fitted, &mut gradients);
            let mut grown = grower.grow(&gradients, &used);
            for (value, (from, to)) in grown.tree.leaves.iter_mut().zip(&grown.ranges) {
                let members = &grower.order()[*from..*to];
                if let Loss::Pinball(_) = boosting.loss {
                    let rest = members.iter().map(|row| targets[*row as usize] - fitted[*row as usize]);
                    *value = middle(boosting.loss, rest, &mut spare);
                }
                *value *= boosting.rate;
                for row in members {
                    fitted[*row as usize] += *value;
                }
            }
            trees.push(grown.tree);
        }
        Ok(Self { start, trees })
    }

    /// The forecast for a row of features.
    pub(crate) fn predict(&self, row: &[f32]) -> f64 {
        self.start + self.trees.iter().map(|tree| tree.value(row)).sum::<f64>()
    }
}

/// The constant with the least loss.
fn middle(loss: Loss, values: impl Iterator<Item = f64>, spare: &mut Vec<f64>) -> f64 {
    spare.clear();
    spare.extend(values);
    let n = spare.len();
    if n == 0 {
        return 0.0;
    }
    match loss {
        Loss::Squared => spare.iter().sum::<f64>() / n as f64,
        Loss::Pinball(q) => {
            // Between order statistics as in Hyndman and Fan (1996), type 7.
            let at = q.clamp(0.0, 1.0) * (n - 1) as f64;
            let (_, low, above) = spare.select_nth_unstable_by(at as usize, f64::total_cmp);
            let low = *low;
            let high = above.iter().copied().reduce(f64::min).unwrap_or(low);
            low + (high - low) * at.fract()
        }
    }
}

/// The derivatives of half the squared error, or of the pinball loss.
fn gradient(loss: Loss, targets: &[f64], fitted: &[f64], gradients: &mut [f64]) {
    for ((gradient, target), fitted) in gradients.iter_mut().zip(targets).zip(fitted) {
        *gradient = match loss {
            Loss::Squared => fitted - target,
            Loss::Pinball(q) if target > fitted => -q,
            Loss::Pinball(q) => 1.0 - q,
        };
    }
}

/// Draws rows and features.
pub(crate) struct Draw(Rng);

impl Draw {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        Self(Rng::of_part(seed, number))
    }

    /// True with this probability.
    fn below(&mut self, probability: f64) -> bool {
        probability >= 1.0 || self.0.unit() < probability
    }

    /// How many of a row of things are passed over before the next one is taken, if each is taken with this
    /// probability.
    pub(crate) fn gap(&mut self, probability: f64) -> usize {
        if probability >= 1.0 { 0 } else { ((-self.0.unit()).ln_1p() / (-probability).ln_1p()) as usize }
    }
}
