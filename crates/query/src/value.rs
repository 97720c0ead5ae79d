//! Values of a filter, read as their column's type.

use almanac_domain::data::ColumnType;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::Scalar;

/// A value that is bound to a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundValue {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
    /// A text.
    Text(String),
    /// A calendar date.
    Date(NaiveDate),
    /// A point in time, to the microsecond.
    Timestamp(DateTime<Utc>),
}

/// Reads `scalar` for comparison with a column of type `kind`.
///
/// # Errors
/// What kind of value the column wants.
pub(crate) fn read(scalar: &Scalar, kind: ColumnType) -> Result<BoundValue, &'static str> {
    match (kind, scalar) {
        (_, Scalar::Parameter(_)) => Err("must be a value"),
        (ColumnType::Boolean, Scalar::Boolean(value)) => Ok(BoundValue::Boolean(*value)),
        (ColumnType::Boolean, _) => Err("must be true or false"),
        (ColumnType::Integer, Scalar::Integer(value)) => Ok(BoundValue::Integer(*value)),
        (ColumnType::Float, Scalar::Integer(value)) => Ok(BoundValue::Float(*value as f64)),
        (ColumnType::Integer | ColumnType::Float, Scalar::Float(value)) if value.is_finite() => {
            Ok(BoundValue::Float(*value))
        }
        (ColumnType::Integer, Scalar::Text(text)) => {
            text.trim().parse().map(BoundValue::Integer).map_err(|_| "must be a whole number")
        }
        (ColumnType::Integer | ColumnType::Float, _) => Err("must be a number"),
        (ColumnType::Text, Scalar::Text(text)) => Ok(BoundValue::Text(text.clone())),
        (ColumnType::Text, _) => Err("must be a text"),
        (ColumnType::Date, Scalar::Text(text)) => {
            date(text).map(BoundValue::Date).ok_or("must be a date such as 2011-01-31")
        }
        (ColumnType::Date, _) => Err("must be a date such as 2011-01-31"),
        (ColumnType::Timestamp, Scalar::Text(text)) => {
            timestamp(text).map(BoundValue::Timestamp).ok_or("must be a time such as 2011-01-31T08:00:00Z")
        }
        (ColumnType::Timestamp, _) => Err("must be a time such as 2011-01-31T08:00:00Z"),
    }
}

/// An ISO 8601 date, also as midnight of a time.
fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// An ISO 8601 time: with an offset, without one (UTC), or a date alone (its midnight, UTC).
pub fn timestamp(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| date(text).and_then(|date| date.and_hms_opt(0, 0, 0)))
        .map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> BoundValue {
        BoundValue::Timestamp(text.parse().unwrap())
    }

    #[test]
    fn times_without_an_offset_are_utc() {
        for text in ["2011-01-31", "2011-01-31T00:00", "2011-01-31 00:00:00", "2011-01-31T01:00:00+01:00"] {
            assert_eq!(
                read(&text.into(), ColumnType::Timestamp),
                Ok(instant("2011-01-31T00:00:00Z")),
                "{text}"
            );
        }
    }

    #[test]
    fn whole_numbers_beyond_double_precision_come_as_text() {
        assert_eq!(
            read(&"9007199254740993".into(), ColumnType::Integer),
            Ok(BoundValue::Integer(9_007_199_254_740_993))
        );
        assert!(read(&"9007199254740993 or 1=1".into(), ColumnType::Integer).is_err());
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        use ColumnType as T;
        for (scalar, kind) in [
            (Scalar::Integer(1), T::Boolean),
            (Scalar::Boolean(true), T::Integer),
            (Scalar::Float(f64::NAN), T::Float),
            (Scalar::Float(f64::INFINITY), T::Integer),
            ("1".into(), T::Float),
            (Scalar::Integer(1), T::Text),
            ("2011-02-30".into(), T::Date),
            (Scalar::Integer(2011), T::Date),
            ("yesterday".into(), T::Timestamp),
            (Scalar::Integer(0), T::Timestamp),
        ] {
            assert!(read(&scalar, kind).is_err(), "{scalar:?} as {kind:?}");
        }
    }
}
