//! The measures of one model over all windows and series.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Interval, metrics};

/// Measured coverage of one interval level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Nominal coverage in percent.
    pub level: u8,
    /// Measured coverage, from 0 to 1; `None` without intervals.
    pub coverage: Option<f64>,
}

/// A row of the leaderboard. `None` where a measure is not defined, such as scaled errors of
/// constant series.
///
/// MAE, RMSE, MAPE, sMAPE, bias and coverage weigh every forecast period alike; the scaled measures
/// (MASE, RMSSE, MSIS) are means over series and windows, as in the M4 competition. Their scale is the
/// in-sample seasonal naive with the panel's shortest season (with `m = 1` where there is at most
/// one season to learn from). OWA compares with Naive2, naive on the seasonally adjusted series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The model's name.
    pub model: String,
    /// Mean absolute error.
    pub mae: Option<f64>,
    /// Root mean squared error.
    pub rmse: Option<f64>,
    /// Mean absolute percentage error, in percent, without the periods whose actual value is 0.
    #[serde(default)]
    pub mape: Option<f64>,
    /// Mean of forecast less actual value: above 0 the forecasts are too high.
    #[serde(default)]
    pub bias: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: Option<f64>,
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// Root mean squared scaled error.
    pub rmsse: Option<f64>,
    /// Overall weighted average, against Naive2.
    pub owa: Option<f64>,
    /// Measured coverage of each level.
    pub coverage: Vec<Covered>,
    /// Mean scaled interval score of the highest level.
    pub msis: Option<f64>,
    /// Continuous ranked probability score over the mean absolute actual value, all periods together: approximated
    /// by the quantile losses of the bounds of all levels and of the point forecast, which counts as the median (see
    /// [`metrics::weighted_crps`]). It compares models on the same levels only.
    #[serde(default)]
    pub crps: Option<f64>,
    /// `1 - MASE / MASE of SeasonalNaive`: above 0 is better than seasonal naive.
    pub skill: Option<f64>,
    /// How long fitting and forecasting all windows took.
    pub seconds: f64,
    /// Pairs of series and window that the fallback forecast.
    pub fallbacks: usize,
    /// Why there are no measures, if the model failed.
    pub failed: Option<String>,
}

impl Score {
    pub(crate) fn failed(model: &str, why: String, seconds: f64) -> Self {
        let nothing = Totals::default();
        Self { seconds, failed: Some(why), ..nothing.score(model, &[], &nothing) }
    }

    /// Fills in the skill, given the MASE of seasonal naive.
    pub(crate) fn compare(&mut self, naive: Option<f64>) {
        self.skill = match (self.mase, naive) {
            (Some(mase), Some(naive)) if naive > 0.0 => Some(1.0 - mase / naive),
            _ => None,
        };
    }
}

/// A running mean that leaves NaN out.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        if value.is_finite() {
            self.sum += value * weight;
            self.count += weight;
        }
    }

    fn get(self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }
}

/// What happened to a series in a window, with its scales: that of MASE and MSIS, and that of RMSSE.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Truth<'a> {
    pub(crate) actual: &'a [f64],
    pub(crate) scale: f64,
    pub(crate) squared_scale: f64,
}

/// Sums over windows and series.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    absolute: Mean,
    squared: Mean,
    mape: Mean,
    bias: Mean,
    /// Sums of the quantile losses, twice their mean a period, and of the absolute actual values.
    quantile_loss: f64,
    size: f64,
    smape: Mean,
    mase: Mean,
    rmsse: Mean,
    coverage: Vec<(u8, Mean)>,
    msis: Vec<(u8, Mean)>,
}

impl Totals {
    /// Adds `steps` of the forecast of one series in one window.
    pub(crate) fn add(
        &mut self,
        truth: Truth<'_>,
        mean: &[f64],
        intervals: &[Interval],
        steps: Range<usize>,
    ) {
        let (actual, mean) = (part(truth.actual, &steps), part(mean, &steps));
        let sizes =
            || actual.iter().zip(mean).filter(|(a, m)| !a.is_nan() && !m.is_nan()).map(|(a, _)| a.abs());
        let weight = sizes().count() as f64;
        let (mae, mse) = (metrics::mae(actual, mean), metrics::mse(actual, mean));
        self.absolute.add(mae, weight);
        self.squared.add(mse, weight);
        self.mape.add(metrics::mape(actual, mean), sizes().filter(|size| *size > 0.0).count() as f64);
        self.bias.add(metrics::bias(actual, mean), weight);
        self.smape.add(metrics::smape(actual, mean), weight);
        // A scale of zero makes these infinite or NaN, which a mean leaves out.
        self.mase.add(mae / truth.scale, 1.0);
        self.rmsse.add((mse / truth.squared_scale).sqrt(), 1.0);
        let mut quantiles = vec![(0.5, mean)];
        for Interval { level, lo, hi } in intervals {
            let (lo, hi) = (part(lo, &steps), part(hi, &steps));
            let tail = 0.5 - f64::from(*level) / 200.0;
            quantiles.extend([(tail, lo), (1.0 - tail, hi)]);
            of(&mut self.coverage, *level).add(metrics::coverage(actual, lo, hi), weight);
            let score = metrics::interval_score(actual, lo, hi, *level);
            of(&mut self.msis, *level).add(score / truth.scale, 1.0);
        }
        let loss = weight * metrics::crps(actual, &quantiles);
        if !intervals.is_empty() && loss.is_finite() {
            self.quantile_loss += loss;
            self.size += sizes().sum::<f64>();
        }
    }

    /// Mean absolute scaled error.
    pub(crate) fn mase(&self) -> Option<f64> {
        self.mase.get()
    }

    /// The measures, without time, skill and fallbacks.
    pub(crate) fn score(&self, model: &str, levels: &[u8], reference: &Self) -> Score {
        let find = |list: &[(u8, Mean)], level: u8| {
            list.iter().find(|(l, _)| *l == level).and_then(|(_, mean)| mean.get())
        };
        let owa = match (self.smape.get(), self.mase.get(), reference.smape.get(), reference.mase.get()) {
            (Some(s), Some(m), Some(rs), Some(rm)) => Some(metrics::owa(s, m, rs, rm)),
            _ => None,
        };
        Score {
            model: model.to_owned(),
            mae: self.absolute.get(),
            rmse: self.squared.get().map(f64::sqrt),
            mape: self.mape.get(),
            bias: self.bias.get(),
            smape: self.smape.get(),
            mase: self.mase.get(),
            rmsse: self.rmsse.get(),
            owa: owa.filter(|v| v.is_finite()),
            coverage: levels
                .iter()
                .map(|&level| Covered { level, coverage: find(&self.coverage, level) })
                .collect(),
            msis: levels.iter().max().and_then(|level| find(&self.msis, *level)),
            crps: (self.size > 0.0).then(|| self.quantile_loss / self.size),
            skill: None,
            seconds: 0.0,
            fallbacks: 0,
            failed: None,
        }
    }
}

/// These steps of a row, as far as it goes.
fn part<'a>(row: &'a [f64], steps: &Range<usize>) -> &'a [f64] {
    row.get(steps.start..steps.end.min(row.len())).unwrap_or_default()
}

fn of(list: &mut Vec<(u8, Mean)>, level: u8) -> &mut Mean {
    let at = list.iter().position(|(l, _)| *l == level).unwrap_or_else(|| {
        list.push((level, Mean::default()));
        list.len() - 1
    });
    &mut list[at].1
}
