//! How a holiday finds its day in a year.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::easter;

/// The day of a holiday.
#[derive(Debug, Clone, Copy)]
pub(super) enum Day {
    /// Month and day.
    Fixed(u32, u32),
    /// Days after Easter Sunday.
    Easter(i64),
    /// Days after Easter Sunday of the Orthodox churches.
    Orthodox(i64),
    /// The first such day of the week on or after a month's day.
    From(Weekday, u32, u32),
    /// These days alone: year, month, day.
    Dates(&'static [(i32, u32, u32)]),
    /// Days after these: year, month, day.
    After(i64, &'static [(i32, u32, u32)]),
    /// The equinox in March at the longitude of Japan.
    SpringEquinox,
    /// The equinox in September at the longitude of Japan.
    AutumnEquinox,
}

/// What happens on days that are free anyway: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When(u8);

pub(super) const SATURDAY: When = When(1 << 5);
pub(super) const SUNDAY: When = When(1 << 6);
pub(super) const WEEKEND: When = When(SATURDAY.0 | SUNDAY.0);
/// A weekend, or the day of a holiday that comes before in the list.
pub(super) const WEEKEND_OR_HOLIDAY: When = When(WEEKEND.0 | OVERLAP);
/// A Sunday, or the day of a holiday that comes before in the list.
pub(super) const SUNDAY_OR_HOLIDAY: When = When(SUNDAY.0 | OVERLAP);
const OVERLAP: u8 = 1 << 7;

/// The bits of Monday.
pub(super) const ON_MONDAY: u8 = 1;
/// The bits of all days but Tuesday and Saturday.
pub(super) const NOT_TUESDAY_OR_SATURDAY: u8 = 0b101_1101;

impl When {
    fn has(self, weekday: Weekday) -> bool {
        self.0 & (1 << weekday.num_days_from_monday()) != 0
    }
}

/// Days from a holiday to the one in its place, by its day of the week from Monday on.
pub(super) type Offsets = [i64; 7];

/// Saturday to Friday, Sunday to Monday.
pub(super) const NEAREST: Offsets = [0, 0, 0, 0, 0, -1, 1];
/// Weekends to Monday, whether that is free or not.
pub(super) const MONDAY: Offsets = [0, 0, 0, 0, 0, 2, 1];
/// The Monday after, unless it is one.
pub(super) const NEXT_MONDAY: Offsets = [0, 6, 5, 4, 3, 2, 1];
/// Tuesday and Wednesday to the Monday before, Thursday and Friday to the Monday after.
pub(super) const LATIN_MONDAY: Offsets = [0, -1, -2, 4, 3, 0, 0];
/// Tuesday to Thursday to the Monday before, Friday to the Monday after.
pub(super) const CHILEAN_MONDAY: Offsets = [0, -1, -2, -3, 3, 0, 0];

/// How it moves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Move {
    /// It stays.
    Stays,
    /// It has another day in its place besides, the next one that is neither weekend nor holiday.
    Lieu(When),
    /// It has another day in its place besides.
    Also(Offsets),
    /// It is on another day.
    Instead(Offsets),
}

/// A holiday by rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    day: Day,
    moves: Move,
    first: i32,
    last: i32,
    /// The days of the week it can be on: bits from Monday on.
    on: u8,
    /// Years in which it is not.
    without: &'static [i32],
    /// Parts of the country that have it, between spaces; all if empty.
    only: &'static str,
    /// Parts of the country that do not.
    except: &'static str,
}

const fn rule(day: Day, name: &'static str) -> Rule {
    let (first, last) = (i32::MIN, i32::MAX);
    Rule { name, day, moves: Move::Stays, first, last, on: 0x7f, without: &[], only: "", except: "" }
}

/// On a day of a month.
pub(super) const fn fixed(month: u32, day: u32, name: &'static str) -> Rule {
    rule(Day::Fixed(month, day), name)
}

/// Days after Easter Sunday.
pub(super) const fn easter(days: i64, name: &'static str) -> Rule {
    rule(Day::Easter(days), name)
}

/// Days after Orthodox Easter Sunday.
pub(super) const fn orthodox(days: i64, name: &'static str) -> Rule {
    rule(Day::Orthodox(days), name)
}

/// The first such day of the week on or after a month's day.
pub(super) const fn from(weekday: Weekday, month: u32, day: u32, name: &'static str) -> Rule {
    rule(Day::From(weekday, month, day), name)
}

/// On these days alone.
pub(super) const fn dates(days: &'static [(i32, u32, u32)], name: &'static str) -> Rule {
    rule(Day::Dates(days), name)
}

/// So many days after these.
pub(super) const fn after(by: i64, days: &'static [(i32, u32, u32)], name: &'static str) -> Rule {
    rule(Day::After(by, days), name)
}

/// At an equinox: that of March, or that of September.
pub(super) const fn equinox(spring: bool, name: &'static str) -> Rule {
    rule(if spring { Day::SpringEquinox } else { Day::AutumnEquinox }, name)
}

