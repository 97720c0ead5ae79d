//! Combinations of the models that did best: their forecasts are there already.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::score::Totals;
use super::window::Window;
use super::{Metric, Outcome, Plan, Tested, measure};
use crate::combine::{Given, name_of};
use crate::{
    Capabilities, Combine, Error, Forecast, Model as _, Naive, RandomWalkWithDrift, Result, SeasonalNaive,
    SeriesForecast, auto,
};

/// How many models make a combination worth a try.
const FEWEST: usize = 3;
/// How many of the best are combined, if there are as many.
const SIZES: RangeInclusive<usize> = 5..=8;
/// Of combinations that are as good but for one percent, the one with the most members is less a child of chance.
pub(crate) const ALIKE: f64 = 1.01;

/// How they are combined. Weights from the errors in the windows do not gain by it: on the M1 competition the choice
/// with them among the combinations was no better than without them.
const WAYS: [Combine; 2] = [Combine::Mean, Combine::Median];

/// The mean and the median of the best models, of as many as make it good; networks and baselines are not among them,
/// and of the Theta methods only the best.
pub(super) fn best(
    tested: &[Tested],
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
) -> Result<Vec<Tested>> {
    // A model with low percentage errors may just forecast too little; where forecasts aim is found out afterwards.
    let rank = if plan.metric == Metric::Mape { Metric::Mase } else { plan.metric };
    let membership = |one: &Tested| rank.of(&one.score).unwrap_or(f64::INFINITY);
    let baselines = [Naive.name(), SeasonalNaive.name(), RandomWalkWithDrift.name()];
    let mut members: Vec<&Tested> = tested
        .iter()
        .filter(|one| one.score.failed.is_none() && rank.of(&one.score).is_some())
        .filter(|one| !baselines.contains(&one.score.model.as_str()))
        .filter(|one| capabilities(one).is_some_and(|capabilities| !capabilities.neural))
        .collect();
    members.sort_by(|a, b| membership(a).total_cmp(&membership(b)));
    let mut families = BTreeSet::new();
    members.retain(|one| families.insert(family(&one.score.model)));
    if members.len() < FEWEST {
        return Ok(Vec::new());
    }
    let sizes = *SIZES.start().min(&members.len())..=*SIZES.end().min(&members.len());
    let best = |how: Combine| -> Result<Option<Tested>> {
        let made = sizes.clone().map(|size| combination(how, &members[..size], windows, plan, reference));
        let made: Vec<Tested> = made.collect::<Result<_>>()?;
        let least = made.iter().map(membership).fold(f64::INFINITY, f64::min);
        Ok(made.into_iter().rfind(|one| membership(one) <= ALIKE * least))
    };
    WAYS.into_iter().filter_map(|how| best(how).transpose()).collect()
}

fn capabilities(tested: &Tested) -> Option<Capabilities> {
    auto::member(&tested.score.model).map(|model| model.capabilities())
}

/// Models whose forecasts are alike.
fn family(model: &str) -> &str {
    if model.ends_with("Theta") { "Theta" } else { model }
}

fn combination(
    how: Combine,
    members: &[&Tested],
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
) -> Result<Tested> {
    // Without intervals of all its members, a combination gets its own from its errors.
    let has_intervals = members.iter().all(|one| capabilities(one).is_some_and(|c| c.intervals));
    let mut at = 0;
    let mut forecasts = Vec::with_capacity(windows.len());
    for window in windows {
        let mut series = Vec::with_capacity(window.members.len());
        for _ in &window.members {
            let given = || members.iter().filter_map(|one| one.predictions.get(at));
            let (mean, mut intervals) = how
                .forecasts(&given().map(Given::from).collect::<Vec<_>>(), &[])
                .ok_or_else(|| Error::Numeric("a combination has no members".into()))?;
            if !has_intervals {
                intervals.clear();
            }
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
