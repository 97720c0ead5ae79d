//! Uploads, data sets, their columns, versions and profiles.

mod anomaly;
mod note;
mod version;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::anomaly::{Anomalies, Anomaly, AnomalyCourse, FindAnomalies, JudgedSeries, LevelChange};
pub use self::note::{ImportNote, Noted};
use crate::quality::Origin;
use crate::{Checks, DatasetId, FieldError, JobId, UploadId};

pub use version::{DatasetVersion, ImportVersion, UseVersion, VersionStarted};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A number of double precision.
    Float,
    /// Text.
    Text,
    /// A calendar date.
    Date,
    /// A point in time, in microseconds, UTC.
    Timestamp,
}

impl ColumnType {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "text",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
        }
    }

    /// Whether values can be added up.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// Whether values lie on the time axis.
    pub fn is_temporal(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp)
    }
}

/// A column of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    /// Its name, as in the file.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Text with separated values.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// One JSON object a line.
    JsonLines,
    /// An Excel workbook; the first sheet unless another is named.
    Xlsx,
}

/// How one column is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnOptions {
    /// The column's name in the file.
    pub name: String,
    /// Read as this type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// For dates and timestamps in text: a `strftime` pattern such as `%d.%m.%Y %H:%M`; none for ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Whether the column is imported.
    #[serde(default = "yes")]
    pub include: bool,
}

const fn yes() -> bool {
    true
}

/// How a file is read: detected first, then corrected by the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportOptions {
    /// The format.
    pub format: FileFormat,
    /// CSV: the delimiter, one character.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// CSV: the encoding by its WHATWG name, such as `UTF-8` or `windows-1252`.
    #[serde(default = "utf8")]
    pub encoding: String,
    /// CSV, XLSX: whether the first row holds the names.
    #[serde(default = "yes")]
    pub header: bool,
    /// CSV: whether the decimal sign is a comma.
    #[serde(default)]
    pub decimal_comma: bool,
    /// Texts that stand for a missing value, besides the empty one.
    #[serde(default)]
    pub missing: Vec<String>,
    /// IANA time zone of times without an offset, such as `Europe/Berlin`.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// XLSX: the sheet's name; the first one if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The columns in file order.
    pub columns: Vec<ColumnOptions>,
}

const fn comma() -> char {
    ','
}
fn utf8() -> String {
    "UTF-8".into()
}
fn utc() -> String {
    "UTC".into()
}

/// What was found in the head of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Detection {
    /// How the file would be read.
    pub options: ImportOptions,
    /// The first rows as text, one cell for each column of `options`.
    pub preview: Vec<Vec<Option<String>>>,
    /// What the user should look at (a date that could be read both ways, for example).
    #[cfg_attr(not(target_family = "wasm"), serde(deserialize_with = "note::read"))]
    pub notes: Vec<ImportNote>,
}

/// A file that was sent and looked at, but not imported yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The file's name.
    pub file_name: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What was found in it.
    pub detection: Detection,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

/// Where a data set stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DatasetState {
    /// The import is waiting or at work.
    Importing,
    /// It can be queried.
    Ready,
    /// The import failed; the error says why.
    Failed,
}

/// A data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dataset {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: String,
    /// The name of the file it came from.
    pub file_name: String,
    /// Where it stands.
    pub state: DatasetState,
    /// Why the import failed.
    pub error: Option<String>,
    /// The import.
    pub job_id: Option<JobId>,
    /// The number of the version that it shows.
    pub version: i64,
    /// How many rows it has; 0 until it is ready.
    pub rows: i64,
    /// Size of the stored Parquet file in bytes; 0 until it is ready.
    pub bytes: i64,
    /// SHA-256 of the file that was sent, in hexadecimal; of the rows of the other if it was made of one.
    pub sha256: String,
    /// Its columns; empty until it is ready.
    pub columns: Vec<Column>,
    /// Where it comes from, if it was made of another.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Imports an upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportDataset {
    /// The upload. An import that fails because of its options keeps it, so that others can be tried.
    pub upload_id: UploadId,
    /// The data set's name.
    pub name: String,
    /// How to read it; as detected if none.
    #[serde(default)]
    pub options: Option<ImportOptions>,
}

impl ImportDataset {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        importable(Checks::default().name(&self.name, "name"), self.options.as_ref()).done()
    }
}

/// Checks how a file is to be read, if that is said.
fn importable(checks: Checks, options: Option<&ImportOptions>) -> Checks {
    let Some(options) = options else { return checks };
    checks
        .check(
            options.columns.iter().any(|c| c.include),
            "options.columns",
            "at least one column must be included",
        )
        .check(options.columns.len() <= 2_000, "options.columns", "at most 2,000 columns can be imported")
}

/// What an import begins or finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportStarted {
    /// The data set.
    pub dataset: Dataset,
    /// The same bytes, read the same way, were there already: this is that data set.
    pub already_there: bool,
}

/// A bar of a histogram or of a list of frequent values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bin {
    /// The value, or the lower bound of the bin.
    pub label: String,
    /// How many rows.
    pub count: u64,
}

/// What is known about the values of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnProfile {
    /// The column.
    #[serde(flatten)]
    pub column: Column,
    /// Rows without a value.
    pub nulls: u64,
    /// Different values; exact up to 100,000, an estimate above.
    pub distinct: u64,
    /// Whether `distinct` is exact.
    pub distinct_exact: bool,
    /// The smallest value, as text.
    pub min: Option<String>,
    /// The largest value, as text.
    pub max: Option<String>,
    /// Mean of a numeric column.
    pub mean: Option<f64>,
    /// Quantiles 0.05, 0.25, 0.5, 0.75, 0.95 of a numeric column; empty otherwise.
    pub quantiles: Vec<f64>,
    /// Numeric and temporal columns: a histogram of at most 20 bins. Text and boolean columns: the most
    /// frequent values, at most 20.
    pub histogram: Vec<Bin>,
    /// Some values, as text.
    pub sample: Vec<String>,
    /// Date and timestamp columns: regularity.
    pub time: Option<TimeProfile>,
}

/// How regular a time column is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeProfile {
    /// The most usual distance, as text: `1 hour`, `1 month`.
    pub frequency: Option<String>,
    /// How many periods are missing between the first and the last at that frequency.
    pub gaps: u64,
    /// The first missing period, as text.
    pub first_gap: Option<String>,
    /// How many rows repeat an earlier time (several series in one file look like this too).
    pub duplicates: u64,
    /// The time zone in which times without an offset were read.
    pub time_zone: String,
}

/// The profile of a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DatasetProfile {
    /// How many rows.
    pub rows: u64,
    /// One entry a column.
    pub columns: Vec<ColumnProfile>,
    /// The first rows, as text.
    pub preview: Vec<Vec<Option<String>>>,
}
