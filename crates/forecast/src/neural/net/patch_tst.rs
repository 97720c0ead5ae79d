//! `PatchTST`: Nie, Nguyen, Sinthong and Kalagnanam, *A Time Series is Worth 64 Words: Long-term Forecasting with
//! Transformers*, ICLR 2023, section 3.1. With layer normalization before attention and dense layers in place of
//! batch normalization after them.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::{gelu, softmax};

use super::QUANTILES;
use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Dropout, Init, Norm, drop_out};

/// A transformer over overlapping patches of the past.
#[derive(Module, Debug)]
pub(crate) struct PatchTst {
    embed: Dense,
    position: Param<Tensor<2>>,
    layers: Vec<Layer>,
    norm: Norm,
    last: Dense,
    patch: usize,
}

impl PatchTst {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let patches = c.context.div_ceil(c.patch / 2);
        Self {
            embed: Dense::new(init, c.patch, c.hidden),
            position: init.weight(patches, c.hidden),
            layers: (0..c.layers).map(|_| Layer::new(init, c.hidden)).collect(),
            norm: Norm::new(init, c.hidden),
            last: Dense::new(init, patches * c.hidden, c.h * QUANTILES.len()),
            patch: c.patch,
        }
    }

    pub(super) fn encode(&self, y: &Tensor<2>, mut dropout: Option<&mut Dropout>) -> Tensor<2> {
        let x = self.embed.rows(patches(y, self.patch)) + self.position.val().unsqueeze();
        let mut x = drop_out(x, dropout.as_deref_mut());
        for layer in &self.layers {
            x = layer.forward(x, dropout.as_deref_mut());
        }
        let x = each(&self.norm, &x);
        let [n, patches, width] = x.dims();
        self.last.forward(drop_out(x.reshape([n, patches * width]), dropout))
    }
}

/// `[n, patches, length]`, each half a patch after the one before. The first value is repeated before the start until
/// the length fits, the last one for half a patch beyond the end, as in the paper.
fn patches(y: &Tensor<2>, length: usize) -> Tensor<3> {
    let [n, periods] = y.dims();
    let stride = length / 2;
    let count = periods.div_ceil(stride);
    let repeat = |at: usize, times: usize| y.clone().slice([0..n, at..at + 1]).repeat_dim(1, times);
    let mut parts = Vec::new();
    if count * stride > periods {
        parts.push(repeat(0, count * stride - periods));
    }
    parts.push(y.clone());
    parts.push(repeat(periods - 1, stride));
    let halves = Tensor::cat(parts, 1).reshape([n, count + 1, stride]);
    let from = |first: usize| halves.clone().slice([0..n, first..first + count, 0..stride]);
    Tensor::cat(vec![from(0), from(1)], 2)
}

/// Multi-head attention, then two dense layers, each added to its input.
#[derive(Module, Debug)]
pub(crate) struct Layer {
    before_attention: Norm,
    query: Dense,
    key: Dense,
    value: Dense,
    join: Dense,
    before_dense: Norm,
    first: Dense,
    second: Dense,
    heads: usize,
}

impl Layer {
    fn new(init: &mut Init, hidden: usize) -> Self {
        Self {
            before_attention: Norm::new(init, hidden),
            query: Dense::new(init, hidden, hidden),
            key: Dense::new(init, hidden, hidden),
            value: Dense::new(init, hidden, hidden),
            join: Dense::new(init, hidden, hidden),
            before_dense: Norm::new(init, hidden),
            first: Dense::new(init, hidden, 4 * hidden),
            second: Dense::new(init, 4 * hidden, hidden),
            heads: [4, 2, 1].into_iter().find(|heads| hidden.is_multiple_of(*heads)).unwrap_or(1),
        }
    }

    fn forward(&self, x: Tensor<3>, mut dropout: Option<&mut Dropout>) -> Tensor<3> {
        let attended = self.attend(&each(&self.before_attention, &x), dropout.as_deref_mut());
        let x = x + drop_out(attended, dropout.as_deref_mut());
        let hidden = gelu(self.first.rows(each(&self.before_dense, &x)));
        let hidden = drop_out(hidden, dropout.as_deref_mut());
        x + drop_out(self.second.rows(hidden), dropout)
    }

    /// Equation 2 of the paper: each head weighs the values of all patches by `softmax(q kᵀ / √width)`.
    fn attend(&self, x: &Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<3> {
        let [n, patches, width] = x.dims();
        let each_width = width / self.heads;
        let split = |dense: &Dense| {
            dense.rows(x.clone()).reshape([n, patches, self.heads, each_width]).swap_dims(1, 2)
        };
        let scale = (each_width as f32).sqrt();
        let scores = split(&self.query).matmul(split(&self.key).swap_dims(2, 3)) / scale;
        let weights = drop_out(softmax(scores, 3), dropout);
        let joined = weights.matmul(split(&self.value)).swap_dims(1, 2);
        self.join.rows(joined.reshape([n, patches, width]))
    }
}

/// Normalizes each patch.
fn each(norm: &Norm, x: &Tensor<3>) -> Tensor<3> {
    let [n, patches, width] = x.dims();
    norm.forward(x.clone().reshape([n * patches, width])).reshape([n, patches, width])
}
