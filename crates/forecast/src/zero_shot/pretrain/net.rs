//! The network of `network.rs` in Burn, to be trained.

use burn::module::Module;
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor, TensorData};

use super::super::inputs::{GLOBAL, STEP};
use super::super::network::{LAYERS, Layer, NARROW, Network, Standard};
use super::super::past::EXPERTS;
use crate::neural::layers::{Dense, Init};
use crate::quantiles::QUANTILES;

/// See [`LAYERS`].
#[derive(Module, Debug)]
pub(super) struct Net {
    read: Vec<Dense>,
    forecast: Vec<Dense>,
}

/// Windows, standardized: as many periods of each.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) windows: usize,
    pub(super) global: Vec<f32>,
    pub(super) step: Vec<f32>,
    pub(super) experts: Vec<f32>,
    pub(super) actual: Vec<f32>,
    /// How much each period counts.
    pub(super) weight: Vec<f32>,
}

impl Batch {
    fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
    }
}

impl Net {
    /// With random weights; the last layer's are small, so that the experts start with equal shares.
    pub(super) fn new(seed: u64, device: &Device) -> Self {
        let init = &mut Init::new(seed, device);
        let mut layer = |(inputs, outputs)| Dense::new(init, inputs, outputs);
        let [first, second, third, fourth, fifth, sixth] = LAYERS;
        Self {
            read: [first, second, third].map(&mut layer).into(),
            forecast: [fourth, fifth, sixth].map(layer).into(),
        }
    }

    /// With the weights of a network.
    pub(super) fn from_network(network: &Network, device: &Device) -> Self {
        let init = &mut Init::new(0, device);
        let mut layer = |layer: &Layer| Dense::given(init, layer.weights.clone(), layer.bias.clone());
        let (read, forecast) = network.layers.split_at(3);
        Self { read: read.iter().map(&mut layer).collect(), forecast: forecast.iter().map(layer).collect() }
    }

    /// The network with these weights.
    pub(super) fn to_network(&self, global: Standard, step: Standard) -> Network {
        let layer = |i: usize| {
            let dense = if i < 3 { &self.read[i] } else { &self.forecast[i - 3] };
            let (weights, bias) = dense.values();
            Layer { weights, bias }
        };
        Network { global, step, layers: std::array::from_fn(layer) }
    }

    /// The quantiles of all periods, `[windows, periods, 5]`.
    pub(super) fn forward(&self, batch: &Batch, device: &Device) -> Tensor<3> {
        let n = batch.windows;
        let periods = batch.actual.len() / n;
        let x = Batch::tensor(&batch.global, [n, GLOBAL], device);
        let hidden = relu(self.read[0].forward(x));
        let film = self.read[2].forward(relu(self.read[1].forward(hidden.clone())) + hidden);
        let film = film.reshape([n, 1, 4 * NARROW]);
        let part = |k: usize| film.clone().slice([0..n, 0..1, k * NARROW..(k + 1) * NARROW]);
        let modulate = |x: Tensor<3>, k: usize| x * (part(k) + 1.0) + part(k + 1);
        let x = Batch::tensor(&batch.step, [n, periods, STEP], device);
        let hidden = relu(modulate(self.forecast[0].rows(x), 0));
        let more = relu(modulate(self.forecast[1].rows(hidden.clone()), 2)) + hidden;
        let out = self.forecast[2].rows(more);
        let share = softmax(out.clone().slice([0..n, 0..periods, 0..EXPERTS]), 2);
        let experts = Batch::tensor(&batch.experts, [n, periods, EXPERTS], device);
        let rest = |k: usize| out.clone().slice([0..n, 0..periods, EXPERTS + k..EXPERTS + k + 1]);
        let width = |k: usize| rest(1 + k).clamp(-6.0, 6.0).exp();
        let middle = (share * experts).sum_dim(2) + (width(0) + width(1)) * rest(0).tanh() * 0.5;
        let (low, high) = (middle.clone() - width(0), middle.clone() + width(1));
        let (lowest, highest) = (low.clone() - width(2), high.clone() + width(3));
        Tensor::cat(vec![lowest, low, middle, high, highest], 2)
    }

    /// The weighted pinball loss.
    pub(super) fn loss(&self, batch: &Batch, device: &Device) -> Tensor<1> {
        let shape = [batch.windows, batch.actual.len() / batch.windows, 1];
        let skew: Vec<f32> = QUANTILES.iter().map(|q| (2.0 * q - 1.0) as f32).collect();
        let skew = Batch::tensor(&skew, [1, 1, QUANTILES.len()], device);
        let error = Batch::tensor(&batch.actual, shape, device) - self.forward(batch, device);
        ((error.clone().abs() + error * skew) * Batch::tensor(&batch.weight, shape, device)).mean()
    }
}
