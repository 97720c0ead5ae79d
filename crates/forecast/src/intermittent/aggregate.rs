//! Demand summed over spans of periods, so that fewer sums are zero.

use super::{Demand, smooth, steady};
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Features, Result};

#[doc = include_str!("../../../../docs/models/adida.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct ADIDA;

#[doc = include_str!("../../../../docs/models/imapa.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct IMAPA;

/// The demand per period by smoothing the sums over spans of `span` periods, the last of which ends
/// with the series. `sums` is room to work in.
fn rate(y: &[f64], span: usize, sums: &mut Vec<f64>) -> f64 {
    sums.clear();
    let whole = &y[y.len() % span..];
    sums.extend(whole.chunks_exact(span).map(|chunk| chunk.iter().map(|v| v.max(0.0)).sum::<f64>()));
    smooth::optimized_level(sums) / span as f64
}

impl Local for ADIDA {
    fn name(&self) -> &'static str {
        "ADIDA"
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
        let span = Demand::of(task.y).typical_interval();
        let rate = if span == 0 { 0.0 } else { rate(task.y, span, &mut Vec::new()) };
        steady(rate, task.h)
    }
}

impl Local for IMAPA {
    fn name(&self) -> &'static str {
        "IMAPA"
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
        let longest = Demand::of(task.y).typical_interval();
        let mut sums = Vec::new();
        let mut mean = 0.0;
        for span in 1..=longest {
            if task.cancel.requested() {
                return Err(Error::Cancelled);
            }
            mean += rate(task.y, span, &mut sums) / longest as f64;
        }
        steady(mean, task.h)
    }
}
