//! The rules against the days of another program, and what they must hold by themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::*;

/// Made by `testdata/golden/public_holidays.py`.
#[derive(Deserialize)]
struct Golden {
    first: i32,
    last: i32,
    days: BTreeMap<String, BTreeMap<String, String>>,
}

type Days = BTreeSet<String>;

impl Golden {
    /// The days of a country or a part of it.
    fn of(&self, code: &str, year: i32) -> Days {
        let text = |code: &str| self.days[code].get(&year.to_string()).map_or("", String::as_str);
        let whole = code.split('-').next().unwrap();
        let mut days: Days = chunks(text(whole), 4).collect();
        if code != whole {
            for change in chunks(text(code), 5) {
                let (sign, day) = change.split_at(1);
                let _ = if sign == "+" { days.insert(day.to_owned()) } else { days.remove(day) };
            }
        }
        days
    }
}

fn chunks(text: &str, n: usize) -> impl Iterator<Item = String> + '_ {
    text.as_bytes().chunks(n).map(|chunk| String::from_utf8(chunk.to_vec()).unwrap())
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../testdata/golden/public_holidays.json")).unwrap()
}

fn ours(code: &str, year: i32) -> Days {
    let country = code.parse().unwrap();
    holidays(country, year).iter().map(|holiday| holiday.day.format("%m%d").to_string()).collect()
}

fn weekend(year: i32, day: &str) -> bool {
    is_weekend(NaiveDate::parse_from_str(&format!("{year}{day}"), "%Y%m%d").unwrap())
}

/// How a country differs from the golden days on purpose.
#[derive(Clone, Copy)]
enum Differs {
    Not,
    /// A holiday at a weekend is named on its own day too, not only on the day in its place.
    AtWeekends,
    /// Besides, what is chosen anew each year is missing here.
    Proclaimed,
    /// Before that year days in place of others followed yearly decrees.
    Before(i32),
    /// Apart from these days.
    Days(&'static [&'static str]),
}

fn differs(code: &str) -> Differs {
    match code {
        // The Friday before the Grand Final is fixed with the season; the other program guesses it.
        "AU-VIC" => Differs::Proclaimed,
        // Communities choose a few days and what becomes of Sundays.
        "ES-AN" | "ES-AR" | "ES-AS" | "ES" => Differs::AtWeekends,
        _ if code.starts_with("ES-") => Differs::Proclaimed,
        _ if code.starts_with("AU") => Differs::AtWeekends,
        // Boxing Day is no day in place of Christmas Day, it is a holiday itself.
        "CA-ON" => Differs::Days(&["19941227", "20051227", "20111227", "20161227", "20221227", "20331227"]),
        // The day of mourning was three days after the attacks of 2001, not in 2011.
        "IE" => Differs::Days(&["20010914", "20110914"]),
        "UA" => Differs::Before(2000),
        _ => Differs::Not,
    }
}

#[test]
fn the_days_are_those_of_the_package_holidays() {
    let golden = golden();
    for code in golden.days.keys() {
        let differs = differs(code);
        for year in golden.first..=golden.last {
            let (mut mine, mut other) = (ours(code, year), golden.of(code, year));
            // The other program begins with the country.
            let known = !other.is_empty();
            match differs {
                Differs::Before(first) if year < first => continue,
                Differs::Not | Differs::Before(_) => {}
                Differs::AtWeekends | Differs::Proclaimed => {
                    mine.retain(|day| !weekend(year, day));
                    other.retain(|day| !weekend(year, day));
                }
                Differs::Days(days) => {
                    let is = |day: &String| days.contains(&format!("{year}{day}").as_str());
                    mine.retain(|day| !is(day));
                    other.retain(|day| !is(day));
                }
            }
            if matches!(differs, Differs::Proclaimed) {
                other.retain(|day| mine.contains(day));
            }
            assert!(!known || mine == other, "{code} {year}: {mine:?}, the package has {other:?}");
        }
    }
}

#[test]
fn every_country_is_compared() {
    let known: BTreeSet<String> = countries().map(|(country, _)| country.to_string()).collect();
    assert_eq!(known, golden().days.into_keys().collect());
}

#[test]
fn parts_that_rules_name_are_parts_of_the_country() {
    for (country, _) in countries() {
        let parts: Vec<&str> = country.table().parts.split(' ').collect();
        for named in country.table().rules.iter().flat_map(rule::Rule::named) {
            assert!(parts.contains(&named), "{country}: {named}");
        }
    }
}

#[test]
fn a_holiday_at_a_weekend_has_a_day_in_its_place_where_the_law_says_so() {
    let names = |code: &str, year, month, day| -> Vec<(&str, bool)> {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let found = holidays(code.parse().unwrap(), year);
        found.iter().filter(|one| one.day == day).map(|one| (one.name, one.substitute)).collect()
    };
    assert_eq!(names("US", 2021, 12, 31), [("New Year's Day", true)], "that of 2022 is a Saturday");
    assert_eq!(names("GB-ENG", 2021, 12, 27), [("Christmas Day", true)]);
    assert_eq!(names("GB-ENG", 2021, 12, 28), [("Boxing Day", true)]);
    assert_eq!(names("DE", 2022, 12, 26), [("Second Day of Christmas", false)]);
    assert_eq!(names("JP", 2015, 9, 22), [("Citizens' Holiday", false)]);
}
