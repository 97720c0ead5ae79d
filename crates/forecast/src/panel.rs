//! The input: a panel of series on one regular time grid.

use std::ops::Range;

use chrono::{DateTime, Datelike, Months, Utc};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The distance between two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "unit", content = "n")]
pub enum Frequency {
    /// A fixed number of seconds (minutes, hours, days, weeks).
    Seconds(i64),
    /// A number of calendar months (1 monthly, 3 quarterly, 12 yearly).
    Months(u32),
    /// `ds` is an integer step, not a time.
    Steps(i64),
}

impl Frequency {
    /// The `ds` that lies `n` periods after `ds` (before it, if `n` is negative).
    ///
    /// `ds` is in seconds since 1970-01-01 UTC, or a step number for [`Frequency::Steps`].
    pub fn advance(self, ds: i64, n: i64) -> i64 {
        match self {
            Self::Seconds(step) | Self::Steps(step) => ds + step * n,
            Self::Months(step) => {
                let Some(time) = DateTime::<Utc>::from_timestamp(ds, 0) else { return ds };
                let months =
                    Months::new(u32::try_from(n.unsigned_abs()).unwrap_or(u32::MAX).saturating_mul(step));
                // A month-end grid stays at month ends.
                let month_end = (time + chrono::Days::new(1)).month() != time.month();
                let moved =
                    if n >= 0 { time.checked_add_months(months) } else { time.checked_sub_months(months) };
                let Some(moved) = moved else { return ds };
                if !month_end {
                    return moved.timestamp();
                }
                let mut last = moved;
                while (last + chrono::Days::new(1)).month() == last.month() {
                    last = last + chrono::Days::new(1);
                }
                last.timestamp()
            }
        }
    }

    /// The `n` values of `ds` from `start` on.
    pub fn grid(self, start: i64, n: usize) -> Vec<i64> {
        (0..n as i64).map(|i| self.advance(start, i)).collect()
    }

    /// The season lengths that are customary for this frequency, shortest first; `[1]` if none is.
    pub fn usual_seasons(self) -> Vec<usize> {
        match self {
            Self::Seconds(3600) => vec![24, 168],
            Self::Seconds(86_400) => vec![7],
            Self::Seconds(604_800) => vec![52],
            Self::Seconds(s) if s > 0 && s < 86_400 && 86_400 % s == 0 => {
                let day = (86_400 / s) as usize;
                vec![day, day * 7]
            }
            Self::Months(1) => vec![12],
            Self::Months(3) => vec![4],
            _ => vec![1],
        }
    }
}

/// When a driver's values are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverKind {
    /// Known in advance (`futr_exog`): calendar, price, planned promotion, weather forecast.
    Futr,
    /// Known only afterwards (`hist_exog`): the model sees its past.
    Hist,
    /// The same in all periods of a series (`stat_exog`): region, category, size of a shop.
    Static,
}

impl DriverKind {
    /// Whether the values of the periods to be forecast are known: given, or those of the past.
    pub fn is_known(self) -> bool {
        match self {
            Self::Futr | Self::Static => true,
            Self::Hist => false,
        }
    }
}

/// What values a driver takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum DriverValues {
    /// Any number.
    Numeric,
    /// One of these levels; a value is the level's index.
    Categorical {
        /// The levels in the order of their indices.
        levels: Vec<String>,
    },
}

/// An exogenous variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// The column's name.
    pub name: String,
    /// When its values are known.
    pub kind: DriverKind,
    /// What values it takes.
    pub values: DriverValues,
}

/// One series: consecutive periods from `start` on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first period.
    pub start: i64,
    /// The target, one value a period; NaN where it is missing.
    pub y: Vec<f64>,
    /// `drivers[d][t]`: as many rows as the panel has drivers, each as long as `y`; NaN where missing.
    pub drivers: Vec<Vec<f64>>,
}

/// Series that share frequency, seasons and drivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// The distance between two periods.
    pub frequency: Frequency,
    /// Season lengths in periods, shortest first; `[1]` means not seasonal.
    pub seasons: Vec<usize>,
    /// The drivers.
    pub drivers: Vec<Driver>,
    /// The series.
    pub series: Vec<Series>,
}

impl Panel {
    /// Other series with the same frequency, seasons and drivers.
    #[must_use]
    pub fn with_series(&self, series: Vec<Series>) -> Self {
        Self {
            frequency: self.frequency,
            seasons: self.seasons.clone(),
            drivers: self.drivers.clone(),
            series,
        }
    }

