//! Croston's method and its variants.

use super::{Demand, Steady, smooth};
use crate::parallel::Cancel;
use crate::{Features, Result};

#[doc = include_str!("../../../../docs/models/croston_classic.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct CrostonClassic;

#[doc = include_str!("../../../../docs/models/croston_optimized.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct CrostonOptimized;

#[doc = include_str!("../../../../docs/models/croston_sba.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct CrostonSBA;

/// The smoothing parameter where it is not estimated.
const ALPHA: f64 = 0.1;

/// Smoothed size over smoothed interval (Croston 1972, section 5); 0 without demand.
fn rate(y: &[f64], smooth: impl Fn(&[f64]) -> f64) -> f64 {
    let demand = Demand::of(y);
    if demand.sizes.is_empty() { 0.0 } else { smooth(&demand.sizes) / smooth(&demand.intervals) }
}

fn customary(x: &[f64]) -> f64 {
    smooth::level(x.iter().copied(), ALPHA)
}

impl Steady for CrostonClassic {
    const NAME: &'static str = "CrostonClassic";

    fn worth_a_try(&self, _features: &Features) -> bool {
        // `CrostonSBA` is the same without its bias.
        false
    }

    fn rate(&self, y: &[f64], _cancel: &Cancel) -> Result<f64> {
        Ok(rate(y, customary))
    }
}

impl Steady for CrostonOptimized {
    const NAME: &'static str = "CrostonOptimized";

    fn rate(&self, y: &[f64], _cancel: &Cancel) -> Result<f64> {
        Ok(rate(y, smooth::optimized_level))
    }
}

impl Steady for CrostonSBA {
    const NAME: &'static str = "CrostonSBA";

    fn rate(&self, y: &[f64], _cancel: &Cancel) -> Result<f64> {
        // Syntetos and Boylan 2005, equation 3.
        Ok((1.0 - ALPHA / 2.0) * rate(y, customary))
    }
}
