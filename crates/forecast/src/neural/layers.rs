//! Layers with weights drawn from our own generator, so that a seed fixes them.

use burn::module::{Module, Param, ParamId};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use crate::rng::Rng;

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

    /// `count` matrices, each uniform in ±1/√inputs.
    #[cfg(feature = "train")]
    pub(crate) fn weights(&mut self, count: usize, inputs: usize, outputs: usize) -> Param<Tensor<3>> {
        let k = 1.0 / (inputs.max(1) as f64).sqrt();
        let draw = |_| (k * 2.0f64.mul_add(self.rng.unit(), -1.0)) as f32;
        let values = (0..count * inputs * outputs).map(draw).collect();
        self.param([count, inputs, outputs], values)
    }

    /// Uniform in ±1 where `own` is 1, else 0.
    #[cfg(feature = "train")]
    pub(crate) fn weight_within(&mut self, own: &[f32], shape: [usize; 2]) -> Param<Tensor<2>> {
        let mut draw =
            |own: &f32| if *own > 0.0 { 2.0f64.mul_add(self.rng.unit(), -1.0) as f32 } else { 0.0 };
        let values = own.iter().map(&mut draw).collect();
        self.param(shape, values)
    }

    /// `count` vectors of one value, to be added to rows or multiplied with them.
    #[cfg(feature = "train")]
    pub(crate) fn vectors(&mut self, count: usize, width: usize, value: f32) -> Param<Tensor<3>> {
        self.param([count, 1, width], vec![value; count * width])
    }

    /// A table that is not learned and not saved.
    pub(crate) fn table(&self, values: Vec<f32>, shape: [usize; 2]) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
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

    /// With given weights, a row an input.
    #[cfg(feature = "train")]
    pub(crate) fn given(init: &mut Init, weights: Vec<f32>, bias: Vec<f32>) -> Self {
        let outputs = bias.len();
        Self { weight: init.param([weights.len() / outputs, outputs], weights), bias: init.given(bias) }
    }

    /// The weights, a row an input, and the bias.
    #[cfg(feature = "train")]
    pub(crate) fn values(&self) -> (Vec<f32>, Vec<f32>) {
        let numbers = |data: TensorData| data.iter::<f32>().collect();
        (numbers(self.weight.val().into_data()), numbers(self.bias.val().into_data()))
    }

    /// `[n, inputs]` to `[n, outputs]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.val()) + self.bias.val().unsqueeze::<2>()
    }

    /// The same for every row of `[n, rows, inputs]`.
    pub(crate) fn rows(&self, x: Tensor<3>) -> Tensor<3> {
        let [n, rows, inputs] = x.dims();
        let out = self.forward(x.reshape([n * rows, inputs]));
        let [_, outputs] = out.dims();
        out.reshape([n, rows, outputs])
    }
}

/// Weights from a recurrent network's state to its gates.
#[derive(Module, Debug)]
pub(crate) struct Recurrent {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl Recurrent {
    /// With `gates` gates, of which the first starts with bias `first`.
    pub(crate) fn new(init: &mut Init, hidden: usize, gates: usize, first: f32) -> Self {
        let bias = (0..gates * hidden).map(|i| if i < hidden { first } else { 0.0 }).collect();
        Self { weight: init.weight(hidden, gates * hidden), bias: init.given(bias) }
    }

    /// `[n, hidden]` to the gates' share `[n, gates × hidden]`.
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
    fn apply<const D: usize>(&mut self, x: Tensor<D>) -> Tensor<D> {
        let shape = x.dims();
        let keep = (1.0 / (1.0 - self.rate)) as f32;
        let count = shape.iter().product::<usize>();
        let mask: Vec<f32> =
            (0..count).map(|_| if self.rng.unit() < self.rate { 0.0 } else { keep }).collect();
        let device = x.device();
        x * Tensor::from_data(TensorData::new(mask, shape), &device)
    }
}

/// Drops a share of `x` in training.
pub(crate) fn drop_out<const D: usize>(x: Tensor<D>, dropout: Option<&mut Dropout>) -> Tensor<D> {
    match dropout {
        Some(dropout) if dropout.rate > 0.0 => dropout.apply(x),
        _ => x,
    }
}

/// Layer normalization (Ba et al. 2016): each row to mean 0 and variance 1, then a learned scale and shift.
#[derive(Module, Debug)]
pub(crate) struct Norm {
    scale: Param<Tensor<1>>,
    shift: Param<Tensor<1>>,
}

impl Norm {
    pub(crate) fn new(init: &mut Init, width: usize) -> Self {
        Self::scaled(init, width, 1.0)
    }

    /// With a scale that starts at `scale`.
    pub(crate) fn scaled(init: &mut Init, width: usize, scale: f32) -> Self {
        Self { scale: init.given(vec![scale; width]), shift: init.given(vec![0.0; width]) }
    }

    /// `[n, width]` to the same.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        const EPSILON: f32 = 1e-5;
        let centred = x.clone() - x.mean_dim(1);
        let variance = (centred.clone() * centred.clone()).mean_dim(1);
        centred / (variance + EPSILON).sqrt() * self.scale.val().unsqueeze::<2>()
            + self.shift.val().unsqueeze::<2>()
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
        drop_out(self.second.forward(relu(first)), dropout) + skip
    }
}
