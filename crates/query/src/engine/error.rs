//! What can go wrong with a query.

use std::time::Duration;

use almanac_domain::FieldError;
use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;

use crate::RenderError;

/// A result of the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a query has no result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The document breaks a rule; these are the fields.
    #[error("the query is not valid")]
    Invalid(Vec<FieldError>),
    /// It took too long and was stopped.
    #[error("the query took longer than {} seconds and was stopped", .0.as_secs_f64())]
    Timeout(Duration),
    /// It wanted more than the memory, or the disk space, for all queries.
    #[error("the query needs more memory than it may use: filter more or group by fewer values")]
    Memory,
    /// The whole result was asked for, and it has more rows than are allowed.
    #[error("the result has more than {0} rows")]
    TooManyRows(u64),
    /// A number of the result does not fit into 64 bits.
    #[error("a sum is too large for a whole number of 64 bits")]
    Overflow,
    /// A connected database did not answer as it should; the words are for people.
    #[error("{0}")]
    Source(String),
    /// The cluster that runs queries did not answer as it should; the words are for people.
    #[error("{0}")]
    Cluster(String),
    /// The engine was shut down.
    #[error("the query was cancelled")]
    Cancelled,
    /// Something else, told in words for the log.
    #[error("the query failed: {0}")]
    Engine(String),
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            // A join wraps what comes from its side in an error that its parts share.
            DataFusionError::External(outside) if let Some(own) = outside.downcast_ref::<Self>() => {
                own.clone()
            }
            DataFusionError::ResourcesExhausted(_) => Self::Memory,
            DataFusionError::ArrowError(arrow, _) if matches!(**arrow, ArrowError::CastError(_)) => {
                Self::Overflow
            }
            _ => Self::Engine(error.to_string()),
        }
    }
}

impl From<Vec<FieldError>> for Error {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid(fields)
    }
}

impl From<RenderError> for Error {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Invalid(fields) => Self::Invalid(fields),
            RenderError::Unsupported(what) => Self::Engine(format!("{what}: not supported here")),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Engine(error.to_string())
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        Self::Engine(error.to_string())
    }
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        Self::Engine(error.to_string())
    }
}
