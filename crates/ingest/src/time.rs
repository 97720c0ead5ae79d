//! Dates and times: from text and back, and between local time and UTC.

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

pub(crate) const MICROS_A_SECOND: i64 = 1_000_000;
pub(crate) const MICROS_A_DAY: i64 = 86_400 * MICROS_A_SECOND;

/// A time zone, with a quick way for UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Zone {
    Utc,
    Named(Tz),
}

impl Zone {
    pub fn parse(name: &str) -> Option<Self> {
        match name.parse::<Tz>().ok()? {
            Tz::UTC => Some(Self::Utc),
            zone => Some(Self::Named(zone)),
        }
    }

    /// The instant of a local time. A time that occurs twice (clocks put back) is its first occurrence;
    /// one that does not exist (clocks put forward) is read with the offset before the change.
    pub fn instant(self, local: i64) -> Option<i64> {
        let Self::Named(zone) = self else { return Some(local) };
        let naive = naive(local)?;
        match zone.from_local_datetime(&naive) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.timestamp_micros()),
            MappedLocalTime::None => {
                let before = zone.from_local_datetime(&(naive - TimeDelta::hours(3))).earliest()?;
                Some(before.timestamp_micros() + 3 * 3_600 * MICROS_A_SECOND)
            }
        }
    }

    /// The local time of an instant.
    pub fn local(self, instant: i64) -> i64 {
        let Self::Named(zone) = self else { return instant };
        DateTime::from_timestamp_micros(instant)
            .map_or(instant, |at| at.with_timezone(&zone).naive_local().and_utc().timestamp_micros())
    }
}

fn naive(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc())
}

/// A date or time as read, before a time zone is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Microseconds since 1970-01-01 00:00 by the wall clock of the text.
    pub local: i64,
    /// Seconds east of UTC, if the text says so.
    pub offset: Option<i32>,
}

impl Stamp {
    /// The instant, with `zone` for a text without an offset.
    pub fn instant(self, zone: Zone) -> Option<i64> {
        match self.offset {
            Some(seconds) => self.local.checked_sub(i64::from(seconds) * MICROS_A_SECOND),
            None => zone.instant(self.local),
        }
    }

    /// Days since 1970-01-01, if the time of day is midnight.
    pub fn day(self) -> Option<i32> {
        (self.local.rem_euclid(MICROS_A_DAY) == 0)
            .then(|| i32::try_from(self.local.div_euclid(MICROS_A_DAY)).ok())?
    }

    fn of(date: NaiveDate, time: NaiveTime, offset: Option<i32>) -> Option<Self> {
        (1_000..=9_999)
            .contains(&date.year())
            .then(|| Self { local: date.and_time(time).and_utc().timestamp_micros(), offset })
    }
}

/// ISO 8601: `2011-01-31`, with `T` or a space before `13:45[:06[.789]]`, then nothing, `Z` or an offset.
pub(crate) fn iso(text: &str) -> Option<Stamp> {
    let b = text.as_bytes();
    if b.len() < 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(&b[..4])? as i32, digits(&b[5..7])?, digits(&b[8..10])?)?;
    if b.len() == 10 {
        return Stamp::of(date, NaiveTime::MIN, None);
    }
    if !matches!(b[10], b'T' | b't' | b' ') || b.len() < 16 || b[13] != b':' {
        return None;
    }
    let (hour, minute) = (digits(&b[11..13])?, digits(&b[14..16])?);
    let (second, micro, rest) = seconds(&b[16..])?;
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, micro)?;
    match offset(rest) {
        Tail::Nothing => Stamp::of(date, time, None),
        Tail::Offset(seconds) => Stamp::of(date, time, Some(seconds)),
        Tail::Other => None,
    }
}

fn seconds(b: &[u8]) -> Option<(u32, u32, &[u8])> {
    if b.first() != Some(&b':') {
        return Some((0, 0, b));
    }
    let second = digits(b.get(1..3)?)?;
    let rest = &b[3..];
    if !matches!(rest.first(), Some(b'.' | b',')) {
        return Some((second, 0, rest));
    }
    let fraction = &rest[1..];
    let len = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
    if len == 0 || len > 9 {
        return None;
    }
    let micro = (0..6).fold(0, |sum, i| {
        sum * 10 + if i < len { fraction.get(i).map_or(0, |c| u32::from(c - b'0')) } else { 0 }
    });
    Some((second, micro, &fraction[len..]))
}

/// What follows the time of day.
enum Tail {
    Nothing,
    Offset(i32),
    Other,
}

fn offset(b: &[u8]) -> Tail {
    match b {
        [] => Tail::Nothing,
        _ => offset_seconds(b.strip_prefix(b" ").unwrap_or(b)).map_or(Tail::Other, Tail::Offset),
    }
}

fn offset_seconds(b: &[u8]) -> Option<i32> {
    match b {
        b"Z" | b"z" | b"UTC" | b"GMT" => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, minutes) = match rest.len() {
                2 => (digits(rest)?, 0),
                4 => (digits(&rest[..2])?, digits(&rest[2..])?),
                5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
                _ => return None,
            };
            if hours > 18 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 3_600 + minutes * 60) as i32;
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn digits(b: &[u8]) -> Option<u32> {
    b.iter().try_fold(0_u32, |sum, c| c.is_ascii_digit().then(|| sum * 10 + u32::from(c - b'0')))
}

