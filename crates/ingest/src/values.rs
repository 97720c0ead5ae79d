//! Columns in memory.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use almanac_domain::data::{Column, ColumnType, ImportOptions};
use arrow::array::{
    ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{
    DataType, Date32Type, Float64Type, Int64Type, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::cell::field;
use crate::error::Error;
use crate::import::{ParquetFile, guarded};
use crate::source::{Table, open};
use crate::time::{date_text, timestamp_text};

const BATCH_ROWS: usize = 65_536;

/// The values of a column, row by row.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// True or false.
    Boolean(Vec<Option<bool>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Float(Vec<Option<f64>>),
    /// Text.
    Text(Vec<Option<String>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i64>>),
    /// Microseconds since 1970-01-01 00:00 UTC.
    Timestamp(Vec<Option<i64>>),
}

impl Values {
    /// No values of that type.
    pub fn empty(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Boolean => Self::Boolean(Vec::new()),
            ColumnType::Integer => Self::Integer(Vec::new()),
            ColumnType::Float => Self::Float(Vec::new()),
            ColumnType::Text => Self::Text(Vec::new()),
            ColumnType::Date => Self::Date(Vec::new()),
            ColumnType::Timestamp => Self::Timestamp(Vec::new()),
        }
    }

    /// Their type.
    pub fn kind(&self) -> ColumnType {
        match self {
            Self::Boolean(_) => ColumnType::Boolean,
            Self::Integer(_) => ColumnType::Integer,
            Self::Float(_) => ColumnType::Float,
            Self::Text(_) => ColumnType::Text,
            Self::Date(_) => ColumnType::Date,
            Self::Timestamp(_) => ColumnType::Timestamp,
        }
    }

    /// How many rows, missing values included.
    pub fn len(&self) -> usize {
        match self {
            Self::Boolean(v) => v.len(),
            Self::Integer(v) | Self::Date(v) | Self::Timestamp(v) => v.len(),
            Self::Float(v) => v.len(),
            Self::Text(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value as text: dates as `2011-01-31`, times as `2011-01-31T13:45:00Z`; `None` for a missing value and
    /// beyond the end.
    pub fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Boolean(v) => v.get(row)?.map(|value| value.to_string()),
            Self::Integer(v) => v.get(row)?.map(|value| value.to_string()),
            Self::Float(v) => v.get(row)?.map(|value| value.to_string()),
            Self::Text(v) => v.get(row)?.clone(),
            Self::Date(v) => v.get(row)?.map(date_text),
            Self::Timestamp(v) => v.get(row)?.map(timestamp_text),
        }
    }

    /// Adds the values of an array of one of our types.
    pub(crate) fn extend(&mut self, array: &ArrayRef) {
        match self {
            Self::Boolean(v) => v.extend(array.as_boolean()),
            Self::Integer(v) => v.extend(array.as_primitive::<Int64Type>()),
            Self::Float(v) => v.extend(array.as_primitive::<Float64Type>()),
            Self::Text(v) => v.extend(array.as_string::<i32>().iter().map(|t| t.map(str::to_owned))),
            Self::Date(v) => v.extend(array.as_primitive::<Date32Type>().iter().map(|d| d.map(i64::from))),
            Self::Timestamp(v) => v.extend(array.as_primitive::<TimestampMicrosecondType>()),
        }
    }

    fn array(&self, from: usize, to: usize) -> Result<ArrayRef, Error> {
        Ok(match self {
            Self::Boolean(v) => Arc::new(BooleanArray::from(v[from..to].to_vec())),
            Self::Integer(v) => Arc::new(Int64Array::from(v[from..to].to_vec())),
            Self::Float(v) => Arc::new(Float64Array::from(v[from..to].to_vec())),
            Self::Text(v) => Arc::new(StringArray::from_iter(&v[from..to])),
            Self::Date(v) => {
                let days = v[from..to].iter().map(|d| d.map(i32::try_from).transpose());
                let days = days.collect::<Result<Vec<_>, _>>();
                Arc::new(Date32Array::from(days.map_err(|_| Error::option("date", "out of range"))?))
            }
            Self::Timestamp(v) => {
                Arc::new(TimestampMicrosecondArray::from(v[from..to].to_vec()).with_timezone("UTC"))
            }
        })
    }
}

/// Reads all included columns of a file into memory.
///
/// # Errors
/// What is wrong with the file, with row and column.
pub fn read_columns(path: &Path, options: &ImportOptions) -> Result<Vec<(Column, Values)>, Error> {
    let mut table = Table::new(options, std::fs::metadata(path)?.len())?;
    guarded(options, || {
        let mut columns = collector(table.columns());
        let mut sink = |table: &mut Table, _: u64| {
            append(&mut columns, &table.take()?);
            Ok(())
        };
        open(path, options)?.run(&mut table, &mut sink)?;
        if table.rows() > 0 {
            sink(&mut table, 0)?;
        }
        Ok(columns)
    })
}

pub(crate) fn collector(columns: Vec<Column>) -> Vec<(Column, Values)> {
    columns.into_iter().map(|c| (c.clone(), Values::empty(c.kind))).collect()
}

pub(crate) fn append(columns: &mut [(Column, Values)], batch: &RecordBatch) {
    for ((_, values), array) in columns.iter_mut().zip(batch.columns()) {
        values.extend(array);
    }
}

/// The columns of a Parquet file that [`import`](crate::import()) or [`write_columns`] wrote.
pub(crate) fn stored_columns(schema: &SchemaRef) -> Result<Vec<Column>, Error> {
    let column = |f: &Arc<arrow::datatypes::Field>| {
        let kind = match f.data_type() {
            DataType::Boolean => ColumnType::Boolean,
            DataType::Int64 => ColumnType::Integer,
            DataType::Float64 => ColumnType::Float,
            DataType::Utf8 => ColumnType::Text,
            DataType::Date32 => ColumnType::Date,
            DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => ColumnType::Timestamp,
            other => {
                return Err(Error::UnsupportedType { column: f.name().clone(), found: other.to_string() });
            }
        };
        Ok(Column { name: f.name().clone(), kind })
    };
    schema.fields().iter().map(column).collect()
}

pub(crate) fn open_stored(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, Error> {
    crate::source::open_parquet(File::open(path)?)
}

/// Reads all columns of a Parquet file that [`import`](crate::import()) or [`write_columns`] wrote.
///
/// # Errors
/// The file is damaged, or has a type that we do not write.
pub fn read_parquet(path: &Path) -> Result<Vec<(Column, Values)>, Error> {
    let (columns, batches) = stored_batches(path)?;
    let mut read = collector(columns);
    for batch in batches {
        append(&mut read, &batch?);
    }
    Ok(read)
}

/// The columns of such a file, and its rows in batches.
pub(crate) fn stored_batches(
    path: &Path,
) -> Result<(Vec<Column>, impl Iterator<Item = Result<RecordBatch, Error>>), Error> {
    let builder = open_stored(path)?;
    Ok((stored_columns(builder.schema())?, batches(builder)?))
}

/// The rows that a reader was asked for, in batches.
pub(crate) fn batches(
    builder: ParquetRecordBatchReaderBuilder<File>,
) -> Result<impl Iterator<Item = Result<RecordBatch, Error>>, Error> {
    let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|e| damaged(e.to_string()))?;
    Ok(reader.map(|batch| batch.map_err(|e| damaged(e.to_string()))))
}

pub(crate) fn damaged(message: String) -> Error {
    Error::Damaged { format: "Parquet", message }
}

/// Writes columns of equal length to a Parquet file and syncs it; on an error the file is removed.
///
/// # Errors
/// A column's values are not of its type, the lengths differ, or the disk says no.
pub fn write_columns(path: &Path, columns: &[(Column, Values)]) -> Result<(), Error> {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    for (column, values) in columns {
        if values.kind() != column.kind || values.len() != rows {
            return Err(Error::option(format!("column {}", column.name), "its values do not fit the table"));
        }
    }
    let schema = Arc::new(Schema::new(columns.iter().map(|(c, _)| field(c)).collect::<Vec<_>>()));
    let mut file = ParquetFile::create(path, Arc::clone(&schema))?;
    for from in (0..rows).step_by(BATCH_ROWS) {
        let to = rows.min(from + BATCH_ROWS);
        let arrays = columns.iter().map(|(_, v)| v.array(from, to)).collect::<Result<Vec<_>, _>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
            .map_err(|error| Error::Io(std::io::Error::other(error)))?;
        file.write(&batch)?;
    }
    file.finish().map(|_| ())
}
