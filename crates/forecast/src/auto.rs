//! The automatic choice among the models.

use crate::backtest::{Backtest, Plan, Score, Tested, alone, backtest, is_due};
use crate::conformal::Errors;
use crate::transform::Transformed;
use crate::widths::Widths;
use crate::{
    Combined, Error, Event, Features, Fitted, Flow, Forecast, Future, Model, Naive, Observer, Panel,
    RandomWalkWithDrift, Result, SeasonalNaive, fallback, metrics,
};

pub use crate::registry::registry;

/// The model of that name, the [combination](Combined) or the [transformed model](Transformed), upper and lower case
/// alike.
pub fn by_name(name: &str) -> Option<Box<dyn Model>> {
    member(name).or_else(|| Combined::by_name(name).map(|combined| Box::new(combined) as Box<dyn Model>))
}

/// The model of that name, if it may be a member of a combination: any but another combination.
pub(crate) fn member(name: &str) -> Option<Box<dyn Model>> {
    single(name).or_else(|| Transformed::by_name(name).map(|model| Box::new(model) as Box<dyn Model>))
}

/// The model of that name.
pub(crate) fn single(name: &str) -> Option<Box<dyn Model>> {
    registry().into_iter().find(|model| model.name().eq_ignore_ascii_case(name))
}

/// The models worth a try on this panel, cheap ones first.
pub fn candidates(panel: &Panel) -> Vec<Box<dyn Model>> {
    let features = Features::of(panel);
    registry().into_iter().filter(|model| model.suits(&features)).collect()
}

/// The chosen model.
pub struct Chosen {
    /// The winner's name.
    pub name: String,
    /// The winner, fitted to all data.
    pub fitted: Box<dyn Fitted>,
    /// How all models did.
    pub backtest: Backtest,
}

impl Chosen {
    /// The scores, best first; failed models last.
    pub fn leaderboard(&self) -> Vec<&Score> {
        let mut scores: Vec<&Score> = self.backtest.models.iter().map(|tested| &tested.score).collect();
        scores.sort_by(|a, b| rank(a).partial_cmp(&rank(b)).unwrap_or(std::cmp::Ordering::Equal));
        scores
    }
}

/// What the choice sorts by: MASE, then RMSE; undefined ones last.
fn rank(score: &Score) -> (f64, f64) {
    // Differences below a billionth are a tie.
    let mase = score.mase.map_or(f64::INFINITY, |v| (v * 1e9).round());
    (mase, score.rmse.unwrap_or(f64::INFINITY))
}

/// Backtests `models`, the baselines and, if the plan says so, combinations of the best, and fits the one with the
/// least MASE (in a tie, or where MASE is not defined, the least RMSE) to all data. A winner that gives no intervals of its own
/// gets conformal ones from its errors in the backtest; else they are corrected by how they held there.
///
/// # Errors
/// Those of [`backtest`] and of the winner's final fit.
pub fn auto(
    panel: &Panel,
    plan: &Plan,
    models: &[Box<dyn Model>],
    clock: &dyn Fn() -> f64,
    observer: &mut dyn Observer,
) -> Result<Chosen> {
    let backtest = backtest(panel, plan, models, clock, observer)?;
    let by_rank = |a: &&Tested, b: &&Tested| {
        rank(&a.score).partial_cmp(&rank(&b.score)).unwrap_or(std::cmp::Ordering::Equal)
    };
    let best = backtest.models.iter().filter(|t| t.score.failed.is_none()).min_by(by_rank);
    let best = best.ok_or_else(|| Error::Numeric("every model failed in the backtest".into()))?;
    let given = models.iter().map(AsRef::as_ref).find(|model| model.name() == best.score.model);
    let baselines: [&dyn Model; 3] = [&Naive, &SeasonalNaive, &RandomWalkWithDrift];
    let baseline = || baselines.into_iter().find(|model| model.name() == best.score.model);
    let combined = Combined::by_name(&best.score.model);
    let winner = given.or_else(baseline).or(combined.as_ref().map(|combined| combined as &dyn Model));
    let winner = winner.ok_or_else(|| Error::Invalid(format!("unknown model {}", best.score.model)))?;
    let fitted = fit_final(winner, panel, plan, Some(best), observer)?;
    Ok(Chosen { name: winner.name().to_owned(), fitted, backtest })
}

/// With so many forecasts of a backtest, intervals are corrected well enough.
const ENOUGH: usize = 20;

