//! Gates and gated residual networks: section 4.1.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::{relu, sigmoid};

use crate::neural::layers::{Dense, Dropout, Init, Norm, drop_out};

/// What layer normalization adds to a variance.
const EPSILON: f32 = 1e-5;

/// The second half of each row, each number let through as far as the sigmoid of its partner in the first half says
/// (equation 5, of which this is all but the linear maps).
pub(super) fn gated<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let width = x.dims()[D - 1] / 2;
    let gate = x.clone().slice_dim(D - 1, 0..width);
    sigmoid(gate) * x.slice_dim(D - 1, width..2 * width)
}

/// `x` above zero, `eˣ − 1` below. Never the exponential of a large number, whose gradient would be none.
pub(super) fn elu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let above = relu(x.clone());
    let below = (x - above.clone()).exp() - 1.0;
    above + below
}

/// `LayerNorm(skip + GLU(x))`.
#[derive(Module, Debug)]
pub(crate) struct Gate {
    gate: Dense,
    norm: Norm,
}

impl Gate {
    pub(super) fn new(init: &mut Init, width: usize) -> Self {
        Self { gate: Dense::new(init, width, 2 * width), norm: Norm::new(init, width) }
    }

    /// For every row of `[n, rows, width]`.
    pub(super) fn forward(&self, x: Tensor<3>, skip: Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<3> {
        let [n, rows, width] = x.dims();
        let let_through = gated(self.gate.forward(drop_out(x.reshape([n * rows, width]), dropout)));
        self.norm.forward(skip.reshape([n * rows, width]) + let_through).reshape([n, rows, width])
    }
}

/// A gated residual network (equations 2 to 5), with or without a context.
#[derive(Module, Debug)]
pub(crate) struct Grn {
    first: Dense,
    context: Option<Dense>,
    second: Dense,
    gate: Dense,
    skip: Option<Dense>,
    norm: Norm,
}

impl Grn {
    pub(super) fn new(init: &mut Init, inputs: usize, hidden: usize, outputs: usize) -> Self {
        Self::scaled(init, [inputs, hidden, outputs], 1.0, None)
    }

    /// With a context of so many numbers.
    pub(super) fn in_context(init: &mut Init, width: usize, context: Option<usize>) -> Self {
        Self::scaled(init, [width, width, width], 1.0, context)
    }

    /// With outputs that start as large as `scale`.
    pub(super) fn scaled(
        init: &mut Init,
        [inputs, hidden, outputs]: [usize; 3],
        scale: f32,
        context: Option<usize>,
    ) -> Self {
        Self {
            first: Dense::new(init, inputs, hidden),
            context: context.map(|numbers| Dense::new(init, numbers, hidden)),
            second: Dense::new(init, hidden, hidden),
            gate: Dense::new(init, hidden, 2 * outputs),
            skip: (inputs != outputs).then(|| Dense::new(init, inputs, outputs)),
            norm: Norm::scaled(init, outputs, scale),
        }
    }

    /// `[n × rows, inputs]` to `[n × rows, outputs]`, with a context `[n, numbers]` if it has one.
    pub(super) fn forward(
        &self,
        x: Tensor<2>,
        context: Option<&Tensor<2>>,
        dropout: Option<&mut Dropout>,
    ) -> Tensor<2> {
        let mut hidden = self.first.forward(x.clone());
        if let (Some(map), Some(context)) = (&self.context, context) {
            hidden = hidden.clone() + repeated(map.forward(context.clone()), hidden.dims()[0]);
        }
        let hidden = self.second.forward(elu(hidden));
        let let_through = gated(self.gate.forward(drop_out(hidden, dropout)));
        let skip = match &self.skip {
            Some(skip) => skip.forward(x),
            None => x,
        };
        self.norm.forward(skip + let_through)
    }

    /// The same for every row of `[n, rows, inputs]`.
    pub(super) fn rows(
        &self,
        x: Tensor<3>,
        context: Option<&Tensor<2>>,
        dropout: Option<&mut Dropout>,
    ) -> Tensor<3> {
        let [n, rows, inputs] = x.dims();
        let out = self.forward(x.reshape([n * rows, inputs]), context, dropout);
        let [_, outputs] = out.dims();
        out.reshape([n, rows, outputs])
    }
}

/// Each row of `[n, width]` again and again, until there are `rows`.
fn repeated(x: Tensor<2>, rows: usize) -> Tensor<2> {
    let [n, width] = x.dims();
    x.unsqueeze_dim::<3>(1).repeat_dim(1, rows / n.max(1)).reshape([rows, width])
}

/// Gated residual networks side by side, one for each of `[count, n, width]`. Without dropout: it would have to draw
/// as many numbers as all the rest of the network together.
#[derive(Module, Debug)]
pub(crate) struct Grns {
    first: Side,
    second: Side,
    gate: Side,
    scale: Param<Tensor<3>>,
    shift: Param<Tensor<3>>,
}

impl Grns {
    pub(super) fn new(init: &mut Init, count: usize, width: usize) -> Self {
        Self {
            first: Side::new(init, count, width, width),
            second: Side::new(init, count, width, width),
            gate: Side::new(init, count, width, 2 * width),
            scale: init.vectors(count, width, 1.0),
            shift: init.vectors(count, width, 0.0),
        }
    }

    pub(super) fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let hidden = self.second.forward(elu(self.first.forward(x.clone())));
        let sum = x + gated(self.gate.forward(hidden));
        let centred = sum.clone() - sum.mean_dim(2);
        let variance = (centred.clone() * centred.clone()).mean_dim(2);
        centred * (variance + EPSILON).sqrt().recip() * self.scale.val() + self.shift.val()
    }
}

/// Dense layers side by side.
#[derive(Module, Debug)]
pub(crate) struct Side {
    weight: Param<Tensor<3>>,
    bias: Param<Tensor<3>>,
}

impl Side {
    fn new(init: &mut Init, count: usize, inputs: usize, outputs: usize) -> Self {
        Self { weight: init.weights(count, inputs, outputs), bias: init.vectors(count, outputs, 0.0) }
    }

    /// `[count, n, inputs]` to `[count, n, outputs]`.
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        x.matmul(self.weight.val()) + self.bias.val()
    }
}
