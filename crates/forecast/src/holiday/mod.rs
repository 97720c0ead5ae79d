//! Public holidays of countries and of their parts, as a calendar and as drivers of forecasts.
//!
//! [`Country`] is read from a code of ISO 3166 (`US`, `DE-BY`, `AU-VIC`); [`holidays`] lists the holidays of a year
//! with their English names, days in place of holidays at weekends among them. [`extend`] appends them to a panel as
//! drivers known in advance, and [`extend_future`] to the future of its drivers: every model that uses drivers then
//! uses them, and explanations name them.
//!
//! ```
//! use almanac_forecast::holiday::{Country, holidays};
//!
//! let country: Country = "GB-SCT".parse()?;
//! let found = holidays(country, 2023);
//! assert_eq!(found[0].name, "New Year's Day");
//! assert!(found.iter().any(|holiday| holiday.name == "Saint Andrew's Day"));
//! let unknown = "GB-XYZ".parse::<Country>().unwrap_err();
//! assert!(unknown.to_string().contains("GB-SCT"));
//! # Ok::<(), almanac_forecast::Error>(())
//! ```
//!
//! # What is in the tables
//!
//! Rules hold from 1990 on, for some countries from their own beginning; before that the rules of 1990 are taken. The
//! sources are the holiday laws of the countries; a test compares 1990 to 2035 with the Python package `holidays`.
//! Holidays that are proclaimed anew each year are left out: working days exchanged with Saturdays, elections,
//! bridging days, days off by decree. So are countries whose main holidays follow the sight of the moon or a yearly
//! decree.
//!
//! # To add a country
//!
//! 1. Write its rules into a file of `rules`, in the order of the year, and name it in `rules::COUNTRIES`.
//! 2. Add its code to `testdata/golden/public_holidays.py`, run that, and name in the test what differs on purpose.

mod country;
mod drivers;
mod easter;
mod rule;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
pub use country::{Country, countries};
pub use drivers::{extend, extend_frame, extend_future, names};

/// A day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// The English name.
    pub name: &'static str,
    /// Whether it is in place of the holiday of that name, which is on another day.
    pub substitute: bool,
}

/// The holidays of a year, in order. Several can be on one day.
pub fn holidays(country: Country, year: i32) -> Vec<Holiday> {
    let mut found: Vec<Holiday> = [year - 1, year, year + 1]
        .into_iter()
        .flat_map(|around| of_rules(country, around))
        .filter(|holiday| holiday.day.year() == year)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The holidays that the rules give for a year; a day in place of one can be in the year before or after.
fn of_rules(country: Country, year: i32) -> Vec<Holiday> {
    let table = country.table();
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    for rule in table.rules {
        let Some(at) = rule.find(country.part(), year) else { continue };
        let first = taken.insert(at.day);
        found.push(Holiday { day: at.day, name: rule.name, substitute: false });
        if let Some(day) = at.also {
            found.push(Holiday { day, name: rule.name, substitute: true });
        }
        let made_up = waiting.iter().any(|(day, _)| *day == at.day);
        if at.needs_lieu(!first, made_up) {
            waiting.push((at.day, rule.name));
        }
    }
    waiting.sort_unstable();
    for (day, name) in waiting {
        let next = day.iter_days().skip(1).take(14).find(|day| !is_weekend(*day) && !taken.contains(day));
        if let Some(day) = next {
            taken.insert(day);
            found.push(Holiday { day, name, substitute: true });
        }
    }
    if table.between {
        let sandwiched = |day: &NaiveDate| {
            let (before, after) = (day.pred_opt(), day.succ_opt());
            let held = |day: Option<NaiveDate>| day.is_some_and(|day| taken.contains(&day));
            !taken.contains(day) && day.weekday() != Weekday::Sun && held(before) && held(after)
        };
        let days: Vec<NaiveDate> = taken.iter().filter_map(NaiveDate::succ_opt).filter(sandwiched).collect();
        found.extend(days.into_iter().map(|day| Holiday {
            day,
            name: "Citizens' Holiday",
            substitute: false,
        }));
    }
    found
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
