//! How the weights of [`ZeroShot`](super::ZeroShot) are made: `cargo xtask pretrain`.
//!
//! The network learns from windows of given series and of synthetic ones, drawn anew all the time, by the pinball
//! loss on five quantiles, with `AdamW` and a learning rate that falls by a cosine. The same recipe, series and
//! number of threads give the same weights.
//!
//! ```
//! use almanac_forecast::zero_shot::pretrain::{Pretraining, Recipe};
//!
//! // Synthetic series alone, and hardly any.
//! let recipe = Recipe { steps: 2, batch: 8, round: 16, ..Recipe::default() };
//! let mut training = Pretraining::new(recipe, Vec::new())?;
//! while let Some(round) = training.round()? {
//!     assert!(round.loss.is_finite());
//! }
//! assert!(training.weights().len() < 400_000);
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

mod chance;
mod net;
mod synthetic;
#[cfg(test)]
mod tests;
mod validate;
mod windows;

use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::half;
use super::inputs::{GLOBAL, STEP};
use super::network::{Network, Standard};
use crate::rng::Rng;
use crate::{Error, Result, Silent, parallel};
use net::{Batch, Net};
pub use validate::Validation;
use windows::{Example, example};

/// How to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipe {
    /// Fixes the first weights and all windows.
    pub seed: u64,
    /// Steps of the optimizer.
    pub steps: usize,
    /// Windows a step.
    pub batch: usize,
    /// Windows that are drawn at once, and seen `repeats` times.
    pub round: usize,
    /// How often a window is seen.
    pub repeats: usize,
    /// The largest learning rate.
    pub learning_rate: f64,
    /// The optimizer's weight decay.
    pub weight_decay: f32,
    /// The share of windows from given series; the others are synthetic.
    pub real: f64,
    /// The share of what is known about a series that is hidden in a step, so that nothing is learned by heart.
    pub hidden: f64,
    /// Windows on whose periods the experts disagree by `d` units count by `(1 + d)` to the power of minus this.
    pub calm: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            seed: 1,
            steps: 25_000,
            batch: 256,
            round: 16_384,
            repeats: 2,
            learning_rate: 1e-3,
            weight_decay: 0.01,
            real: 0.6,
            hidden: 0.15,
            calm: 0.5,
        }
    }
}

/// Series of one kind. Groups are drawn from as often as the root of the count of their values says.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What the group is called.
    pub name: String,
    /// The season lengths, shortest first.
    pub seasons: Vec<usize>,
    /// The usual horizon.
    pub h: usize,
    /// The values.
    pub series: Vec<Vec<f64>>,
    /// Whether it is learned from, except for one series in ten; else it only serves to validate.
    pub learned: bool,
}

impl Group {
    /// The shortest season; 0 if none is given.
    fn season(&self) -> usize {
        self.seasons.first().copied().unwrap_or(0)
    }
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Round {
    /// Steps done so far.
    pub steps: usize,
    /// The mean loss of the round.
    pub loss: f64,
}

/// A training on its way.
pub struct Pretraining {
    recipe: Recipe,
    groups: Vec<Group>,
    net: Net,
    optimizer: ModuleOptimizer,
    standards: (Standard, Standard),
    device: Device,
    done: usize,
    drawn: u64,
}

impl Pretraining {
    /// Draws the first weights, and finds the scale of the inputs.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the recipe or a group has a number of zero.
    pub fn new(recipe: Recipe, groups: Vec<Group>) -> Result<Self> {
        check(&recipe, &groups)?;
        let first = draw(&recipe, &groups, u64::MAX / 2)?;
        let global = standard(GLOBAL, &|| first.iter().map(|e| e.global.as_slice()));
        let step = standard(STEP, &|| first.iter().flat_map(|e| &e.steps).map(|s| s.inputs.as_slice()));
        let device = Device::flex();
        let net = Net::new(recipe.seed, &device.clone().autodiff());
        Ok(Self::begin(recipe, groups, net, (global, step), device))
    }

    /// Goes on from weights that were trained before: a lower learning rate than theirs keeps what they know.
    ///
    /// # Errors
    /// Those of [`new`](Self::new), and [`Error::Artifact`] if these are not weights of this network.
    pub fn from_weights(recipe: Recipe, groups: Vec<Group>, weights: &[u8]) -> Result<Self> {
        check(&recipe, &groups)?;
        let network = Network::from_bytes(weights)?;
        let device = Device::flex();
        let net = Net::from_network(&network, &device.clone().autodiff());
        Ok(Self::begin(recipe, groups, net, (network.global, network.step), device))
    }

    fn begin(
        recipe: Recipe,
        groups: Vec<Group>,
        net: Net,
        standards: (Standard, Standard),
        device: Device,
    ) -> Self {
        let clipping = Some(GradientClippingConfig::Norm(1.0));
        let optimizer =
            AdamWConfig::new().with_weight_decay(recipe.weight_decay).with_grad_clipping(clipping).init();
        Self { recipe, groups, net, optimizer, standards, device, done: 0, drawn: 0 }
    }

