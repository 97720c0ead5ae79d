//! Files become tables: what is in a file is detected, corrected by the user, imported to Parquet and profiled.
//!
//! 1. [`detect`] looks at the head and at spots further down and proposes [`ImportOptions`];
//!    [`redetect`] shows the same file under corrected options.
//! 2. [`import()`] reads the whole file by those options, batch by batch, into a Parquet file with our six column
//!    types. Every error names row and column. [`read_columns`] reads into memory instead.
//! 3. [`profile()`] describes each column of that Parquet file.
//!
//! Everything blocks; a server calls it on a thread of its own and passes a callback that reports progress and
//! says when to stop. Memory stays bounded whatever the size of the file, [`read_columns`] and
//! [`read_parquet`] apart.
//!
//! Stored types: booleans, 64-bit integers, doubles, UTF-8 text, dates (days) and timestamps (microseconds,
//! UTC). A time without an offset is local to [`ImportOptions::time_zone`]: one that occurs twice is the first
//! of the two, one that never occurs is read with the offset before the change. NaN is a missing value.
//!
//! To add a format: a module in `source` that implements its `BatchSource`, a sample for it in
//! `detect`, a variant of [`almanac_domain::data::FileFormat`].
//!
//! [`ImportOptions`]: almanac_domain::data::ImportOptions
//! [`ImportOptions::time_zone`]: almanac_domain::data::ImportOptions::time_zone

mod cell;
mod convert;
mod detect;
mod error;
mod export;
mod import;
mod part;
mod profile;
mod source;
mod text;
mod time;
mod values;

pub use convert::{SHEET_ROWS, convert};
pub use detect::{detect, redetect};
pub use error::{CELL_LIMIT, COLUMN_LIMIT, Error, Place, ROW_LIMIT};
pub use export::{csv_text, neutralised, write_csv};
pub use import::{Flow, Imported, Progress, import};
pub use part::{read_rows_of, read_series};
pub use profile::profile;
pub use values::{Values, read_columns, read_parquet, write_columns};

#[cfg(test)]
mod tests;
