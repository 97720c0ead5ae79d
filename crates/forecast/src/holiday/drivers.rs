//! Holidays as drivers known in advance.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};

use super::{Country, holidays, is_weekend};
use crate::frame::FutureFrame;
use crate::{Driver, DriverKind, DriverValues, Error, Frequency, Future, FutureSeries, Panel, Result};

const DAY: i64 = 86_400;

/// The years whose holidays can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// What a driver tells of a day.
const OF_DAYS: [&str; 5] =
    ["holiday", "day before a holiday", "day after a holiday", "bridging day", "Christmas to New Year"];
/// What a driver tells of a longer period.
const OF_PERIODS: [&str; 2] = ["holidays on working days", "working days"];

/// The names of the drivers that [`extend`] appends to a panel of this frequency.
///
/// Periods of a day or less have a driver for holidays and some for days around them; longer periods have the number
/// of holidays from Monday to Friday and of working days.
///
/// # Errors
/// [`Error::Invalid`] if periods are steps without a time.
pub fn names(country: Country, frequency: Frequency) -> Result<Vec<String>> {
    let of: &[&str] = match frequency {
        Frequency::Steps(_) => {
            return Err(Error::Invalid("holidays need times, not numbers of steps".into()));
        }
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
    if let Some(driver) = panel.drivers.iter().find(|driver| names.contains(&driver.name)) {
        return Err(Error::Invalid(format!("there is a driver {:?} already", driver.name)));
    }
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

/// Adds the holidays of a country to a table of future drivers, for a panel of this frequency that [`extend`] has
/// extended.
///
/// # Errors
/// As [`extend`].
pub fn extend_frame(frame: &mut FutureFrame, frequency: Frequency, country: Country) -> Result<()> {
    let names = names(country, frequency)?;
    let columns = Calendar::new(country).columns_at(frequency, frame.ds.values())?;
    frame.drivers.extend(names.into_iter().zip(columns));
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
        self.columns_at(frequency, &frequency.grid(start, periods))
    }

    /// A column for each driver, with a value for each time.
    fn columns_at(&mut self, frequency: Frequency, times: &[i64]) -> Result<Vec<Vec<f64>>> {
        let n = names(self.country, frequency)?.len();
        let mut columns = vec![Vec::with_capacity(times.len()); n];
        let mut row = (NaiveDate::default(), Vec::new());
        for ds in times {
            let day = self.day(*ds)?;
            if row.1.is_empty() || row.0 != day {
                let values = match frequency {
                    Frequency::Seconds(step) if step <= DAY => self.of_day(day).to_vec(),
                    Frequency::Seconds(step) => {
                        let last = self.day(ds.saturating_add(step - 1))?;
                        self.of_period(day, last).to_vec()
                    }
                    Frequency::Months(months) => {
                        let (first, last) = span(day, months).ok_or_else(out_of_years)?;
                        self.of_period(first, last).to_vec()
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
    fn of_day(&self, day: NaiveDate) -> [f64; 5] {
        let is = |day: Option<NaiveDate>| day.is_some_and(|day| self.days.contains(&day));
        let off = |day: Option<NaiveDate>| is(day) || day.is_some_and(is_weekend);
        let holiday = is(Some(day));
        let (before, after) = (day.pred_opt(), day.succ_opt());
        let bridges = !off(Some(day)) && off(before) && off(after) && (is(before) || is(after));
        let christmas = matches!((day.month(), day.day()), (12, 24..) | (1, 1));
        [
            number(holiday),
            number(!holiday && is(after)),
            number(!holiday && is(before)),
            number(bridges),
            number(christmas),
        ]
    }

    /// See [`OF_PERIODS`].
    fn of_period(&self, first: NaiveDate, last: NaiveDate) -> [f64; 2] {
        let (mut holidays, mut working) = (0, 0);
        for day in first.iter_days().take_while(|day| *day <= last).filter(|day| !is_weekend(*day)) {
            if self.days.contains(&day) { holidays += 1 } else { working += 1 }
        }
        [f64::from(holidays), f64::from(working)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Ds;
    use crate::{AutoARIMA, Config, GradientBoosting, Model, Series, Silent, TrendFourier};

    fn seconds(year: i32, month: u32, day: u32) -> i64 {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()
    }

    fn panel(frequency: Frequency, start: i64, y: Vec<f64>) -> Panel {
        let series = vec![Series { unique_id: "a".into(), start, y, drivers: Vec::new() }];
        Panel { frequency, seasons: vec![7], drivers: Vec::new(), series }
    }

    fn column(panel: &Panel, name: &str) -> Vec<f64> {
        let at = panel.drivers.iter().position(|driver| driver.name.ends_with(name)).unwrap();
        panel.series[0].drivers[at].clone()
    }

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    #[test]
    fn days_around_a_holiday_are_told() {
        // From Saturday, 29 April 2023: Labour Day is a Monday, Ascension the Thursday of the third week.
        let mut panel = panel(Frequency::Seconds(DAY), seconds(2023, 4, 29), vec![0.0; 21]);
        extend(&mut panel, country("DE")).unwrap();
        let days =
            |name: &str| -> Vec<usize> { (0..21).filter(|t| column(&panel, name)[*t] > 0.5).collect() };
        assert_eq!(days(": holiday"), [2, 19]);
        assert_eq!(days(": day before a holiday"), [1, 18]);
        assert_eq!(days(": day after a holiday"), [3, 20]);
        assert_eq!(days(": bridging day"), [20]);
    }

    #[test]
    fn hours_of_a_day_are_alike() {
        let mut panel = panel(Frequency::Seconds(3600), seconds(2023, 12, 23) + 7200, vec![0.0; 60]);
        extend(&mut panel, country("US")).unwrap();
        let holiday = column(&panel, ": holiday");
        assert_eq!(holiday.iter().position(|v| *v > 0.5), Some(46));
        assert!(holiday[46..].iter().all(|v| *v > 0.5));
    }

    #[test]
    fn longer_periods_count_working_days() {
        let mut weeks = panel(Frequency::Seconds(7 * DAY), seconds(2023, 12, 18), vec![0.0; 3]);
        extend(&mut weeks, country("GB-ENG")).unwrap();
        assert_eq!(column(&weeks, "holidays on working days"), [0.0, 2.0, 1.0]);
        assert_eq!(column(&weeks, ": working days"), [5.0, 3.0, 4.0]);
        let first = seconds(2023, 1, 1);
        let mut months = panel(Frequency::Months(1), first, vec![0.0; 12]);
        extend(&mut months, country("AT")).unwrap();
        assert_eq!(column(&months, ": working days")[..3], [21.0, 20.0, 23.0]);
        // A quarter is named by its first month or by its last.
        let mut first_named = panel(Frequency::Months(3), first, vec![0.0; 4]);
        extend(&mut first_named, country("AT")).unwrap();
        let mut last_named = panel(Frequency::Months(3), seconds(2023, 3, 31), vec![0.0; 4]);
        extend(&mut last_named, country("AT")).unwrap();
        assert_eq!(first_named.series[0].drivers, last_named.series[0].drivers);
        assert_eq!(column(&first_named, ": working days")[..1], [64.0]);
    }

    #[test]
    fn the_future_goes_on_where_the_past_ends() {
        let (start, country) = (seconds(2023, 1, 1), country("FR"));
        let mut whole = panel(Frequency::Seconds(DAY), start, vec![0.0; 730]);
        extend(&mut whole, country).unwrap();
        let mut past = panel(Frequency::Seconds(DAY), start, vec![0.0; 700]);
        extend(&mut past, country).unwrap();
        let mut future = Future { h: 30, series: Vec::new() };
        extend_future(&mut future, &past, country).unwrap();
        let rest: Vec<Vec<f64>> =
            whole.series[0].drivers.iter().map(|column| column[700..].to_vec()).collect();
        assert_eq!(future.series[0].drivers, rest);
        let ds = Ds::Timestamps(past.frequency.grid(start, 730));
        let mut frame = FutureFrame { ids: None, ds, drivers: Vec::new() };
        extend_frame(&mut frame, past.frequency, country).unwrap();
        assert_eq!(frame.into_future(&past, 30).unwrap(), future);
    }

    #[test]
    fn holidays_follow_static_drivers() {
        let mut panel = panel(Frequency::Seconds(DAY), seconds(2023, 12, 1), vec![0.0; 24]);
        let size = Driver { name: "size".into(), kind: DriverKind::Static, values: DriverValues::Numeric };
        panel.drivers.push(size);
        panel.series[0].drivers.push(vec![5.0; 24]);
        extend(&mut panel, country("US")).unwrap();
        let mut future = panel.static_future(2);
        extend_future(&mut future, &panel, country("US")).unwrap();
        let rows = &future.series[0].drivers;
        assert_eq!((rows.len(), &rows[0], &rows[1]), (panel.known().count(), &vec![5.0; 2], &vec![1.0, 0.0]));
    }

    #[test]
    fn models_with_drivers_use_them() {
        let start = seconds(2021, 1, 1);
        let mut days = panel(Frequency::Seconds(DAY), start, vec![0.0; 1087]);
        extend(&mut days, country("US")).unwrap();
        let holiday = column(&days, ": holiday");
        days.series[0].y =
            holiday.iter().enumerate().map(|(t, v)| 50.0 + (t % 7) as f64 - 20.0 * v).collect();
        let mut future = Future { h: 7, series: Vec::new() };
        extend_future(&mut future, &days, country("US")).unwrap();
        let config = Config { h: 7, levels: vec![80], seed: 1, ..Config::default() };
        let models: [Box<dyn Model>; 3] = [
            Box::new(GradientBoosting::default()),
            Box::new(TrendFourier::default()),
            Box::new(AutoARIMA::default()),
        ];
        for model in models {
            let fitted = model.fit(&days, &config, &mut Silent).unwrap();
            let mean = fitted.predict(&future).unwrap().series[0].mean.clone();
            // 25 December 2023 is the second period.
            assert!(mean[1] < mean[0] - 10.0 && mean[1] < mean[2] - 10.0, "{}: {mean:?}", model.name());
        }
    }

    #[test]
    fn what_has_no_calendar_is_refused() {
        let mut steps = panel(Frequency::Steps(1), 0, vec![0.0; 5]);
        assert!(extend(&mut steps, country("US")).unwrap_err().to_string().contains("times"));
        for start in [i64::MAX / 2, i64::MIN / 2, seconds(1600, 1, 1)] {
            let mut far = panel(Frequency::Seconds(DAY), start, vec![0.0; 5]);
            assert!(extend(&mut far, country("US")).unwrap_err().to_string().contains("1900"));
            assert!(far.drivers.is_empty());
        }
        let mut twice = panel(Frequency::Seconds(DAY), 0, vec![0.0; 5]);
        extend(&mut twice, country("US")).unwrap();
        assert!(extend(&mut twice, country("US")).unwrap_err().to_string().contains("already"));
        extend(&mut twice, country("MX")).unwrap();
    }
}