/// Fits `model` to all data. Its intervals come from a backtest, or are corrected by one; where none is possible, it
/// has those of its own, or none. A network has tested them itself.
///
/// # Errors
/// Those of the model.
pub fn fit_alone(
    model: &dyn Model,
    panel: &Panel,
    plan: &Plan,
    observer: &mut dyn Observer,
) -> Result<Box<dyn Fitted>> {
    let tested = if is_due(model) {
        let windows = ENOUGH.div_ceil(panel.series.len().max(1)).min(plan.windows);
        Some(alone(model, panel, &Plan { windows, ..plan.clone() }, observer))
    } else {
        (!model.capabilities().intervals).then(|| alone(model, panel, plan, observer))
    };
    let tested = match tested {
        Some(Err(Error::Cancelled)) => return Err(Error::Cancelled),
        // What fails on all data too, is said by the fit.
        tested => tested.and_then(Result::ok),
    };
    fit_final(model, panel, plan, tested.as_ref(), observer)
}

/// Fits `model` to all data; where it gives no intervals of its own, they come from its errors in the backtest, else
/// they are corrected by how they held there.
///
/// # Errors
/// Those of the model.
pub fn fit_final(
    model: &dyn Model,
    panel: &Panel,
    plan: &Plan,
    tested: Option<&Tested>,
    observer: &mut dyn Observer,
) -> Result<Box<dyn Fitted>> {
    let event = Event::Window { model: model.name().to_owned(), window: 0, windows: plan.windows };
    if observer.on(&event) == Flow::Stop {
        return Err(Error::Cancelled);
    }
    let inner = fallback::fit(model, panel, &plan.config(), observer)?;
    let mut errors = Errors::default();
    for p in tested.into_iter().flat_map(|tested| &tested.predictions) {
        errors.add(&p.actual, &p.mean, p.scale);
    }
    let widths = tested.map(|tested| tested.widths.clone()).unwrap_or_default();
    let season = |n: usize| if n > panel.season() { panel.season() } else { 1 };
    let scales = panel.series.iter().map(|s| metrics::scale(&s.y, season(s.y.len()))).collect();
    Ok(Box::new(WithIntervals { inner, widths, errors, scales, levels: plan.levels.clone() }))
}

struct WithIntervals {
    inner: Box<dyn Fitted>,
    widths: Widths,
    errors: Errors,
    scales: Vec<f64>,
    levels: Vec<u8>,
}

impl Fitted for WithIntervals {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let mut forecast = self.inner.predict(future)?;
        for (one, scale) in forecast.series.iter_mut().zip(&self.scales) {
            self.widths.apply_to(one);
            self.errors.complete(one, *scale, &self.levels);
        }
        Ok(forecast)
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        self.inner.artifact()
    }

    fn fallbacks(&self) -> &[usize] {
        self.inner.fallbacks()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{air_passengers, monthly};
    use crate::{AutoETS, AutoTheta, Silent};

    fn plan() -> Plan {
        Plan { windows: 3, step: 12, h: 12, levels: vec![80, 95], seed: 1, combine: false, budget: None }
    }

    #[test]
    fn every_registered_model_is_found_by_its_name() {
        for model in registry() {
            assert_eq!(by_name(&model.name().to_lowercase()).unwrap().name(), model.name());
        }
        assert!(by_name("Oracle").is_none());
    }

    #[test]
    fn the_winner_has_the_least_mase_and_is_fitted_to_all_data() {
        let y = air_passengers();
        let models: [Box<dyn Model>; 2] = [Box::new(AutoETS), Box::new(AutoTheta)];
        let chosen = auto(&monthly(&[("a", &y)]), &plan(), &models, &|| 0.0, &mut Silent).unwrap();
        let board = chosen.leaderboard();
        assert_eq!(board[0].model, chosen.name);
        assert!(["AutoETS", "AutoTheta"].contains(&chosen.name.as_str()), "{board:?}");
        assert!(board.windows(2).all(|w| w[0].mase <= w[1].mase));
        let forecast = chosen.fitted.predict(&Future { h: 12, series: Vec::new() }).unwrap();
        let one = &forecast.series[0];
        assert_eq!(one.start, monthly(&[]).frequency.advance(0, 144));
        assert_eq!(one.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
        // July is the top of every year.
        assert!(one.mean.iter().all(|v| *v <= one.mean[6]) && one.mean[6] > 590.0, "{:?}", one.mean);
    }

    #[test]
    fn a_baseline_can_win() {
        let models: [Box<dyn Model>; 0] = [];
        let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12)).collect();
        let chosen = auto(&monthly(&[("a", &y)]), &plan(), &models, &|| 0.0, &mut Silent).unwrap();
        assert_eq!(chosen.name, "SeasonalNaive");
    }

    #[test]
    fn constant_series_have_a_winner_too() {
        let models: [Box<dyn Model>; 1] = [Box::new(AutoETS)];
        let chosen = auto(&monthly(&[("a", &[3.0; 60])]), &plan(), &models, &|| 0.0, &mut Silent).unwrap();
        let forecast = chosen.fitted.predict(&Future { h: 2, series: Vec::new() }).unwrap();
        assert!(forecast.series[0].mean.iter().all(|v| (v - 3.0).abs() < 1e-6));
    }
}
