//! What was tried, and what to try next.

use serde::{Deserialize, Serialize};

use super::space::Space;
use super::tpe;
use crate::options::Parameters;
use crate::rng::Rng;
use crate::{Error, Result};

/// Random trials before the sampler learns from them.
const STARTUP: usize = 10;

/// A search with all its trials. It can be kept, and continued with a further budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// The options to search for.
    pub space: Space,
    /// Seed of the trials.
    pub seed: u64,
    /// How trials are proposed.
    #[serde(default)]
    pub sampler: Sampler,
    /// If and how poor trials are stopped early.
    #[serde(default)]
    pub halving: Option<Halving>,
    /// Trials that are proposed together and run in parallel. It decides which trials there are; the number of cores does not.
    pub batch: usize,
    /// Options to try first, in full.
    #[serde(default)]
    pub first: Vec<Parameters>,
    /// The trials, in the order of their numbers.
    #[serde(default)]
    pub trials: Vec<Trial>,
}

/// How trials are proposed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampler {
    /// Where trials did well so far.
    #[default]
    Tpe,
    /// Anywhere.
    Random,
}

/// Successive halving: a trial begins on the lowest rung, with little effort, and the best share of a rung goes on to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halving {
    /// How many rungs there are; at least 1.
    pub rungs: usize,
    /// One of so many trials of a rung goes on, with so many times the effort; at least 2.
    pub eta: usize,
    /// What effort is.
    pub fidelity: Fidelity,
}

/// What there is less of on lower rungs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Fidelity {
    /// Windows of the backtest.
    Windows,
    /// An option that is a whole number: `epochs` of networks, `rows` or `trees` of gradient boosting.
    Parameter {
        /// Its name.
        name: String,
    },
}

/// Options that were tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// From 0.
    pub number: usize,
    /// The options.
    pub parameters: Parameters,
    /// What they gave on each rung so far: the less, the better.
    pub values: Vec<f64>,
    /// Where it stands.
    pub state: State,
    /// How long it took.
    pub seconds: f64,
}

/// Where a trial stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Was tried with full effort.
    Complete,
    /// Was stopped on a lower rung; goes on if it comes to be among the best there.
    Paused,
    /// Gave no value.
    Failed {
        /// Why.
        why: String,
    },
}

impl Trial {
    /// The value of the highest rung it was on.
    pub fn value(&self) -> Option<f64> {
        self.values.last().copied()
    }

    fn failed(&self) -> bool {
        matches!(self.state, State::Failed { .. })
    }
}

impl Halving {
    /// The share of the full effort on a rung.
    pub(super) fn share(&self, rung: usize) -> f64 {
        (self.eta.max(2) as f64).powi(rung as i32 + 1 - self.rungs.max(1) as i32)
    }
}

impl Study {
    /// A search with the usual sampler, one trial at a time, each in full.
    pub fn new(space: Space, seed: u64) -> Self {
        Self {
            space,
            seed,
            sampler: Sampler::Tpe,
            halving: None,
            batch: 1,
            first: Vec::new(),
            trials: Vec::new(),
        }
    }

    /// The best trial of those on the highest rung that any trial got to.
    pub fn best(&self) -> Option<&Trial> {
        let rung = self.trials.iter().filter(|t| !t.failed()).map(|t| t.values.len()).max()?;
        let on_it = self.trials.iter().filter(|t| !t.failed() && t.values.len() == rung && rung > 0);
        on_it.min_by(|a, b| a.value().unwrap_or(f64::INFINITY).total_cmp(&b.value().unwrap_or(f64::INFINITY)))
    }

    /// How many rungs there are.
    pub(super) fn rungs(&self) -> usize {
        self.halving.as_ref().map_or(1, |halving| halving.rungs.max(1))
    }

