//! How good would each way to reconcile have been?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Covariance, Evidence, Hierarchy, Negative, Reconciliation};
use crate::backtest::{Prediction, Score, Totals};
use crate::widths::{Ratios, Widths};
use crate::{Error, Forecast, Observer, Result, SeriesForecast};

/// The method to take unless another is clearly better.
pub(super) const USUAL: Reconciliation = Reconciliation::MinTrace { covariance: Covariance::WlsStruct };
/// Errors are alike up to this ratio.
const ALIKE: f64 = 1.05;

/// The measures of a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelScore {
    /// The level's name.
    pub level: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// The measures over its nodes.
    pub score: Score,
}

/// How one way did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The method's name; `base` for the forecasts that are not reconciled.
    pub name: String,
    /// The method; none for the base forecasts.
    pub method: Option<Reconciliation>,
    /// The mean over the levels of the root mean squared scaled error.
    pub rmsse: Option<f64>,
    /// The mean over the levels of the mean absolute scaled error.
    pub mase: Option<f64>,
    /// The measures by level.
    pub levels: Vec<LevelScore>,
    /// Why there are no measures, if the method failed.
    pub failed: Option<String>,
    /// How the intervals of each level are corrected.
    #[serde(default)]
    widths: Vec<Widths>,
}

/// Base forecasts and methods side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// How many windows of the backtest were reconciled: those in which all nodes were tested.
    pub windows: usize,
    /// The base forecasts, then the methods in the order given.
    pub methods: Vec<Compared>,
}

/// One window of the backtest.
struct Window<'a> {
    truth: Vec<&'a Prediction>,
    base: Forecast,
    /// What the other windows tell.
    others: Evidence,
}

impl Comparison {
    /// Reconciles each window of a backtest of all nodes by each method. Errors, proportions and the
    /// correction of the intervals come from the *other* windows.
    ///
    /// # Errors
    /// [`Error::Invalid`] if in no window all nodes were tested; [`Error::Cancelled`].
    pub fn new(
        hierarchy: &Hierarchy,
        predictions: &[Prediction],
        methods: &[Reconciliation],
        negative: Negative,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        let windows = windows(hierarchy, predictions)?;
        let base = windows.iter().map(|window| window.base.clone()).collect();
        let mut compared = vec![measure(hierarchy, None, &windows, base)];
        for method in methods {
            let reconciled = windows.iter().map(|window| {
                hierarchy.reconcile(&window.base, method, &window.others, negative, &mut *observer)
            });
            compared.push(match reconciled.collect::<Result<Vec<Forecast>>>() {
                Ok(forecasts) => measure(hierarchy, Some(method), &windows, forecasts),
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(error) => Compared {
                    failed: Some(error.to_string()),
                    ..measure(hierarchy, Some(method), &[], Vec::new())
                },
            });
        }
        Ok(Self { windows: windows.len(), methods: compared })
    }

    /// The method to take: `wls_struct`, which needs no errors, unless the mean RMSSE of another over the
    /// levels is more than 5 % lower; then the one with the lowest. A few windows do not tell methods apart
    /// that are alike, and learning from chance costs more than it gains.
    pub fn best(&self) -> Option<&Reconciliation> {
        // Differences below a billionth are a tie.
        let rank = |one: &Compared| one.rmsse.map_or(f64::INFINITY, |v| (v * 1e9).round());
        let done = || self.methods.iter().filter(|one| one.method.is_some() && one.failed.is_none());
        let least = done().min_by(|a, b| rank(a).total_cmp(&rank(b)))?;
        let usual = done().find(|one| one.method == Some(USUAL) && rank(one) <= ALIKE * rank(least));
        usual.unwrap_or(least).method.as_ref()
    }

    /// Corrects the intervals of a reconciled forecast by how those of its method held in the backtest.
    pub fn correct(
        &self,
        hierarchy: &Hierarchy,
        method: &Reconciliation,
        negative: Negative,
        forecast: &mut Forecast,
    ) {
        let Some(compared) = self.methods.iter().find(|one| one.method.as_ref() == Some(method)) else {
            return;
        };
        apply(hierarchy, &compared.widths, &mut forecast.series);
        if negative == Negative::SetToZero {
            let bounds = forecast.series.iter_mut().flat_map(|one| &mut one.intervals);
            bounds.flat_map(|interval| &mut interval.lo).for_each(|lo| *lo = lo.max(0.0));
        }
    }
}

