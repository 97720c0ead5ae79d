//! Rolling-origin backtest: how good would each model have been?

mod calibrated;
mod combined;
mod deadline;
mod metric;
mod parts;
mod score;
mod window;

use serde::{Deserialize, Serialize};

pub use metric::Metric;
pub(crate) use score::Totals;
pub use score::{Covered, Score};

use crate::aim::Aim;
use crate::combine::Given;
use crate::conformal::Errors;
use crate::theta::Naive2;
use crate::widths::Widths;
use crate::{
    Combined, Config, Error, Event, Fitted, Flow, Forecast, Interval, Model, Naive, Observer, Panel,
    RandomWalkWithDrift, Result, SeasonalNaive, Silent, fallback,
};
pub(crate) use calibrated::is_due;
pub(crate) use combined::ALIKE;
use deadline::Deadline;
use window::Window;
pub(crate) use window::recent;

/// How to backtest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How many windows.
    pub windows: usize,
    /// Periods from one window to the next.
    pub step: usize,
    /// Horizon in periods.
    pub h: usize,
    /// Interval levels in percent, ascending.
    pub levels: Vec<u8>,
    /// Seed of everything random.
    pub seed: u64,
    /// Whether combinations of the models that did best are tried too.
    pub combine: bool,
    /// How many seconds the models may take together. One that is at work then is stopped, those that come after it
    /// are not tried; the baselines always are.
    pub budget: Option<u64>,
    /// What the best is chosen by, and point forecasts aim for.
    #[serde(default)]
    pub metric: Metric,
    /// How intervals are corrected by the past.
    #[serde(default)]
    pub intervals: Intervals,
    /// So many of the last periods before its origin a model learns from, also in the final fit: a fixed window that moves
    /// along. All of them if none, an expanding window.
    #[serde(default)]
    pub window_length: Option<usize>,
    /// Whether forecasts may be below zero of a series that never was.
    pub below_zero: bool,
}

/// How intervals are corrected by the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervals {
    /// Split conformal: all windows count alike. Those of networks stay as they are: they have tested them themselves.
    #[default]
    Split,
    /// Adaptive conformal: window after window, intervals that were too narrow get wider, and the other way round. For
    /// series whose spread changes, and many windows.
    Adaptive,
}

impl Default for Plan {
    /// Three windows of one period, intervals of 80 and 95 %.
    fn default() -> Self {
        Self {
            windows: 3,
            step: 1,
            h: 1,
            levels: vec![80, 95],
            seed: 1,
            combine: false,
            budget: None,
            metric: Metric::default(),
            intervals: Intervals::default(),
            window_length: None,
            below_zero: false,
        }
    }
}

impl Plan {
    /// How models are fitted under this plan.
    pub fn config(&self) -> Config {
        Config { h: self.h, levels: self.levels.clone(), seed: self.seed, below_zero: self.below_zero }
    }
}

/// An out-of-sample forecast of one series in one window, beside what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Number of the window, from 1 (the earliest).
    pub window: usize,
    /// Index of the series in the panel.
    pub series: usize,
    /// `ds` of the first forecast period.
    pub start: i64,
    /// What happened; NaN where the target is missing.
    pub actual: Vec<f64>,
    /// Point forecasts.
    pub mean: Vec<f64>,
    /// Intervals in ascending order of level.
    pub intervals: Vec<Interval>,
    /// The series' scale in this window: see [`crate::metrics::scale`].
    pub scale: f64,
    /// The same with squares: see [`crate::metrics::squared_scale`].
    pub squared_scale: f64,
}

impl<'a> From<&'a Prediction> for Given<'a> {
    fn from(prediction: &'a Prediction) -> Self {
        Self { mean: &prediction.mean, intervals: &prediction.intervals }
    }
}

/// One model's result.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// The measures.
    pub score: Score,
    /// Every forecast made; empty if the model failed.
    pub predictions: Vec<Prediction>,
    /// How a forecast of the same model corrects its own intervals.
    pub(crate) widths: Widths,
    /// Where its point forecast lies.
    pub(crate) aim: Aim,
}

