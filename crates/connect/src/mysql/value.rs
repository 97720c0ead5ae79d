//! Values of MySQL.

use almanac_query::BoundValue;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use mysql_async::consts::ColumnType as Native;
use mysql_async::{Row, Value};

use crate::cell::Cell;
use crate::{Error, Result, time};

/// A value that is bound.
pub(super) fn param(value: &BoundValue) -> Result<Value> {
    Ok(match value {
        BoundValue::Boolean(value) => Value::Int(i64::from(*value)),
        BoundValue::Integer(value) => Value::Int(*value),
        BoundValue::Float(value) => Value::Double(*value),
        BoundValue::Text(value) => Value::Bytes(value.clone().into_bytes()),
        BoundValue::Date(date) => at(date.and_time(chrono::NaiveTime::MIN))?,
        BoundValue::Timestamp(time) => at(time.naive_utc())?,
    })
}

fn at(time: NaiveDateTime) -> Result<Value> {
    let year = u16::try_from(time.year()).ok().filter(|year| *year <= 9_999);
    let year = year.ok_or_else(|| Error::Statement(format!("{time} is outside of the years of MySQL")))?;
    let part = |part: u32| part as u8;
    let micros = time.nanosecond() / 1_000;
    let (month, day) = (part(time.month()), part(time.day()));
    Ok(Value::Date(year, month, day, part(time.hour()), part(time.minute()), part(time.second()), micros))
}

/// The value of a column by its position.
pub(super) fn cell(row: &Row, at: usize) -> Cell<'_> {
    let native = row.columns_ref().get(at).map(mysql_async::Column::column_type);
    match row.as_ref(at) {
        None | Some(Value::NULL) => Cell::Null,
        Some(Value::Int(value)) => Cell::Integer(*value),
        Some(Value::UInt(value)) => {
            i64::try_from(*value).map_or_else(|_| Cell::Text(value.to_string().into()), Cell::Integer)
        }
        Some(Value::Float(value)) => Cell::Float(f64::from(*value)),
        Some(Value::Double(value)) => Cell::Float(*value),
        Some(Value::Bytes(bytes)) if native == Some(Native::MYSQL_TYPE_BIT) => bits(bytes),
        Some(Value::Bytes(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.into()),
            Err(_) => Cell::Other(format!("({} bytes)", bytes.len())),
        },
        Some(&Value::Date(year, month, day, hour, minute, second, micros)) => {
            // A date with a zero in it is how MySQL writes that there is none.
            let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            let time = date
                .and_then(|date| date.and_hms_micro_opt(hour.into(), minute.into(), second.into(), micros));
            match (native, time.map(|time| time.and_utc())) {
                (_, None) => Cell::Null,
                (Some(Native::MYSQL_TYPE_DATE | Native::MYSQL_TYPE_NEWDATE), Some(time)) => {
                    Cell::Date(time::days(time.date_naive()))
                }
                (_, Some(time)) => Cell::Timestamp(DateTime::timestamp_micros(&time)),
            }
        }
        Some(&Value::Time(negative, days, hours, minutes, seconds, micros)) => {
            let (sign, hours) = (if negative { "-" } else { "" }, u64::from(days) * 24 + u64::from(hours));
            let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
            Cell::Text(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}").into())
        }
    }
}

fn bits(bytes: &[u8]) -> Cell<'static> {
    let value = bytes.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    i64::try_from(value).map_or_else(|_| Cell::Text(value.to_string().into()), Cell::Integer)
}
