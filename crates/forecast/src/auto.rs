//! The automatic choice among the models.

use std::cmp::Ordering;

use crate::aim::Aim;
use crate::backtest::{
    ALIKE, Backtest, Intervals, Metric, Plan, Score, Tested, alone, backtest, is_due, recent,
};
use crate::conformal::Errors;
use crate::explain::{Explanation, Interpretation};
use crate::paths::Dependence;
use crate::sign::Sign;
use crate::transform::Transformed;
use crate::widths::Widths;
use crate::{
    Combined, Error, Event, Features, Fitted, Flow, Forecast, Future, Model, Naive, Observer, Panel,
    RandomWalkWithDrift, Result, SeasonalNaive, Stacked, fallback, metrics,
};

pub use crate::registry::{Family, families, registry};

/// The model of that name, the [combination](Combined), the [stack](Stacked) or the [transformed model](Transformed), upper and lower case
/// alike.
pub fn by_name(name: &str) -> Option<Box<dyn Model>> {
    member(name)
        .or_else(|| Combined::by_name(name).map(|combined| Box::new(combined) as Box<dyn Model>))
        .or_else(|| Stacked::by_name(name).map(|stacked| Box::new(stacked) as Box<dyn Model>))
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
    /// What it was chosen by.
    pub metric: Metric,
}

impl Chosen {
    /// The scores, best first; failed models last.
    pub fn leaderboard(&self) -> Vec<&Score> {
        let mut scores: Vec<&Score> = self.backtest.models.iter().map(|tested| &tested.score).collect();
        scores.sort_by(|a, b| compare(self.metric, a, b));
        scores
    }
}

/// The better one is less.
fn compare(metric: Metric, a: &Score, b: &Score) -> Ordering {
    metric.rank(a).partial_cmp(&metric.rank(b)).unwrap_or(Ordering::Equal)
}

/// Backtests `models`, the baselines and, if the plan says so, combinations of the best, and fits the one with the
/// least error by the plan's metric (in a tie, or where it is not defined, the least RMSE) to all data; a combination
/// that is as good but for one percent is preferred to a single model. A winner that gives no intervals of its own
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
    let by_rank = |a: &&Tested, b: &&Tested| compare(plan.metric, &a.score, &b.score);
    let given = |name: &str| models.iter().map(AsRef::as_ref).find(|model| model.name() == name);
    // What was named by hand may win whatever it is.
    let eligible = |name: &str| !plan.combine || given(name).is_none_or(Model::stands_alone);
    let able = || backtest.models.iter().filter(|t| t.score.failed.is_none() && eligible(&t.score.model));
    let value = |tested: &Tested| plan.metric.of(&tested.score).unwrap_or(f64::INFINITY);
    let least = able().map(value).fold(f64::INFINITY, f64::min);
    let combinations = able().filter(|tested| Combined::by_name(&tested.score.model).is_some());
    let alike =
        combinations.filter(|tested| least.is_finite() && value(tested) <= ALIKE * least).min_by(by_rank);
    let best = alike.or_else(|| able().min_by(by_rank));
    let best = best.ok_or_else(|| Error::Numeric("every model failed in the backtest".into()))?;
    let baselines: [&dyn Model; 3] = [&Naive, &SeasonalNaive, &RandomWalkWithDrift];
    let baseline = || baselines.into_iter().find(|model| model.name() == best.score.model);
    let combined = Combined::by_name(&best.score.model);
    let winner = given(&best.score.model)
        .or_else(baseline)
        .or(combined.as_ref().map(|combined| combined as &dyn Model));
    let winner = winner.ok_or_else(|| Error::Invalid(format!("unknown model {}", best.score.model)))?;
    let fitted = fit_final(winner, panel, plan, Some(best), observer)?;
    Ok(Chosen { name: winner.name().to_owned(), fitted, backtest, metric: plan.metric })
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
    let tested = if is_due(model) && plan.intervals == Intervals::Split {
        let windows = ENOUGH.div_ceil(panel.series.len().max(1)).min(plan.windows);
        Some(alone(model, panel, &Plan { windows, ..plan.clone() }, observer))
    } else {
        (!model.capabilities().intervals || plan.intervals == Intervals::Adaptive)
            .then(|| alone(model, panel, plan, observer))
    };
    let tested = match tested {
        Some(Err(Error::Cancelled)) => return Err(Error::Cancelled),
        // What fails on all data too, is said by the fit.
        tested => tested.and_then(Result::ok),
    };
    fit_final(model, panel, plan, tested.as_ref(), observer)
}

