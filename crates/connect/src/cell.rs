//! A value as it came from a database.

use std::borrow::Cow;

use crate::time;

/// A value as it came from a database, before it becomes what its column is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// Text, and numbers that no number of ours holds exactly.
    Text(Cow<'a, str>),
    /// Days since 1970.
    Date(i32),
    /// Microseconds since 1970, UTC.
    Timestamp(i64),
    /// Something that cannot be read, in words.
    Other(String),
}

const SECONDS_OF_DAY: i64 = 86_400;
const MICROS_OF_DAY: i64 = SECONDS_OF_DAY * 1_000_000;

impl<'a> Cell<'a> {
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            Self::Integer(0) => Some(false),
            Self::Integer(1) => Some(true),
            Self::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "t" | "1" => Some(true),
                "false" | "f" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Self::Boolean(value) => Some(i64::from(*value)),
            Self::Integer(value) => Some(*value),
            // Both bounds are powers of two, so they are exact.
            Self::Float(value) if value.fract() == 0.0 && (-TWO_63..TWO_63).contains(value) => {
                Some(*value as i64)
            }
            Self::Text(text) => {
                let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
                fraction.bytes().all(|digit| digit == b'0').then(|| whole.parse().ok()).flatten()
            }
            _ => None,
        }
    }

    pub(crate) fn float(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// It as text, or itself if there is none.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, Self> {
        let text = match &self {
            Self::Text(_) | Self::Null | Self::Other(_) => None,
            Self::Boolean(value) => Some(value.to_string()),
            Self::Integer(value) => Some(value.to_string()),
            Self::Float(value) => Some(value.to_string()),
            Self::Date(days) => time::show_date(*days),
            Self::Timestamp(micros) => time::show_timestamp(*micros),
        };
        match (self, text) {
            (Self::Text(text), _) => Ok(text),
            (_, Some(text)) => Ok(text.into()),
            (other, None) => Err(other),
        }
    }

    pub(crate) fn date(&self) -> Option<i32> {
        match self {
            Self::Date(days) => Some(*days),
            Self::Timestamp(micros) if micros % MICROS_OF_DAY == 0 => {
                i32::try_from(micros / MICROS_OF_DAY).ok()
            }
            Self::Text(text) => time::read_date(text),
            _ => None,
        }
    }

    pub(crate) fn timestamp(&self) -> Option<i64> {
        match self {
            Self::Date(days) => i64::from(*days).checked_mul(MICROS_OF_DAY),
            Self::Timestamp(micros) => Some(*micros),
            Self::Text(text) => time::read_timestamp(text),
            _ => None,
        }
    }

    /// It, in a few words of an error.
    pub(crate) fn shown(self) -> String {
        const LENGTH: usize = 40;
        let text = match self.text() {
            Ok(text) => text.into_owned(),
            Err(Self::Other(what)) => what,
            Err(_) => String::new(),
        };
        match text.char_indices().nth(LENGTH) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn whole_numbers_are_read_when_they_are_exact() {
        for (cell, value) in [
            (Cell::Integer(i64::MIN), Some(i64::MIN)),
            (Cell::Boolean(true), Some(1)),
            (Cell::Float(-3.0), Some(-3)),
            (Cell::Float(3.5), None),
            (Cell::Float(TWO_63), None),
            (Cell::Float(-TWO_63), Some(i64::MIN)),
            (Cell::Float(f64::NAN), None),
            (text("12.00"), Some(12)),
            (text("12.01"), None),
            (text("9223372036854775807"), Some(i64::MAX)),
            (text("9223372036854775808"), None),
            (text("1e3"), None),
            (text(""), None),
            (Cell::Date(3), None),
        ] {
            assert_eq!(cell.integer(), value, "{cell:?}");
        }
    }

    #[test]
    fn floats_keep_what_is_no_number() {
        assert_eq!(text("-0.10").float(), Some(-0.1));
        assert_eq!(text("Infinity").float(), Some(f64::INFINITY));
        assert!(text("NaN").float().is_some_and(f64::is_nan));
        assert_eq!(text("ten").float(), None);
        assert_eq!(Cell::Integer(2).float(), Some(2.0));
    }

    #[test]
    fn truth_is_never_guessed() {
        for (cell, value) in [
            (Cell::Integer(1), Some(true)),
            (Cell::Integer(2), None),
            (text("False"), Some(false)),
            (text("yes"), None),
            (Cell::Float(1.0), None),
        ] {
            assert_eq!(cell.boolean(), value, "{cell:?}");
        }
    }

    #[test]
    fn dates_and_times_are_read_from_each_other_without_loss_only() {
        assert_eq!(Cell::Timestamp(2 * MICROS_OF_DAY).date(), Some(2));
        assert_eq!(Cell::Timestamp(2 * MICROS_OF_DAY + 1).date(), None);
        assert_eq!(Cell::Date(-1).timestamp(), Some(-MICROS_OF_DAY));
        assert_eq!(Cell::Integer(1).timestamp(), None);
        assert_eq!(Cell::Float(2_440_587.5).date(), None);
    }

    #[test]
    fn a_value_in_an_error_is_short() {
        assert_eq!(text(&"ä".repeat(50)).shown().chars().count(), 41);
        assert_eq!(text("ab").shown(), "ab");
    }
}
