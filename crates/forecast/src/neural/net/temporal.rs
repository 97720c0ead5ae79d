//! From the decoded vector of a period to its quantiles.

use burn::module::Module;
use burn::tensor::Tensor;

use super::QUANTILES;
use crate::neural::config::NetConfig;
use crate::neural::layers::{Block, Init};

/// The temporal decoder: a period's decoded vector and its own drivers to five numbers.
#[derive(Module, Debug)]
pub(crate) struct Temporal {
    block: Block,
}

impl Temporal {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        Self { block: Block::new(init, c.decoded + c.future_features, c.temporal, QUANTILES.len()) }
    }

    pub(super) fn forward(&self, decoded: Tensor<2>, future: Tensor<3>) -> Tensor<3> {
        let [n, h, features] = future.dims();
        let [_, width] = decoded.dims();
        let joined =
            Tensor::cat(vec![decoded.reshape([n * h, width / h]), future.reshape([n * h, features])], 1);
        self.block.forward(joined, None).reshape([n, h, QUANTILES.len()])
    }
}
