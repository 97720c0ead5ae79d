//! Arrow columns as JSON cells and as plain columns.

use almanac_domain::data::Column;
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use serde_json::Value;

use super::scan;

/// The largest number up to which doubles hold every whole number.
const EXACT: i64 = 1 << 53;

/// `batch` with the names and plain types of `columns`, by position.
pub(super) fn plain(batch: &RecordBatch, columns: &[Column]) -> Result<RecordBatch, ArrowError> {
    let arrays: Result<Vec<ArrayRef>, ArrowError> = columns
        .iter()
        .zip(batch.columns())
        .map(|(column, array)| cast(array, &scan::data_type(column.kind)))
        .collect();
    RecordBatch::try_new(scan::schema(columns), arrays?)
}

/// Appends the rows of `batch`, whose columns are `columns` by position.
pub(super) fn append(
    rows: &mut Vec<Vec<Value>>,
    batch: &RecordBatch,
    columns: &[Column],
) -> Result<(), ArrowError> {
    let batch = plain(batch, columns)?;
    let cells: Vec<Cells> = batch.columns().iter().map(Cells::of).collect();
    rows.extend((0..batch.num_rows()).map(|row| cells.iter().map(|column| column.get(row)).collect()));
    Ok(())
}

/// The one number in `batch`.
pub(super) fn number(batch: &RecordBatch) -> Result<u64, ArrowError> {
    let array = cast(batch.column(0), &DataType::Int64)?;
    let numbers = array.as_primitive::<Int64Type>();
    Ok(numbers.iter().flatten().filter_map(|number| u64::try_from(number).ok()).sum())
}

/// A column, ready to be read cell by cell.
enum Cells<'a> {
    Boolean(&'a BooleanArray),
    Integer(&'a Int64Array),
    Float(&'a Float64Array),
    Text(&'a StringArray),
    Date(&'a Date32Array),
    Timestamp(&'a TimestampMicrosecondArray),
    Other,
}

impl<'a> Cells<'a> {
    fn of(array: &'a ArrayRef) -> Self {
        match array.data_type() {
            DataType::Boolean => Self::Boolean(array.as_boolean()),
            DataType::Int64 => Self::Integer(array.as_primitive::<Int64Type>()),
            DataType::Float64 => Self::Float(array.as_primitive::<Float64Type>()),
            DataType::Utf8 => Self::Text(array.as_string::<i32>()),
            DataType::Date32 => Self::Date(array.as_primitive::<Date32Type>()),
            DataType::Timestamp(..) => Self::Timestamp(array.as_primitive::<TimestampMicrosecondType>()),
            _ => Self::Other,
        }
    }

    fn get(&self, row: usize) -> Value {
        match self {
            Self::Boolean(array) => array.is_valid(row).then(|| array.value(row).into()),
            Self::Integer(array) => array.is_valid(row).then(|| integer(array.value(row))),
            // `Value` makes null of what JSON does not have.
            Self::Float(array) => array.is_valid(row).then(|| array.value(row).into()),
            Self::Text(array) => array.is_valid(row).then(|| array.value(row).into()),
            Self::Date(array) => array.is_valid(row).then(|| date(array.value(row))),
            Self::Timestamp(array) => array.is_valid(row).then(|| timestamp(array.value(row))),
            Self::Other => None,
        }
        .unwrap_or(Value::Null)
    }
}

fn integer(value: i64) -> Value {
    if (-EXACT..=EXACT).contains(&value) { value.into() } else { value.to_string().into() }
}

fn date(days: i32) -> Value {
    let date = NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(days)));
    date.map_or(Value::Null, |date| date.to_string().into())
}

fn timestamp(micros: i64) -> Value {
    DateTime::from_timestamp_micros(micros)
        .map_or(Value::Null, |time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into())
}
