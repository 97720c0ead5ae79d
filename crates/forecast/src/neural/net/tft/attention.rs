//! Interpretable multi-head attention: section 4.4.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Init};
use crate::neural::limits::HEADS;

/// The score of a period that must not be seen: its weight is zero in single precision.
const HIDDEN: f32 = -1e9;

/// The heads attend differently to the same values (equations 13 to 16), so their mean says what is seen.
#[derive(Module, Debug)]
pub(crate) struct Attention {
    query: Dense,
    key: Dense,
    value: Dense,
    join: Dense,
    /// `[h, context + h]`: 0 where a period sees another, [`HIDDEN`] where that lies after it.
    mask: Tensor<2>,
    heads: usize,
}

impl Attention {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let width = c.hidden;
        let heads = [HEADS, 2, 1].into_iter().find(|heads| width.is_multiple_of(*heads)).unwrap_or(1);
        let all = c.context + c.h;
        let mask = (0..c.h * all).map(|i| if i % all > c.context + i / all { HIDDEN } else { 0.0 }).collect();
        Self {
            query: Dense::new(init, width, width),
            key: Dense::new(init, width, width),
            value: Dense::new(init, width, width / heads),
            join: Dense::new(init, width / heads, width),
            mask: init.table(mask, [c.h, all]),
            heads,
        }
    }

    /// Keys of all heads and the value of each period, side by side: `[n, periods, width]` to
    /// `[n, periods, width + width / heads]`.
    pub(super) fn keys_and_values(&self, x: Tensor<3>) -> Tensor<3> {
        Tensor::cat(vec![self.key.rows(x.clone()), self.value.rows(x)], 2)
    }

    /// What the future periods `x` see of the past, whose keys and values are `past`, and of themselves; and how they
    /// attend to all these periods, the mean over the heads: `[n, h, context + h]`.
    pub(super) fn forward(&self, past: Tensor<2>, x: Tensor<3>) -> (Tensor<3>, Tensor<3>) {
        let [n, h, width] = x.dims();
        let [_, all] = self.mask.dims();
        let own = self.keys_and_values(x.clone());
        let [_, _, wide] = own.dims();
        let seen = Tensor::cat(vec![past.reshape([n, all - h, wide]), own], 1);
        let keys = seen.clone().slice_dim(2, 0..width);
        let values = seen.slice_dim(2, width..wide);
        let each = width / self.heads;
        let split = |x: Tensor<3>, periods| x.reshape([n, periods, self.heads, each]).swap_dims(1, 2);
        let queries = split(self.query.rows(x), h) / (each as f32).sqrt();
        let scores = queries.matmul(split(keys, all).swap_dims(2, 3));
        let attention = softmax(scores + self.mask.clone().unsqueeze::<4>(), 3).mean_dim(1);
        let attention = attention.reshape([n, h, all]);
        (self.join.rows(attention.clone().matmul(values)), attention)
    }
}
