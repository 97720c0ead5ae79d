//! The method of Teunter, Syntetos and Babai.

use super::{Steady, smooth};
use crate::parallel::Cancel;
use crate::{Error, Result};

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

impl Steady for TSB {
    const NAME: &'static str = "TSB";

    fn rate(&self, y: &[f64], _cancel: &Cancel) -> Result<f64> {
        if [self.alpha_d, self.alpha_p].iter().any(|a| !(*a > 0.0 && *a <= 1.0)) {
            return Err(Error::Invalid("alpha_d and alpha_p of TSB must be above 0 and at most 1".into()));
        }
        let occurs = y.iter().map(|v| if *v > 0.0 { 1.0 } else { 0.0 });
        let sizes = y.iter().copied().filter(|v| *v > 0.0);
        // Equations 1 and 2 of the paper: the probability changes in every period, the size only
        // where there is demand.
        Ok(smooth::level(occurs, self.alpha_p) * smooth::level(sizes, self.alpha_d))
    }
}
