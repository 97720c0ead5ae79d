//! Options of models, judged by backtests.

use serde_json::Value;

use super::run::{Attempt, Budget};
use super::spaces::space;
use super::study::{Fidelity, Study};
use crate::backtest::{Metric, Plan, alone};
use crate::options::{self, Parameters};
use crate::{Error, Observer, Panel, Result};

/// A study of a model's [usual space](space), with its defaults as the first trial.
///
/// # Errors
/// [`Error::Invalid`] if there is no such model, or nothing to search for.
pub fn study(model: &str, panel: &Panel, seed: u64) -> Result<Study> {
    let defaults = options::defaults(model)?;
    let space = space(model, panel)
        .ok_or_else(|| Error::Invalid(format!("there are no options of {model} to search for")))?;
    let first = first(&space, &defaults)?;
    Ok(Study { first, ..Study::new(space, seed) })
}

/// The defaults, as far as the space has them; none if one of them is not in it.
fn first(space: &super::Space, defaults: &Parameters) -> Result<Vec<Parameters>> {
    space.check()?;
    let value = |d: &super::Dimension| Some((d.name.clone(), defaults.get(&d.name)?.clone()));
    let point: Option<Parameters> = space.dimensions.iter().map(value).collect();
    Ok(point.filter(|point| space.point(point).is_ok()).into_iter().collect())
}

/// Searches for options of `model` with the least error by the plan's metric (where that is not defined, RMSE) in a [`backtest`](crate::backtest) of
/// `panel` under `plan`. [`Study::best`] is the answer; [`options::model`] makes the model of it.
///
/// All trials are fitted with the plan's seed. Combinations and budget of the plan are left out, and intervals if the metric
/// does not measure them.
///
/// The value of the best of many trials flatters it: some of its lead is luck of these windows. What it is worth is
/// told by later windows that the search has not seen.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Invalid`] if model, options or plan are not possible.
pub fn tune(
    model: &str,
    panel: &Panel,
    plan: &Plan,
    study: &mut Study,
    budget: &Budget,
    clock: &(dyn Fn() -> f64 + Sync),
    observer: &mut dyn Observer,
) -> Result<()> {
    study.check()?;
    let defaults = options::defaults(model)?;
    for name in study.space.dimensions.iter().map(|dimension| &dimension.name) {
        if !defaults.contains_key(name) {
            let known = defaults.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::Invalid(format!("{model} has no option {name:?}, only {known}")));
        }
    }
    let fidelity = study.halving.as_ref().map(|halving| halving.fidelity.clone());
    if let Some(Fidelity::Parameter { name }) = &fidelity
        && !defaults.get(name).is_some_and(Value::is_u64)
    {
        let why = format!("{model} has no option {name:?} that is a whole number, to take less of");
        return Err(Error::Invalid(why));
    }
    if plan.metric == Metric::Owa {
        return Err(Error::Invalid("OWA compares with another method; search by another metric".into()));
    }
    let mut plan = Plan { combine: false, budget: None, ..plan.clone() };
    if !matches!(plan.metric, Metric::Msis | Metric::Crps) {
        plan.levels.clear();
    }
    study.run(budget, clock, observer, |attempt, watch| {
        let (parameters, plan) = reduced(attempt, fidelity.as_ref(), &defaults, &plan);
        let model = options::model(model, &parameters)?;
        let score = alone(&*model, panel, &plan, watch)?.score;
        plan.metric
            .of(&score)
            .or(score.rmse)
            .ok_or_else(|| Error::Numeric("the backtest has no measure".into()))
    })
}

/// Options and plan with a share of the effort.
fn reduced(
    attempt: &Attempt,
    fidelity: Option<&Fidelity>,
    defaults: &Parameters,
    plan: &Plan,
) -> (Parameters, Plan) {
    let (mut parameters, mut plan) = (attempt.parameters.clone(), plan.clone());
    match fidelity {
        None => {}
        Some(Fidelity::Windows) => {
            let windows =
                ((plan.windows as f64 * attempt.share).round() as usize).clamp(1, plan.windows.max(1));
            // Fewer windows over the same time.
            plan.step = plan.step * plan.windows / windows;
            plan.windows = windows;
        }
        Some(Fidelity::Parameter { name }) => {
            let full = parameters.get(name).or_else(|| defaults.get(name)).and_then(Value::as_u64);
            if let Some(full) = full {
                let less = ((full as f64 * attempt.share).round() as u64).max(1);
                parameters.insert(name.clone(), Value::from(less));
            }
        }
    }
    (parameters, plan)
}
