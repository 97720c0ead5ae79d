//! The networks, behind one pair of functions.
//!
//! `encode` reads the past once; `decode` adds the future drivers. A what-if calls only `decode`.
//! The output of a period is five numbers from which [`ordered`] makes quantiles that cannot cross.
//!
//! Networks without drivers, and what only they need, are compiled with feature `train` alone: the browser's module
//! has no use for them.

mod basis;
#[cfg(feature = "train")]
mod linear;
#[cfg(feature = "train")]
mod patch_tst;
mod recurrent;
mod residual;
mod temporal;
#[cfg(test)]
mod tests;
#[cfg(feature = "train")]
mod tft;
mod tide;
mod tsmixer;

use burn::module::Module;
use burn::tensor::activation::softplus;
use burn::tensor::{Device, Tensor};

use super::config::{Architecture, NetConfig};
use super::layers::{Dropout, Init};
use crate::Result;
use crate::quantiles::QUANTILES;
#[cfg(feature = "train")]
use linear::{DLinear, NLinear};
#[cfg(feature = "train")]
use patch_tst::PatchTst;
use recurrent::Reader;
use residual::Stacks;
#[cfg(feature = "train")]
pub(crate) use tft::Looks;
#[cfg(feature = "train")]
use tft::Tft;
use tide::Tide;
use tsmixer::TsMixer;

/// What `encode` hands to `decode`, a row a series.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// TiDE: first hidden layer without the future's share. LSTM and GRU: the decoded vectors of all periods.
    /// `TSMixer`: the mixed past. TFT: keys and values of the past. N-BEATS and N-HiTS: the past target. Others: the output, `[n, 5 h]`.
    main: Tensor<2>,
    /// TiDE: the first block's skip without the future's share. TFT: the state of the LSTM.
    skip: Option<Tensor<2>>,
    /// What is added to the middle quantile, from the past target alone: `[n, h]`, or `[n, 1]` for all periods.
    look: Option<Tensor<2>>,
}

/// What a network gives.
struct Outputs {
    /// `[n, h, 5]`: the middle quantile, then the steps from it to the two beside it and on to the outer ones.
    raw: Tensor<3>,
    /// See [`State::look`].
    look: Option<Tensor<2>>,
}

/// A network.
#[expect(clippy::large_enum_variant, reason = "a model holds one network, and Burn's modules are not boxed")]
#[derive(Module, Debug)]
pub(crate) enum Net {
    Tide(Tide),
    Lstm(Reader),
    Gru(Reader),
    Residual(Stacks),
    TsMixer(TsMixer),
    #[cfg(feature = "train")]
    DLinear(DLinear),
    #[cfg(feature = "train")]
    NLinear(NLinear),
    #[cfg(feature = "train")]
    PatchTst(PatchTst),
    #[cfg(feature = "train")]
    Tft(Tft),
}

impl Net {
    /// A network with weights drawn from `seed`.
    ///
    /// # Errors
    /// If this build has no such network.
    #[cfg_attr(feature = "train", expect(clippy::unnecessary_wraps, reason = "only the browser lacks some"))]
    pub(crate) fn new(config: &NetConfig, seed: u64, device: &Device) -> Result<Self> {
        let init = &mut Init::new(seed, device);
        Ok(match config.architecture {
            Architecture::Tide => Self::Tide(Tide::new(init, config)),
            Architecture::Lstm => Self::Lstm(Reader::new(init, config)),
            Architecture::Gru => Self::Gru(Reader::new(init, config)),
            Architecture::NHits | Architecture::NBeats | Architecture::NBeatsInterpretable => {
                Self::Residual(Stacks::new(init, config))
            }
            Architecture::TsMixer => Self::TsMixer(TsMixer::new(init, config)),
            #[cfg(feature = "train")]
            Architecture::DLinear => Self::DLinear(DLinear::new(init, config)),
            #[cfg(feature = "train")]
            Architecture::NLinear => Self::NLinear(NLinear::new(init, config)),
            #[cfg(feature = "train")]
            Architecture::PatchTst => Self::PatchTst(PatchTst::new(init, config)),
            #[cfg(feature = "train")]
            Architecture::Tft => Self::Tft(Tft::new(init, config)),
            #[cfg(not(feature = "train"))]
            other => {
                let message = format!("{} is computed by the server only", other.name());
                return Err(crate::Error::Artifact(message));
            }
        })
    }