    /// Whether it can be run.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says what is wrong with space, batch, halving or trials.
    pub fn check(&self) -> Result<()> {
        self.space.check()?;
        if self.batch == 0 {
            return Err(Error::Invalid("a batch has at least one trial".into()));
        }
        if let Some(halving) = self.halving.as_ref().filter(|h| h.rungs == 0 || h.rungs > 12 || h.eta < 2) {
            let Halving { rungs, eta, .. } = halving;
            return Err(Error::Invalid(format!(
                "halving has 1 to 12 rungs and an eta from 2 on, not {rungs} and {eta}"
            )));
        }
        for parameters in &self.first {
            self.space.point(parameters)?;
        }
        for (i, trial) in self.trials.iter().enumerate() {
            if trial.number != i || trial.values.len() > self.rungs() {
                return Err(Error::Invalid(format!("trial {i} of the study does not belong there")));
            }
            self.space.point(&trial.parameters)?;
        }
        Ok(())
    }

    /// Trials that go on to the next rung, at most as many as a batch has: on each rung the best, one of `eta`, and those that
    /// were given; the highest rung first.
    pub(super) fn promotions(&self) -> Vec<usize> {
        let Some(halving) = &self.halving else { return Vec::new() };
        let mut found = Vec::new();
        for rung in (0..self.rungs() - 1).rev() {
            // A trial that failed here was here too, as the last.
            let was_here = |t: &&Trial| t.values.len() > rung || t.failed() && t.values.len() == rung;
            let mut here: Vec<&Trial> = self.trials.iter().filter(was_here).collect();
            let value = |t: &Trial| t.values.get(rung).copied().unwrap_or(f64::INFINITY);
            here.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.number.cmp(&b.number)));
            let best = here.len() / halving.eta.max(2);
            let goes_on = |(i, t): &(usize, &&Trial)| {
                (*i < best || t.number < self.first.len())
                    && t.values.len() == rung + 1
                    && t.state == State::Paused
            };
            found.extend(here.iter().enumerate().filter(goes_on).map(|(_, t)| t.number));
        }
        found.truncate(self.batch);
        found
    }

    /// The options of the next batch of new trials.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a trial does not fit the space.
    pub(super) fn proposals(&self) -> Result<Vec<Parameters>> {
        let known: Vec<Vec<f64>> =
            self.trials.iter().map(|t| self.space.point(&t.parameters)).collect::<Result<_>>()?;
        let ranked = self.ranked();
        let (good, bad) = ranked.split_at(if ranked.is_empty() { 0 } else { tpe::good(ranked.len()) });
        let failed = self.trials.iter().filter(|t| t.failed()).map(|t| t.number);
        let bad: Vec<usize> = bad.iter().copied().chain(failed).collect();
        let mut pending: Vec<Vec<f64>> = Vec::new();
        let mut proposals = Vec::with_capacity(self.batch);
        for number in self.trials.len()..self.trials.len() + self.batch {
            if let Some(given) = self.first.get(number) {
                pending.push(self.space.point(given)?);
                proposals.push(given.clone());
                continue;
            }
            let mut rng = Rng::of_part(self.seed, number as u64);
            let point = if self.sampler == Sampler::Random || ranked.len() < STARTUP {
                let is_known = |p: &Vec<f64>| known.contains(p) || pending.contains(p);
                tpe::fresh(&self.space, is_known, &mut rng)
            } else {
                // Points on their way count as not good, so that a batch does not crowd in one place.
                let others: Vec<&[f64]> =
                    bad.iter().map(|i| &known[*i]).chain(&pending).map(Vec::as_slice).collect();
                let best: Vec<&[f64]> = good.iter().map(|i| known[*i].as_slice()).collect();
                tpe::propose(&self.space, &best, &others, &mut rng)
            };
            proposals.push(self.space.parameters(&point));
            pending.push(point);
        }
        Ok(proposals)
    }

    /// Trials to learn from, best first: those of the highest rung that has enough of them (as in BOHB, section 4).
    fn ranked(&self) -> Vec<usize> {
        let enough = (self.space.dimensions.len() + 2).max(STARTUP);
        let on = |rung: usize| self.trials.iter().filter(move |t| !t.failed() && t.values.len() > rung);
        let rung = (0..self.rungs()).rev().find(|rung| on(*rung).count() >= enough).unwrap_or(0);
        let mut ranked: Vec<&Trial> = on(rung).collect();
        ranked.sort_by(|a, b| a.values[rung].total_cmp(&b.values[rung]).then(a.number.cmp(&b.number)));
        ranked.into_iter().map(|t| t.number).collect()
    }
}