/// The result of a backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// One entry per model, in the order given; baselines that were not given come after them, combinations last.
    pub models: Vec<Tested>,
    /// Pairs of series and window that could not be tested, because no observed value lies before
    /// the window, or less than half of the series (which is no matter in the last window).
    pub skipped: usize,
}

/// Backtests `models` and the three baselines on `panel`.
///
/// Window `w` of `n` of a series forecasts the `h` periods that begin `h + (n - w) step` periods
/// before the series' end, from what lies before them. A model that learned from less than half of a series says
/// little of one that learns from all of it: windows before the last do not test such series. Drivers known in advance have their actual
/// values in the window, as if their forecast had been perfect. A model that can
/// [roll forward](Fitted::update) is fitted once, on what lies before the first window; others before
/// each. Series too short for a model are
/// forecast by a [fallback](crate::fallback::fit) and counted in [`Score::fallbacks`]. A model that
/// gives no intervals gets conformal ones from its errors in the *other* windows; those of one that gives them
/// are corrected by how they held in the *other* windows. A model that fails
/// as a whole gets a row that says why. Combinations, if the plan wants them, come after all others and cost
/// what their members do.
///
/// `clock` returns seconds; it is asked before and after each model, and with a budget all the time.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Invalid`] if `windows`, `step` or `h` is 0 or no series has more
/// than `h` periods.
pub fn backtest(
    panel: &Panel,
    plan: &Plan,
    models: &[Box<dyn Model>],
    clock: &dyn Fn() -> f64,
    observer: &mut dyn Observer,
) -> Result<Backtest> {
    let (windows, skipped) = window::windows(panel, plan)?;
    let baselines: [&dyn Model; 3] = [&Naive, &SeasonalNaive, &RandomWalkWithDrift];
    let mut all: Vec<&dyn Model> = models.iter().map(AsRef::as_ref).collect();
    for baseline in baselines {
        if !all.iter().any(|m| m.name() == baseline.name()) {
            all.push(baseline);
        }
    }
    let reference = reference(&windows, plan)?;
    let until = plan.budget.map(|seconds| clock() + seconds as f64);
    let mut tested = Vec::with_capacity(all.len());
    for &model in &all {
        let baseline = baselines.iter().any(|baseline| baseline.name() == model.name());
        let until = until.filter(|_| !baseline);
        let mut deadline = Deadline { observer: &mut *observer, clock, until, passed: false };
        let from = clock();
        let outcome =
            if deadline.is_over() { Err(spent(plan)) } else { run(model, &windows, plan, &mut deadline) };
        let seconds = clock() - from;
        let failed = |error: &Error| Tested {
            score: Score::failed(model.name(), error.to_string(), seconds),
            predictions: Vec::new(),
            widths: Widths::default(),
            aim: Aim::default(),
        };
        tested.push(match outcome {
            Ok(outcome) => measure(model.name(), outcome, &windows, plan, &reference, seconds),
            Err(Error::Cancelled) if deadline.passed => failed(&spent(plan)),
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => failed(&error),
        });
    }
    if plan.combine {
        tested.extend(combined::best(&tested, &windows, plan, &reference)?);
    }
    for one in &mut tested {
        let model = all.iter().find(|model| model.name() == one.score.model);
        let combined = Combined::by_name(&one.score.model);
        let combined = combined.as_ref().map(|combined| combined as &dyn Model);
        if let Some(model) = model.copied().or(combined) {
            calibrated::calibrate(one, model, &windows, plan, &reference);
        }
    }
    let naive = tested.iter().find(|t| t.score.model == SeasonalNaive.name()).and_then(|t| t.score.mase);
    for one in &mut tested {
        one.score.compare(naive);
    }
    Ok(Backtest { models: tested, skipped })
}

/// One model in all windows, as [`backtest`] tests it, without what compares it with others.
///
/// # Errors
/// Those of [`backtest`] and of the model.
pub(crate) fn alone(
    model: &dyn Model,
    panel: &Panel,
    plan: &Plan,
    observer: &mut dyn Observer,
) -> Result<Tested> {
    let (windows, _) = window::windows(panel, plan)?;
    let outcome = run(model, &windows, plan, observer)?;
    let mut tested = measure(model.name(), outcome, &windows, plan, &Totals::default(), 0.0);
    calibrated::calibrate(&mut tested, model, &windows, plan, &Totals::default());
    Ok(tested)
}

