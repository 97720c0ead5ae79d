//! Anomalies: periods, days and changes of level that are not like the rest of a series.
//!
//! [`detect`] looks at each series of a panel with one [`Method`] and returns a row a period, the episodes that
//! neighbouring anomalous periods form, and the changes of level. `docs/user/anomalies.md` says which method to
//! choose.
//!
//! Sources: Rosner (1983), Technometrics 25, and Hochenbaum, Vallis and Kejariwal (2017), arXiv:1704.07706
//! ([`Method::SeasonalHybridEsd`]); Iglewicz and Hoaglin (1993), *How to Detect and Handle Outliers*
//! ([`Method::Mad`]); Liu, Ting and Zhou (2008), *Isolation Forest*, ICDM ([`Method::IsolationForest`]); Gelper, Fried
//! and Croux (2010), Journal of Forecasting 29 ([`Method::ForecastResidual`]); Killick, Fearnhead and Eckley (2012),
//! Journal of the American Statistical Association 107 ([`Method::ChangePoints`]).
//!
//! ```
//! use almanac_forecast::anomaly::{Method, Options, detect};
//! use almanac_forecast::{Frequency, Panel, Series, Silent};
//!
//! let mut y: Vec<f64> = (0..120).map(|t| [10.0, 20.0, 15.0][t % 3] + (t * 7 % 5) as f64 / 5.0).collect();
//! y[70] += 12.0;
//! let series = vec![Series { unique_id: "shop".into(), start: 0, y, drivers: Vec::new() }];
//! let panel = Panel { frequency: Frequency::Steps(1), seasons: vec![3], drivers: Vec::new(), series };
//! let options = Options { method: Method::Mad, ..Options::default() };
//! let found = detect(&panel, &options, &mut Silent)?;
//! let episodes: Vec<(usize, usize)> = found[0].episodes.iter().map(|e| (e.start, e.end)).collect();
//! assert_eq!(episodes, [(70, 70)]);
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

pub mod change;
mod combined;
mod deviation;
mod episode;
pub mod esd;
pub mod forest;
mod options;
mod rolling;
mod season;
mod tail;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use options::{Method, Options, Spread};

use crate::local::near_one;
use crate::parallel::Cancel;
use crate::{Error, Model, Observer, Panel, Result, Series, auto, impute, parallel};
use deviation::{Bounds, Deviations};
use season::Expected;

/// Below so many observed values nothing is judged.
pub const FEWEST: usize = 10;

/// One period of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When.
    pub ds: i64,
    /// The value; `None` where it is missing.
    pub y: Option<f64>,
    /// How unusual it is, at least 0; `None` where it was not judged. What it counts depends on the method: see
    /// [`Method`].
    pub score: Option<f64>,
    /// Whether it is anomalous.
    pub is_anomaly: bool,
    /// What was to be expected, if the method says.
    pub expected: Option<f64>,
    /// Below this a value is anomalous by itself.
    pub lo: Option<f64>,
    /// Above this a value is anomalous by itself.
    pub hi: Option<f64>,
}

/// Neighbouring anomalous periods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Index of the first one.
    pub start: usize,
    /// Index of the last one.
    pub end: usize,
    /// When it began.
    pub start_ds: i64,
    /// When its last period began.
    pub end_ds: i64,
    /// When the score was highest.
    pub peak_ds: i64,
    /// That score.
    pub peak: f64,
    /// How many of its periods are anomalous.
    pub periods: usize,
}

/// A change of level (and, if the cost asks for it, of scatter).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChangePoint {
    /// Index of the first period after it.
    pub index: usize,
    /// When that period began.
    pub ds: i64,
    /// Mean of the values, without their season, back to the change before.
    pub mean_before: f64,
    /// Mean of the values, without their season, up to the next change.
    pub mean_after: f64,
}

/// Why a series has no anomalies whatever its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum NotJudged {
    /// There is no value.
    #[error("the series has no values")]
    Empty,
    /// There are too few values.
    #[error("the series has {observed} values, {needed} are needed")]
    TooShort {
        /// Values there are.
        observed: usize,
        /// Values needed.
        needed: usize,
    },
    /// All values are alike, so none is unlike the others.
    #[error("all values are the same")]
    Constant,
    /// The numbers are too large, or too far apart, to compute with.
    #[error("the values are too large to compute with")]
    Numeric,
}

/// What was found in one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesAnomalies {
    /// The series.
    pub unique_id: String,
    /// One entry a period, in order.
    pub points: Vec<Point>,
    /// Neighbouring anomalous periods, in order.
    pub episodes: Vec<Episode>,
    /// Changes of level, in order; only from [`Method::ChangePoints`].
    pub changes: Vec<ChangePoint>,
    /// Why nothing was judged, if so. Then no score is given and nothing is anomalous.
    pub not_judged: Option<NotJudged>,
}

/// The anomalies of each series of a panel, in panel order.
///
/// Missing and infinite values are not judged. Drivers matter only to [`Method::ForecastResidual`] with a model that
/// uses them. `observer` is told the progress and may stop it.
///
/// # Errors
/// [`Error::Invalid`] if an option makes no sense or names no model, [`Error::Cancelled`], and what a model refuses.
pub fn detect(panel: &Panel, options: &Options, observer: &mut dyn Observer) -> Result<Vec<SeriesAnomalies>> {
    options.check()?;
    match options.method {
        Method::ForecastResidual => {
            let model = forecaster(panel, options)?;
            detect_with(model.as_ref(), panel, options, observer)
        }
        _ => parallel::map(panel.series.len(), observer, |i, cancel| {
            one(panel, &panel.series[i], options, cancel)
        }),
    }
}

