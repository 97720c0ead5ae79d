//! The temporal fusion transformer: Lim, Arık, Loeff and Pfister, *Temporal Fusion Transformers for interpretable
//! multi-horizon time series forecasting*, International Journal of Forecasting 37, 2021. Equations and sections in
//! this module are those of the paper.
//!
//! Static drivers have encoders of their own, and are variables of each period besides: with either alone, a network
//! learned much more slowly that they decide what another driver does. Without static drivers there are no context vectors (section 4.3): the LSTM begins with zeros, and the static
//! enrichment (equation 18) is a gated residual network without context.

mod attention;
mod gated;
mod lstm;
mod selection;
mod statics;
#[cfg(test)]
mod tests;

use burn::module::Module;
use burn::tensor::Tensor;

use self::attention::Attention;
use self::gated::{Gate, Grn};
use self::lstm::Lstm;
use self::selection::{Features, Selection};
use self::statics::Statics;
use super::{Outputs, QUANTILES, State};
use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Dropout, Init};

/// What the network looks at.
#[derive(Debug)]
pub(crate) struct Looks {
    /// The weight of each static variable: `[n, 1, variables]`; none if they have no encoders.
    pub(crate) statics: Option<Tensor<3>>,
    /// The weight of each variable in each past period: `[n, context, variables]`.
    pub(crate) past: Tensor<3>,
    /// The same of each future period: `[n, h, variables]`.
    pub(crate) future: Tensor<3>,
    /// The attention of each future period to all periods: `[n, h, context + h]`.
    pub(crate) attention: Tensor<3>,
}

/// The weights of what was read of the past.
pub(super) struct Read {
    statics: Option<Tensor<3>>,
    past: Tensor<3>,
}

/// Variables are weighed, read by an LSTM, and attended to by the periods of the forecast.
#[derive(Module, Debug)]
pub(crate) struct Tft {
    statics: Option<Statics>,
    past: Selection,
    future: Selection,
    encoder: Lstm,
    decoder: Lstm,
    after_lstm: Gate,
    enrichment: Grn,
    attention: Attention,
    after_attention: Gate,
    position: Grn,
    last: Gate,
    quantiles: Dense,
}

impl Tft {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let width = c.hidden;
        let past = Features { variables: &c.past_variables, count: c.past_features };
        let future = Features { variables: &c.future_variables, count: c.future_features };
        let in_context = c.statics > 0;
        let mut selection =
            |features: &Features| Selection::new(init, features, 0..features.variables(), width, in_context);
        Self {
            past: selection(&past),
            future: selection(&future),
            encoder: Lstm::new(init, width),
            decoder: Lstm::new(init, width),
            after_lstm: Gate::new(init, width),
            enrichment: Grn::in_context(init, width, in_context.then_some(width)),
            attention: Attention::new(init, c),
            after_attention: Gate::new(init, width),
            position: Grn::new(init, width, width, width),
            last: Gate::new(init, width),
            quantiles: Dense::new(init, width, QUANTILES.len()),
            statics: in_context.then(|| Statics::new(init, &past, c.statics, width)),
        }
    }

    /// The state, and the weights of the past's variables.
    pub(super) fn encode(&self, past: Tensor<3>, mut dropout: Option<&mut Dropout>) -> (State, Read) {
        let encoders = self.statics.as_ref();
        let (contexts, statics) = encoders.map(|all| all.forward(&past, dropout.as_deref_mut())).unzip();
        let selecting = contexts.as_ref().map(|all| &all.selecting);
        let (selected, weights) = self.past.forward(past, selecting, dropout.as_deref_mut());
        let [n, context, width] = selected.dims();
        let zeros = || Tensor::<2>::zeros([n, width], &selected.device());
        let begins = contexts.as_ref().map(|all| (all.state.clone(), all.cell.clone()));
        let (h, cell) = begins.unwrap_or_else(|| (zeros(), zeros()));
        let (read, h, cell) = self.encoder.forward(selected.clone(), h, cell);
        let local = self.after_lstm.forward(read, selected, dropout.as_deref_mut());
        let enriched = self.enrichment.rows(local, contexts.as_ref().map(|all| &all.enriching), dropout);
        let seen = self.attention.keys_and_values(enriched);
        let [_, _, wide] = seen.dims();
        let mut state = vec![h, cell];
        state.extend(contexts.into_iter().flat_map(|all| [all.selecting, all.enriching]));
        let state =
            State { main: seen.reshape([n, context * wide]), skip: Some(Tensor::cat(state, 1)), look: None };
        (state, Read { statics, past: weights })
    }

    /// The output, the weights of the future's variables, and the attention.
    pub(super) fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> (Outputs, Tensor<3>, Tensor<3>) {
        let [n, _, _] = future.dims();
        let width = self.encoder.width();
        let kept = if self.statics.is_some() { 4 } else { 2 };
        let before = state.skip.unwrap_or_else(|| Tensor::zeros([n, kept * width], &future.device()));
        let part = |k: usize| before.clone().slice([0..n, k * width..(k + 1) * width]);
        let contexts = self.statics.is_some().then(|| [part(2), part(3)]);
        let [selecting, enriching] = [0, 1].map(|k| contexts.as_ref().map(|all| &all[k]));
        let (selected, weights) = self.future.forward(future, selecting, dropout.as_deref_mut());
        let (read, _, _) = self.decoder.forward(selected.clone(), part(0), part(1));
        let local = self.after_lstm.forward(read, selected, dropout.as_deref_mut());
        let enriched = self.enrichment.rows(local.clone(), enriching, dropout.as_deref_mut());
        let (attended, attention) = self.attention.forward(state.main, enriched.clone());
        let attended = self.after_attention.forward(attended, enriched, dropout.as_deref_mut());
        let fed = self.position.rows(attended, None, dropout.as_deref_mut());
        let raw = self.quantiles.rows(self.last.forward(fed, local, dropout));
        (Outputs { raw, look: None }, weights, attention)
    }

    /// What the network looks at.
    pub(super) fn looks(&self, past: Tensor<3>, future: Tensor<3>) -> Looks {
        let (state, Read { statics, past }) = self.encode(past, None);
        let (_, future, attention) = self.decode(state, future, None);
        Looks { statics, past, future, attention }
    }
}
