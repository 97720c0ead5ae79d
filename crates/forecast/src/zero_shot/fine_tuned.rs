//! The zero-shot model, trained further on the panel that it forecasts.

use super::network::Network;
use super::pretrain::{Group, Pretraining, Recipe};
use super::{WEIGHTS, forecasts};
use crate::{
    Capabilities, Config, Error, Event, Features, Fitted, Flow, Model, Observer, Panel, Result, impute,
};

const NAME: &str = "FineTunedZeroShot";
/// Steps of the optimizer.
const STEPS: usize = 480;
/// Windows a step, and windows that are drawn at once.
const BATCH: usize = 128;
const ROUND: usize = 2_048;
/// Series that are learned from at most, and as many that are tried on.
const MOST_SERIES: usize = 20_000;
const MOST_TRIED: usize = 500;
/// The last values of a series that are learned from; more if its longest season is longer than a tenth of them.
const MOST_VALUES: usize = 2_000;

#[doc = include_str!("../../../../docs/models/fine_tuned_zero_shot.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct FineTunedZeroShot;

impl Model for FineTunedZeroShot {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { drivers: false, global: true, browser: false, intervals: true, neural: false }
    }

    fn min_length(&self, _season: usize, _h: usize) -> usize {
        1
    }

    fn suits(&self, _features: &Features) -> bool {
        false
    }

    fn stands_alone(&self) -> bool {
        false
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let network = match tuned(panel, config, observer)? {
            Some(weights) => Network::from_bytes(&weights)?,
            None => Network::from_bytes(WEIGHTS)?,
        };
        forecasts(&network, NAME, panel, config, observer)
    }
}

/// The weights of the round that forecast the last `h` periods of the series best, from which nothing is learned; `None` if
/// that was the round before the first, or nothing is long enough to learn from.
fn tuned(panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Option<Vec<u8>>> {
    let groups = groups(panel, config.h);
    if groups.is_empty() {
        return Ok(None);
    }
    let recipe = Recipe {
        seed: config.seed,
        steps: STEPS,
        batch: BATCH,
        round: ROUND,
        learning_rate: 3e-4,
        real: 0.9,
        ..Recipe::default()
    };
    let rounds = STEPS.div_ceil(ROUND / BATCH * recipe.repeats);
    let mut training = Pretraining::from_weights(recipe, groups, WEIGHTS)?;
    let error = |training: &Pretraining| -> Result<f64> {
        let end = training.validate_unlearned()?.pop();
        Ok(end.map_or(f64::NAN, |end| end.mase))
    };
    let (mut least, mut best) = (error(&training)?, None);
    let mut number = 0;
    while let Some(round) = training.round()? {
        let mase = error(&training)?;
        if mase < least {
            (least, best) = (mase, Some(training.weights()));
        }
        number += 1;
        let event = Event::Epoch { epoch: number, epochs: rounds, loss: round.loss, valid_loss: Some(mase) };
        if observer.on(&event) == Flow::Stop {
            return Err(Error::Cancelled);
        }
    }
    Ok(best)
}

/// What is learned from: the series without their last `h` values; and what the weights are tried on: these. None if
/// no series is long enough.
fn groups(panel: &Panel, h: usize) -> Vec<Group> {
    let mut seasons: Vec<usize> = panel.seasons.iter().copied().filter(|m| *m > 0).collect();
    if seasons.is_empty() {
        seasons.push(1);
    }
    let longest = seasons.iter().copied().max().unwrap_or(1);
    let most = MOST_VALUES.max(10 * longest);
    let needed = h + 2 * (panel.season() + 2).max(4);
    let able: Vec<usize> = (0..panel.series.len()).filter(|i| panel.series[*i].y.len() >= needed).collect();
    let some = |count: usize| able.iter().step_by(able.len().div_ceil(count).max(1));
    let values = |i: usize| {
        let y = &panel.series[i].y;
        impute(&y[y.len().saturating_sub(most)..], panel.season())
    };
    let past: Vec<Vec<f64>> = some(MOST_SERIES)
        .map(|i| {
            let mut y = values(*i);
            y.truncate(y.len().saturating_sub(h));
            y
        })
        .collect();
    let end: Vec<Vec<f64>> = some(MOST_TRIED).map(|i| values(*i)).collect();
    if past.is_empty() {
        return Vec::new();
    }
    let group = |name: &str, series, learned| Group {
        name: name.to_owned(),
        seasons: seasons.clone(),
        h,
        series,
        learned,
    };
    vec![group("past", past, true), group("end", end, false)]
}
