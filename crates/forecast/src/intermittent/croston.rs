//! Croston's method and its variants.

use super::{Demand, smooth, steady};
use crate::local::{Gaussian, Local, Task};
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

impl Local for CrostonClassic {
    fn name(&self) -> &'static str {
        "CrostonClassic"
    }

    fn min_length(&self, _season: usize) -> usize {
        2
    }

    fn suits(&self, _features: &Features) -> bool {
        // `CrostonSBA` is the same without its bias.
        false
    }

    fn gives_intervals(&self) -> bool {
        false
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        steady(rate(task.y, customary), task.h)
    }
}

impl Local for CrostonOptimized {
    fn name(&self) -> &'static str {
        "CrostonOptimized"
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
        steady(rate(task.y, smooth::optimized_level), task.h)
    }
}

impl Local for CrostonSBA {
    fn name(&self) -> &'static str {
        "CrostonSBA"
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
        // Syntetos and Boylan 2005, equation 3.
        steady((1.0 - ALPHA / 2.0) * rate(task.y, customary), task.h)
    }
}