    /// The shortest season length, which seasonal naive and the scaled metrics use.
    pub fn season(&self) -> usize {
        self.seasons.first().copied().unwrap_or(1).max(1)
    }

    /// The indices of the drivers whose future is known, static ones among them, in panel order: those that have a row
    /// in a [`FutureSeries`].
    pub fn known(&self) -> impl Iterator<Item = usize> + '_ {
        self.drivers.iter().enumerate().filter(|(_, d)| d.kind.is_known()).map(|(i, _)| i)
    }

    /// The indices of the drivers known in advance that can change from period to period, in panel order.
    pub fn futr(&self) -> impl Iterator<Item = usize> + '_ {
        self.drivers.iter().enumerate().filter(|(_, d)| d.kind == DriverKind::Futr).map(|(i, _)| i)
    }

    /// The future of the static drivers alone: the values of the past. No series if there are no such drivers.
    pub fn static_future(&self, h: usize) -> Future {
        let fixed: Vec<usize> =
            self.known().filter(|d| self.drivers[*d].kind == DriverKind::Static).collect();
        if fixed.is_empty() {
            return Future { h, series: Vec::new() };
        }
        let series = self.series.iter().map(|series| FutureSeries {
            unique_id: series.unique_id.clone(),
            drivers: fixed.iter().map(|d| series.constant(*d, h)).collect(),
        });
        Future { h, series: series.collect() }
    }
}

impl Series {
    /// The periods that lie in `range`.
    #[must_use]
    pub(crate) fn part(&self, frequency: Frequency, range: Range<usize>) -> Self {
        Self {
            unique_id: self.unique_id.clone(),
            start: frequency.advance(self.start, range.start as i64),
            y: self.y[range.clone()].to_vec(),
            drivers: self.drivers.iter().map(|row| row[range.clone()].to_vec()).collect(),
        }
    }

    /// The count of periods up to the last known target.
    pub fn known_length(&self) -> usize {
        self.y.iter().rposition(|y| y.is_finite()).map_or(0, |last| last + 1)
    }

    /// Keeps the first `periods`.
    pub fn truncate(&mut self, periods: usize) {
        self.y.truncate(periods);
        self.drivers.iter_mut().for_each(|row| row.truncate(periods));
    }

    /// The last value of a driver `h` times; NaN if it has none.
    pub(crate) fn constant(&self, driver: usize, h: usize) -> Vec<f64> {
        vec![self.drivers.get(driver).and_then(|row| row.last()).copied().unwrap_or(f64::NAN); h]
    }
}

/// The future of one series' drivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FutureSeries {
    /// The series' id.
    pub unique_id: String,
    /// `drivers[k][t]`: one row for each driver whose future is known ([`Panel::known`]), in panel order, `h` long.
    pub drivers: Vec<Vec<f64>>,
}

/// What is known of the periods to be forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Future {
    /// The horizon in periods.
    pub h: usize,
    /// One entry a series; empty if there are no drivers known in advance.
    pub series: Vec<FutureSeries>,
}

impl FutureSeries {
    /// Whether this is the future of the series `unique_id`, with `h` values of each of these drivers.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says what differs.
    pub(crate) fn check<'a>(
        &self,
        unique_id: &str,
        drivers: impl ExactSizeIterator<Item = &'a str>,
        h: usize,
    ) -> Result<()> {
        let wrong = if self.unique_id != unique_id {
            Some(format!("the future has series {:?} where the model has {unique_id:?}", self.unique_id))
        } else if self.drivers.len() != drivers.len() {
            let (needed, given) = (drivers.len(), self.drivers.len());
            Some(format!("the model needs {needed} drivers known in advance, {given} are given"))
        } else {
            let short = drivers.zip(&self.drivers).find(|(_, values)| values.len() != h);
            short.map(|(name, values)| {
                format!("driver {name:?} has {} future values, the horizon is {h}", values.len())
            })
        };
        wrong.map_or(Ok(()), |why| Err(Error::Invalid(why)))
    }
}

impl Future {
    /// Whether a model fitted for `h` periods ahead can forecast it: no further, and with an entry for each of
    /// `series` if the model uses drivers known in advance.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says what differs.
    pub(crate) fn check(&self, h: usize, series: usize, drivers: bool) -> Result<()> {
        if self.h > h {
            let why = format!("the model was fitted for {h} periods ahead, {} are asked for", self.h);
            return Err(Error::Invalid(why));
        }
        if drivers && self.series.len() != series {
            let why = format!("the future has {} series, the model {series}", self.series.len());
            return Err(Error::Invalid(why));
        }
        Ok(())
    }
}
