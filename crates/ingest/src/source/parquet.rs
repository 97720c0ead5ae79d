//! Parquet files of other programs, rewritten to our types.

use std::fs::File;
use std::sync::Arc;

use almanac_domain::data::{ColumnType, ImportOptions};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Field, Float64Type, Int64Type, Schema, TimeUnit, TimestampMicrosecondType,
};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use super::{BatchSource, Sink, Table, check_names};
use crate::cell::Cell;
use crate::error::{CELL_LIMIT, COLUMN_LIMIT, Error, Place, ROW_LIMIT, cut};

/// The type that a column of the file becomes, and whether its times lack a time zone.
pub(crate) fn natural_kind(field: &Field) -> Result<(ColumnType, bool), Error> {
    let column = || field.name().clone();
    let kind = match field.data_type() {
        DataType::Dictionary(_, values) => {
            return natural_kind(&Field::new(field.name(), values.as_ref().clone(), true));
        }
        DataType::Boolean => ColumnType::Boolean,
        DataType::Date32 | DataType::Date64 => ColumnType::Date,
        DataType::Timestamp(_, zone) => return Ok((ColumnType::Timestamp, zone.is_none())),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Null => ColumnType::Text,
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => ColumnType::Float,
        other if other.is_integer() => ColumnType::Integer,
        other if other.is_floating() => ColumnType::Float,
        other if other.is_nested() => return Err(Error::Nested { place: None, column: column() }),
        other => return Err(Error::UnsupportedType { column: column(), found: other.to_string() }),
    };
    Ok((kind, false))
}

fn natural_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::Utf8View,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
    }
}

fn damaged(error: &ParquetError) -> Error {
    Error::Damaged { format: "Parquet", message: error.to_string() }
}

/// Opens the file and reads its footer.
pub(crate) fn open_file(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, Error> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
    let found = builder.schema().fields().len();
    if found > COLUMN_LIMIT { Err(Error::TooManyColumns { found }) } else { Ok(builder) }
}

/// Opens the file of another program. Its texts are read as views of its pages, where a text that is repeated stands
/// once: as copies a small file with one long text in every row would fill the memory.
pub(crate) fn open_foreign(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, Error> {
    let opened = open_file(file.try_clone()?)?;
    let rows = u64::try_from(opened.metadata().file_metadata().num_rows()).unwrap_or(u64::MAX);
    if rows > ROW_LIMIT {
        return Err(Error::TooLarge(format!("it has more than {ROW_LIMIT} rows")));
    }
    let viewed = |field: &Arc<Field>| field.as_ref().clone().with_data_type(viewed(field.data_type()));
    let fields: Vec<_> = opened.schema().fields().iter().map(viewed).collect();
    let schema = Schema::new_with_metadata(fields, opened.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let known = ArrowReaderMetadata::try_new(Arc::clone(opened.metadata()), options);
    let known = known.map_err(|error| damaged(&error))?;
    Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, known))
}

/// The type of a column whose texts are views.
fn viewed(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, values) => viewed(values),
        other => other.clone(),
    }
}

/// The first rows, each cell through `see`.
pub(crate) fn first_rows<T>(
    builder: ParquetRecordBatchReaderBuilder<File>,
    limit: usize,
    see: &mut dyn FnMut(Cell<'_>) -> T,
) -> Result<Vec<Vec<T>>, Error> {
    let fields = builder.schema().fields().clone();
    let reader = builder.with_limit(limit).build().map_err(|error| damaged(&error))?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch =
            batch.map_err(|error| Error::Damaged { format: "Parquet", message: error.to_string() })?;
        let columns = fields.iter().zip(batch.columns()).map(|(f, a)| Natural::new(a, f, 1));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|c| see(c.cell(row))).collect()));
    }
    Ok(rows)
}

/// A Parquet file as batches.
pub(crate) struct ParquetSource {
    builder: Option<ParquetRecordBatchReaderBuilder<File>>,
    size: u64,
}

