//! Numbers, sizes and times as text: the same bytes on server and browser, by our own rules instead of the
//! platform's.

use almanac_domain::data::ColumnType;
use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::i18n::texts_now;
use crate::preferences::Locale;

/// No value.
pub(crate) const NONE: &str = "–";

/// The name of a type.
pub(crate) fn type_name(kind: ColumnType) -> &'static str {
    let t = &texts_now().data;
    match kind {
        ColumnType::Boolean => t.boolean,
        ColumnType::Integer => t.integer,
        ColumnType::Float => t.float,
        ColumnType::Text => t.text,
        ColumnType::Date => t.date,
        ColumnType::Timestamp => t.timestamp,
    }
}

struct Signs {
    decimal: char,
    group: char,
}

fn signs(locale: Locale) -> Signs {
    match locale {
        Locale::En => Signs { decimal: '.', group: ',' },
        Locale::De => Signs { decimal: ',', group: '.' },
    }
}

/// A number with a fixed count of decimals and grouped thousands; a dash for what is not a number.
pub(crate) fn number(value: f64, decimals: usize, locale: Locale) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let Signs { decimal, group } = signs(locale);
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}

/// A number with about four significant digits.
pub(crate) fn short(value: f64, locale: Locale) -> String {
    let magnitude = value.abs();
    let decimals = match magnitude {
        m if m == 0.0 || (m >= 1000.0 || (m.fract() == 0.0 && m < 1e6)) => 0,
        m if m >= 100.0 => 1,
        m if m >= 10.0 => 2,
        m if m >= 1.0 => 3,
        _ => 4,
    };
    number(value, decimals, locale)
}

/// How many decimals suit all values of a column: as many as its values have, at most four significant digits
/// of the largest one.
pub(crate) fn decimals(values: impl Iterator<Item = f64>) -> usize {
    let (mut largest, mut needed) = (0.0_f64, 0);
    for value in values.filter(|value| value.is_finite()) {
        largest = largest.max(value.abs());
        while needed < 4 && !is_whole(value * 10f64.powi(needed)) {
            needed += 1;
        }
    }
    let room = match largest {
        m if m >= 1000.0 => 1,
        m if m >= 10.0 => 2,
        m if m >= 1.0 => 3,
        _ => 4,
    };
    room.min(needed as usize)
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6 * value.abs().max(1.0)
}

/// A value that the server wrote as text: a number in the locale, a time without zeros, or as it is.
pub(crate) fn written(text: &str, locale: Locale) -> String {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => number(value, decimals(std::iter::once(value)), locale),
        _ => stamp(text),
    }
}

/// A count.
pub(crate) fn count(value: u64, locale: Locale) -> String {
    number(value as f64, 0, locale)
}

/// A signed difference: `+12`, `−3`, `0`.
pub(crate) fn signed(value: f64, decimals: usize, locale: Locale) -> String {
    let text = number(value, decimals, locale);
    if value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) { format!("+{text}") } else { text }
}

/// A size in bytes, by powers of 1,000.
pub(crate) fn bytes(value: u64, locale: Locale) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if value < 1_000 {
        return format!("{value} B");
    }
    let mut scaled = value as f64 / 1_000.0;
    let mut unit = 0;
    while scaled >= 999.95 && unit + 1 < UNITS.len() {
        scaled /= 1_000.0;
        unit += 1;
    }
    format!("{} {}", number(scaled, 1, locale), UNITS[unit])
}

/// What clocks show, to the minute.
pub(crate) fn time(at: DateTime<Utc>, locale: Locale) -> String {
    let (year, month, day, hour, minute) = (at.year(), at.month(), at.day(), at.hour(), at.minute());
    match locale {
        Locale::En => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
        Locale::De => format!("{day:02}.{month:02}.{year:04} {hour:02}:{minute:02}"),
    }
}

