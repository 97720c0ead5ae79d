//! Encoders of what does not change within a series: section 4.3.

use burn::module::Module;
use burn::tensor::Tensor;

use super::gated::Grn;
use super::selection::{Features, Selection};
use crate::neural::layers::{Dropout, Init};

/// The static variables, selected like those of a period, and a gated residual network for each use of them.
#[derive(Module, Debug)]
pub(crate) struct Statics {
    selection: Selection,
    selecting: Grn,
    enriching: Grn,
    state: Grn,
    cell: Grn,
}

/// What is known of a series in all its periods: `[n, width]` each.
#[derive(Debug, Clone)]
pub(super) struct Contexts {
    /// For the selection of variables (`c_s`).
    pub(super) selecting: Tensor<2>,
    /// For the static enrichment (`c_e`).
    pub(super) enriching: Tensor<2>,
    /// The state with which the LSTM begins (`c_h`).
    pub(super) state: Tensor<2>,
    /// Its cell (`c_c`).
    pub(super) cell: Tensor<2>,
}

impl Statics {
    /// For the last `count` variables of a past period.
    pub(super) fn new(init: &mut Init, features: &Features, count: usize, width: usize) -> Self {
        let all = features.variables();
        Self {
            selection: Selection::new(init, features, all - count..all, width, false),
            selecting: Grn::new(init, width, width, width),
            enriching: Grn::new(init, width, width, width),
            state: Grn::new(init, width, width, width),
            cell: Grn::new(init, width, width, width),
        }
    }

    /// The contexts of series by their past `[n, context, features]`, and the weights of the static variables,
    /// `[n, 1, variables]`. A static variable is the same in all periods: the last one is asked, which no short series
    /// lacks.
    pub(super) fn forward(
        &self,
        past: &Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> (Contexts, Tensor<3>) {
        let [n, context, features] = past.dims();
        let last = past.clone().slice([0..n, context - 1..context, 0..features]);
        let (selected, weights) = self.selection.forward(last, None, dropout.as_deref_mut());
        let [_, _, width] = selected.dims();
        let selected = selected.reshape([n, width]);
        let mut encoded = |grn: &Grn| grn.forward(selected.clone(), None, dropout.as_deref_mut());
        let contexts = Contexts {
            selecting: encoded(&self.selecting),
            enriching: encoded(&self.enriching),
            state: encoded(&self.state),
            cell: encoded(&self.cell),
        };
        (contexts, weights)
    }
}