/// The windows in which all nodes were tested.
fn windows<'a>(hierarchy: &Hierarchy, predictions: &'a [Prediction]) -> Result<Vec<Window<'a>>> {
    let mut by_window: BTreeMap<usize, Vec<Option<&Prediction>>> = BTreeMap::new();
    for one in predictions {
        let slots = by_window.entry(one.window).or_insert_with(|| vec![None; hierarchy.len()]);
        if let Some(slot) = slots.get_mut(one.series) {
            *slot = Some(one);
        }
    }
    let mut windows = Vec::new();
    for (number, slots) in by_window {
        let Some(truth) = slots.into_iter().collect::<Option<Vec<&Prediction>>>() else { continue };
        let series = hierarchy.nodes().iter().zip(&truth).map(|(id, one)| SeriesForecast {
            unique_id: id.clone(),
            start: one.start,
            mean: one.mean.clone(),
            intervals: one.intervals.clone(),
        });
        let base = Forecast { series: series.collect() };
        let others = Evidence::of(hierarchy, predictions.iter().filter(|one| one.window != number))?;
        windows.push(Window { truth, base, others });
    }
    if windows.is_empty() {
        return Err(Error::Invalid(
            "there is no window of the backtest in which all nodes were tested".into(),
        ));
    }
    Ok(windows)
}

fn measure(
    hierarchy: &Hierarchy,
    method: Option<&Reconciliation>,
    windows: &[Window<'_>],
    mut forecasts: Vec<Forecast>,
) -> Compared {
    let name = method.map_or("base".to_owned(), ToString::to_string);
    // The intervals of base forecasts are corrected already.
    let widths = method.map_or_else(Vec::new, |_| calibrate(hierarchy, windows, &mut forecasts));
    let levels: Vec<LevelScore> = hierarchy
        .levels()
        .iter()
        .map(|level| {
            let mut totals = Totals::default();
            for (window, forecast) in windows.iter().zip(&forecasts) {
                for node in &level.nodes {
                    let (truth, one) = (window.truth[*node], &forecast.series[*node]);
                    totals.add(truth.truth(), &one.mean, &one.intervals, 0..one.mean.len());
                }
            }
            let covered = forecasts.first().and_then(|f| f.series.first());
            let covered: Vec<u8> = covered.iter().flat_map(|f| f.intervals.iter().map(|i| i.level)).collect();
            let score = totals.score(&name, &covered, &Totals::default());
            LevelScore { level: level.name.clone(), nodes: level.nodes.len(), score }
        })
        .collect();
    let mean = |pick: fn(&Score) -> Option<f64>| {
        let known: Vec<f64> = levels.iter().filter_map(|level| pick(&level.score)).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let (rmsse, mase) = (mean(|score| score.rmsse), mean(|score| score.mase));
    Compared { name, method: method.cloned(), rmsse, mase, levels, failed: None, widths }
}

/// Corrects the intervals of each window by how those of the others held; returns the widths that all windows
/// tell, by level.
fn calibrate(hierarchy: &Hierarchy, windows: &[Window<'_>], forecasts: &mut [Forecast]) -> Vec<Widths> {
    let pairs = windows.iter().zip(forecasts.iter());
    let ratios: Vec<Vec<Ratios>> =
        pairs.map(|(window, forecast)| ratios(hierarchy, window, forecast)).collect();
    let of = |keep: &dyn Fn(usize) -> bool| -> Vec<Widths> {
        let level = |l: usize| {
            let kept = ratios.iter().enumerate().filter(|(w, _)| keep(*w)).map(|(_, ratios)| &ratios[l]);
            Widths::of(&kept.collect::<Vec<_>>())
        };
        (0..hierarchy.levels().len()).map(level).collect()
    };
    if windows.len() > 1 {
        for (held_out, forecast) in forecasts.iter_mut().enumerate() {
            apply(hierarchy, &of(&|w| w != held_out), &mut forecast.series);
        }
    }
    of(&|_| true)
}

/// The errors of a window in units of the intervals, by level.
fn ratios(hierarchy: &Hierarchy, window: &Window<'_>, forecast: &Forecast) -> Vec<Ratios> {
    let of = |nodes: &Vec<usize>| {
        let mut ratios = Ratios::default();
        for node in nodes {
            let one = &forecast.series[*node];
            ratios.add(&window.truth[*node].actual, &one.mean, &one.intervals);
        }
        ratios
    };
    hierarchy.levels().iter().map(|level| of(&level.nodes)).collect()
}

/// Corrects the intervals of each node by the widths of its level.
fn apply(hierarchy: &Hierarchy, widths: &[Widths], series: &mut [SeriesForecast]) {
    for (level, widths) in hierarchy.levels().iter().zip(widths) {
        for node in &level.nodes {
            if let Some(one) = series.get_mut(*node) {
                widths.apply_to(one);
            }
        }
    }
}