    /// Reads the past: `[n, context, past features]`.
    pub(crate) fn encode(&self, past: Tensor<3>, dropout: Option<&mut Dropout>) -> State {
        match self {
            Self::Tide(net) => net.encode(past),
            Self::Lstm(net) | Self::Gru(net) => net.encode(past),
            Self::Residual(_) => State::of(target(&past)),
            Self::TsMixer(net) => State::of(net.encode(past, dropout)),
            #[cfg(feature = "train")]
            Self::DLinear(net) => State::of(net.encode(target(&past))),
            #[cfg(feature = "train")]
            Self::NLinear(net) => net.encode(target(&past)),
            #[cfg(feature = "train")]
            Self::PatchTst(net) => State::of(net.encode(&target(&past), dropout)),
            #[cfg(feature = "train")]
            Self::Tft(net) => net.encode(past, dropout).0,
        }
    }

    /// Quantiles `[n, h, 5]` from the state and the future `[n, h, future features]`.
    pub(crate) fn decode(&self, state: State, future: Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<3> {
        let outputs = match self {
            Self::Tide(net) => net.decode(state, future, dropout),
            Self::Lstm(net) | Self::Gru(net) => net.decode(state, future),
            Self::Residual(net) => net.decode(state, future, dropout),
            Self::TsMixer(net) => net.decode(state, future, dropout),
            #[cfg(feature = "train")]
            Self::Tft(net) => net.decode(state, future, dropout).0,
            #[cfg(feature = "train")]
            Self::DLinear(_) | Self::NLinear(_) | Self::PatchTst(_) => {
                let [n, h, _] = future.dims();
                Outputs { raw: state.main.reshape([n, QUANTILES.len(), h]).swap_dims(1, 2), look: state.look }
            }
        };
        ordered(&outputs.raw, outputs.look)
    }

    /// What a network that weighs its inputs looks at: past and future as in [`Self::encode`] and [`Self::decode`].
    #[cfg(feature = "train")]
    pub(crate) fn looks(&self, past: Tensor<3>, future: Tensor<3>) -> Option<Looks> {
        match self {
            Self::Tft(net) => Some(net.looks(past, future)),
            _ => None,
        }
    }
}

impl State {
    fn of(main: Tensor<2>) -> Self {
        Self { main, skip: None, look: None }
    }
}

/// The scaled target of the past, `[n, context]`, 0 where it is missing.
fn target(past: &Tensor<3>) -> Tensor<2> {
    let [n, context, _] = past.dims();
    past.clone().slice([0..n, 0..context, 0..1]).reshape([n, context])
}

/// Quantiles in ascending order: the middle one plus the linear forecast, and outward from it positive
/// steps (softplus), so that they cannot cross.
fn ordered(raw: &Tensor<3>, look: Option<Tensor<2>>) -> Tensor<3> {
    let [n, h, _] = raw.dims();
    let part = |k: usize| raw.clone().slice([0..n, 0..h, k..k + 1]);
    let steps = softplus(raw.clone().slice([0..n, 0..h, 1..5]), 1.0);
    let step = |k: usize| steps.clone().slice([0..n, 0..h, k..k + 1]);
    let middle = match look {
        Some(look) => part(0) + look.unsqueeze_dim(2),
        None => part(0),
    };
    let (low, high) = (middle.clone() - step(0), middle.clone() + step(1));
    let (lowest, highest) = (low.clone() - step(2), high.clone() + step(3));
    Tensor::cat(vec![lowest, low, middle, high, highest], 2)
}
