//! Values of SQLite.

use almanac_query::BoundValue;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Decode, Row as _, TypeInfo as _, ValueRef as _};

use crate::cell::Cell;
use crate::{Error, Result};

/// Binds a value. Dates and times are texts in ISO 8601, as SQLite's own functions write them.
pub(super) fn bind<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    value: &BoundValue,
) -> Query<'q, Sqlite, SqliteArguments> {
    match value {
        BoundValue::Boolean(value) => query.bind(*value),
        BoundValue::Integer(value) => query.bind(*value),
        BoundValue::Float(value) => query.bind(*value),
        BoundValue::Text(value) => query.bind(value.clone()),
        BoundValue::Date(date) => query.bind(date.format("%Y-%m-%d").to_string()),
        BoundValue::Timestamp(time) => query.bind(time.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
    }
}

/// The value of a column by its position.
pub(super) fn cell(row: &SqliteRow, at: usize) -> Result<Cell<'_>> {
    let wrong = |error: &dyn std::fmt::Display| Error::Statement(error.to_string());
    let value = row.try_get_raw(at).map_err(|error| wrong(&error))?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let kind = value.type_info().into_owned();
    let cell = match kind.name() {
        "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Integer),
        "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Cell::Float),
        "TEXT" => <&str as Decode<Sqlite>>::decode(value)
            .map(|text| Cell::Text(text.into()))
            .or_else(|_| Ok(Cell::Other("(text that is not UTF-8)".into()))),
        _ => <&[u8] as Decode<Sqlite>>::decode(value)
            .map(|bytes| Cell::Other(format!("({} bytes)", bytes.len()))),
    };
    cell.map_err(|error| wrong(&error))
}