    /// Draws windows and learns from them; `None` when all steps are done.
    ///
    /// # Errors
    /// [`Error::Numeric`] if the loss is not finite.
    pub fn round(&mut self) -> Result<Option<Round>> {
        if self.done >= self.recipe.steps {
            return Ok(None);
        }
        let mut examples = draw(&self.recipe, &self.groups, self.drawn)?;
        self.drawn += self.recipe.round as u64;
        for example in &mut examples {
            self.standards.0.apply(&mut example.global);
            example.steps.iter_mut().for_each(|step| self.standards.1.apply(&mut step.inputs));
        }
        let (mut total, mut count) = (0.0, 0);
        for _ in 0..self.recipe.repeats {
            for chunk in examples.chunks(self.recipe.batch) {
                if self.done < self.recipe.steps {
                    let mut batch = batch(chunk);
                    let chance = &mut Rng::of_part(!self.recipe.seed, self.done as u64);
                    batch
                        .global
                        .iter_mut()
                        .filter(|_| chance.unit() < self.recipe.hidden)
                        .for_each(|x| *x = 0.0);
                    total += self.step(&batch)?;
                    count += 1;
                }
            }
        }
        Ok(Some(Round { steps: self.done, loss: total / f64::from(count.max(1)) }))
    }

    fn step(&mut self, batch: &Batch) -> Result<f64> {
        let loss = self.net.loss(batch, &self.device.clone().autodiff());
        let value = f64::from(loss.clone().into_scalar::<f32>());
        if !value.is_finite() {
            return Err(Error::Numeric(format!("training diverged in step {}", self.done)));
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &self.net);
        let rate = self.rate();
        self.net = self.optimizer.step(rate, self.net.clone(), gradients);
        self.done += 1;
        Ok(value)
    }

    /// The learning rate: a warm-up over the first 200 steps, then half a cosine.
    fn rate(&self) -> f64 {
        let progress = self.done as f64 / self.recipe.steps as f64;
        let cosine = 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
        self.recipe.learning_rate * cosine.max(0.002) * ((self.done + 1) as f64 / 200.0).min(1.0)
    }

    fn network(&self) -> Network {
        self.net.valid().to_network(self.standards.0.clone(), self.standards.1.clone())
    }

    /// The weights as they are now, in the form in which they are shipped.
    pub fn weights(&self) -> Vec<u8> {
        self.network().to_bytes()
    }

    /// The count of learned numbers.
    pub fn parameters(&self) -> usize {
        self.net.num_params()
    }

    /// The network as it is shipped.
    fn shipped(&self) -> Result<Network> {
        Network::from_bytes(&self.weights()).map_err(|e| Error::Numeric(e.to_string()))
    }

    /// How the weights forecast the last periods of the series held out, group by group.
    ///
    /// # Errors
    /// [`Error::Numeric`] if the weights are not finite.
    pub fn validate(&self) -> Result<Vec<Validation>> {
        let network = self.shipped()?;
        Ok(self.groups.iter().map(|group| validate::one(&network, group)).collect())
    }

    /// The same for the groups alone that nothing is learned from.
    ///
    /// # Errors
    /// [`Error::Numeric`] if the weights are not finite.
    pub(super) fn validate_unlearned(&self) -> Result<Vec<Validation>> {
        let network = self.shipped()?;
        let groups = self.groups.iter().filter(|group| !group.learned);
        Ok(groups.map(|group| validate::one(&network, group)).collect())
    }
}

/// # Errors
/// [`Error::Invalid`] if the recipe or a group has a number of zero.
fn check(recipe: &Recipe, groups: &[Group]) -> Result<()> {
    if [recipe.steps, recipe.batch, recipe.round, recipe.repeats].contains(&0) {
        return Err(Error::Invalid("a recipe needs steps, batch, round and repeats above 0".to_owned()));
    }
    match groups.iter().find(|g| g.season() == 0 || g.h == 0 || g.series.is_empty()) {
        Some(group) => {
            Err(Error::Invalid(format!("group {:?} has no series, season or horizon", group.name)))
        }
        None => Ok(()),
    }
}

/// A round of windows.
fn draw(recipe: &Recipe, groups: &[Group], from: u64) -> Result<Vec<Example>> {
    let one = |i: usize, _: &parallel::Cancel| Ok(example(recipe, from + i as u64, groups));
    Ok(parallel::map(recipe.round, &mut Silent, one)?.into_iter().flatten().collect())
}

fn batch(examples: &[Example]) -> Batch {
    let mut batch = Batch { windows: examples.len(), ..Batch::default() };
    for example in examples {
        batch.global.extend(&example.global);
        for (step, actual) in example.steps.iter().zip(&example.actual) {
            batch.step.extend(&step.inputs);
            batch.experts.extend(&step.experts);
            batch.actual.push(*actual);
            batch.weight.push(example.weight);
        }
    }
    batch
}

/// Mean and scale of inputs, in half precision.
fn standard<'a, I: Iterator<Item = &'a [f32]>>(width: usize, rows: &dyn Fn() -> I) -> Standard {
    let count = rows().count().max(1) as f64;
    let (mut mean, mut square) = (vec![0.0_f64; width], vec![0.0_f64; width]);
    for row in rows() {
        mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(*x) / count);
    }
    for row in rows() {
        let parts = square.iter_mut().zip(row).zip(&mean);
        parts.for_each(|((sum, x), mean)| *sum += (f64::from(*x) - mean).powi(2) / count);
    }
    let rounded = |v: f64| half::decode(half::encode(v as f32));
    Standard {
        mean: mean.into_iter().map(rounded).collect(),
        scale: square.into_iter().map(|v| rounded(1.0 / v.sqrt().max(0.02))).collect(),
    }
}
