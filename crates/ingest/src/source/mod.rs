//! The formats as streams of batches. To add one: a module with a type that implements [`BatchSource`],
//! and a line in [`open`].

mod archive;
mod csv;
mod json;
mod parquet;
mod xlsx;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, FileFormat, ImportOptions};
use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};

pub(crate) use archive::check as check_archive;
pub(crate) use csv::{Records, resolved_names};
pub(crate) use json::read_object;
pub(crate) use parquet::{first_rows as parquet_rows, natural_kind, open_file as open_parquet, open_foreign};
pub(crate) use xlsx::{Sheet, sheet_names};

use crate::cell::{Cell, ColumnReader, Rules, field};
use crate::error::{COLUMN_LIMIT, Error, Place, ROW_LIMIT};

/// A batch ends when it holds this many bytes of text.
const BATCH_BYTES: usize = 16 << 20;
/// Packed files repeat a text by naming it: beyond this many bytes their texts may not be [`RATIO_LIMIT`] times the file.
const RATIO_FROM: u64 = 1 << 30;
const RATIO_LIMIT: u64 = 1_000;

/// What is done with each full table: its rows are to be taken out. The number is the bytes read so far.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&mut Table, u64) -> Result<(), Error>;

/// A file as a stream of typed rows.
pub(crate) trait BatchSource {
    /// Puts every row of the file into `table`, and hands it to `sink` each time it is full.
    fn run(&mut self, table: &mut Table, sink: Sink<'_>) -> Result<(), Error>;
}

/// The rows of a batch while they are collected.
pub(crate) struct Table {
    readers: Vec<ColumnReader>,
    /// For each column of the options, the reader it goes to, if it is included.
    targets: Vec<Option<usize>>,
    schema: SchemaRef,
    rows: usize,
    bytes: usize,
    most_rows: usize,
    /// Rows and bytes of text that were taken out, and how many bytes that may be.
    taken: (u64, u64),
    most_bytes: u64,
}

impl Table {
    /// A table for the rows of a file of so many bytes.
    pub fn new(options: &ImportOptions, file_bytes: u64) -> Result<Self, Error> {
        let rules = Arc::new(Rules::new(options)?);
        let mut readers = Vec::new();
        let mut targets = Vec::with_capacity(options.columns.len());
        for column in &options.columns {
            targets.push(column.include.then_some(readers.len()));
            if column.include {
                let kept = Column { name: column.name.clone(), kind: column.kind };
                readers.push(ColumnReader::new(kept, column.format.as_deref(), Arc::clone(&rules))?);
            }
        }
        let schema = Arc::new(Schema::new(readers.iter().map(|r| field(r.column())).collect::<Vec<_>>()));
        let most_rows = (4_000_000 / readers.len().max(1)).clamp(256, 65_536);
        let most_bytes = file_bytes.saturating_mul(RATIO_LIMIT).max(RATIO_FROM);
        Ok(Self { readers, targets, schema, rows: 0, bytes: 0, most_rows, taken: (0, 0), most_bytes })
    }

    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub fn columns(&self) -> Vec<Column> {
        self.readers.iter().map(|r| r.column().clone()).collect()
    }

    pub fn is_full(&self) -> bool {
        self.rows >= self.most_rows || self.bytes >= BATCH_BYTES
    }

    pub fn most_rows(&self) -> usize {
        self.most_rows
    }

    pub fn is_included(&self, column: usize) -> bool {
        self.targets.get(column).is_some_and(Option::is_some)
    }

    /// Puts a cell of the present row into a column of the options.
    #[inline]
    pub fn put(&mut self, column: usize, cell: Cell<'_>, place: impl FnOnce() -> Place) -> Result<(), Error> {
        let Some(reader) = self.targets.get(column).copied().flatten().and_then(|i| self.readers.get_mut(i))
        else {
            return Ok(());
        };
        if let Cell::Text(text) = cell {
            self.bytes += text.len();
        }
        reader.append(cell).map_err(|fault| reader.error(fault, cell, place()))
    }

    pub fn end_row(&mut self) {
        self.rows += 1;
    }

    /// The collected rows; the table is empty afterwards.
    pub fn take(&mut self) -> Result<RecordBatch, Error> {
        self.taken = (self.taken.0 + self.rows as u64, self.taken.1 + self.bytes as u64);
        if self.taken.0 > ROW_LIMIT {
            return Err(Error::TooLarge(format!("it has more than {ROW_LIMIT} rows")));
        }
        if self.taken.1 > self.most_bytes {
            return Err(Error::TooLarge(format!("its texts are more than {RATIO_LIMIT} times the file")));
        }
        self.rows = 0;
        self.bytes = 0;
        let arrays = self.readers.iter_mut().map(ColumnReader::finish).collect();
        RecordBatch::try_new(self.schema(), arrays).map_err(|error| Error::Io(std::io::Error::other(error)))
    }

    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// Opens a file as the options say.
pub(crate) fn open(path: &Path, options: &ImportOptions) -> Result<Box<dyn BatchSource>, Error> {
    check_options(options)?;
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Err(Error::Empty);
    }
    Ok(match options.format {
        FileFormat::Csv => Box::new(csv::CsvSource::open(file, options)?),
        FileFormat::JsonLines => Box::new(json::JsonSource::new(file, options)),
        FileFormat::Parquet => Box::new(parquet::ParquetSource::open(file, options)?),
        FileFormat::Xlsx => Box::new(xlsx::XlsxSource::open(path, options)?),
    })
}

/// Checks what does not depend on the file.
pub(crate) fn check_options(options: &ImportOptions) -> Result<(), Error> {
    let mut errors = Vec::new();
    if options.columns.len() > COLUMN_LIMIT {
        return Err(Error::TooManyColumns { found: options.columns.len() });
    }
    if !options.columns.iter().any(|c| c.include) {
        errors.push(FieldError::new("options.columns", "at least one column must be included"));
    }
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = options.columns.iter().find(|c| !seen.insert(c.name.as_str())) {
        errors.push(FieldError::new("options.columns", format!("the column {} is there twice", twice.name)));
    }
    if !errors.is_empty() {
        return Err(Error::Options(errors));
    }
    check_dialect(options)
}

/// Checks delimiter and encoding.
pub(crate) fn check_dialect(options: &ImportOptions) -> Result<(), Error> {
    crate::text::encoding(&options.encoding)?;
    if !options.delimiter.is_ascii() || matches!(options.delimiter, '"' | '\r' | '\n' | '\0') {
        return Err(Error::option("options.delimiter", "must be one ASCII character, not a quotation mark"));
    }
    Ok(())
}

/// Compares the names in the file with those in the options.
fn check_names(found: &[String], options: &ImportOptions) -> Result<(), Error> {
    if found.len() != options.columns.len() {
        return Err(Error::option(
            "options.columns",
            format!("{} columns are named, but the file has {}", options.columns.len(), found.len()),
        ));
    }
    match found.iter().zip(&options.columns).find(|(name, column)| **name != column.name) {
        Some((name, column)) => Err(Error::option(
            "options.columns",
            format!("the file has the column {name} where the options have {}", column.name),
        )),
        None => Ok(()),
    }
}
