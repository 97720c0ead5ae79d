//! Variable selection: section 4.2.

use std::ops::Range;

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::gated::{Grn, Grns};
use crate::neural::layers::{Dropout, Init};

/// What the softmax of the weights begins with: with 1, as usual, a variable would keep the weight that chance gives it
/// unless that harms the forecast.
const ALIKE: f32 = 0.1;

/// Each variable becomes a vector; weights that sum to one say how much of each is read in a period.
#[derive(Module, Debug)]
pub(crate) struct Selection {
    /// `[features, variables × width]`, of which only the parts count that `own` says.
    embed: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
    weigh: Grn,
    each: Grns,
    /// 1 where a feature belongs to the variable, else 0.
    own: Tensor<2>,
    count: usize,
}

/// The features of a period.
pub(super) struct Features<'a> {
    /// The number of the variable of each; each is one of its own if there are none.
    pub(super) variables: &'a [usize],
    /// How many there are.
    pub(super) count: usize,
}

impl Features<'_> {
    fn variable(&self, feature: usize) -> usize {
        self.variables.get(feature).copied().unwrap_or(feature)
    }

    /// How many variables they are.
    pub(super) fn variables(&self) -> usize {
        (0..self.count).map(|feature| self.variable(feature)).max().map_or(1, |last| last + 1)
    }
}

impl Selection {
    /// Among the variables of these numbers, with weights that depend on a context of `width` numbers, too, if
    /// `in_context`.
    pub(super) fn new(
        init: &mut Init,
        features: &Features,
        among: Range<usize>,
        width: usize,
        in_context: bool,
    ) -> Self {
        let (count, wide) = (among.len(), among.len() * width);
        let is_own = |i: usize| among.start + (i % wide) / width == features.variable(i / wide);
        let own: Vec<f32> = (0..features.count * wide).map(|i| f32::from(u8::from(is_own(i)))).collect();
        Self {
            embed: init.weight_within(&own, [features.count, wide]),
            bias: init.given(vec![0.0; wide]),
            weigh: Grn::scaled(init, [wide, width, count], ALIKE, in_context.then_some(width)),
            each: Grns::new(init, count, width),
            own: init.table(own, [features.count, wide]),
            count,
        }
    }

    /// `[n, periods, features]` and a context `[n, width]` to `[n, periods, width]`, and the weights
    /// `[n, periods, variables]`: equations 6 to 8, for all variables and periods at once.
    pub(super) fn forward(
        &self,
        x: Tensor<3>,
        context: Option<&Tensor<2>>,
        dropout: Option<&mut Dropout>,
    ) -> (Tensor<3>, Tensor<3>) {
        let [n, periods, features] = x.dims();
        let rows = n * periods;
        let embed = self.embed.val() * self.own.clone();
        let embedded = x.reshape([rows, features]).matmul(embed) + self.bias.val().unsqueeze::<2>();
        let width = embedded.dims()[1] / self.count;
        let each = self.each.forward(embedded.clone().reshape([rows, self.count, width]).swap_dims(0, 1));
        let weights = softmax(self.weigh.forward(embedded, context, dropout), 1);
        let shares = weights.clone().swap_dims(0, 1).reshape([self.count, rows, 1]);
        let selected = (each * shares).sum_dim(0).reshape([n, periods, width]);
        (selected, weights.reshape([n, periods, self.count]))
    }
}
