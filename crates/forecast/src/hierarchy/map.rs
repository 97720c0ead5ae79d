//! The linear map from base forecasts to coherent bottom series: the matrix `P` (`G` in some texts) of a
//! method.

use super::erm::Fit;
use super::evidence::Evidence;
use super::mint::MinT;
use super::proportions::Shared;
use super::{Erm, Hierarchy, Proportions, Reconciliation};
use crate::{Error, Observer, Result};

/// A prepared method.
pub(super) enum Map {
    /// The bottom series as they are.
    BottomUp,
    /// A share of one node each.
    Shares {
        from: Vec<usize>,
        shares: Vec<f64>,
    },
    /// Shares that each set of base forecasts makes for itself.
    OwnShares(Shared),
    MinT(MinT),
    Fit(Fit),
}

impl Map {
    /// Prepares a method.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a level is missing, or the evidence that the method needs; [`Error::Cancelled`].
    pub(super) fn new(
        hierarchy: &Hierarchy,
        method: &Reconciliation,
        evidence: &Evidence,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        Ok(match method {
            Reconciliation::BottomUp => Self::BottomUp,
            Reconciliation::TopDown { proportions } | Reconciliation::MiddleOut { proportions, .. } => {
                let shared = Shared::new(hierarchy, method)?;
                if *proportions == Proportions::ForecastProportions {
                    Self::OwnShares(shared)
                } else {
                    let shares = shared.past(hierarchy, *proportions, evidence)?;
                    Self::Shares { from: shared.from, shares }
                }
            }
            Reconciliation::MinTrace { covariance } => {
                Self::MinT(MinT::new(hierarchy, *covariance, evidence)?)
            }
            Reconciliation::Erm(Erm::Closed) => Self::Fit(Fit::closed(hierarchy, evidence, observer)?),
            Reconciliation::Erm(Erm::Lasso { penalty }) => {
                Self::Fit(Fit::lasso(hierarchy, evidence, *penalty, observer)?)
            }
        })
    }

    /// The map that is used for the spread: one with shares of its own has those of these forecasts.
    pub(super) fn fixed(self, base: &[f64]) -> Self {
        match self {
            Self::OwnShares(shared) => {
                let shares = shared.of_forecasts(base);
                Self::Shares { from: shared.from, shares }
            }
            other => other,
        }
    }

    /// The reconciled bottom series of base forecasts of all nodes.
    ///
    /// # Errors
    /// [`Error::Numeric`] if the numbers fail.
    pub(super) fn bottom(&self, hierarchy: &Hierarchy, base: &[f64]) -> Result<Vec<f64>> {
        let shared = |from: &[usize], shares: &[f64]| -> Vec<f64> {
            from.iter().zip(shares).map(|(node, share)| share * base[*node]).collect()
        };
        let bottom = match self {
            Self::BottomUp => hierarchy.bottom().iter().map(|node| base[*node]).collect(),
            Self::Shares { from, shares } => shared(from, shares),
            Self::OwnShares(way) => shared(&way.from, &way.of_forecasts(base)),
            Self::MinT(mint) => mint.bottom(hierarchy, base)?,
            Self::Fit(fit) => fit.bottom(hierarchy, base),
        };
        if bottom.iter().all(|v| v.is_finite()) {
            Ok(bottom)
        } else {
            Err(Error::Numeric("the reconciled forecasts leave the range of numbers".into()))
        }
    }
}
