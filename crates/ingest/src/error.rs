//! What can be wrong with a file.

use std::fmt;

use almanac_domain::FieldError;

/// At most this many columns are read.
pub const COLUMN_LIMIT: usize = 2_000;

/// At most this many rows are read.
pub const ROW_LIMIT: u64 = 1_000_000_000;

/// At most this many bytes are in a cell.
pub const CELL_LIMIT: usize = 1 << 20;

/// Where in the file something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The row of data, counted from 1; the header and blank lines do not count.
    pub row: u64,
    /// The line of a text file or the row of a sheet, counted from 1, where it is known.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        self.line.map_or(Ok(()), |line| write!(f, " (line {line} of the file)"))
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk said no.
    #[error("the file could not be read or written")]
    Io(#[from] std::io::Error),
    /// A sheet of Excel could not be written.
    #[error("the sheet cannot be written: {0}")]
    Sheet(String),
    /// Nothing is in the file.
    #[error("the file is empty")]
    Empty,
    /// A header without rows below.
    #[error("the file has a header but no rows")]
    HeaderOnly,
    /// The bytes are not a table in a format that is known.
    #[error("the file is not a table: {0}")]
    NotATable(String),
    /// The file begins like its format but does not hold together.
    #[error("the {format} file is damaged: {message}")]
    Damaged {
        /// The format.
        format: &'static str,
        /// What its reader said.
        message: String,
    },
    /// More columns than [`COLUMN_LIMIT`].
    #[error("the file has {} columns or more; at most {COLUMN_LIMIT} can be read", .found)]
    TooManyColumns {
        /// How many were counted before giving up.
        found: usize,
    },
    /// A packed file that would fill the memory.
    #[error("the file would unpack to too much: {0}")]
    TooLarge(String),
    /// A row has more or fewer cells than the header.
    #[error("{place} has {found} cells, but the file has {expected} columns")]
    Ragged {
        /// The row.
        place: Place,
        /// Columns of the file.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A value is not of its column's type.
    #[error("{place}, column {column}: \"{value}\" is not {expected}")]
    Value {
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value, cut to 40 characters.
        value: String,
        /// What was expected, with its article.
        expected: String,
    },
    /// A number or time is too large for its type.
    #[error("{place}, column {column}: \"{value}\" is out of range for {expected}")]
    OutOfRange {
        /// The row.
        place: Place,
        /// The column.
        column: String,
        /// The value, cut to 40 characters.
        value: String,
        /// What was expected, with its article.
        expected: String,
    },
    /// A cell is longer than [`CELL_LIMIT`].
    #[error("{place}, column {column}: the cell is longer than 1 MiB (is a quotation mark left open?)")]
    TooLong {
        /// The row.
        place: Place,
        /// The column.
        column: String,
    },
    /// A NUL byte in text.
    #[error("{place}, column {column}: the cell holds a NUL byte, so the file is damaged or not text")]
    Nul {
        /// The row.
        place: Place,
        /// The column.
        column: String,
    },
    /// Bytes that the encoding does not know.
    #[error("{place}{}: bytes that are not {encoding} text", column_part(.column.as_deref()))]
    Encoding {
        /// The row.
        place: Place,
        /// The column, where it is known.
        column: Option<String>,
        /// The encoding's name.
        encoding: String,
    },
    /// A line is not one JSON object.
    #[error("{place}: not a JSON object: {message}")]
    Json {
        /// The row.
        place: Place,
        /// What the parser said.
        message: String,
    },
    /// A list or an object inside a cell.
    #[error("{}column {column}: lists and objects inside a cell cannot be read", place_part(*.place))]
    Nested {
        /// The row, where the format has one.
        place: Option<Place>,
        /// The column.
        column: String,
    },
    /// A row has a field that is not among the columns.
    #[error("{place}, column {column}: the field is not among the columns; add it or exclude it")]
    UnknownColumn {
        /// The row.
        place: Place,
        /// The field.
        column: String,
    },
    /// A column of a type that cannot be kept.
    #[error("column {column}: the type {found} cannot be read")]
    UnsupportedType {
        /// The column.
        column: String,
        /// Its type in the file.
        found: String,
    },
    /// The options do not make sense or do not fit the file.
    #[error("the import options are wrong: {}", first_message(.0))]
    Options(Vec<FieldError>),
    /// The caller stopped it.
    #[error("the import was stopped")]
    Cancelled,
}

fn column_part(column: Option<&str>) -> String {
    column.map(|c| format!(", column {c}")).unwrap_or_default()
}

fn place_part(place: Option<Place>) -> String {
    place.map(|p| format!("{p}, ")).unwrap_or_default()
}

fn first_message(errors: &[FieldError]) -> String {
    errors.first().map(|e| format!("{}: {}", e.field, e.message)).unwrap_or_default()
}

impl Error {
    /// Whether the file or the options are at fault, not the machine.
    pub fn is_input(&self) -> bool {
        !matches!(self, Self::Io(_) | Self::Cancelled)
    }

    /// Whether other options might read the file.
    pub fn is_mendable(&self) -> bool {
        self.is_input() && !matches!(self, Self::Empty | Self::Damaged { .. } | Self::TooLarge(_))
    }

    /// The error as fields of an input; empty if the input is not at fault.
    pub fn field_errors(&self) -> Vec<FieldError> {
        match self {
            Self::Io(_) | Self::Cancelled => Vec::new(),
            Self::Options(errors) => errors.clone(),
            _ => vec![FieldError::new(self.field(), self.to_string())],
        }
    }

    fn field(&self) -> String {
        match self {
            Self::Value { place, column, .. }
            | Self::OutOfRange { place, column, .. }
            | Self::TooLong { place, column }
            | Self::Nul { place, column }
            | Self::Encoding { place, column: Some(column), .. }
            | Self::Nested { place: Some(place), column }
            | Self::UnknownColumn { place, column } => format!("row {}, column {column}", place.row),
            Self::Ragged { place, .. } | Self::Encoding { place, .. } | Self::Json { place, .. } => {
                format!("row {}", place.row)
            }
            Self::Nested { column, .. } | Self::UnsupportedType { column, .. } => format!("column {column}"),
            _ => "file".into(),
        }
    }

    pub(crate) fn option(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Options(vec![FieldError::new(field, message)])
    }
}

/// The first 40 characters of a value, for a message.
pub(crate) fn cut(value: &str) -> String {
    match value.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