/// How a column writes its dates and times.
#[derive(Debug, Clone)]
pub(crate) enum TimeFormat {
    Iso,
    Pattern(Vec<Item<'static>>),
}

impl TimeFormat {
    /// A `strftime` pattern, or ISO 8601 for none.
    pub fn new(pattern: Option<&str>) -> Option<Self> {
        match pattern {
            None => Some(Self::Iso),
            Some("") => None,
            Some(pattern) => StrftimeItems::new(pattern).parse_to_owned().ok().map(Self::Pattern),
        }
    }

    /// Reads `text`, which must match as a whole. Missing parts are the first: month, day, midnight.
    pub fn read(&self, text: &str) -> Option<Stamp> {
        let items = match self {
            Self::Iso => return iso(text),
            Self::Pattern(items) => items,
        };
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, items.iter()).ok()?;
        if let Some(seconds) = parsed.timestamp() {
            let local = seconds.checked_mul(MICROS_A_SECOND)?;
            return naive(local).map(|_| Stamp { local, offset: Some(0) });
        }
        let dayless = parsed.day().is_none()
            && parsed.ordinal().is_none()
            && parsed.isoweek().is_none()
            && parsed.week_from_mon().is_none()
            && parsed.week_from_sun().is_none();
        if dayless {
            if parsed.month().is_none() {
                parsed.set_month(i64::from(parsed.quarter().map_or(1, |q| q * 3 - 2))).ok()?;
            }
            parsed.set_day(1).ok()?;
        }
        let date = parsed.to_naive_date().ok()?;
        let time = match (parsed.hour_mod_12(), parsed.minute()) {
            (None, None) => NaiveTime::MIN,
            (Some(_), None) => {
                parsed.set_minute(0).ok()?;
                parsed.to_naive_time().ok()?
            }
            _ => parsed.to_naive_time().ok()?,
        };
        Stamp::of(date, time, parsed.offset())
    }
}

/// A day as text: `2011-01-31`.
pub(crate) fn date_text(day: i64) -> String {
    day.checked_mul(86_400)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(|| day.to_string(), |at| at.format("%Y-%m-%d").to_string())
}

/// An instant as text: `2011-01-31T13:45:00Z`, with a fraction only where there is one.
pub(crate) fn timestamp_text(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros)
        .map_or_else(|| micros.to_string(), |at| at.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> String {
        timestamp_text(iso(text).expect(text).instant(Zone::Utc).expect(text))
    }

    #[test]
    fn iso_times_are_read_with_and_without_seconds_fraction_and_offset() {
        assert_eq!(local("2011-01-31"), "2011-01-31T00:00:00Z");
        assert_eq!(local("2011-01-31 13:45"), "2011-01-31T13:45:00Z");
        assert_eq!(local("2011-01-31T13:45:06.5"), "2011-01-31T13:45:06.500Z");
        assert_eq!(local("2011-01-31T13:45:06.123456789Z"), "2011-01-31T13:45:06.123456Z");
        assert_eq!(local("2011-01-31T13:45:06+02:00"), "2011-01-31T11:45:06Z");
        assert_eq!(local("2011-01-31 13:45:06-0530"), "2011-01-31T19:15:06Z");
        assert_eq!(local("2011-01-31 13:45:06 UTC"), "2011-01-31T13:45:06Z");
    }

    #[test]
    fn what_is_not_iso_is_refused() {
        for text in
            ["2011-02-30", "2011-1-1", "2011-01-31T25:00", "2011-01-31x", "0000-01-01", "2011-01-31T10"]
        {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn patterns_fill_missing_parts_with_the_first() {
        let read = |pattern: &str, text: &str| {
            TimeFormat::new(Some(pattern)).and_then(|f| f.read(text)).map(|s| timestamp_text(s.local))
        };
        assert_eq!(read("%Y-%m", "2004-03").as_deref(), Some("2004-03-01T00:00:00Z"));
        assert_eq!(read("%Y", "2004").as_deref(), Some("2004-01-01T00:00:00Z"));
        assert_eq!(read("%Y-Q%q", "2004-Q3").as_deref(), Some("2004-07-01T00:00:00Z"));
        assert_eq!(read("%d.%m.%Y %H:%M", "31.12.2004 23:05").as_deref(), Some("2004-12-31T23:05:00Z"));
        assert_eq!(read("%m/%d/%Y %I:%M %p", "4/5/2004 1:05 PM").as_deref(), Some("2004-04-05T13:05:00Z"));
        assert_eq!(read("%m/%d/%Y", "04/05/04"), None, "a year of two digits is not the year 4");
        assert_eq!(read("%d.%m.%Y", "31.12.2004 10:00"), None);
    }

    #[test]
    fn local_times_that_occur_twice_or_never_are_settled_by_rule() {
        let berlin = Zone::parse("Europe/Berlin").expect("zone");
        let at = |text: &str| timestamp_text(iso(text).expect(text).instant(berlin).expect(text));
        assert_eq!(at("2021-07-01 12:00"), "2021-07-01T10:00:00Z");
        assert_eq!(at("2021-10-31 02:30"), "2021-10-31T00:30:00Z", "the first of the two");
        assert_eq!(at("2021-03-28 02:30"), "2021-03-28T01:30:00Z", "the offset before the change");
        assert!(Zone::parse("Mars/Olympus").is_none());
    }
}
