//! Parquet files without a query: writing a result, reading a page of rows.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use almanac_domain::data::Column;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::compute::cast;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use super::{Result, cells, scan};

/// Rows that are compressed and indexed together.
const ROW_GROUP: usize = 128 * 1024;

/// A Parquet file that is being written. Dropped before [`Writer::finish`], it is removed.
pub(super) struct Writer {
    path: PathBuf,
    parquet: Option<ArrowWriter<BufWriter<File>>>,
    rows: u64,
}

impl Writer {
    /// Begins the new file `path`.
    pub(super) fn create(path: PathBuf, columns: &[Column]) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let file = BufWriter::new(File::create_new(&path)?);
        let mut this = Self { path, parquet: None, rows: 0 };
        this.parquet = Some(ArrowWriter::try_new(file, scan::schema(columns), Some(properties))?);
        Ok(this)
    }

    /// Appends `batch`; returns how many rows there are now.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<u64> {
        if let Some(writer) = &mut self.parquet {
            writer.write(batch)?;
        }
        self.rows += batch.num_rows() as u64;
        Ok(self.rows)
    }

    /// Ends the file and brings it to the disk; returns how many rows it has.
    pub(super) fn finish(mut self) -> Result<u64> {
        if let Some(writer) = self.parquet.take() {
            let written = writer.into_inner().map_err(super::Error::from).and_then(|file| {
                let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
                file.sync_all()?;
                Ok(())
            });
            if let Err(error) = written {
                let _ = std::fs::remove_file(&self.path);
                return Err(error);
            }
        }
        Ok(self.rows)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.parquet.take().is_some() {
            // Nobody waits for the result any more, and a leftover is only garbage.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// The rows of `file` from `offset` on, at most `limit`, and how many the file has.
pub(super) fn rows(
    file: &Path,
    columns: &[Column],
    offset: u64,
    limit: u64,
) -> Result<(Vec<Vec<Value>>, u64)> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?;
    let total = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let limit = limit.min(total.saturating_sub(offset));
    let mut rows = Vec::new();
    if limit == 0 {
        return Ok((rows, total));
    }
    let schema = builder.schema().clone();
    let wanted = |name: &str| columns.iter().any(|column| column.name == name);
    let roots = schema.fields().iter().enumerate().filter(|(_, field)| wanted(field.name())).map(|(i, _)| i);
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    let reader = builder
        .with_projection(mask)
        .with_offset(offset as usize)
        .with_limit(limit as usize)
        .with_batch_size(limit.min(8_192) as usize)
        .build()?;
    for batch in reader {
        cells::append(&mut rows, &by_name(&batch?, columns)?, columns)?;
    }
    Ok((rows, total))
}

/// The columns of `batch` in the order of `columns`; null where it lacks one.
fn by_name(batch: &RecordBatch, columns: &[Column]) -> Result<RecordBatch> {
    let arrays: Result<Vec<ArrayRef>> = columns
        .iter()
        .map(|column| {
            let kind = scan::data_type(column.kind);
            match batch.column_by_name(&column.name) {
                Some(array) => Ok(cast(array, &kind)?),
                None => Ok(new_null_array(&kind, batch.num_rows())),
            }
        })
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(scan::schema(columns), arrays?, &options)?)
}