impl Rule {
    /// From a year on.
    pub(super) const fn since(self, first: i32) -> Self {
        Self { first, ..self }
    }

    /// Up to a year, that year too.
    pub(super) const fn until(self, last: i32) -> Self {
        Self { last, ..self }
    }

    /// Only if its day is one of these days of the week.
    pub(super) const fn on(self, weekdays: u8) -> Self {
        Self { on: weekdays, ..self }
    }

    /// Not in these years.
    pub(super) const fn without(self, without: &'static [i32]) -> Self {
        Self { without, ..self }
    }

    /// Only in these parts of the country.
    pub(super) const fn only(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    /// Not in these parts of the country.
    pub(super) const fn except(self, except: &'static str) -> Self {
        Self { except, ..self }
    }

    /// With the next free day besides, if it is on a day that is free anyway.
    pub(super) const fn lieu(self, when: When) -> Self {
        Self { moves: Move::Lieu(when), ..self }
    }

    /// With another day besides.
    pub(super) const fn also(self, offsets: Offsets) -> Self {
        Self { moves: Move::Also(offsets), ..self }
    }

    /// On another day instead.
    pub(super) const fn instead(self, offsets: Offsets) -> Self {
        Self { moves: Move::Instead(offsets), ..self }
    }

    /// The parts of the country that it names.
    #[cfg(test)]
    pub(super) fn named(&self) -> impl Iterator<Item = &'static str> {
        self.only.split(' ').chain(self.except.split(' ')).filter(|part| !part.is_empty())
    }

    /// Whether a part of the country has it in a year.
    fn holds(&self, part: Option<&str>, year: i32) -> bool {
        let listed = |list: &str| part.is_some_and(|part| list.split(' ').any(|one| one == part));
        (self.only.is_empty() || listed(self.only))
            && !listed(self.except)
            && (self.first..=self.last).contains(&year)
            && !self.without.contains(&year)
    }

    /// Its day in a year, with that in place of it.
    pub(super) fn find(&self, part: Option<&str>, year: i32) -> Option<Found> {
        let at = self.day.of(year).filter(|_| self.holds(part, year))?;
        if self.on & (1 << at.weekday().num_days_from_monday()) == 0 {
            return None;
        }
        let moved = |by: Offsets| {
            let days = by[at.weekday().num_days_from_monday() as usize];
            (days != 0).then(|| at.checked_add_signed(TimeDelta::days(days))).flatten()
        };
        Some(match self.moves {
            Move::Stays => Found { day: at, also: None, lieu: None },
            Move::Lieu(when) => Found { day: at, also: None, lieu: Some(when) },
            Move::Also(by) => Found { day: at, also: moved(by), lieu: None },
            Move::Instead(by) => Found { day: moved(by).unwrap_or(at), also: None, lieu: None },
        })
    }
}

/// Where a rule falls in a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) day: NaiveDate,
    /// The day in its place, if that is known without the other holidays.
    pub(super) also: Option<NaiveDate>,
    /// When the next free day is in its place.
    pub(super) lieu: Option<When>,
}

impl Found {
    /// Whether the next free day is in its place; `taken` says if another holiday has the same day, `made_up` if a day
    /// is in place of that. Of two holidays on a day one is made up for, unless the rule says that it never gives way.
    pub(super) fn needs_lieu(&self, taken: bool, made_up: bool) -> bool {
        self.lieu.is_some_and(|when| {
            let gives_way = when.0 & OVERLAP == 0;
            (when.has(self.day.weekday()) && !(gives_way && made_up)) || (taken && !gives_way)
        })
    }
}

impl Day {
    fn of(self, year: i32) -> Option<NaiveDate> {
        let date = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let later = |from: Option<NaiveDate>, days| from?.checked_add_signed(TimeDelta::days(days));
        let listed = |days: &[(i32, u32, u32)]| {
            let (_, month, day) = *days.iter().find(|day| day.0 == year)?;
            date(month, day)
        };
        match self {
            Self::Fixed(month, day) => date(month, day),
            Self::Easter(days) => later(easter::gregorian(year), days),
            Self::Orthodox(days) => later(easter::julian(year), days),
            Self::From(weekday, month, day) => {
                let first = date(month, day)?;
                later(Some(first), weekday.days_since(first.weekday()).into())
            }
            Self::Dates(days) => listed(days),
            Self::After(by, days) => later(listed(days), by),
            Self::SpringEquinox => date(3, equinox_day(20.8431, year)),
            Self::AutumnEquinox => date(9, equinox_day(23.2488, year)),
        }
    }
}

/// The day of the month of an equinox in Japan from 1980 to 2099, from that of 1980 with its fraction and the length
/// of the tropical year: the usual approximation of the tables of the national observatory, exact in those years.
fn equinox_day(of_1980: f64, year: i32) -> u32 {
    let years = f64::from(year - 1980);
    let day = (of_1980 + 0.242_194 * years).floor() - (years / 4.0).floor();
    day.clamp(1.0, 30.0) as u32
}
