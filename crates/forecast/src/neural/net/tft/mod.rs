//! The temporal fusion transformer: Lim, Arık, Loeff and Pfister, *Temporal Fusion Transformers for interpretable
//! multi-horizon time series forecasting*, International Journal of Forecasting 37, 2021. Equations and sections in
//! this module are those of the paper.
//!
//! Static drivers are variables of each period, so there are no context vectors (section 4.3): the LSTM begins
//! with zeros, and the static enrichment (equation 18) is a gated residual network without context.

mod attention;
mod gated;
mod lstm;
mod selection;
#[cfg(test)]
mod tests;

use burn::module::Module;
use burn::tensor::Tensor;

use self::attention::Attention;
use self::gated::{Gate, Grn};
use self::lstm::Lstm;
use self::selection::Selection;
use super::{Outputs, QUANTILES, State};
use crate::neural::config::NetConfig;
use crate::neural::layers::{Dense, Dropout, Init};

/// What the network looks at.
#[derive(Debug)]
pub(crate) struct Looks {
    /// The weight of each variable in each past period: `[n, context, variables]`.
    pub(crate) past: Tensor<3>,
    /// The same of each future period: `[n, h, variables]`.
    pub(crate) future: Tensor<3>,
    /// The attention of each future period to all periods: `[n, h, context + h]`.
    pub(crate) attention: Tensor<3>,
}

/// Variables are weighed, read by an LSTM, and attended to by the periods of the forecast.
#[derive(Module, Debug)]
pub(crate) struct Tft {
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
        Self {
            past: Selection::new(init, &c.past_variables, c.past_features, width),
            future: Selection::new(init, &c.future_variables, c.future_features, width),
            encoder: Lstm::new(init, width),
            decoder: Lstm::new(init, width),
            after_lstm: Gate::new(init, width),
            enrichment: Grn::new(init, width, width, width),
            attention: Attention::new(init, c),
            after_attention: Gate::new(init, width),
            position: Grn::new(init, width, width, width),
            last: Gate::new(init, width),
            quantiles: Dense::new(init, width, QUANTILES.len()),
        }
    }

    /// The state, and the weights of the past's variables.
    pub(super) fn encode(&self, past: Tensor<3>, mut dropout: Option<&mut Dropout>) -> (State, Tensor<3>) {
        let (selected, weights) = self.past.forward(past, dropout.as_deref_mut());
        let [n, context, width] = selected.dims();
        let zeros = Tensor::<2>::zeros([n, width], &selected.device());
        let (read, h, cell) = self.encoder.forward(selected.clone(), zeros.clone(), zeros);
        let local = self.after_lstm.forward(read, selected, dropout.as_deref_mut());
        let enriched = self.enrichment.rows(local, dropout);
        let seen = self.attention.keys_and_values(enriched);
        let [_, _, wide] = seen.dims();
        let state = Tensor::cat(vec![h, cell], 1);
        (State { main: seen.reshape([n, context * wide]), skip: Some(state), look: None }, weights)
    }

    /// The output, the weights of the future's variables, and the attention.
    pub(super) fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> (Outputs, Tensor<3>, Tensor<3>) {
        let (selected, weights) = self.future.forward(future, dropout.as_deref_mut());
        let [n, _, width] = selected.dims();
        let before = state.skip.unwrap_or_else(|| Tensor::zeros([n, 2 * width], &selected.device()));
        let (h, cell) = (before.clone().slice([0..n, 0..width]), before.slice([0..n, width..2 * width]));
        let (read, _, _) = self.decoder.forward(selected.clone(), h, cell);
        let local = self.after_lstm.forward(read, selected, dropout.as_deref_mut());
        let enriched = self.enrichment.rows(local.clone(), dropout.as_deref_mut());
        let (attended, attention) = self.attention.forward(state.main, enriched.clone());
        let attended = self.after_attention.forward(attended, enriched, dropout.as_deref_mut());
        let fed = self.position.rows(attended, dropout.as_deref_mut());
        let raw = self.quantiles.rows(self.last.forward(fed, local, dropout));
        (Outputs { raw, look: None }, weights, attention)
    }

    /// What the network looks at.
    pub(super) fn looks(&self, past: Tensor<3>, future: Tensor<3>) -> Looks {
        let (state, past) = self.encode(past, None);
        let (_, future, attention) = self.decode(state, future, None);
        Looks { past, future, attention }
    }
}
