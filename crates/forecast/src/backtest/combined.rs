//! Combinations of the models that did best: their forecasts are there already.

use super::score::Totals;
use super::window::Window;
use super::{Outcome, Plan, Tested, measure};
use crate::combine::{Given, name_of};
use crate::{
    Combine, Error, Forecast, Model as _, Naive, RandomWalkWithDrift, Result, SeasonalNaive, SeriesForecast,
    auto,
};

/// How many of the best are combined.
const SIZES: [usize; 2] = [3, 5];

/// How they are combined. Weights from the errors in the windows do not gain by it: on the M1 competition the choice
/// with them among the combinations was no better than without them.
const WAYS: [Combine; 2] = [Combine::Mean, Combine::Median];

/// The combinations of the best models that look at one series at a time; baselines are not among them. Fewer than
/// three such models give none.
pub(super) fn best(
    tested: &[Tested],
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
) -> Result<Vec<Tested>> {
    let baselines = [Naive.name(), SeasonalNaive.name(), RandomWalkWithDrift.name()];
    let mut members: Vec<&Tested> = tested
        .iter()
        .filter(|one| one.score.failed.is_none() && one.score.mase.is_some())
        .filter(|one| !baselines.contains(&one.score.model.as_str()))
        .filter(|one| auto::single(&one.score.model).is_some_and(|model| !model.capabilities().global))
        .collect();
    members.sort_by(|a, b| a.score.mase.partial_cmp(&b.score.mase).unwrap_or(std::cmp::Ordering::Equal));
    let mut combinations = Vec::new();
    for size in SIZES.into_iter().filter(|size| *size <= members.len()) {
        for how in WAYS {
            combinations.push(combination(how, &members[..size], windows, plan, reference)?);
        }
    }
    Ok(combinations)
}

fn combination(
    how: Combine,
    members: &[&Tested],
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
) -> Result<Tested> {
    let mut at = 0;
    let mut forecasts = Vec::with_capacity(windows.len());
    for window in windows {
        let mut series = Vec::with_capacity(window.members.len());
        for _ in &window.members {
            let given = || members.iter().filter_map(|one| one.predictions.get(at));
            let (mean, intervals) = how
                .forecasts(&given().map(Given::from).collect::<Vec<_>>(), &[])
                .ok_or_else(|| Error::Numeric("a combination has no members".into()))?;
            let start = given().next().map_or(0, |one| one.start);
            series.push(SeriesForecast { unique_id: String::new(), start, mean, intervals });
            at += 1;
        }
        forecasts.push(Forecast { series });
    }
    let name = name_of(how, members.iter().map(|one| one.score.model.as_str()));
    let seconds = members.iter().map(|one| one.score.seconds).sum();
    // Where one of its members stood back for seasonal naive, the others did not.
    Ok(measure(&name, Outcome { forecasts, fallbacks: 0 }, windows, plan, reference, seconds))
}