/// The anomalies by the errors of a model's forecasts: [`Method::ForecastResidual`] with any model.
///
/// # Errors
/// Those of [`detect`].
pub fn detect_with(
    model: &dyn Model,
    panel: &Panel,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Vec<SeriesAnomalies>> {
    options.check()?;
    rolling::detect(model, panel, options, observer)
}

fn forecaster(panel: &Panel, options: &Options) -> Result<Box<dyn Model>> {
    let name = options.model.as_deref().unwrap_or_else(|| rolling::usual_model(panel));
    auto::by_name(name).ok_or_else(|| Error::Invalid(format!("there is no model {name:?}")))
}

/// What a method says of a series that can be judged; all in the unit of the values it was given.
struct Judged {
    score: Vec<f64>,
    is_anomaly: Vec<bool>,
    bounds: Option<Bounds>,
    /// First period after a change, mean before, mean after.
    changes: Vec<(usize, f64, f64)>,
}

/// A series as a method sees it: in units of a power of two, without gaps.
struct View<'a> {
    /// The values from the first observed one on; gaps are filled.
    y: Vec<f64>,
    /// Whether each was observed.
    observed: Vec<bool>,
    /// The season lengths.
    seasons: &'a [usize],
    /// Periods of a day, if a period is shorter.
    day: Option<usize>,
}

fn one(panel: &Panel, series: &Series, options: &Options, cancel: &Cancel) -> Result<SeriesAnomalies> {
    let mut found = blank(panel, series);
    found.not_judged = cannot_judge(&series.y);
    if found.not_judged.is_some() {
        return Ok(found);
    }
    let (unit, y) = near_one(&impute(&series.y, panel.season()));
    let skipped = series.y.len() - y.len();
    let view = View {
        y,
        observed: series.y[skipped..].iter().map(|v| v.is_finite()).collect(),
        seasons: &panel.seasons,
        day: options::periods_of_a_day(panel.frequency),
    };
    let judged = match options.method {
        Method::IsolationForest => forest::judge(&view, options, cancel),
        Method::ChangePoints => change::judge(&view, options, cancel),
        Method::Combined => combined::judge(&view, options, cancel),
        Method::Mad | Method::SeasonalHybridEsd | Method::ForecastResidual => {
            by_deviation(&view, options, cancel)
        }
    };
    match judged {
        Ok(judged) => fill(&mut found, &view, judged, skipped, unit),
        Err(Error::Numeric(_)) => found.not_judged = Some(NotJudged::Numeric),
        Err(error) => return Err(error),
    }
    episode::group(&mut found, options.gap(panel.frequency));
    Ok(found)
}

/// [`Method::Mad`] and [`Method::SeasonalHybridEsd`].
fn by_deviation(view: &View<'_>, options: &Options, cancel: &Cancel) -> Result<Judged> {
    let expected = Expected::of(view, cancel)?;
    let deviations = Deviations::of(view, &expected, options);
    Ok(match options.method {
        Method::SeasonalHybridEsd => deviations.by_esd(options, cancel)?,
        _ => deviations.by_level(options.level),
    })
}

/// The series with nothing found in it.
fn blank(panel: &Panel, series: &Series) -> SeriesAnomalies {
    let ds = panel.frequency.grid(series.start, series.y.len());
    let point = |(ds, y): (i64, &f64)| Point {
        ds,
        y: y.is_finite().then_some(*y),
        score: None,
        is_anomaly: false,
        expected: None,
        lo: None,
        hi: None,
    };
    SeriesAnomalies {
        unique_id: series.unique_id.clone(),
        points: ds.into_iter().zip(&series.y).map(point).collect(),
        episodes: Vec::new(),
        changes: Vec::new(),
        not_judged: None,
    }
}

fn cannot_judge(y: &[f64]) -> Option<NotJudged> {
    let observed = y.iter().filter(|v| v.is_finite()).count();
    let mut values = y.iter().filter(|v| v.is_finite());
    let first = values.next().copied();
    match first {
        None => Some(NotJudged::Empty),
        Some(_) if observed < FEWEST => Some(NotJudged::TooShort { observed, needed: FEWEST }),
        Some(first) if values.all(|v| v.total_cmp(&first).is_eq()) => Some(NotJudged::Constant),
        Some(_) => None,
    }
}

/// Writes what a method found, in the unit of the series.
fn fill(found: &mut SeriesAnomalies, view: &View<'_>, judged: Judged, skipped: usize, unit: f64) {
    let number = |v: f64| (v * unit).is_finite().then_some(v * unit);
    for (t, point) in found.points.iter_mut().skip(skipped).enumerate() {
        if let Some(bounds) = &judged.bounds {
            point.expected = number(bounds.expected[t]);
            point.lo = number(bounds.lo[t]);
            point.hi = number(bounds.hi[t]);
        }
        if view.observed[t] {
            point.score = judged.score[t].is_finite().then_some(judged.score[t]);
            point.is_anomaly = judged.is_anomaly[t];
        }
    }
    for (t, before, after) in judged.changes {
        let index = t + skipped;
        let ds = found.points.get(index).map_or(0, |point| point.ds);
        found.changes.push(ChangePoint { index, ds, mean_before: before * unit, mean_after: after * unit });
    }
}
