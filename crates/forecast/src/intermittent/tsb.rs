//! The method of Teunter, Syntetos and Babai.

use super::{smooth, steady};
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Features, Result};

#[doc = include_str!("../../../../docs/models/tsb.md")]
#[derive(Debug, Clone, Copy)]
pub struct TSB {
    /// Smoothing parameter of the demand's size, above 0 and at most 1.
    pub alpha_d: f64,
    /// Smoothing parameter of the probability of demand, above 0 and at most 1.
    pub alpha_p: f64,
}

impl Default for TSB {
    /// 0.2 for both.
    fn default() -> Self {
        Self { alpha_d: 0.2, alpha_p: 0.2 }
    }
}

impl Local for TSB {
    fn name(&self) -> &'static str {
        "TSB"
    }

    fn min_length(&self, _season: usize) -> usize {
        2
    }

    fn suits(&self, features: &Features) -> bool {
        features.intermittent
    }

    fn gives_intervals(&self) -> bool {
        false
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        if [self.alpha_d, self.alpha_p].iter().any(|a| !(*a > 0.0 && *a <= 1.0)) {
            return Err(Error::Invalid("alpha_d and alpha_p of TSB must be above 0 and at most 1".into()));
        }
        let occurs = task.y.iter().map(|v| if *v > 0.0 { 1.0 } else { 0.0 });
        let sizes = task.y.iter().copied().filter(|v| *v > 0.0);
        // Equations 1 and 2 of the paper: the probability changes in every period, the size only
        // where there is demand.
        steady(smooth::level(occurs, self.alpha_p) * smooth::level(sizes, self.alpha_d), task.h)
    }
}
