//! The regular grid behind a column of times.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDateTime};

use super::sort::Sorted;
use crate::{Driver, DriverValues, Error, Frequency, Result};

/// The rows of a table by series and time.
pub(crate) struct Rows<'a> {
    pub(crate) ds: &'a [i64],
    pub(crate) sorted: &'a Sorted<'a>,
    /// Whether `ds` is an integer step.
    pub(crate) steps: bool,
}

fn time(ds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(ds, 0).map(|t| t.naive_utc())
}

/// `ds` for a message: a number for steps, else a date, with the time unless it is midnight.
pub(crate) fn show(ds: i64, steps: bool) -> String {
    match time(ds) {
        Some(time) if !steps && ds.rem_euclid(86_400) == 0 => time.format("%Y-%m-%d").to_string(),
        Some(time) if !steps => time.format("%Y-%m-%d %H:%M:%S").to_string(),
        _ => ds.to_string(),
    }
}

/// How many periods `ds` lies after `start`; `None` before it or off the grid.
pub(crate) fn index(frequency: Frequency, start: i64, ds: i64) -> Option<usize> {
    let periods = match frequency {
        Frequency::Seconds(step) | Frequency::Steps(step) => {
            let distance = ds.checked_sub(start)?;
            if step <= 0 || distance % step != 0 {
                return None;
            }
            distance / step
        }
        Frequency::Months(step) => {
            let (from, to) = (time(start)?, time(ds)?);
            let months = months_of(to) - months_of(from);
            let periods = months / i64::from(step.max(1));
            if frequency.advance(start, periods) != ds {
                return None;
            }
            periods
        }
    };
    usize::try_from(periods).ok()
}

fn months_of(time: NaiveDateTime) -> i64 {
    i64::from(time.year()) * 12 + i64::from(time.month0())
}

fn is_month_end(time: NaiveDateTime) -> bool {
    time.checked_add_days(Days::new(1)).is_some_and(|next| next.month() != time.month())
}

impl Rows<'_> {
    pub(crate) fn show(&self, ds: i64) -> String {
        show(ds, self.steps)
    }

    /// Pairs of consecutive rows of the same series.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..self.sorted.names.len())
            .flat_map(|s| self.sorted.rows(s).windows(2).map(move |w| (s, w[0], w[1])))
    }

    /// # Errors
    /// If two rows agree in series and `ds`.
    pub(crate) fn refuse_duplicates(&self) -> Result<()> {
        let Some((s, first, second)) = self.pairs().find(|(_, a, b)| self.ds[*a] == self.ds[*b]) else {
            return Ok(());
        };
        let hint = if self.steps {
            ""
        } else {
            "; local times repeat an hour when daylight saving ends, give them an offset or use UTC"
        };
        Err(Error::Invalid(format!(
            "rows {} and {} are both series {:?} at {}{hint}",
            first + 1,
            second + 1,
            self.sorted.names[s],
            self.show(self.ds[first])
        )))
    }

    /// The value of a static driver of a series.
    ///
    /// # Errors
    /// If it has none, or two.
    pub(crate) fn only_value(&self, s: usize, driver: &Driver, column: &[f64]) -> Result<f64> {
        let mut known = self.sorted.rows(s).iter().filter(|row| !column[**row].is_nan());
        let Some(first) = known.next() else {
            let (name, id) = (&driver.name, self.sorted.names[s]);
            let why =
                format!("series {id:?} has no value of the static driver {name:?}; give it one in some row");
            return Err(Error::Invalid(why));
        };
        let value = column[*first];
        let Some(other) = known.find(|row| column[**row].total_cmp(&value).is_ne()) else { return Ok(value) };
        let shown = |value: f64| match &driver.values {
            DriverValues::Categorical { levels } => levels.get(value as usize).cloned().unwrap_or_default(),
            DriverValues::Numeric => value.to_string(),
        };
        Err(Error::Invalid(format!(
            "row {}: static driver {:?} of series {:?} is {:?}, and {:?} in row {}",
            other + 1,
            driver.name,
            self.sorted.names[s],
            shown(column[*other]),
            shown(value),
            first + 1
        )))
    }

    /// The error for a row that is not on its series' grid.
    pub(crate) fn off_grid(&self, s: usize, row: usize, frequency: Frequency) -> Error {
        let rows = self.sorted.rows(s);
        let at = rows.iter().position(|r| *r == row).unwrap_or(0);
        let before = self.ds[rows[at.saturating_sub(1)]];
        Error::Invalid(format!(
            "row {}: series {:?} at {} is not a whole number of periods ({}) after {}{}",
            row + 1,
            self.sorted.names[s],
            self.show(self.ds[row]),
            describe(frequency),
            self.show(before),
            if self.steps {
                ""
            } else {
                "; irregular times must be aggregated first, local times need an offset"
            }
        ))
    }
}

fn describe(frequency: Frequency) -> String {
    match frequency {
        Frequency::Seconds(s) if s % 86_400 == 0 => format!("{} days", s / 86_400),
        Frequency::Seconds(s) if s % 3600 == 0 => format!("{} hours", s / 3600),
        Frequency::Seconds(s) => format!("{s} seconds"),
        Frequency::Months(n) => format!("{n} months"),
        Frequency::Steps(n) => format!("{n} steps"),
    }
}

/// The frequency: the commonest distance between neighbouring rows, the shorter one in a tie. Times
/// at least 28 days apart that fall on the same day of the month, or on month ends, count calendar
/// months.
///
/// # Errors
/// If no series has two rows.
pub(crate) fn detect(rows: &Rows<'_>) -> Result<Frequency> {
    let distance = commonest(rows.pairs().map(|(_, a, b)| rows.ds[b] - rows.ds[a])).ok_or_else(|| {
        Error::Invalid("no series has two rows, so the frequency cannot be told; give it".into())
    })?;
    if rows.steps {
        return Ok(Frequency::Steps(distance));
    }
    if distance >= 28 * 86_400 && on_calendar_months(rows) {
        let months = commonest(
            rows.pairs()
                .filter_map(|(_, a, b)| Some(months_of(time(rows.ds[b])?) - months_of(time(rows.ds[a])?))),
        );
        if let Some(months) = months.and_then(|m| u32::try_from(m).ok()).filter(|m| *m > 0) {
            return Ok(Frequency::Months(months));
        }
    }
    Ok(Frequency::Seconds(distance))
}

fn commonest(distances: impl Iterator<Item = i64>) -> Option<i64> {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for distance in distances {
        *counts.entry(distance).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(distance, count)| (*count, std::cmp::Reverse(*distance))).map(|(d, _)| d)
}

/// Whether each series stays on one day of the month, or on month ends, at one time of day.
fn on_calendar_months(rows: &Rows<'_>) -> bool {
    (0..rows.sorted.names.len()).all(|s| {
        let times: Option<Vec<NaiveDateTime>> =
            rows.sorted.rows(s).iter().map(|row| time(rows.ds[*row])).collect();
        let Some(times) = times else { return false };
        let Some(first) = times.first() else { return true };
        let same_clock = times.iter().all(|t| t.time() == first.time());
        let same_day = times.iter().all(|t| t.day() == first.day());
        same_clock && (same_day || times.iter().all(|t| is_month_end(*t)))
    })
}
