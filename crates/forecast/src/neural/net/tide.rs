//! TiDE.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::temporal::Temporal;
use super::{Outputs, State};
use crate::neural::config::NetConfig;
use crate::neural::layers::{Block, Dense, Dropout, Init};

/// TiDE (Das et al. 2023, figure 1): feature projection, dense encoder and decoder, temporal decoder that
/// sees each period's drivers directly, and a linear skip from the past target. Without layer
/// normalization, which the paper leaves optional.
#[derive(Module, Debug)]
pub(crate) struct Tide {
    project_past: Dense,
    project_future: Dense,
    /// Encoder and decoder blocks; the first one takes `[past y and flags, projections]`, the last one makes
    /// the decoded vectors.
    first: Block,
    /// The first block's share of the future: only the half before the non-linearity is used.
    future: Block,
    inner: Vec<Block>,
    last: Block,
    look: Dense,
    temporal: Temporal,
}

impl Tide {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        Self {
            project_past: Dense::new(init, c.past_features, c.covariates),
            project_future: Dense::new(init, c.future_features, c.covariates),
            first: Block::new(init, c.context * (2 + c.covariates), c.hidden, c.hidden),
            future: Block::new(init, c.h * c.covariates, c.hidden, c.hidden),
            inner: (1..c.layers).map(|_| Block::new(init, c.hidden, c.hidden, c.hidden)).collect(),
            last: Block::new(init, c.hidden, c.hidden, c.h * c.decoded),
            look: Dense::new(init, c.context, c.h),
            temporal: Temporal::new(init, c),
        }
    }

    pub(super) fn encode(&self, past: Tensor<3>) -> State {
        let [n, context, features] = past.dims();
        let projected = relu(self.project_past.forward(past.clone().reshape([n * context, features])));
        let [_, width] = projected.dims();
        let target = past.clone().slice([0..n, 0..context, 0..2]).reshape([n, context * 2]);
        let (main, skip) =
            self.first.open(Tensor::cat(vec![target, projected.reshape([n, context * width])], 1));
        let y = past.slice([0..n, 0..context, 0..1]).reshape([n, context]);
        State { main, skip: Some(skip), look: Some(self.look.forward(y)) }
    }

    pub(super) fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> Outputs {
        let [n, h, features] = future.dims();
        let projected = relu(self.project_future.forward(future.clone().reshape([n * h, features])));
        let [_, width] = projected.dims();
        let (main, skip) = self.future.open(projected.reshape([n, h * width]));
        let skip = state.skip.map_or(skip.clone(), |s| s + skip);
        let mut hidden = self.first.close(state.main + main, skip, dropout.as_deref_mut());
        for block in &self.inner {
            hidden = block.forward(hidden, dropout.as_deref_mut());
        }
        let decoded = self.last.forward(hidden, dropout);
        Outputs { raw: self.temporal.forward(decoded, future), look: state.look }
    }
}
