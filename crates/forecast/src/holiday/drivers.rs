//! Holidays as drivers known in advance.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};

use super::easter;
use super::{Country, holidays, is_weekend};
use crate::{Driver, DriverKind, DriverValues, Error, Frequency, Future, FutureSeries, Panel, Result};

const DAY: i64 = 86_400;

/// The years whose holidays can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// How far from Easter a day is near to it.
const NEAR: i64 = 7;

/// What a driver tells of a day.
const OF_DAYS: [&str; 6] = ["holiday", "day before a holiday", "day after a holiday", "bridging day", "Christmas", "Easter"];
/// What a driver tells of a longer period.
const OF_PERIODS: [&str; 2] = ["holidays on working days", "working days"];

/// The names of the drivers that [`extend`] appends to a panel of this frequency.
///
/// Periods of a day or less have a driver for holidays, for the days before and after them, …; longer periods have the number of
/// holidays from Monday to Friday and of working days.
///
/// # Errors
/// [`Error::Invalid`] if periods are steps without a time.
pub fn names(country: Country, frequency: Frequency) -> Result<Vec<String>> {
    let of: &[&str] = match frequency {
        Frequency::Steps(_) => return Err(Error::Invalid("holidays need times, not numbers of steps".into())),
        Frequency::Seconds(step) if step <= DAY => &OF_DAYS,
        Frequency::Seconds(_) | Frequency::Months(_) => &OF_PERIODS,
    };
    Ok(of.iter().map(|name| format!("{country}: {name}")).collect())
}

/// Appends the holidays of a country to the drivers of a panel. Its times are those of the country's clocks.
///
/// # Errors
/// [`Error::Invalid`] if periods are steps without a time, or lie in years without holidays.
pub fn extend(panel: &mut Panel, country: Country) -> Result<()> {
    let frequency = panel.frequency;
    let names = names(country, frequency)?;
    let mut calendar = Calendar::new(country);
    let mut made = Vec::with_capacity(panel.series.len());
    for series in &panel.series {
        made.push(calendar.columns(frequency, series.start, series.y.len())?);
    }
    for (series, columns) in panel.series.iter_mut().zip(made) {
        series.drivers.extend(columns);
    }
    panel.drivers.extend(names.into_iter().map(|name| Driver {
        name,
        kind: DriverKind::Futr,
        values: DriverValues::Numeric,
    }));
    Ok(())
}

/// Appends the holidays of a country to the future of the drivers of a panel that [`extend`] has extended.
///
/// # Errors
/// As [`extend`].
pub fn extend_future(future: &mut Future, panel: &Panel, country: Country) -> Result<()> {
    if future.series.is_empty() {
        let empty = |series: &crate::Series| FutureSeries {
            unique_id: series.unique_id.clone(),
            drivers: Vec::new(),
        };
        future.series = panel.series.iter().map(empty).collect();
    }
    let mut calendar = Calendar::new(country);
    for (series, ahead) in panel.series.iter().zip(&mut future.series) {
        let start = panel.frequency.advance(series.start, series.y.len() as i64);
        ahead.drivers.extend(calendar.columns(panel.frequency, start, future.h)?);
    }
    Ok(())
}

/// The holidays of the years asked for so far.
struct Calendar {
    country: Country,
    years: BTreeSet<i32>,
    days: BTreeSet<NaiveDate>,
}

impl Calendar {
    fn new(country: Country) -> Self {
        Self { country, years: BTreeSet::new(), days: BTreeSet::new() }
    }

    /// A column for each driver.
    fn columns(&mut self, frequency: Frequency, start: i64, periods: usize) -> Result<Vec<Vec<f64>>> {
        let n = names(self.country, frequency)?.len();
        let mut columns = vec![Vec::with_capacity(periods); n];
        let mut row = (NaiveDate::default(), Vec::new());
        for ds in frequency.grid(start, periods) {
            let day = self.day(ds)?;
            if row.1.is_empty() || row.0 != day {
                let values = match frequency {
                    Frequency::Seconds(step) if step <= DAY => self.of_day(day).to_vec(),
                    Frequency::Seconds(step) => self.of_period(day, self.day(ds + step - 1)?)?.to_vec(),
                    Frequency::Months(months) => {
                        let (first, last) = span(day, months).ok_or_else(out_of_years)?;
                        self.of_period(first, last)?.to_vec()
                    }
                    Frequency::Steps(_) => Vec::new(),
                };
                row = (day, values);
            }
            for (column, value) in columns.iter_mut().zip(&row.1) {
                column.push(*value);
            }
        }
        Ok(columns)
    }

    /// The day of a time; the holidays around it are known from then on.
    fn day(&mut self, ds: i64) -> Result<NaiveDate> {
        let day = DateTime::from_timestamp(ds, 0).ok_or_else(out_of_years)?.date_naive();
        if !YEARS.contains(&day.year()) {
            return Err(out_of_years());
        }
        for year in [day.year() - 1, day.year(), day.year() + 1] {
            if self.years.insert(year) {
                self.days.extend(holidays(self.country, year).into_iter().map(|holiday| holiday.day));
            }
        }
        Ok(day)
    }

    /// See [`OF_DAYS`].
    fn of_day(&self, day: NaiveDate) -> [f64; 6] {
        let is = |day: Option<NaiveDate>| day.is_some_and(|day| self.days.contains(&day));
        let off = |day: Option<NaiveDate>| is(day) || day.is_some_and(is_weekend);
        let holiday = is(Some(day));
        let (before, after) = (day.pred_opt(), day.succ_opt());
        let bridges = !off(Some(day)) && off(before) && off(after) && (is(before) || is(after));
        let christmas = matches!((day.month(), day.day()), (12, 24..) | (1, 1));
        let near = |easter: NaiveDate| (NEAR - (day - easter).num_days().abs()).max(0) as f64 / NEAR as f64;
        [
            number(holiday),
            number(!holiday && is(after)),
            number(!holiday && is(before)),
            number(bridges),
            number(christmas),
            easter::gregorian(day.year()).map_or(0.0, near),
        ]
    }

    /// See [`OF_PERIODS`].
    fn of_period(&self, first: NaiveDate, last: NaiveDate) -> Result<[f64; 2]> {
        let (mut holidays, mut working) = (0, 0);
        for day in first.iter_days().take_while(|day| *day <= last).filter(|day| !is_weekend(*day)) {
            if self.days.contains(&day) { holidays += 1 } else { working += 1 }
        }
        Ok([f64::from(holidays), f64::from(working)])
    }
}

fn number(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

fn out_of_years() -> Error {
    let (first, last) = (YEARS.start(), YEARS.end());
    Error::Invalid(format!("holidays are known from {first} to {last}, there are times before or after"))
}

/// The first and last day of the months that a period is made of: it is named by its first or its last month.
fn span(day: NaiveDate, months: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = day.with_day(1)?;
    let ends = day.succ_opt()?.month() != day.month();
    let before = if ends { months.saturating_sub(1) } else { 0 };
    let first = first.checked_sub_months(Months::new(before))?;
    let last = first.checked_add_months(Months::new(months.max(1)))?.checked_sub_days(Days::new(1))?;
    Some((first, last))
}
