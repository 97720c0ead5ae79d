//! The networks: TiDE and the LSTM, behind one pair of functions.
//!
//! `encode` reads the past once; `decode` adds the future drivers. A what-if calls only `decode`.
//! The output of a period is five numbers from which [`ordered`] makes quantiles that cannot cross.

use burn::module::Module;
use burn::tensor::activation::{relu, sigmoid, softplus, tanh};
use burn::tensor::{Device, Tensor};

use super::config::{Architecture, NetConfig};
use super::layers::{Block, Dense, Dropout, Init, Recurrent};

/// The quantiles that every network learns, ascending.
pub(crate) const QUANTILES: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

/// What `encode` hands to `decode`, a row a series.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// TiDE: first hidden layer without the future's share. LSTM: the decoded vectors of all periods.
    main: Tensor<2>,
    /// TiDE: the first block's skip without the future's share.
    skip: Option<Tensor<2>>,
    /// The linear forecast from the past target alone (`[n, h]`).
    look: Tensor<2>,
}

/// A network.
#[expect(clippy::large_enum_variant, reason = "a model holds one network, and Burn's modules are not boxed")]
#[derive(Module, Debug)]
pub(crate) enum Net {
    Tide(Tide),
    Lstm(Lstm),
}

impl Net {
    /// A network with weights drawn from `seed`.
    pub(crate) fn new(config: &NetConfig, seed: u64, device: &Device) -> Self {
        let init = &mut Init::new(seed, device);
        match config.architecture {
            Architecture::Tide => Self::Tide(Tide::new(init, config)),
            Architecture::Lstm => Self::Lstm(Lstm::new(init, config)),
        }
    }

    /// Reads the past: `[n, context, past features]`.
    pub(crate) fn encode(&self, past: Tensor<3>) -> State {
        match self {
            Self::Tide(net) => net.encode(past),
            Self::Lstm(net) => net.encode(past),
        }
    }

    /// Quantiles `[n, h, 5]` from the state and the future `[n, h, future features]`.
    pub(crate) fn decode(&self, state: State, future: Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<3> {
        let (raw, look) = match self {
            Self::Tide(net) => net.decode(state, future, dropout),
            Self::Lstm(net) => net.decode(state, future),
        };
        ordered(&raw, look)
    }
}

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
    future: Block,
    inner: Vec<Block>,
    last: Block,
    look: Dense,
    temporal: Temporal,
}

impl Tide {
    fn new(init: &mut Init, c: &NetConfig) -> Self {
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

    fn encode(&self, past: Tensor<3>) -> State {
        let [n, context, features] = past.dims();
        let projected = relu(self.project_past.forward(past.clone().reshape([n * context, features])));
        let [_, width] = projected.dims();
        let target = past.clone().slice([0..n, 0..context, 0..2]).reshape([n, context * 2]);
        let (main, skip) =
            self.first.open(Tensor::cat(vec![target, projected.reshape([n, context * width])], 1));
        let y = past.slice([0..n, 0..context, 0..1]).reshape([n, context]);
        State { main, skip: Some(skip), look: self.look.forward(y) }
    }

    fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> (Tensor<3>, Tensor<2>) {
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
        (self.temporal.forward(decoded, future), state.look)
    }
}

/// An LSTM (Hochreiter & Schmidhuber 1997, with forget gate) over patches of the context; a dense layer turns
/// its last state into one vector a period, which the temporal decoder joins with that period's drivers.
#[derive(Module, Debug)]
pub(crate) struct Lstm {
    input: Dense,
    recurrent: Recurrent,
    last: Dense,
    look: Dense,
    temporal: Temporal,
    patch: usize,
}

impl Lstm {
    fn new(init: &mut Init, c: &NetConfig) -> Self {
        Self {
            input: Dense::new(init, c.patch * c.past_features, 4 * c.hidden),
            recurrent: Recurrent::new(init, c.hidden),
            last: Dense::new(init, c.hidden, c.h * c.decoded),
            look: Dense::new(init, c.context, c.h),
            temporal: Temporal::new(init, c),
            patch: c.patch,
        }
    }

    fn encode(&self, past: Tensor<3>) -> State {
        let [n, context, features] = past.dims();
        let steps = context / self.patch;
        let y = past.clone().slice([0..n, 0..context, 0..1]).reshape([n, context]);
        let gates = self.input.forward(past.reshape([n * steps, self.patch * features]));
        let [_, width] = gates.dims();
        let gates = gates.reshape([n, steps, width]);
        let hidden = width / 4;
        let mut h = Tensor::<2>::zeros([n, hidden], &gates.device());
        let mut cell = h.clone();
        for step in 0..steps {
            let x = gates.clone().slice([0..n, step..step + 1, 0..width]).reshape([n, width]);
            let all = x + self.recurrent.forward(h);
            let gate = |k: usize| all.clone().slice([0..n, k * hidden..(k + 1) * hidden]);
            cell = sigmoid(gate(0)) * cell + sigmoid(gate(1)) * tanh(gate(2));
            h = sigmoid(gate(3)) * tanh(cell.clone());
        }
        State { main: self.last.forward(h), skip: None, look: self.look.forward(y) }
    }

    fn decode(&self, state: State, future: Tensor<3>) -> (Tensor<3>, Tensor<2>) {
        (self.temporal.forward(state.main, future), state.look)
    }
}

/// The temporal decoder: a period's decoded vector and its own drivers to five numbers.
#[derive(Module, Debug)]
pub(crate) struct Temporal {
    block: Block,
}

impl Temporal {
    fn new(init: &mut Init, c: &NetConfig) -> Self {
        Self { block: Block::new(init, c.decoded + c.future_features, c.temporal, QUANTILES.len()) }
    }

    fn forward(&self, decoded: Tensor<2>, future: Tensor<3>) -> Tensor<3> {
        let [n, h, features] = future.dims();
        let [_, width] = decoded.dims();
        let joined =
            Tensor::cat(vec![decoded.reshape([n * h, width / h]), future.reshape([n * h, features])], 1);
        self.block.forward(joined, None).reshape([n, h, QUANTILES.len()])
    }
}

/// Quantiles in ascending order: the middle one plus the linear forecast, and outward from it positive
/// steps (softplus), so that they cannot cross.
fn ordered(raw: &Tensor<3>, look: Tensor<2>) -> Tensor<3> {
    let [n, h, _] = raw.dims();
    let part = |k: usize| raw.clone().slice([0..n, 0..h, k..k + 1]);
    let steps = softplus(raw.clone().slice([0..n, 0..h, 1..5]), 1.0);
    let step = |k: usize| steps.clone().slice([0..n, 0..h, k..k + 1]);
    let middle = part(0) + look.reshape([n, h, 1]);
    let (low, high) = (middle.clone() - step(0), middle.clone() + step(1));
    let (lowest, highest) = (low.clone() - step(2), high.clone() + step(3));
    Tensor::cat(vec![lowest, low, middle, high, highest], 2)
}