/// Why a model was not tried, or not to its end.
fn spent(plan: &Plan) -> Error {
    Error::Invalid(format!("the budget of {} seconds was spent", plan.budget.unwrap_or_default()))
}

/// The totals of Naive2, which OWA compares with.
fn reference(windows: &[Window], plan: &Plan) -> Result<Totals> {
    let mut totals = Totals::default();
    for window in windows {
        let fitted = fallback::fit(&Naive2, &window.panel, &plan.config(), &mut Silent)?;
        let forecast = window.tested(Naive2.name(), fitted.predict(&window.future)?)?;
        for (member, one) in window.members.iter().zip(&forecast.series) {
            totals.add(member.truth(), &one.mean, &[], 0..plan.h);
        }
    }
    Ok(totals)
}

struct Outcome {
    forecasts: Vec<Forecast>,
    fallbacks: usize,
}

fn run(model: &dyn Model, windows: &[Window], plan: &Plan, observer: &mut dyn Observer) -> Result<Outcome> {
    let mut outcome = Outcome { forecasts: Vec::with_capacity(windows.len()), fallbacks: 0 };
    let mut last: Option<(&Window, Box<dyn Fitted>)> = None;
    for window in windows {
        let event =
            Event::Window { model: model.name().to_owned(), window: window.number, windows: plan.windows };
        if observer.on(&event) == Flow::Stop {
            return Err(Error::Cancelled);
        }
        let rolled = last.and_then(|(before, fitted)| {
            same_series(&before.panel, &window.panel).then(|| fitted.update(&window.panel)).flatten()
        });
        let fitted = match rolled {
            Some(rolled) => rolled?,
            None => fallback::fit(model, &window.panel, &plan.config(), observer)?,
        };
        let stood_back = fitted.fallbacks();
        outcome.fallbacks +=
            window.members.iter().filter(|m| stood_back.binary_search(&m.at).is_ok()).count();
        outcome.forecasts.push(window.tested(model.name(), fitted.predict(&window.future)?)?);
        last = Some((window, fitted));
    }
    Ok(outcome)
}

fn same_series(a: &Panel, b: &Panel) -> bool {
    a.series.iter().map(|s| &s.unique_id).eq(b.series.iter().map(|s| &s.unique_id))
}

fn measure(
    model: &str,
    mut outcome: Outcome,
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
    seconds: f64,
) -> Tested {
    complete_intervals(&mut outcome.forecasts, windows, plan);
    let mut totals = Totals::default();
    let mut predictions = Vec::new();
    for (window, forecast) in windows.iter().zip(outcome.forecasts) {
        for (member, one) in window.members.iter().zip(forecast.series) {
            totals.add(member.truth(), &one.mean, &one.intervals, 0..plan.h);
            predictions.push(Prediction {
                window: window.number,
                series: member.series,
                start: one.start,
                actual: member.actual.clone(),
                mean: one.mean,
                intervals: one.intervals,
                scale: member.scale,
                squared_scale: member.squared_scale,
            });
        }
    }
    let mut score = totals.score(model, &plan.levels, reference);
    score.seconds = seconds;
    score.fallbacks = outcome.fallbacks;
    Tested { score, predictions, widths: Widths::default(), aim: Aim::default() }
}

/// Conformal intervals where a model gave none, each window from the errors in the others.
fn complete_intervals(forecasts: &mut [Forecast], windows: &[Window], plan: &Plan) {
    let lacking = |f: &Forecast| f.series.iter().any(|s| s.intervals.len() < plan.levels.len());
    if !forecasts.iter().any(lacking) {
        return;
    }
    for held_out in 0..forecasts.len() {
        let mut errors = Errors::default();
        for (window, forecast) in windows.iter().zip(forecasts.iter()) {
            if window.number == windows[held_out].number {
                continue;
            }
            for (member, one) in window.members.iter().zip(&forecast.series) {
                errors.add(&member.actual, &one.mean, member.scale);
            }
        }
        for (member, one) in windows[held_out].members.iter().zip(&mut forecasts[held_out].series) {
            errors.complete(one, member.scale, &plan.levels);
        }
    }
}

#[cfg(test)]
mod tests;
