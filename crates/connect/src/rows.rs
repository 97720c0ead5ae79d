//! Rows as batches of columns, counted.

use std::sync::Arc;

use almanac_domain::data::{Column, ColumnType};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::cell::Cell;
use crate::{Error, Limits, Result};

/// Bytes of one value, or of a row where a database sends it as one. More is not taken into memory.
pub(crate) const LARGEST: u64 = 64 << 20;
/// Rows of a batch.
const ROWS: usize = 8_192;
/// A batch of long texts is full earlier.
const BYTES: u64 = 8 << 20;

/// Collects the rows of a statement.
pub(crate) struct Reader {
    columns: Vec<(Column, Builder)>,
    schema: SchemaRef,
    limits: Limits,
    rows: u64,
    bytes: u64,
    pending_rows: usize,
    pending_from: u64,
}

enum Builder {
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl Reader {
    pub(crate) fn new(columns: &[Column], limits: Limits) -> Self {
        let fields: Vec<_> =
            columns.iter().map(|column| Field::new(&column.name, data_type(column.kind), true)).collect();
        Self {
            columns: columns.iter().map(|column| (column.clone(), Builder::new(column.kind))).collect(),
            schema: Arc::new(Schema::new(fields)),
            limits,
            rows: 0,
            bytes: 0,
            pending_rows: 0,
            pending_from: 0,
        }
    }

    /// Takes a row: `cell` gives the value of a column by its position.
    pub(crate) fn row<'a>(&mut self, mut cell: impl FnMut(usize) -> Result<Cell<'a>>) -> Result<()> {
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(Error::TooManyRows(self.limits.rows));
        }
        for (at, (column, builder)) in self.columns.iter_mut().enumerate() {
            self.bytes += builder.put(cell(at)?, column)?;
            if self.bytes > self.limits.bytes {
                return Err(Error::TooLarge(self.limits.bytes));
            }
        }
        self.pending_rows += 1;
        Ok(())
    }

    /// A batch, when enough rows are there.
    pub(crate) fn full(&mut self) -> Result<Option<RecordBatch>> {
        let full = self.pending_rows >= ROWS || self.bytes - self.pending_from >= BYTES;
        if full { self.rest() } else { Ok(None) }
    }

    /// The rows that are left.
    pub(crate) fn rest(&mut self) -> Result<Option<RecordBatch>> {
        if self.pending_rows == 0 {
            return Ok(None);
        }
        (self.pending_rows, self.pending_from) = (0, self.bytes);
        let arrays = self.columns.iter_mut().map(|(_, builder)| builder.finish()).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        batch.map(Some).map_err(|error| Error::Statement(error.to_string()))
    }
}

impl Builder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Float => Self::Float(Float64Builder::new()),
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Timestamp => Self::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        }
    }

    /// Appends a value and tells its bytes.
    fn put(&mut self, cell: Cell<'_>, column: &Column) -> Result<u64> {
        if cell == Cell::Null {
            self.put_null();
            return Ok(1);
        }
        let wrong = |cell: Cell<'_>| Error::Value {
            column: column.name.clone(),
            value: cell.shown(),
            kind: name(column.kind),
        };
        Ok(match self {
            Self::Boolean(builder) => {
                builder.append_value(cell.boolean().ok_or_else(|| wrong(cell))?);
                1
            }
            Self::Integer(builder) => {
                builder.append_value(cell.integer().ok_or_else(|| wrong(cell))?);
                8
            }
            Self::Float(builder) => {
                builder.append_value(cell.float().ok_or_else(|| wrong(cell))?);
                8
            }
            Self::Text(builder) => {
                let text = cell.text().map_err(wrong)?;
                builder.append_value(&text);
                text.len() as u64
            }
            Self::Date(builder) => {
                builder.append_value(cell.date().ok_or_else(|| wrong(cell))?);
                4
            }
            Self::Timestamp(builder) => {
                builder.append_value(cell.timestamp().ok_or_else(|| wrong(cell))?);
                8
            }
        })
    }

    fn put_null(&mut self) {
        match self {
            Self::Boolean(builder) => builder.append_null(),
            Self::Integer(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
        }
    }
}

fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

fn name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "true or false",
        ColumnType::Integer => "a whole number of 64 bits",
        ColumnType::Float => "a number",
        ColumnType::Text => "text",
        ColumnType::Date => "a date",
        ColumnType::Timestamp => "a time",
    }
}
