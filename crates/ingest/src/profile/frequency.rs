//! How regular a time column is.

use std::collections::HashMap;

use almanac_domain::data::{ColumnType, TimeProfile};
use chrono::{DateTime, Datelike};

use crate::time::{MICROS_A_DAY, MICROS_A_SECOND, Zone, date_text, timestamp_text};

/// More different times than this are not examined.
const MOST: usize = 8_000_000;

/// Gathers the different times of a column.
pub(super) struct Times {
    distinct: Vec<i64>,
    sorted: usize,
    rows: u64,
    overflown: bool,
}

impl Times {
    pub fn new() -> Self {
        Self { distinct: Vec::new(), sorted: 0, rows: 0, overflown: false }
    }

    /// Takes a day or a microsecond.
    pub fn take(&mut self, time: i64) {
        self.rows += 1;
        if self.overflown {
            return;
        }
        self.distinct.push(time);
        if self.distinct.len() > (2 * self.sorted).max(1 << 20) {
            self.tidy();
            if self.distinct.len() > MOST {
                self.overflown = true;
                self.distinct = Vec::new();
            }
        }
    }

    fn tidy(&mut self) {
        self.distinct.sort_unstable();
        self.distinct.dedup();
        self.sorted = self.distinct.len();
    }

    /// Frequency, gaps and duplicates; none where there are too many different times to examine.
    pub fn finish(mut self, kind: ColumnType, zone: Zone, time_zone: &str) -> Option<TimeProfile> {
        if self.overflown {
            return None;
        }
        self.tidy();
        let duplicates = self.rows - self.distinct.len() as u64;
        let is_date = kind == ColumnType::Date;
        let unit = if is_date { MICROS_A_DAY } else { 1 };
        let instants: Vec<i64> = self.distinct.iter().map(|t| t.saturating_mul(unit)).collect();
        let (zone, mut best) = (if is_date { Zone::Utc } else { zone }, Rhythm::of(&instants));
        let mut walls = Zone::Utc;
        if let Zone::Named(_) = zone {
            // Days and months are those of the wall clock: across a change of clocks a day has 23 or 25 hours.
            let local: Vec<i64> = instants.iter().map(|t| zone.local(*t)).collect();
            let rhythm = Rhythm::of(&local);
            if rhythm.share() > best.share() {
                (best, walls) = (rhythm, zone);
            }
        }
        let text = |micros: i64| {
            if is_date { date_text(micros / MICROS_A_DAY) } else { timestamp_text(micros) }
        };
        Some(TimeProfile {
            frequency: best.step.map(Step::words),
            gaps: best.gaps,
            first_gap: best.first_gap.and_then(|t| walls.instant(t)).map(text),
            duplicates,
            time_zone: time_zone.to_owned(),
        })
    }
}

/// The distance from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    Micros(i64),
    Months(i64),
}

impl Step {
    /// The distance as people say it: `1 hour`, `15 minutes`, `3 months`.
    fn words(self) -> String {
        let (number, unit) = match self {
            Self::Months(months) if months % 12 == 0 => (months / 12, "year"),
            Self::Months(months) => (months, "month"),
            Self::Micros(micros) => {
                const UNITS: [(i64, &str); 6] = [
                    (7 * MICROS_A_DAY, "week"),
                    (MICROS_A_DAY, "day"),
                    (3_600 * MICROS_A_SECOND, "hour"),
                    (60 * MICROS_A_SECOND, "minute"),
                    (MICROS_A_SECOND, "second"),
                    (1_000, "millisecond"),
                ];
                let unit = UNITS.iter().find(|(size, _)| micros % size == 0);
                unit.map_or((micros, "microsecond"), |(size, name)| (micros / size, name))
            }
        };
        if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
    }
}

/// The most usual step of sorted different times, and what is missing at that step.
#[derive(Debug, Default)]
struct Rhythm {
    step: Option<Step>,
    agreeing: usize,
    steps: usize,
    gaps: u64,
    first_gap: Option<i64>,
}

impl Rhythm {
    fn share(&self) -> f64 {
        self.agreeing as f64 / self.steps.max(1) as f64
    }

    fn of(times: &[i64]) -> Self {
        let exact = Self::fixed(times);
        let calendar = Self::calendar(times);
        // Days are steps of a fixed length, months are not: the calendar wins where more steps agree.
        if calendar.agreeing > exact.agreeing { calendar } else { exact }
    }

    fn fixed(times: &[i64]) -> Self {
        let differences = times.windows(2).map(|w| w[1] - w[0]);
        let Some((step, agreeing)) = most_usual(differences) else { return Self::default() };
        let mut rhythm =
            Self { step: Some(Step::Micros(step)), agreeing, steps: times.len() - 1, ..Self::default() };
        for pair in times.windows(2) {
            let missing = (pair[1] - pair[0]) / step - i64::from((pair[1] - pair[0]) % step == 0);
            rhythm.miss(missing, pair[0].saturating_add(step));
        }
        rhythm
    }

    /// Steps of whole months; times of another day of the month than the first do not agree, except the last
    /// days of months.
    fn calendar(times: &[i64]) -> Self {
        let months: Vec<Month> = times.iter().filter_map(|t| Month::of(*t)).collect();
        let pairs = || months.windows(2).filter(|w| w[0].continues(&w[1])).map(|w| w[1].index - w[0].index);
        let Some((step, agreeing)) = most_usual(pairs().filter(|d| *d > 0)) else { return Self::default() };
        let mut rhythm =
            Self { step: Some(Step::Months(step)), agreeing, steps: times.len() - 1, ..Self::default() };
        for pair in months.windows(2) {
            let distance = pair[1].index - pair[0].index;
            rhythm.miss((distance / step) - i64::from(distance % step == 0), pair[0].after(step));
        }
        rhythm
    }

