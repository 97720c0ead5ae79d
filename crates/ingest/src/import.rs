//! From a file to Parquet.

use std::fs::File;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use almanac_domain::data::{Column, FileFormat, ImportOptions};
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::source::{Table, open};

const ROW_GROUP_ROWS: usize = 262_144;
/// A row group ends early when it holds this many bytes, for tables with many columns.
const ROW_GROUP_BYTES: usize = 96 << 20;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read so far.
    pub bytes_done: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Rows written so far.
    pub rows: u64,
}

/// Whether an import goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// It goes on.
    Continue,
    /// It stops and leaves nothing behind.
    Stop,
}

/// What an import wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// How many rows.
    pub rows: u64,
    /// Size of the Parquet file in bytes.
    pub bytes: u64,
    /// SHA-256 of the Parquet file, in hexadecimal.
    pub sha256: String,
    /// The columns that were included.
    pub columns: Vec<Column>,
}

/// Reads `path` as `options` say and writes it to `out` as Parquet, batch by batch; the file is synced. On any
/// error `out` is removed.
///
/// # Errors
/// What is wrong with the file, with row and column; [`Error::Cancelled`] if `progress` said so.
pub fn import(
    path: &Path,
    options: &ImportOptions,
    out: &Path,
    progress: &mut dyn FnMut(Progress) -> Flow,
) -> Result<Imported, Error> {
    let bytes_total = std::fs::metadata(path)?.len();
    let mut table = Table::new(options, bytes_total)?;
    guarded(options, || {
        let mut source = open(path, options)?;
        let mut target = ParquetFile::create(out, table.schema())?;
        let mut sink = |table: &mut Table, bytes_done: u64| {
            target.write(&table.take()?)?;
            match progress(Progress { bytes_done, bytes_total, rows: target.rows }) {
                Flow::Continue => Ok(()),
                Flow::Stop => Err(Error::Cancelled),
            }
        };
        source.run(&mut table, &mut sink)?;
        if table.rows() > 0 {
            sink(&mut table, bytes_total)?;
        }
        if target.rows == 0 {
            return Err(Error::HeaderOnly);
        }
        let rows = target.rows;
        let (bytes, sha256) = target.finish()?;
        Ok(Imported { rows, bytes, sha256, columns: table.columns() })
    })
}

/// Runs a reader; a panic inside a format's library becomes an error of the file.
pub(crate) fn guarded<T>(
    options: &ImportOptions,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let format = format_name(options.format);
        Err(Error::Damaged { format, message: "the reader gave up".into() })
    })
}

/// A format's name for people.
pub(crate) fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Parquet => "Parquet",
        FileFormat::JsonLines => "JSON lines",
        FileFormat::Xlsx => "XLSX",
    }
}

/// A Parquet file being written; it is removed unless it is finished.
pub(crate) struct ParquetFile {
    writer: Option<ArrowWriter<Hashing>>,
    path: PathBuf,
    pub rows: u64,
}

impl ParquetFile {
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Self, Error> {
        let level = ZstdLevel::try_new(1).map_err(|error| written(&error))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
            .build();
        let file = Hashing { file: File::create(path)?, sha: Sha256::new(), bytes: 0 };
        let mut target = Self { writer: None, path: path.to_owned(), rows: 0 };
        let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(|error| written(&error))?;
        target.writer = Some(writer);
        Ok(target)
    }

    pub fn write(&mut self, batch: &arrow::array::RecordBatch) -> Result<(), Error> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write(batch).map_err(|error| written(&error))?;
        self.rows += batch.num_rows() as u64;
        if writer.in_progress_size() > ROW_GROUP_BYTES {
            writer.flush().map_err(|error| written(&error))?;
        }
        Ok(())
    }

    /// Writes the footer and syncs: size and SHA-256 of the file.
    pub fn finish(mut self) -> Result<(u64, String), Error> {
        let Some(writer) = self.writer.take() else { return Err(Error::Cancelled) };
        let finished = writer.into_inner().map_err(|error| written(&error)).and_then(|hashing| {
            hashing.file.sync_all()?;
            Ok((hashing.bytes, hex(&hashing.sha.finalize())))
        });
        if finished.is_err() {
            let _ = std::fs::remove_file(&self.path);
        }
        finished
    }
}

impl Drop for ParquetFile {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            // The error that led here is what the caller wants to hear, not this one.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn written(error: &ParquetError) -> Error {
    Error::Io(io::Error::other(error.to_string()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
        text
    })
}

/// A file whose hash is taken while it is written.
struct Hashing {
    file: File,
    sha: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.file.write(buf)?;
        self.sha.update(&buf[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
