//! The network, computed on plain numbers: a forecast needs no tensor library.

use super::inputs::{GLOBAL, STEP, Step};
use super::past::EXPERTS;
use crate::{Error, Result};

/// The width of the layers that read the series.
pub(super) const WIDE: usize = 192;
/// The width of the layers that forecast a period.
pub(super) const NARROW: usize = 96;
/// What the last layer gives: a weight for each expert, a shift, and the four widths.
pub(super) const OUTPUTS: usize = EXPERTS + 5;
/// Inputs and outputs of the layers: three that read the series, the last of which gives scale and shift of the two
/// layers in the middle of the three that forecast a period (`FiLM`).
pub(super) const LAYERS: [(usize, usize); 6] =
    [(GLOBAL, WIDE), (WIDE, WIDE), (WIDE, 4 * NARROW), (STEP, NARROW), (NARROW, NARROW), (NARROW, OUTPUTS)];
/// Inputs are that many standard deviations from their mean at most.
pub(super) const FARTHEST: f32 = 5.0;

/// `x W + b`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layer {
    /// A row an input.
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Brings inputs to mean 0 and standard deviation 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standard {
    pub(super) mean: Vec<f32>,
    /// One divided by the standard deviation.
    pub(super) scale: Vec<f32>,
}

/// The network.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Network {
    pub(super) global: Standard,
    pub(super) step: Standard,
    pub(super) layers: [Layer; LAYERS.len()],
}

/// What the network makes of a series, for all periods to be forecast.
pub(super) struct Film([f32; 4 * NARROW]);

impl Layer {
    fn apply<const N: usize>(&self, x: &[f32]) -> [f32; N] {
        let mut out = [0.0; N];
        out.copy_from_slice(&self.bias);
        for (x, row) in x.iter().zip(self.weights.chunks_exact(N)) {
            for (sum, weight) in out.iter_mut().zip(row) {
                *sum += x * weight;
            }
        }
        out
    }
}

impl Standard {
    pub(super) fn apply(&self, x: &mut [f32]) {
        for ((x, mean), scale) in x.iter_mut().zip(&self.mean).zip(&self.scale) {
            *x = ((*x - mean) * scale).clamp(-FARTHEST, FARTHEST);
        }
    }
}

fn relu<const N: usize>(x: [f32; N]) -> [f32; N] {
    x.map(|v| v.max(0.0))
}

impl Network {
    /// Reads the series.
    pub(super) fn read(&self, mut x: [f32; GLOBAL]) -> Film {
        self.global.apply(&mut x);
        let [first, second, third, ..] = &self.layers;
        let hidden = relu(first.apply::<WIDE>(&x));
        let mut more = relu(second.apply::<WIDE>(&hidden));
        more.iter_mut().zip(hidden).for_each(|(v, h)| *v += h);
        Film(third.apply(&more))
    }

    /// The quantiles of a period, in units from the centre.
    pub(super) fn forecast(&self, film: &Film, step: &Step) -> [f32; 5] {
        let [.., first, second, last] = &self.layers;
        let mut x = step.inputs;
        self.step.apply(&mut x);
        let hidden = relu(film.modulate(first.apply(&x), 0));
        let mut more = relu(film.modulate(second.apply(&hidden), 2));
        more.iter_mut().zip(hidden).for_each(|(v, h)| *v += h);
        let out: [f32; OUTPUTS] = last.apply(&more);
        let (logits, rest) = out.split_at(EXPERTS);
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let (sum, total) =
            logits.iter().zip(&step.experts).fold((0.0, 0.0), |(sum, total), (logit, expert)| {
                let weight = (logit - largest).exp();
                (sum + weight * expert, total + weight)
            });
        let width = |k: usize| rest[1 + k].clamp(-6.0, 6.0).exp();
        let middle = sum / total + 0.5 * (width(0) + width(1)) * rest[0].tanh();
        let (low, high) = (middle - width(0), middle + width(1));
        [low - width(2), low, middle, high, high + width(3)]
    }

    /// Half-precision numbers, one after the other.
    #[cfg(feature = "train")]
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let standards = [&self.global, &self.step].into_iter().flat_map(|s| [&s.mean, &s.scale]);
        let layers = self.layers.iter().flat_map(|layer| [&layer.weights, &layer.bias]);
        standards.chain(layers).flatten().flat_map(|v| super::half::encode(*v).to_le_bytes()).collect()
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// If there are not as many numbers as the network has, or one is not finite.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (halves, rest) = bytes.as_chunks::<2>();
        let numbers: Vec<f32> =
            halves.iter().map(|bytes| super::half::decode(u16::from_le_bytes(*bytes))).collect();
        let expected = 2 * (GLOBAL + STEP) + LAYERS.iter().map(|(i, o)| (i + 1) * o).sum::<usize>();
        if numbers.len() != expected || !rest.is_empty() || numbers.iter().any(|v| !v.is_finite()) {
            return Err(Error::Artifact("these are not the weights of this network".to_owned()));
        }
        let mut numbers = numbers.into_iter();
        let mut take = |n: usize| numbers.by_ref().take(n).collect::<Vec<f32>>();
        Ok(Self {
            global: Standard { mean: take(GLOBAL), scale: take(GLOBAL) },
            step: Standard { mean: take(STEP), scale: take(STEP) },
            layers: LAYERS
                .map(|(inputs, outputs)| Layer { weights: take(inputs * outputs), bias: take(outputs) }),
        })
    }
}

impl Film {
    /// Scales and shifts a layer, by the parts from `part` on (Perez et al. 2018, equation 2).
    fn modulate(&self, mut x: [f32; NARROW], part: usize) -> [f32; NARROW] {
        let (scale, shift) = self.0[part * NARROW..(part + 2) * NARROW].split_at(NARROW);
        for ((x, scale), shift) in x.iter_mut().zip(scale).zip(shift) {
            *x = *x * (1.0 + scale) + shift;
        }
        x
    }
}