/// Fits `model` to all data; where it gives no intervals of its own, they come from its errors in the backtest, else
/// they are corrected by how they held there. Forecasts of a series that was never below zero are not below zero, unless they may.
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
    let inner = fallback::fit(model, &recent(panel, plan), &plan.config(), observer)?;
    let mut errors = Errors::default();
    for p in tested.into_iter().flat_map(|tested| &tested.predictions) {
        errors.add(&p.actual, &p.mean, p.scale);
    }
    let widths = tested.map(|tested| tested.widths.clone()).unwrap_or_default();
    let season = |n: usize| if n > panel.season() { panel.season() } else { 1 };
    let scales = panel.series.iter().map(|s| metrics::scale(&s.y, season(s.y.len()))).collect();
    let untested = || Aim::of(plan.metric, Combined::by_name(model.name()).is_some(), &[]);
    let aim = tested.map_or_else(untested, |tested| tested.aim);
    let signs = panel.series.iter().map(|s| Sign::of(&s.y)).collect();
    let (levels, below_zero) = (plan.levels.clone(), plan.below_zero);
    let dependence = tested.map(|tested| Dependence::of(&tested.predictions)).unwrap_or_default();
    Ok(Box::new(WithIntervals { inner, widths, aim, signs, below_zero, errors, scales, levels, dependence }))
}

struct WithIntervals {
    inner: Box<dyn Fitted>,
    widths: Widths,
    aim: Aim,
    signs: Vec<Sign>,
    below_zero: bool,
    errors: Errors,
    scales: Vec<f64>,
    levels: Vec<u8>,
    dependence: Dependence,
}

impl Fitted for WithIntervals {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let mut forecast = self.inner.predict(future)?;
        for (one, (scale, sign)) in forecast.series.iter_mut().zip(self.scales.iter().zip(&self.signs)) {
            self.errors.complete(one, *scale, &self.levels);
            self.widths.apply_to(one);
            if *sign == Sign::Positive {
                self.aim.apply_to(one);
            }
            if !self.below_zero {
                sign.keep_of(one);
            }
        }
        Ok(forecast)
    }

    fn contributions(
        &self,
        future: &Future,
        observer: &mut dyn Observer,
    ) -> Option<Result<Vec<Explanation>>> {
        self.inner.contributions(future, observer)
    }

    fn interpretation(&self, future: &Future) -> Option<Result<Vec<Interpretation>>> {
        self.inner.interpretation(future)
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        self.inner.artifact()
    }

    fn dependence(&self) -> Dependence {
        self.dependence
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
        Plan { windows: 3, step: 12, h: 12, levels: vec![80, 95], seed: 1, combine: false, ..Plan::default() }
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
    fn the_metric_chooses_and_percentages_draw_the_forecast_down() {
        let y = air_passengers();
        let models: [Box<dyn Model>; 2] = [Box::new(AutoETS), Box::new(AutoTheta)];
        let forecast = |metric: Metric| {
            let plan = Plan { metric, ..plan() };
            let chosen = auto(&monthly(&[("a", &y)]), &plan, &models, &|| 0.0, &mut Silent).unwrap();
            let board = chosen.leaderboard();
            assert!(board.windows(2).all(|w| metric.rank(w[0]) <= metric.rank(w[1])));
            assert_eq!(board[0].model, chosen.name);
            let fitted = fit_alone(&AutoETS, &monthly(&[("a", &y)]), &plan, &mut Silent).unwrap();
            fitted.predict(&Future { h: 12, series: Vec::new() }).unwrap().series.remove(0).mean
        };
        let usual = forecast(Metric::Mase);
        assert_eq!(usual, forecast(Metric::Rmse));
        let low = forecast(Metric::Mape);
        assert!(
            low.iter().zip(&usual).all(|(low, usual)| low < usual && *low > 0.97 * usual),
            "{low:?} {usual:?}"
        );
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