    fn miss(&mut self, periods: i64, first: i64) {
        if periods > 0 {
            self.gaps += periods as u64;
            self.first_gap = self.first_gap.or(Some(first));
        }
    }
}

/// The most frequent value and how often it occurs; the smaller one of two equally frequent.
fn most_usual(values: impl Iterator<Item = i64>) -> Option<(i64, usize)> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)))
}

/// A time as month and place in it.
struct Month {
    index: i64,
    day: u32,
    is_last: bool,
    time: i64,
}

impl Month {
    fn of(micros: i64) -> Option<Self> {
        let at = DateTime::from_timestamp_micros(micros)?;
        let index = i64::from(at.year()) * 12 + i64::from(at.month0());
        let is_last = at.day() == u32::from(at.num_days_in_month());
        Some(Self { index, day: at.day(), is_last, time: micros.rem_euclid(MICROS_A_DAY) })
    }

    fn continues(&self, next: &Self) -> bool {
        self.time == next.time && (self.day == next.day || (self.is_last && next.is_last))
    }

    /// The same place some months later.
    fn after(&self, months: i64) -> i64 {
        let index = self.index + months;
        let (year, month) = ((index.div_euclid(12)) as i32, index.rem_euclid(12) as u32 + 1);
        let last =
            chrono::NaiveDate::from_ymd_opt(year, month, 1).map_or(28, |d| u32::from(d.num_days_in_month()));
        let day = if self.is_last { last } else { self.day.min(last) };
        chrono::NaiveDate::from_ymd_opt(year, month, day)
            .map_or(0, |d| d.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros() + self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::iso;

    fn profiled(kind: ColumnType, zone: &str, texts: &[&str]) -> TimeProfile {
        let at = Zone::parse(zone).expect("zone");
        let mut times = Times::new();
        for text in texts {
            let micros = iso(text).and_then(|s| s.instant(at)).expect(text);
            times.take(if kind == ColumnType::Date { micros / MICROS_A_DAY } else { micros });
        }
        times.finish(kind, at, zone).expect("few times")
    }

    #[test]
    fn months_are_a_frequency_and_a_missing_month_is_a_gap() {
        let texts = ["2020-01-01", "2020-02-01", "2020-03-01", "2020-05-01", "2020-06-01", "2020-06-01"];
        let found = profiled(ColumnType::Date, "UTC", &texts);
        assert_eq!(found.frequency.as_deref(), Some("1 month"));
        assert_eq!((found.gaps, found.first_gap.as_deref()), (1, Some("2020-04-01")));
        assert_eq!(found.duplicates, 1);
    }

    #[test]
    fn ends_of_months_and_quarters_and_years_are_regular() {
        let months =
            profiled(ColumnType::Date, "UTC", &["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"]);
        assert_eq!((months.frequency.as_deref(), months.gaps), (Some("1 month"), 0));
        let quarters =
            profiled(ColumnType::Date, "UTC", &["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01"]);
        assert_eq!((quarters.frequency.as_deref(), quarters.gaps), (Some("3 months"), 0));
        let years =
            profiled(ColumnType::Date, "UTC", &["2019-01-01", "2020-01-01", "2021-01-01", "2023-01-01"]);
        assert_eq!((years.frequency.as_deref(), years.gaps), (Some("1 year"), 1));
        assert_eq!(years.first_gap.as_deref(), Some("2022-01-01"));
    }

    #[test]
    fn hours_days_and_weeks_are_fixed_steps() {
        let hours = profiled(
            ColumnType::Timestamp,
            "UTC",
            &["2020-01-01 00:00", "2020-01-01 01:00", "2020-01-01 02:00", "2020-01-01 05:00"],
        );
        assert_eq!((hours.frequency.as_deref(), hours.gaps), (Some("1 hour"), 2));
        assert_eq!(hours.first_gap.as_deref(), Some("2020-01-01T03:00:00Z"));
        let weeks = profiled(ColumnType::Date, "UTC", &["2020-01-03", "2020-01-10", "2020-01-17"]);
        assert_eq!((weeks.frequency.as_deref(), weeks.gaps), (Some("1 week"), 0));
    }

    #[test]
    fn days_of_the_wall_clock_have_no_gap_where_clocks_change() {
        let texts = [
            "2021-03-26 00:00",
            "2021-03-27 00:00",
            "2021-03-28 00:00",
            "2021-03-29 00:00",
            "2021-03-31 00:00",
        ];
        let found = profiled(ColumnType::Timestamp, "Europe/Berlin", &texts);
        assert_eq!((found.frequency.as_deref(), found.gaps), (Some("1 day"), 1));
        assert_eq!(found.first_gap.as_deref(), Some("2021-03-29T22:00:00Z"));
    }

    #[test]
    fn one_time_or_none_has_no_frequency() {
        assert_eq!(profiled(ColumnType::Date, "UTC", &["2020-01-01"]).frequency, None);
        assert_eq!(profiled(ColumnType::Date, "UTC", &[]).frequency, None);
    }
}