impl ParquetSource {
    pub fn open(file: File, options: &ImportOptions) -> Result<Self, Error> {
        let size = file.metadata()?.len();
        let builder = open_foreign(file)?;
        let names: Vec<String> = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
        check_names(&super::resolved_names(&names).0, options)?;
        Ok(Self { builder: Some(builder), size })
    }
}

/// An array brought to one of our types, cell by cell.
struct Natural {
    kind: ColumnType,
    local: bool,
    array: ArrayRef,
}

impl Natural {
    fn new(array: &ArrayRef, field: &Field, first_row: u64) -> Result<Self, Error> {
        let (kind, local) = natural_kind(field)?;
        let to = match (kind, local) {
            (ColumnType::Timestamp, false) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            _ => natural_type(kind),
        };
        let array = cast(array, &to);
        let place = Place { row: first_row, line: None };
        let array = array.ok_or_else(|| Error::OutOfRange {
            place,
            column: field.name().clone(),
            value: format!("a value of type {} in this row or below", field.data_type()),
            expected: format!("{kind:?}").to_lowercase(),
        })?;
        Ok(Self { kind, local, array })
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        if self.array.is_null(row) {
            return Cell::Null;
        }
        match self.kind {
            ColumnType::Boolean => Cell::Boolean(self.array.as_boolean().value(row)),
            ColumnType::Integer => Cell::Integer(self.array.as_primitive::<Int64Type>().value(row)),
            ColumnType::Float => Cell::Float(self.array.as_primitive::<Float64Type>().value(row)),
            ColumnType::Text => Cell::Text(self.array.as_string_view().value(row)),
            ColumnType::Date => Cell::Date(self.array.as_primitive::<Date32Type>().value(row)),
            ColumnType::Timestamp => {
                let micros = self.array.as_primitive::<TimestampMicrosecondType>().value(row);
                if self.local { Cell::Local(micros) } else { Cell::Instant(micros) }
            }
        }
    }
}

fn cast(array: &ArrayRef, to: &DataType) -> Option<ArrayRef> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, to, &strict).ok()
}

impl BatchSource for ParquetSource {
    fn run(&mut self, table: &mut Table, sink: Sink<'_>) -> Result<(), Error> {
        let Some(builder) = self.builder.take() else { return Ok(()) };
        let total = builder.metadata().file_metadata().num_rows().max(1) as u64;
        let fields = builder.schema().fields().clone();
        let reader =
            builder.with_batch_size(table.most_rows().min(8_192)).build().map_err(|error| damaged(&error))?;
        let mut done = 0_u64;
        for batch in reader {
            let batch =
                batch.map_err(|error| Error::Damaged { format: "Parquet", message: error.to_string() })?;
            let mut columns = Vec::with_capacity(fields.len());
            for (index, field) in fields.iter().enumerate() {
                let wanted = table.is_included(index);
                columns.push(wanted.then(|| Natural::new(batch.column(index), field, done + 1)).transpose()?);
            }
            for row in 0..batch.num_rows() {
                let place = Place { row: done + row as u64 + 1, line: None };
                for (index, column) in columns.iter().enumerate() {
                    if let Some(column) = column {
                        put(table, index, column.cell(row), place, fields[index].name())?;
                    }
                }
                table.end_row();
                if table.is_full() {
                    sink(table, self.size.saturating_mul(done + row as u64 + 1) / total)?;
                }
            }
            done += batch.num_rows() as u64;
        }
        Ok(())
    }
}

fn put(table: &mut Table, index: usize, cell: Cell<'_>, place: Place, name: &str) -> Result<(), Error> {
    if let Cell::Text(text) = cell {
        if text.len() > CELL_LIMIT {
            return Err(Error::TooLong { place, column: cut(name) });
        }
        if text.contains('\0') {
            return Err(Error::Nul { place, column: name.to_owned() });
        }
    }
    table.put(index, cell, || place)
}