/// A duration in seconds: `0.4 s`, `35 s`, `2 min 5 s`, `1 h 4 min`.
pub(crate) fn duration(seconds: f64, locale: Locale) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        _ if seconds < 9.95 => format!("{} s", number(seconds.max(0.0), 1, locale)),
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

/// A cell of a query result, with the decimals of its column.
pub(crate) fn cell(value: &serde_json::Value, decimals: usize, locale: Locale) -> String {
    use serde_json::Value;
    match value {
        Value::Null => NONE.to_owned(),
        Value::Bool(true) => "✓".to_owned(),
        Value::Bool(false) => "✗".to_owned(),
        Value::Number(n) => number(n.as_f64().unwrap_or(f64::NAN), decimals, locale),
        Value::String(text) => stamp(text),
        other => other.to_string(),
    }
}

/// A time in ISO 8601 without what is zero: `2012-12-29 05:00`, `2012-12-29`. Other texts stay.
pub(crate) fn stamp(text: &str) -> String {
    let b = text.as_bytes();
    let iso =
        b.len() >= 16 && text.is_ascii() && b[4] == b'-' && b[7] == b'-' && b[10] == b'T' && b[13] == b':';
    if !iso {
        return text.to_owned();
    }
    let rest = text[16..].trim_end_matches("+00:00").trim_end_matches('Z').trim_end_matches(":00");
    format!("{} {}{rest}", &text[..10], &text[11..16])
}

/// A text with `{name}` replaced by its value.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_by_locale() {
        assert_eq!(number(1_234_567.891, 2, Locale::En), "1,234,567.89");
        assert_eq!(number(-1_234.5, 1, Locale::De), "−1.234,5");
        assert_eq!(number(999.0, 0, Locale::En), "999");
    }

    #[test]
    fn rounded_zero_has_no_sign() {
        assert_eq!(number(-0.001, 2, Locale::En), "0.00");
        assert_eq!(signed(0.001, 1, Locale::En), "0.0");
        assert_eq!(signed(2.0, 0, Locale::En), "+2");
    }

    #[test]
    fn not_a_number_is_a_dash() {
        assert_eq!(number(f64::NAN, 2, Locale::En), NONE);
        assert_eq!(cell(&serde_json::Value::Null, 0, Locale::En), NONE);
    }

    #[test]
    fn decimals_follow_the_column() {
        assert_eq!(decimals([16.0, 40.0].into_iter()), 0);
        assert_eq!(decimals([9.84, 14.395, f64::NAN].into_iter()), 2);
        assert_eq!(decimals([0.1 + 0.2, 1.0].into_iter()), 1);
        assert_eq!(decimals([0.012_345].into_iter()), 4);
        assert_eq!(decimals([123_456.789].into_iter()), 1);
        assert_eq!(written("0.8200000000000001", Locale::De), "0,82");
        assert_eq!(written("2012-12-31T23:00:00Z", Locale::De), "2012-12-31 23:00");
    }

    #[test]
    fn sizes_step_by_thousands() {
        assert_eq!(bytes(999, Locale::En), "999 B");
        assert_eq!(bytes(1_490_560, Locale::En), "1.5 MB");
        assert_eq!(bytes(999_999_999, Locale::De), "1,0 GB");
    }

    #[test]
    fn durations_name_two_units_at_most() {
        assert_eq!(duration(0.42, Locale::En), "0.4 s");
        assert_eq!(duration(125.0, Locale::En), "2 min 5 s");
        assert_eq!(duration(3_840.0, Locale::En), "1 h 4 min");
    }

    #[test]
    fn zero_seconds_and_utc_are_left_out_of_times() {
        assert_eq!(stamp("2012-12-29T05:00:00Z"), "2012-12-29 05:00");
        assert_eq!(stamp("2012-12-29T05:00:07"), "2012-12-29 05:00:07");
        assert_eq!(stamp("2012-12-29"), "2012-12-29");
        assert_eq!(stamp("weather"), "weather");
    }
}
