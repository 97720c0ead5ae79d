//! Whether the graphics processor computes what the processor does.

use burn::module::Module;
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::config::{Architecture, NetConfig};
use super::gpu;
use super::net::Net;
use crate::rng::Rng;
use crate::{Error, Result};

/// The largest difference that is taken for rounding, relative to the largest value of the result.
///
/// A sum of 512 products in `f32` may be off by 512 · 2⁻²⁴ ≈ 3·10⁻⁵ of its terms, in any order of summation;
/// WGSL allows `tanh` an error of 10⁻⁵, which adds up over the steps of an LSTM to about 10⁻⁴. Wrong tiles
/// and lost rows are off by the size of the values, sums in half precision by more than 10⁻³.
pub const TOLERANCE: f64 = 5e-4;

/// What the comparison says. Differences are relative to the largest value of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every result is the processor's but for rounding.
    Agrees {
        /// The largest difference.
        difference: f64,
    },
    /// A result is wrong.
    Differs {
        /// What was computed.
        operation: String,
        /// The difference; the largest number there is if a result was not finite.
        difference: f64,
    },
}

type Operation = fn(&Device) -> Result<Vec<f32>>;

const OPERATIONS: [(&str, Operation); 4] = [
    ("matmul 512×512×32", |device| matmul([512, 512, 32], device)),
    ("matmul of 1024 rows", |device| matmul([1024, 512, 32], device)),
    ("softmax", |device| values(softmax(matrix([1024, 32], 3, device) * 8.0, 1))),
    ("training step of an LSTM", learn),
];

/// Computes on the graphics processor and on the processor what training needs, and compares. A broken driver
/// can end the process here, or keep it for ever.
///
/// # Errors
/// [`Error::Device`] if there is no graphics processor or a result cannot be read from it.
pub fn compare() -> Result<Verdict> {
    let (device, _) = gpu::open()?;
    let mut worst = 0.0_f64;
    for (name, run) in OPERATIONS {
        let found = difference(&run(&Device::flex())?, &run(&device)?);
        if found > TOLERANCE {
            return Ok(Verdict::Differs { operation: name.to_owned(), difference: found });
        }
        worst = worst.max(found);
    }
    Ok(Verdict::Agrees { difference: worst })
}

/// The largest difference relative to the largest expected value; `f64::MAX` if it is not a number.
fn difference(expected: &[f32], found: &[f32]) -> f64 {
    if expected.len() != found.len() {
        return f64::MAX;
    }
    let largest = expected.iter().fold(0.0_f64, |top, v| top.max(f64::from(v.abs())));
    let off = |(a, b): (&f32, &f32)| (f64::from(*a) - f64::from(*b)).abs() / largest;
    expected.iter().zip(found).map(off).fold(0.0, |top, v| if v.is_finite() { v.max(top) } else { f64::MAX })
}

fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    tensor.into_data().try_into_vec_as::<f32>().map_err(|error| Error::Device(format!("{error:?}")))
}

/// Uniform in ±1.
fn numbers(n: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    (0..n).map(|_| 2.0f64.mul_add(rng.unit(), -1.0) as f32).collect()
}

fn matrix(shape: [usize; 2], seed: u64, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(numbers(shape[0] * shape[1], seed), shape), device)
}

fn matmul([rows, inner, columns]: [usize; 3], device: &Device) -> Result<Vec<f32>> {
    values(matrix([rows, inner], 1, device).matmul(matrix([inner, columns], 2, device)))
}

/// The output of an LSTM before and after one step of gradient descent. TiDE has no operation that the LSTM
/// has not, and compiling its shaders would double the time.
fn learn(device: &Device) -> Result<Vec<f32>> {
    const WINDOWS: usize = 64;
    const LEARNING_RATE: f64 = 0.5;
    let config = NetConfig {
        architecture: Architecture::Lstm,
        context: 24,
        h: 12,
        hidden: 64,
        layers: 1,
        covariates: 4,
        decoded: 16,
        temporal: 64,
        patch: 6,
        past_features: 6,
        future_features: 4,
        past_variables: Vec::new(),
        future_variables: Vec::new(),
        statics: 0,
    };
    let output = |net: &Net, device: &Device| {
        let input = |periods: usize, features: usize, seed| {
            let data =
                TensorData::new(numbers(WINDOWS * periods * features, seed), [WINDOWS, periods, features]);
            Tensor::<3>::from_data(data, device)
        };
        let state = net.encode(input(config.context, config.past_features, 4), None);
        net.decode(state, input(config.h, config.future_features, 5), None)
    };
    let learning = device.clone().autodiff();
    let net = Net::new(&config, 6, &learning)?;
    let before = output(&net, &learning);
    let loss = (before.clone() * before.clone()).mean();
    let gradients = GradientsParams::from_grads(loss.backward(), &net);
    let net = SgdConfig::new().init().step(LEARNING_RATE, net, gradients);
    let after = values(output(&net.valid(), device))?;
    Ok([values(before)?, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_agrees_and_a_lost_row_does_not() {
        let right = matmul([64, 32, 8], &Device::flex()).unwrap();
        let rounded: Vec<f32> = right.iter().map(|v| v * (1.0 + 1e-5)).collect();
        assert!(difference(&right, &rounded) < TOLERANCE);
        let mut lost = right.clone();
        lost[8..16].fill(0.0);
        assert!(difference(&right, &lost) > TOLERANCE);
        assert!(difference(&right, &right[8..]) > TOLERANCE);
        lost[8] = f32::NAN;
        assert!(difference(&right, &lost) > 1.0);
    }

    #[test]
    fn a_training_step_changes_the_output_by_more_than_the_tolerance() {
        let both = learn(&Device::flex()).unwrap();
        let (before, after) = both.split_at(both.len() / 2);
        assert!(difference(before, after) > 20.0 * TOLERANCE);
    }
}
