//! What a training keeps so that forecasts of a hierarchy add up without another backtest.

use almanac_domain::model::{LevelError, Reconciliation, TrainModel};
use almanac_forecast::Observer;
use almanac_forecast::auto::Chosen;
use almanac_forecast::backtest::{Prediction, Score};
use almanac_forecast::hierarchy::{Compared, Learned, LevelScore};
use almanac_service::hierarchy::{RECONCILIATION, learned_role, method, negative};
use almanac_service::snapshot::Snapshot;

use crate::{Error, Result};

/// Files by role: how each method did with the best model, and for every model what the chosen method learns of its
/// errors. None without a hierarchy.
pub(crate) fn files(
    snapshot: &Snapshot,
    config: &TrainModel,
    chosen: &Chosen,
    observer: &mut dyn Observer,
) -> Result<Vec<(String, Vec<u8>)>> {
    let Some((hierarchy, input)) = snapshot.hierarchy.as_ref().zip(config.hierarchy.as_ref()) else {
        return Ok(Vec::new());
    };
    let named = method(input)?;
    let negative = negative(input);
    let best = chosen.backtest.models.iter().find(|tested| tested.score.model == chosen.name);
    let predictions: &[Prediction] = best.map(|tested| tested.predictions.as_slice()).unwrap_or_default();
    let learned = Learned::of(hierarchy, predictions, named.as_ref(), negative, &mut *observer)?;
    learned.check(hierarchy, &mut *observer).map_err(|error| match error {
        almanac_forecast::Error::Cancelled => Error::Cancelled,
        error => Error::Give(format!("hierarchy.method: {error}")),
    })?;
    let mut files = vec![(RECONCILIATION.to_owned(), json(&compared(&learned))?)];
    for tested in chosen.backtest.models.iter().filter(|tested| tested.score.failed.is_none()) {
        let model = &tested.score.model;
        if *model == chosen.name {
            files.push((learned_role(model), json(&learned)?));
            continue;
        }
        let other =
            Learned::of(hierarchy, &tested.predictions, Some(&learned.method), negative, &mut *observer)?;
        files.push((learned_role(model), json(&other)?));
    }
    Ok(files)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(Error::retry)
}

/// The comparison as it is told. Where none was possible, it is the chosen method alone.
fn compared(learned: &Learned) -> Vec<Reconciliation> {
    let Some(comparison) = &learned.comparison else {
        let method = learned.method.to_string();
        return vec![Reconciliation {
            method,
            chosen: true,
            rmsse: f64::NAN,
            mase: f64::NAN,
            levels: Vec::new(),
            failed: None,
        }];
    };
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let level = |of: &LevelScore| {
        let Score { rmsse, mase, .. } = &of.score;
        LevelError { level: of.level.clone(), nodes: of.nodes, rmsse: number(*rmsse), mase: number(*mase) }
    };
    let row = |one: &Compared| Reconciliation {
        method: one.name.clone(),
        chosen: one.method.as_ref() == Some(&learned.method),
        rmsse: number(one.rmsse),
        mase: number(one.mase),
        levels: one.levels.iter().map(level).collect(),
        failed: one.failed.clone(),
    };
    comparison.methods.iter().map(row).collect()
}
