//! How everything that the trees ask about makes up forecasts.

use super::GradientBoostingStrategy as Strategy;
use super::fitted::{Boosted, MIDDLE};
use super::shap::Explainer;
use crate::explain::{Explanation, Part};
use crate::parallel::Cancel;
use crate::{Error, Future, Observer, Result, parallel};

/// The part of what trees say that is cut off: forecasts are not negative if the past is not, and no farther from the
/// present level than anything that was learned from.
const LIMITS: &str = "horizon: limits of the forecast";

/// Contributions of groups of features to the forecasts of all series. The base is the mean of the last season with what trees
/// say of it if they know no feature. With the recursive strategy features of a period are forecasts of those
/// before it, taken as they are.
pub(super) fn explain(
    fitted: &Boosted,
    future: &Future,
    observer: &mut dyn Observer,
) -> Result<Vec<Explanation>> {
    future.check(fitted.h, fitted.series.len(), !fitted.known.is_empty())?;
    let explainers: Vec<Explainer> = fitted.boosters.iter().take(MIDDLE).map(Explainer::new).collect();
    let groups = Groups::of(&fitted.names);
    parallel::map(fitted.series.len(), observer, |i, cancel| {
        one(fitted, &explainers, &groups, future, i, cancel)
    })
}

/// Features that have one name.
struct Groups {
    names: Vec<String>,
    /// The group of each feature.
    of: Vec<usize>,
}

impl Groups {
    fn of(features: &[String]) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut of = Vec::with_capacity(features.len());
        for feature in features {
            of.push(names.iter().position(|name| name == feature).unwrap_or_else(|| {
                names.push(feature.clone());
                names.len() - 1
            }));
        }
        names.push(LIMITS.to_owned());
        Self { names, of }
    }
}

fn one(
    fitted: &Boosted,
    explainers: &[Explainer],
    groups: &Groups,
    future: &Future,
    i: usize,
    cancel: &Cancel,
) -> Result<Explanation> {
    let h = future.h;
    let given = fitted.given(future, i);
    let forecast = fitted.forecast(i, given, h, cancel)?;
    let part = |name: &String| Part { name: name.clone(), values: vec![0.0; h], errors: Vec::new() };
    let mut explanation = Explanation {
        unique_id: forecast.unique_id,
        start: forecast.start,
        base: forecast.mean.clone(),
        forecast: forecast.mean,
        parts: groups.names.iter().map(part).collect(),
    };
    if crate::Fitted::fallbacks(fitted).binary_search(&i).is_ok() {
        return Ok(explanation);
    }
    let mut past = fitted.series[i].clone();
    if let Some(given) = given {
        fitted.extend(&mut past, given, h)?;
    }
    let (end, mut row) = (past.y.len(), Vec::new());
    for step in 0..h {
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        row.clear();
        let scale = fitted.layout.push(&past, fitted.place(end, step), &mut row);
        let unit = past.magnitude * scale.spread;
        split(explainers, groups, &row, (past.magnitude * scale.base, unit), step, &mut explanation);
        if fitted.strategy == Strategy::Recursive {
            past.push(explanation.forecast[step] / past.magnitude);
        }
    }
    Ok(explanation)
}

/// The parts of one period, of which trees say how many units it lies from the level.
fn split(
    explainers: &[Explainer],
    groups: &Groups,
    row: &[f32],
    (level, unit): (f64, f64),
    step: usize,
    explanation: &mut Explanation,
) {
    let share = 1.0 / explainers.len().max(1) as f64;
    let mut contributions = vec![0.0; groups.of.len()];
    for explainer in explainers {
        explainer.add(row, share, &mut contributions);
    }
    let expected = explainers.iter().map(|explainer| share * explainer.expected()).sum::<f64>();
    let base = unit.mul_add(expected, level);
    let mut sum = base;
    for (group, contribution) in groups.of.iter().zip(&contributions) {
        explanation.parts[*group].values[step] += unit * contribution;
        sum += unit * contribution;
    }
    explanation.base[step] = base;
    let rest = explanation.forecast[step] - sum;
    if let Some(limits) = explanation.parts.last_mut() {
        // What is less is rounding.
        limits.values[step] = if rest.abs() > 1e-10 * (sum.abs() + base.abs()) { rest } else { 0.0 };
    }
}
