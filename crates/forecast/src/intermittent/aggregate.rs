//! Demand summed over spans of periods, so that fewer sums are zero.

use super::{Demand, Steady, smooth};
use crate::parallel::Cancel;
use crate::{Error, Result};

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

impl Steady for ADIDA {
    const NAME: &'static str = "ADIDA";

    fn rate(&self, y: &[f64], _cancel: &Cancel) -> Result<f64> {
        let span = Demand::of(y).typical_interval();
        Ok(if span == 0 { 0.0 } else { rate(y, span, &mut Vec::new()) })
    }
}

impl Steady for IMAPA {
    const NAME: &'static str = "IMAPA";

    fn rate(&self, y: &[f64], cancel: &Cancel) -> Result<f64> {
        let longest = Demand::of(y).typical_interval();
        let mut sums = Vec::new();
        let mut mean = 0.0;
        for span in 1..=longest {
            if cancel.requested() {
                return Err(Error::Cancelled);
            }
            mean += rate(y, span, &mut sums) / longest as f64;
        }
        Ok(mean)
    }
}
