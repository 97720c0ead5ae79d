//! Where the windows lie, and what is known and what happens in them.

use std::borrow::Cow;

use super::Plan;
use super::score::Truth;
use crate::sign::Sign;
use crate::{Error, Forecast, Future, FutureSeries, Panel, Result, SeriesForecast, metrics};

/// One origin for all series of a panel.
pub(crate) struct Window {
    /// From 1, the earliest.
    pub(crate) number: usize,
    /// What lies before the window, also of series that are not tested in it: a model may learn from them, and roll
    /// forward with them.
    pub(crate) panel: Panel,
    /// The actual values of the drivers known in advance.
    pub(crate) future: Future,
    /// The series tested in it.
    pub(crate) members: Vec<Member>,
}

/// One series in a window.
pub(crate) struct Member {
    /// Its index in the whole panel.
    pub(crate) series: usize,
    /// Its index in the window's.
    pub(crate) at: usize,
    /// What happened.
    pub(crate) actual: Vec<f64>,
    /// The scale of MASE and MSIS, and that of RMSSE.
    pub(crate) scale: f64,
    pub(crate) squared_scale: f64,
    /// Of everything known before.
    pub(crate) sign: Sign,
}

impl Window {
    /// The forecasts of the series tested in it, of those of all its series.
    ///
    /// # Errors
    /// [`Error::Numeric`] if there are not as many as series.
    pub(crate) fn tested(&self, model: &str, forecast: Forecast) -> Result<Forecast> {
        let (made, needed) = (forecast.series.len(), self.panel.series.len());
        if made != needed {
            return Err(Error::Numeric(format!("{model} forecast {made} of {needed} series")));
        }
        let mut all: Vec<Option<SeriesForecast>> = forecast.series.into_iter().map(Some).collect();
        Ok(Forecast { series: self.members.iter().filter_map(|member| all[member.at].take()).collect() })
    }
}

impl Member {
    pub(crate) fn truth(&self) -> Truth<'_> {
        Truth { actual: &self.actual, scale: self.scale, squared_scale: self.squared_scale }
    }
}

/// The windows that have a series, and how many pairs of series and window were left out.
///
/// # Errors
/// [`Error::Invalid`] if there is no window.
pub(crate) fn windows(panel: &Panel, plan: &Plan) -> Result<(Vec<Window>, usize)> {
    if plan.windows == 0 || plan.step == 0 || plan.h == 0 {
        return Err(Error::Invalid("windows, step and horizon of a backtest must be at least 1".into()));
    }
    let mut skipped = 0;
    let windows: Vec<Window> = (1..=plan.windows)
        .map(|number| {
            let window = window(panel, plan, number);
            skipped += panel.series.len() - window.members.len();
            window
        })
        .filter(|window| !window.members.is_empty())
        .collect();
    if windows.is_empty() {
        let longest = panel.series.iter().map(|s| s.y.len()).max().unwrap_or(0);
        return Err(Error::Invalid(format!(
            "a backtest with horizon {} needs more than {0} periods, the longest series has {longest}",
            plan.h
        )));
    }
    Ok((windows, skipped))
}

fn window(panel: &Panel, plan: &Plan, number: usize) -> Window {
    let from_end = plan.h + (plan.windows - number) * plan.step;
    let known: Vec<usize> = panel.known().collect();
    let mut window = Window {
        number,
        panel: panel.with_series(Vec::new()),
        future: Future { h: plan.h, series: Vec::new() },
        members: Vec::new(),
    };
    for (i, series) in panel.series.iter().enumerate() {
        let cut = series.y.len().saturating_sub(from_end);
        let before = &series.y[..cut];
        let from = plan.window_length.map_or(0, |length| cut.saturating_sub(length));
        if !before[from..].iter().any(|v| v.is_finite()) {
            continue;
        }
        let ahead = cut..cut + plan.h;
        let season = if cut > panel.season() { panel.season() } else { 1 };
        if number == plan.windows || cut >= series.y.len().div_ceil(2) {
            window.members.push(Member {
                series: i,
                at: window.panel.series.len(),
                actual: series.y[ahead.clone()].to_vec(),
                scale: metrics::scale(before, season),
                squared_scale: metrics::squared_scale(before, season),
                sign: Sign::of(before),
            });
        }
        window.panel.series.push(series.part(panel.frequency, from..cut));
        if !known.is_empty() {
            window.future.series.push(FutureSeries {
                unique_id: series.unique_id.clone(),
                drivers: known.iter().map(|&d| series.drivers[d][ahead.clone()].to_vec()).collect(),
            });
        }
    }
    window
}

/// What the final fit learns from. A series without any value in its last periods is left whole.
pub(crate) fn recent<'a>(panel: &'a Panel, plan: &Plan) -> Cow<'a, Panel> {
    let Some(length) = plan.window_length else { return Cow::Borrowed(panel) };
    let series = panel.series.iter().map(|series| {
        let from = series.y.len().saturating_sub(length);
        let from = if series.y[from..].iter().any(|v| v.is_finite()) { from } else { 0 };
        series.part(panel.frequency, from..series.y.len())
    });
    Cow::Owned(panel.with_series(series.collect()))
}
