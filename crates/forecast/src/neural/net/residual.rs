//! Doubly residual stacks. N-BEATS: Oreshkin, Carpov, Chapados and Bengio, *N-BEATS: Neural basis expansion analysis
//! for interpretable time series forecasting*, ICLR 2020. N-HiTS: Challu et al., *N-HiTS: Neural Hierarchical
//! Interpolation for Time Series Forecasting*, AAAI 2023. Drivers enter as in `NBEATSx`: Olivares et al.,
//! *Neural basis expansion analysis with exogenous variables*, International Journal of Forecasting 2023.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Outputs, QUANTILES, State, basis};
use crate::neural::config::{Architecture, NetConfig};
use crate::neural::layers::{Dense, Dropout, Init, drop_out};

/// Dense layers of a block.
const DEPTH: usize = 4;
const DEPTH_NHITS: usize = 2;
/// N-HiTS: periods of which a stack sees only the largest value, and periods of the forecast for each of its
/// coefficients.
const POOLS: [usize; 3] = [8, 4, 1];

/// Each block explains a part of what the blocks before it left of the past, and adds its part of the forecast.
#[derive(Module, Debug)]
pub(crate) struct Stacks {
    blocks: Vec<Block>,
}

/// What a block's coefficients mean.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// The values themselves.
    Generic,
    Trend,
    Season,
    /// Values between which straight lines are drawn, from a past seen through pools of so many periods.
    Pooled(usize),
}

impl Stacks {
    pub(super) fn new(init: &mut Init, c: &NetConfig) -> Self {
        let stacks = match c.architecture {
            Architecture::NHits => POOLS.map(Kind::Pooled).to_vec(),
            Architecture::NBeatsInterpretable => vec![Kind::Trend, Kind::Season],
            _ => vec![Kind::Generic],
        };
        let kinds: Vec<Kind> =
            stacks.into_iter().flat_map(|kind| std::iter::repeat_n(kind, c.layers)).collect();
        let last = kinds.len() - 1;
        Self {
            blocks: kinds
                .into_iter()
                .enumerate()
                .map(|(i, kind)| Block::new(init, c, kind, i == last))
                .collect(),
        }
    }

    /// The blocks see the future in their first layer, so all is computed here.
    pub(super) fn decode(
        &self,
        state: State,
        future: Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> Outputs {
        let [n, h, features] = future.dims();
        let future = future.reshape([n, h * features]);
        let mut past = state.main;
        let mut sum: Option<Tensor<3>> = None;
        for block in &self.blocks {
            let hidden = block.hidden(past.clone(), future.clone(), dropout.as_deref_mut());
            let part = block.forecast(hidden.clone(), h);
            sum = Some(match sum {
                Some(sum) => sum + part,
                None => part,
            });
            past = block.rest(past, hidden);
        }
        let raw = sum.unwrap_or_else(|| Tensor::zeros([n, QUANTILES.len(), h], &past.device()));
        Outputs { raw: raw.swap_dims(1, 2), look: None }
    }
}

/// A block: dense layers, then coefficients of the past and of the forecast. The last block has no past to explain.
#[derive(Module, Debug)]
pub(crate) struct Block {
    first: Dense,
    drivers: Dense,
    inner: Vec<Dense>,
    backcast: Option<Dense>,
    forecast: Dense,
    /// From coefficients to periods of the past, and of the forecast; absent where they are the same.
    past_basis: Option<Tensor<2>>,
    future_basis: Option<Tensor<2>>,
    pool: usize,
}

impl Block {
    fn new(init: &mut Init, c: &NetConfig, kind: Kind, last: bool) -> Self {
        let pool = match kind {
            Kind::Pooled(size) => size.min(c.context / 2).max(1),
            _ => 1,
        };
        let depth = if matches!(kind, Kind::Pooled(_)) { DEPTH_NHITS } else { DEPTH };
        let (past, past_basis) = kind.basis(init, c.context);
        let (future, future_basis) = kind.basis(init, c.h);
        Self {
            first: Dense::new(init, c.context.div_ceil(pool), c.hidden),
            drivers: Dense::new(init, c.h * c.future_features, c.hidden),
            inner: (1..depth).map(|_| Dense::new(init, c.hidden, c.hidden)).collect(),
            backcast: (!last).then(|| Dense::new(init, c.hidden, past)),
            forecast: Dense::new(init, c.hidden, QUANTILES.len() * future),
            past_basis: past_basis.filter(|_| !last),
            future_basis,
            pool,
        }
    }

    fn hidden(&self, past: Tensor<2>, future: Tensor<2>, mut dropout: Option<&mut Dropout>) -> Tensor<2> {
        let seen = self.first.forward(largest(past, self.pool)) + self.drivers.forward(future);
        let hidden = drop_out(relu(seen), dropout.as_deref_mut());
        let next = |hidden, dense: &Dense| drop_out(relu(dense.forward(hidden)), dropout.as_deref_mut());
        self.inner.iter().fold(hidden, next)
    }

    /// `[n, 5, h]`.
    fn forecast(&self, hidden: Tensor<2>, h: usize) -> Tensor<3> {
        let [n, _] = hidden.dims();
        let coefficients = self.forecast.forward(hidden);
        let Some(basis) = &self.future_basis else { return coefficients.reshape([n, QUANTILES.len(), h]) };
        let [count, _] = basis.dims();
        let values = coefficients.reshape([n * QUANTILES.len(), count]).matmul(basis.clone());
        values.reshape([n, QUANTILES.len(), h])
    }

    /// What the block leaves of the past.
    fn rest(&self, past: Tensor<2>, hidden: Tensor<2>) -> Tensor<2> {
        let Some(backcast) = &self.backcast else { return past };
        let coefficients = backcast.forward(hidden);
        match &self.past_basis {
            Some(basis) => past - coefficients.matmul(basis.clone()),
            None => past - coefficients,
        }
    }
}

impl Kind {
    /// How many coefficients describe so many periods, and how.
    fn basis(self, init: &Init, length: usize) -> (usize, Option<Tensor<2>>) {
        let (table, count) = match self {
            Self::Trend => basis::trend(length),
            Self::Season => basis::season(length),
            Self::Pooled(size) if size > 1 => {
                let count = length.div_ceil(size);
                (basis::knots(count, length), count)
            }
            Self::Generic | Self::Pooled(_) => return (length, None),
        };
        (count, Some(init.table(table, [count, length])))
    }
}

/// The largest of each `pool` periods; the last pool may be shorter. Written with what the other networks need anyway:
/// Burn's own maximum weighs 10 kB in the browser.
fn largest(past: Tensor<2>, pool: usize) -> Tensor<2> {
    if pool == 1 {
        return past;
    }
    let [n, length] = past.dims();
    let pools = length.div_ceil(pool);
    let last = past.clone().slice([0..n, length - 1..length]);
    let mut parts = vec![past];
    parts.resize(1 + pools * pool - length, last);
    let all = Tensor::cat(parts, 1).reshape([n, pools, pool]);
    let each = |k: usize| all.clone().slice([0..n, 0..pools, k..k + 1]).reshape([n, pools]);
    (1..pool).fold(each(0), |most, k| most.clone() + relu(each(k) - most))
}
