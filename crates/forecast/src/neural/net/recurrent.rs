//! LSTM and GRU.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::{sigmoid, tanh};

use super::temporal::Temporal;
use super::{Outputs, State, target};
use crate::neural::config::{Architecture, NetConfig};
use crate::neural::layers::{Dense, Init, Recurrent};

/// A recurrent network over patches of the context; a dense layer turns its last state into one vector a period,
/// which the temporal decoder joins with that period's drivers. Its cell is an LSTM's (Hochreiter &
/// Schmidhuber 1997, with forget gate) or a GRU's (Cho et al. 2014, with the reset gate applied after the
/// recurrent weights).
#[derive(Module, Debug)]
pub(crate) struct Reader {
    input: Dense,
    recurrent: Recurrent,
    last: Dense,
    look: Dense,
    temporal: Temporal,
    patch: usize,
    hidden: usize,
}

impl Reader {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        // An LSTM's forget gate starts open.
        let (gates, first) = if c.architecture == Architecture::Lstm { (4, 1.0) } else { (3, 0.0) };
        Self {
            input: Dense::new(init, c.patch * c.past_features, gates * c.hidden),
            recurrent: Recurrent::new(init, c.hidden, gates, first),
            last: Dense::new(init, c.hidden, c.h * c.decoded),
            look: Dense::new(init, c.context, c.h),
            temporal: Temporal::new(init, c),
            patch: c.patch,
            hidden: c.hidden,
        }
    }

    pub(super) fn encode(&self, past: Tensor<3>) -> State {
        let [n, context, features] = past.dims();
        let steps = context / self.patch;
        let look = self.look.forward(target(&past));
        let input = self.input.forward(past.reshape([n * steps, self.patch * features]));
        let [_, width] = input.dims();
        let input = input.reshape([n, steps, width]);
        let mut h = Tensor::<2>::zeros([n, self.hidden], &input.device());
        let mut cell = h.clone();
        for step in 0..steps {
            let x = input.clone().slice([0..n, step..step + 1, 0..width]).reshape([n, width]);
            let own = self.recurrent.forward(h.clone());
            if width == 4 * self.hidden {
                (h, cell) = self.lstm(&(x + own), cell);
            } else {
                h = self.gru(&x, &own, h);
            }
        }
        State { main: self.last.forward(h), skip: None, look: Some(look) }
    }

    /// Gates in the order forget, input, candidate, output.
    fn lstm(&self, all: &Tensor<2>, cell: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let gate = |k| self.gate(all, k);
        let cell = sigmoid(gate(0)) * cell + sigmoid(gate(1)) * tanh(gate(2));
        (sigmoid(gate(3)) * tanh(cell.clone()), cell)
    }

    /// Gates in the order update, reset, candidate; an open update gate keeps the state.
    fn gru(&self, x: &Tensor<2>, own: &Tensor<2>, h: Tensor<2>) -> Tensor<2> {
        let both = |k| self.gate(x, k) + self.gate(own, k);
        let candidate = tanh(self.gate(x, 2) + sigmoid(both(1)) * self.gate(own, 2));
        candidate.clone() + sigmoid(both(0)) * (h - candidate)
    }

    fn gate(&self, all: &Tensor<2>, k: usize) -> Tensor<2> {
        let [n, _] = all.dims();
        all.clone().slice([0..n, k * self.hidden..(k + 1) * self.hidden])
    }

    pub(super) fn decode(&self, state: State, future: Tensor<3>) -> Outputs {
        Outputs { raw: self.temporal.forward(state.main, future), look: state.look }
    }
}
