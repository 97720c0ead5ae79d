//! Seasonal and trend decomposition by loess: STL of Cleveland et al. (1990),
//! "STL: A Seasonal-Trend Decomposition Procedure Based on Loess", Journal of Official Statistics
//! 6, 3-73; for several seasons MSTL of Bandara, Hyndman and Bergmeir (2021), "MSTL: A
//! Seasonal-Trend Decomposition Algorithm for Time Series with Multiple Seasonal Patterns",
//! arXiv:2107.13462.

mod inner;
mod loess;
mod model;
#[cfg(test)]
mod tests;

use inner::{Plan, Stl};
use loess::Loess;
pub(crate) use loess::dot;
pub use model::{MSTL, TrendForecaster};

use crate::decompose::usable_seasons;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// How to decompose. The defaults are those of R's `mstl`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// How many cycles the loess of a season reaches over; made odd. The more, the steadier the season.
    /// `None` is 11 for the shortest season, 15 for the next, 19 for the one after.
    pub season_window: Option<usize>,
    /// How many periods the loess of the trend reaches over; made odd. `None` is the least odd
    /// number above `1.5 m / (1 - 1.5 / season_window)` for season length `m` (section 4.4 of the
    /// STL paper).
    pub trend_window: Option<usize>,
    /// Whether a season may change along local lines; else it is locally constant.
    pub season_line: bool,
    /// Whether outliers are weighted down, so that they end up in the remainder.
    pub robust: bool,
}

/// One seasonal component.
#[derive(Debug, Clone, PartialEq)]
pub struct Seasonal {
    /// The season length in periods.
    pub length: usize,
    /// One value a period.
    pub values: Vec<f64>,
}

/// A series split into components that add up to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The trend, one value a period.
    pub trend: Vec<f64>,
    /// The seasonal components, shortest first.
    pub seasonal: Vec<Seasonal>,
    /// What is left, one value a period.
    pub remainder: Vec<f64>,
}

impl Decomposition {
    /// The series without its seasons: trend plus remainder.
    pub fn adjusted(&self) -> Vec<f64> {
        self.trend.iter().zip(&self.remainder).map(|(t, r)| t + r).collect()
    }

    /// The sum of the seasonal components `k` periods after the end (`k` from 0), each continued
    /// with its last cycle.
    pub fn season_ahead(&self, k: usize) -> f64 {
        let ahead = |s: &Seasonal| s.values[s.values.len() - s.length + k % s.length];
        self.seasonal.iter().map(ahead).sum()
    }
}

/// Splits `y` into trend, one component for each of `seasons`, and remainder; the three add up to `y`.
///
/// Seasons that `y` does not hold two full cycles of are left out, as are lengths below 2. Without
/// any season the trend is a local line over half the series. One season is STL, several are MSTL:
/// each is removed in turn, shortest first, twice.
///
/// ```
/// use almanac_forecast::stl::{Options, mstl};
///
/// let y: Vec<f64> = (0..60).map(|t| f64::from(t) + [5.0, -2.0, -3.0][t as usize % 3]).collect();
/// let parts = mstl(&y, &[3], &Options::default()).unwrap();
/// assert!((parts.seasonal[0].values[30] - 5.0).abs() < 0.1);
/// assert!((parts.trend[30] - 30.0).abs() < 0.1);
/// ```
///
/// # Errors
/// [`Error::Invalid`] if a value is missing or infinite, [`Error::Numeric`] if the components
/// overflow.
pub fn mstl(y: &[f64], seasons: &[usize], options: &Options) -> Result<Decomposition> {
    decompose(y, seasons, options, &Cancel::default())
}

/// [`mstl`] that can be stopped.
pub(crate) fn decompose(
    y: &[f64],
    seasons: &[usize],
    options: &Options,
    cancel: &Cancel,
) -> Result<Decomposition> {
    if let Some(t) = y.iter().position(|v| !v.is_finite()) {
        return Err(Error::Invalid(format!("the value at position {t} is not a finite number")));
    }
    let usable = usable_seasons(seasons, y.len());
    let parts = if usable.is_empty() { without_season(y) } else { by_seasons(y, &usable, options, cancel)? };
    let all = parts.seasonal.iter().flat_map(|s| &s.values).chain(&parts.trend).chain(&parts.remainder);
    if all.copied().all(f64::is_finite) {
        Ok(parts)
    } else {
        Err(Error::Numeric("the components of the decomposition overflow".into()))
    }
}

fn without_season(y: &[f64]) -> Decomposition {
    let mut trend = vec![0.0; y.len()];
    if !y.is_empty() {
        let smoother = loess::Smoother::new(Loess::new(y.len() / 2, true), y.len());
        smoother.smooth(y, None, &mut trend, &mut Vec::new());
    }
    let remainder = y.iter().zip(&trend).map(|(v, t)| v - t).collect();
    Decomposition { trend, seasonal: Vec::new(), remainder }
}

fn by_seasons(y: &[f64], seasons: &[usize], options: &Options, cancel: &Cancel) -> Result<Decomposition> {
    let n = y.len();
    let mut stls: Vec<Stl> =
        seasons.iter().enumerate().map(|(i, m)| Stl::new(plan(i, *m, options), n)).collect();
    let mut seasonal: Vec<Seasonal> =
        seasons.iter().map(|m| Seasonal { length: *m, values: vec![0.0; n] }).collect();
    let mut rest = y.to_vec();
    let mut trend = vec![0.0; n];
    let rounds = if seasons.len() == 1 { 1 } else { 2 };
    for _ in 0..rounds {
        for (stl, season) in stls.iter_mut().zip(&mut seasonal) {
            for (r, s) in rest.iter_mut().zip(&season.values) {
                *r += s;
            }
            stl.run(&rest, &mut season.values, &mut trend, cancel)?;
            for (r, s) in rest.iter_mut().zip(&season.values) {
                *r -= s;
            }
        }
    }
    for (r, t) in rest.iter_mut().zip(&trend) {
        *r -= t;
    }
    Ok(Decomposition { trend, seasonal, remainder: rest })
}

/// The variance that forecasts have beyond the scatter of the adjusted series: the seasons took over a part of
/// the remainder, and their last cycles, which are repeated, have errors of their own.
fn hidden_variance(parts: &Decomposition, options: &Options) -> f64 {
    let season = |(i, s): (usize, &Seasonal)| {
        plan(i, s.length, options).season.hidden_scatter(s.values.len() / s.length)
    };
    let factor: f64 = parts.seasonal.iter().enumerate().map(season).product();
    let count = parts.remainder.len().max(1) as f64;
    (factor - 1.0).max(0.0) * parts.remainder.iter().map(|r| r * r / count).sum::<f64>()
}

/// How to remove the `i`-th season.
fn plan(i: usize, m: usize, options: &Options) -> Plan {
    let season = Loess::new(options.season_window.unwrap_or(11 + 4 * i), options.season_line);
    let trend = options.trend_window.unwrap_or_else(|| {
        let share = 1.0 - 1.5 / season.window as f64;
        (1.5 * m as f64 / share).ceil() as usize
    });
    Plan { m, season, trend: Loess::new(trend, true), robust: options.robust }
}
