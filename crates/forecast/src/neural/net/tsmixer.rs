//! `TSMixer` with drivers: Chen, Li, Yoder, Arik and Pfister, *An All-MLP Architecture for Time Series
//! Forecasting*, TMLR 2023, section 4.2 (`TSMixer-Ext`).

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Outputs, QUANTILES, State};
use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Dropout, Init, Norm, drop_out};

/// The past is brought to the length of the horizon, past and future features to the same width; layers then mix
/// periods and features in turn.
#[derive(Module, Debug)]
pub(crate) struct TsMixer {
    /// From the periods of the past to those of the forecast, the same for every feature.
    align: Dense,
    past: FeatureMixing,
    future: FeatureMixing,
    layers: Vec<Mixing>,
    last: Dense,
}

impl TsMixer {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let joined = 2 * c.hidden;
        Self {
            align: Dense::new(init, c.context, c.h),
            past: FeatureMixing::new(init, c.h, c.past_features, c.hidden),
            future: FeatureMixing::new(init, c.h, c.future_features, c.hidden),
            layers: (0..c.layers)
                .map(|i| Mixing::new(init, c.h, if i == 0 { joined } else { c.hidden }, c.hidden))
                .collect(),
            last: Dense::new(init, c.hidden, QUANTILES.len()),
        }
    }

    pub(super) fn encode(&self, past: Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<2> {
        let aligned = self.align.rows(past.swap_dims(1, 2)).swap_dims(1, 2);
        let mixed = self.past.forward(aligned, dropout);
        let [n, h, width] = mixed.dims();
        mixed.reshape([n, h * width])
    }

    pub(super) fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> Outputs {
        let future = self.future.forward(future, dropout.as_deref_mut());
        let past = state.main.reshape(future.dims());
        let mut x = Tensor::cat(vec![past, future], 2);
        for layer in &self.layers {
            x = layer.forward(x, dropout.as_deref_mut());
        }
        Outputs { raw: self.last.rows(x), look: None }
    }
}

/// Mixes periods, then features.
#[derive(Module, Debug)]
pub(crate) struct Mixing {
    norm: Norm,
    time: Dense,
    features: FeatureMixing,
}

impl Mixing {
    fn new(init: &mut Init, h: usize, inputs: usize, outputs: usize) -> Self {
        Self {
            norm: Norm::new(init, h * inputs),
            time: Dense::new(init, h, h),
            features: FeatureMixing::new(init, h, inputs, outputs),
        }
    }

    fn forward(&self, x: Tensor<3>, mut dropout: Option<&mut Dropout>) -> Tensor<3> {
        let mixed = relu(self.time.rows(normal(&self.norm, &x).swap_dims(1, 2)));
        let mixed = drop_out(mixed, dropout.as_deref_mut()).swap_dims(1, 2);
        self.features.forward(x + mixed, dropout)
    }
}

/// Two dense layers over the features of each period, added to their input or to a linear map of it.
#[derive(Module, Debug)]
pub(crate) struct FeatureMixing {
    norm: Norm,
    first: Dense,
    second: Dense,
    skip: Option<Dense>,
}

impl FeatureMixing {
    fn new(init: &mut Init, h: usize, inputs: usize, outputs: usize) -> Self {
        Self {
            norm: Norm::new(init, h * inputs),
            first: Dense::new(init, inputs, outputs),
            second: Dense::new(init, outputs, outputs),
            skip: (inputs != outputs).then(|| Dense::new(init, inputs, outputs)),
        }
    }

    fn forward(&self, x: Tensor<3>, mut dropout: Option<&mut Dropout>) -> Tensor<3> {
        let hidden = relu(self.first.rows(normal(&self.norm, &x)));
        let mixed = self.second.rows(drop_out(hidden, dropout.as_deref_mut()));
        let mixed = drop_out(mixed, dropout);
        match &self.skip {
            Some(skip) => skip.rows(x) + mixed,
            None => x + mixed,
        }
    }
}

/// Normalizes over periods and features at once, as the paper does, so that a series' level stays comparable between
/// periods.
fn normal(norm: &Norm, x: &Tensor<3>) -> Tensor<3> {
    let [n, h, width] = x.dims();
    norm.forward(x.clone().reshape([n, h * width])).reshape([n, h, width])
}
