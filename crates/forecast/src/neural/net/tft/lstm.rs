//! The LSTM that gives each period its place among its neighbours: section 4.5.1.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::{sigmoid, tanh};

use crate::neural::layers::{Dense, Init, Recurrent};

/// An LSTM (Hochreiter & Schmidhuber 1997, with forget gate) that takes one period a step.
#[derive(Module, Debug)]
pub(crate) struct Lstm {
    input: Dense,
    recurrent: Recurrent,
    width: usize,
}

impl Lstm {
    pub(super) fn new(init: &mut Init, width: usize) -> Self {
        // The forget gate starts open.
        Self {
            input: Dense::new(init, width, 4 * width),
            recurrent: Recurrent::new(init, width, 4, 1.0),
            width,
        }
    }

    /// `[n, periods, width]` from state and cell to the states of all periods, and the last state and cell.
    /// Gates in the order forget, input, candidate, output.
    pub(super) fn forward(
        &self,
        x: Tensor<3>,
        mut h: Tensor<2>,
        mut cell: Tensor<2>,
    ) -> (Tensor<3>, Tensor<2>, Tensor<2>) {
        let periods = each(self.input.rows(x).swap_dims(0, 1));
        let mut states = Vec::with_capacity(periods.len());
        for input in periods {
            let all = input + self.recurrent.forward(h);
            let gates = sigmoid(all.clone());
            let candidate = tanh(self.part(all, 2));
            cell = self.part(gates.clone(), 0) * cell + self.part(gates.clone(), 1) * candidate;
            h = self.part(gates, 3) * tanh(cell.clone());
            states.push(h.clone().unsqueeze_dim::<3>(0));
        }
        (Tensor::cat(states, 0).swap_dims(0, 1), h, cell)
    }

    /// The width of its state.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    fn part(&self, all: Tensor<2>, k: usize) -> Tensor<2> {
        all.slice_dim(1, k * self.width..(k + 1) * self.width)
    }
}

/// The parts of `[periods, n, width]`. Halved again and again: the gradient of a slice is as large as what it was cut
/// from, so cutting every period from the whole would take time by the square of the periods.
fn each(x: Tensor<3>) -> Vec<Tensor<2>> {
    let [periods, n, width] = x.dims();
    if periods == 1 {
        return vec![x.reshape([n, width])];
    }
    let half = periods / 2;
    let mut parts = each(x.clone().slice_dim(0, 0..half));
    parts.extend(each(x.slice_dim(0, half..periods)));
    parts
}
