//! `DLinear` and `NLinear`: Zeng, Chen, Zhang and Xu, *Are Transformers Effective for Time Series Forecasting?*,
//! AAAI 2023, section 4.

use burn::module::Module;
use burn::tensor::Tensor;

use super::{QUANTILES, State};
use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Init};

/// Periods of the moving average, as in the paper.
const WINDOW: usize = 25;

/// The past is taken apart into a moving average and the rest; a linear map of each makes all periods, and their
/// sum is the output.
#[derive(Module, Debug)]
pub(crate) struct DLinear {
    trend: Dense,
    rest: Dense,
}

impl DLinear {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let outputs = c.h * QUANTILES.len();
        Self { trend: Dense::new(init, c.context, outputs), rest: Dense::new(init, c.context, outputs) }
    }

    pub(super) fn encode(&self, y: Tensor<2>) -> Tensor<2> {
        let trend = moving_average(&y);
        self.rest.forward(y - trend.clone()) + self.trend.forward(trend)
    }
}

/// The centred moving average, with first and last value repeated beyond the ends.
fn moving_average(y: &Tensor<2>) -> Tensor<2> {
    let [n, length] = y.dims();
    let end = |at: usize| y.clone().slice([0..n, at..at + 1]).repeat_dim(1, WINDOW / 2);
    let padded = Tensor::cat(vec![end(0), y.clone(), end(length - 1)], 1);
    let shifted = |by: usize| padded.clone().slice([0..n, by..by + length]);
    (1..WINDOW).fold(shifted(0), |sum, by| sum + shifted(by)) / WINDOW as f32
}

/// A linear map of the past less its last value, which is added again.
#[derive(Module, Debug)]
pub(crate) struct NLinear {
    map: Dense,
}

impl NLinear {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        Self { map: Dense::new(init, c.context, c.h * QUANTILES.len()) }
    }

    pub(super) fn encode(&self, y: Tensor<2>) -> State {
        let [n, length] = y.dims();
        let last = y.clone().slice([0..n, length - 1..length]);
        State { main: self.map.forward(y - last.clone()), skip: None, look: Some(last) }
    }
}
