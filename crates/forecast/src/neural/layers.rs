//! Layers with weights drawn from our own generator, so that a seed fixes them.

use burn::module::{Module, Param, ParamId};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use super::rng::Rng;

/// Draws weights and numbers the parameters.
pub(crate) struct Init<'a> {
    rng: Rng,
    next: u64,
    device: &'a Device,
}

impl<'a> Init<'a> {
    pub(crate) fn new(seed: u64, device: &'a Device) -> Self {
        Self { rng: Rng::new(seed), next: 1, device }
    }

    fn param<const D: usize>(&mut self, shape: [usize; D], values: Vec<f32>) -> Param<Tensor<D>> {
        let tensor = Tensor::from_data(TensorData::new(values, shape), self.device);
        let tensor = if self.device.is_autodiff() { tensor.require_grad() } else { tensor };
        let id = ParamId::from(self.next);
        self.next += 1;
        Param::initialized(id, tensor)
    }

    /// Uniform in ±1/√inputs.
    pub(crate) fn weight(&mut self, inputs: usize, outputs: usize) -> Param<Tensor<2>> {
        let k = 1.0 / (inputs.max(1) as f64).sqrt();
        let draw = |_| (k * 2.0f64.mul_add(self.rng.unit(), -1.0)) as f32;
        let values = (0..inputs * outputs).map(draw).collect();
        self.param([inputs, outputs], values)
    }

    /// A bias of given values.
    pub(crate) fn given(&mut self, values: Vec<f32>) -> Param<Tensor<1>> {
        self.param([values.len()], values)
    }
}

/// `x W + b`.
#[derive(Module, Debug)]
pub(crate) struct Dense {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl Dense {
    pub(crate) fn new(init: &mut Init, inputs: usize, outputs: usize) -> Self {
        Self { weight: init.weight(inputs, outputs), bias: init.given(vec![0.0; outputs]) }
    }

    /// `[n, inputs]` to `[n, outputs]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.val()) + self.bias.val().unsqueeze::<2>()
    }
}

/// The recurrent weights of an LSTM, gates in the order forget, input, candidate, output. The forget gate starts
/// open (bias 1).
#[derive(Module, Debug)]
pub(crate) struct Recurrent {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl Recurrent {
    pub(crate) fn new(init: &mut Init, hidden: usize) -> Self {
        let open: Vec<f32> = (0..4 * hidden).map(|i| if i < hidden { 1.0 } else { 0.0 }).collect();
        Self { weight: init.weight(hidden, 4 * hidden), bias: init.given(open) }
    }

    /// `[n, hidden]` to the gates' share `[n, 4 hidden]`.
    pub(crate) fn forward(&self, h: Tensor<2>) -> Tensor<2> {
        h.matmul(self.weight.val()) + self.bias.val().unsqueeze::<2>()
    }
}

/// Masks for dropout, drawn from the seed of the training; absent in inference.
pub(crate) struct Dropout<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) rate: f64,
}

impl Dropout<'_> {
    fn apply(&mut self, x: Tensor<2>) -> Tensor<2> {
        let shape = x.dims();
        let keep = (1.0 / (1.0 - self.rate)) as f32;
        let mask: Vec<f32> =
            (0..shape[0] * shape[1]).map(|_| if self.rng.unit() < self.rate { 0.0 } else { keep }).collect();
        let device = x.device();
        x * Tensor::from_data(TensorData::new(mask, shape), &device)
    }
}

/// TiDE's residual block: `dropout(W₂ relu(W₁ x)) + W₃ x` (figure 1, right).
#[derive(Module, Debug)]
pub(crate) struct Block {
    first: Dense,
    second: Dense,
    skip: Dense,
}

impl Block {
    pub(crate) fn new(init: &mut Init, inputs: usize, hidden: usize, outputs: usize) -> Self {
        Self {
            first: Dense::new(init, inputs, hidden),
            second: Dense::new(init, hidden, outputs),
            skip: Dense::new(init, inputs, outputs),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<2>, dropout: Option<&mut Dropout>) -> Tensor<2> {
        self.close(self.first.forward(x.clone()), self.skip.forward(x), dropout)
    }

    /// The part of the block before the non-linearity, for an input of which more is to come.
    pub(crate) fn open(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        (self.first.forward(x.clone()), self.skip.forward(x))
    }

    /// The rest of the block.
    pub(crate) fn close(
        &self,
        first: Tensor<2>,
        skip: Tensor<2>,
        dropout: Option<&mut Dropout>,
    ) -> Tensor<2> {
        let hidden = self.second.forward(relu(first));
        match dropout {
            Some(dropout) if dropout.rate > 0.0 => dropout.apply(hidden) + skip,
            _ => hidden + skip,
        }
    }
}
