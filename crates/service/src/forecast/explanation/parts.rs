//! The parts of an explanation that need no goal.

use almanac_domain::model::{
    Breakdown, Contribution, DriverSensitivity, DriverUse, ForecastExplanation, InputWeights, PastParts,
    PastSeason, VariableWeight,
};
use almanac_forecast::explain::{
    self, Explanation, History, Interpretation, Part, Sensitivity, Shapley, Weight, histories, typical_future,
};
use almanac_forecast::{Error as Problem, Fitted, Future, Observer, Panel, stl};

use super::Explaining;
use crate::{Error, Result, numbers};

/// Periods of the past that are shown at most.
const MOST_PAST: usize = 1_000;

/// Everything but the goals.
pub(super) fn explained(
    of: &Explaining,
    fitted: &dyn Fitted,
    (panel, future): (&Panel, &Future),
    drivers: DriverUse,
    observer: &mut dyn Observer,
) -> Result<ForecastExplanation> {
    let made = fitted.predict(future)?.series.pop();
    let made = made.ok_or_else(|| Error::internal("a model forecast no series"))?;
    let used = drivers == DriverUse::Used;
    let contributions = if used {
        let background = typical_future(panel, future)?;
        let options = Shapley { seed: of.trained.config.seed, ..Shapley::default() };
        explain::drivers(fitted, panel, future, &background, &options, observer)?.pop().map(breakdown)
    } else {
        None
    };
    let features = fitted.contributions(future, observer).transpose()?;
    let looked = fitted.interpretation(future).transpose()?;
    let sensitivities = if used {
        let found = explain::sensitivities(fitted, panel, future, observer)?;
        found.iter().flat_map(|one| effects(one, panel, future)).collect()
    } else {
        Vec::new()
    };
    Ok(ForecastExplanation {
        unique_id: made.unique_id,
        model: of.asked.name().to_owned(),
        drivers,
        ds: of.stored.ds.clone(),
        differs: !of.agrees(&made.mean),
        reconciled: of.snapshot.hierarchy.is_some(),
        forecast: made.mean,
        contributions,
        features: features.and_then(|mut all| all.pop()).map(breakdown),
        weights: looked.and_then(|mut all| all.pop()).map(weights),
        sensitivities,
        goals: Vec::new(),
        past: past(of, panel, observer)?,
        computed_at: of.app.now(),
    })
}

fn breakdown(found: Explanation) -> Breakdown {
    let part = |part: Part| Contribution {
        total: part.total(),
        name: part.name,
        values: part.values,
        errors: part.errors,
    };
    Breakdown { base: found.base, parts: found.parts.into_iter().map(part).collect() }
}

fn weights(found: Interpretation) -> InputWeights {
    let side = |all: Vec<Weight>| {
        all.into_iter().map(|one| VariableWeight { name: one.name, weight: one.weight }).collect()
    };
    InputWeights {
        statics: side(found.statics),
        past: side(found.past),
        future: side(found.future),
        attention: found.attention,
    }
}

/// What a little more of each driver changes.
fn effects(found: &Sensitivity, panel: &Panel, future: &Future) -> Vec<DriverSensitivity> {
    let finite = |value: f64| value.is_finite().then_some(value);
    let ahead = |driver: &str| {
        let place = panel.known().position(|d| panel.drivers[d].name == driver)?;
        future.series.first()?.drivers.get(place)
    };
    let numbers = found.numbers.iter().map(|effect| {
        // The slope of each period times a hundredth of the value there.
        let percent = |values: &Vec<f64>| {
            finite(effect.per_unit.iter().zip(values).map(|(slope, value)| slope * value / 100.0).sum())
        };
        DriverSensitivity {
            driver: effect.driver.clone(),
            level: None,
            sd: finite(effect.sd),
            per_unit: finite(effect.total_per_unit),
            per_percent: ahead(&effect.driver).and_then(percent),
            per_sd: finite(effect.total_per_sd),
            if_all: None,
        }
    });
    let levels = found.levels.iter().map(|effect| DriverSensitivity {
        driver: effect.driver.clone(),
        level: Some(effect.level.clone()),
        sd: None,
        per_unit: None,
        per_percent: None,
        per_sd: None,
        if_all: finite(effect.total),
    });
    numbers.chain(levels).collect()
}

/// The end of the past, taken apart; none if that is not possible.
fn past(of: &Explaining, panel: &Panel, observer: &mut dyn Observer) -> Result<Option<PastParts>> {
    let mut found = match histories(panel, &stl::Options::default(), observer) {
        Err(Problem::Cancelled) => return Err(Problem::Cancelled.into()),
        Err(_) => return Ok(None),
        Ok(found) => found,
    };
    let (Some(whole), Some(series)) = (found.pop(), panel.series.first()) else { return Ok(None) };
    Ok(Some(end(of, whole, &series.y)))
}

/// The end of what was taken apart.
fn end(of: &Explaining, whole: History, y: &[f64]) -> PastParts {
    let n = whole.trend.len();
    let from = n.saturating_sub(MOST_PAST);
    let start = of.snapshot.frequency().advance(whole.start, from as i64);
    let ds = of.snapshot.frequency().grid(start, n - from);
    let tail = |values: Vec<f64>| values.into_iter().skip(from).collect();
    // The parts begin with the first value; what is missing before has none.
    let values = y.iter().skip(y.len() - n + from);
    PastParts {
        ds: numbers::texts(&ds, of.snapshot.time),
        y: values.map(|y| y.is_finite().then_some(*y)).collect(),
        trend_strength: whole.trend_strength,
        trend: tail(whole.trend),
        seasons: whole
            .seasons
            .into_iter()
            .map(|season| PastSeason {
                length: season.length as u64,
                strength: season.strength,
                values: tail(season.values),
            })
            .collect(),
        remainder: tail(whole.remainder),
    }
}
