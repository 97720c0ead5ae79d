//! Dates and times as texts.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime};

/// Days from the first of January of the year 1 to that of 1970.
const EPOCH: i32 = 719_163;

pub(crate) fn show_date(days: i32) -> Option<String> {
    Some(NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?)?.to_string())
}

pub(crate) fn show_timestamp(micros: i64) -> Option<String> {
    Some(DateTime::from_timestamp_micros(micros)?.format("%Y-%m-%d %H:%M:%S%.f").to_string())
}

/// Days since 1970.
pub(crate) fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// A date in ISO 8601, also as the midnight of a time.
pub(crate) fn read_date(text: &str) -> Option<i32> {
    let time = read(text.trim())?;
    (time.time() == chrono::NaiveTime::MIN).then(|| days(time.date()))
}

/// A time in ISO 8601 as microseconds since 1970; UTC unless it says otherwise.
pub(crate) fn read_timestamp(text: &str) -> Option<i64> {
    read(text.trim()).map(|time| time.and_utc().timestamp_micros())
}

/// Reads `YYYY-MM-DD[( |T)HH:MM[:SS[.fraction]][( )Z|±HH[:MM]]]`, as a time in UTC.
fn read(text: &str) -> Option<NaiveDateTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let strict = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let date = strict.then(|| date.parse::<NaiveDate>().ok()).flatten()?;
    if rest.is_empty() {
        return date.and_hms_opt(0, 0, 0);
    }
    let rest = rest.strip_prefix(['T', ' '])?;
    let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(zone)?;
    Some(at(date, clock.trim_end())? - offset(zone)?)
}

fn at(date: NaiveDate, clock: &str) -> Option<NaiveDateTime> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let (hour, minute) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let second = parts.next().map_or(Some(0), two_digits)?;
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    if (hour, minute, second) == (24, 0, 0) {
        return date.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0);
    }
    date.and_hms_micro_opt(hour, minute, second, micros.parse().ok()?)
}

fn offset(zone: &str) -> Option<chrono::TimeDelta> {
    let sign = match zone.chars().next() {
        None | Some('Z') if zone.len() < 2 => return Some(chrono::TimeDelta::zero()),
        Some('+') => 1,
        Some('-') => -1,
        _ => return None,
    };
    let digits = zone.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "00"),
    };
    let minutes = two_digits(hours)? * 60 + two_digits(minutes)?;
    Some(chrono::TimeDelta::minutes(sign * i64::from(minutes)))
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_times_are_read_and_nothing_else() {
        let shown = |text: &str| read_timestamp(text).and_then(show_timestamp);
        for (text, time) in [
            ("2009-01-31", "2009-01-31 00:00:00"),
            ("2009-01-31 08:15", "2009-01-31 08:15:00"),
            ("2009-01-31T08:15:30", "2009-01-31 08:15:30"),
            ("2009-01-31 08:15:30.5", "2009-01-31 08:15:30.500"),
            ("2009-01-31 08:15:30.1234567", "2009-01-31 08:15:30.123456"),
            ("2009-01-31T08:15:30Z", "2009-01-31 08:15:30"),
            ("2009-01-31 08:15:30 +02:00", "2009-01-31 06:15:30"),
            ("2009-01-31T08:15:30-0130", "2009-01-31 09:45:30"),
            ("2009-01-31T24:00:00", "2009-02-01 00:00:00"),
            ("2009-01-31 00:00:00+01", "2009-01-30 23:00:00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(time), "{text}");
        }
        for text in [
            "",
            "now",
            "2009",
            "2454862.5",
            "1233388800",
            "31.01.2009",
            "2009-02-30",
            "2009-01-31 8:15",
            "2009-01-31 08:15:30x",
            "2009-01-31x08:15",
            "2009-01-31 25:00",
            "2009-01-31 08:15:30.",
            "2009-01-31 08:15Zx",
            "+009-01-31",
            "2009-01-31 08:15:30:00",
            "2009-01-31T",
            "２009-01-31",
        ] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_a_date_at_midnight_only() {
        assert_eq!(read_date("1970-01-02"), Some(1));
        assert_eq!(read_date("1970-01-02 00:00:00"), Some(1));
        assert_eq!(read_date("1970-01-02 00:00:01"), None);
        assert_eq!(show_date(-1).as_deref(), Some("1969-12-31"));
    }
}
