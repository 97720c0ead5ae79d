//! What can go wrong in a use case.

use almanac_domain::{ApiError, ErrorCode, FieldError};

/// Results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a use case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or not for this organization.
    #[error("not found")]
    NotFound,
    /// The person may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Nobody is signed in, or address or password are wrong.
    #[error("not signed in")]
    Unauthenticated,
    /// Signed in, but must prove again who they are before they do this.
    #[error("must be confirmed")]
    Unconfirmed,
    /// The input breaks rules.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The state does not allow it.
    #[error("{0}")]
    Conflict(String),
    /// It is larger than the limit.
    #[error("{0}")]
    TooLarge(String),
    /// Too many tries or too much work.
    #[error("{message}")]
    Busy {
        /// What is too much, in a sentence.
        message: String,
        /// When to try again.
        retry_after_seconds: u64,
    },
    /// The plan's limit is reached.
    #[error("{0}")]
    Quota(String),
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Our fault.
    #[error("internal error: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An internal error with this cause.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// One wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// The error as clients see it; an internal one never shows its text.
    pub fn to_api(&self) -> ApiError {
        let (code, message, fields) = match self {
            Self::NotFound => (ErrorCode::NotFound, "does not exist".to_owned(), Vec::new()),
            Self::Forbidden => (ErrorCode::Forbidden, "not allowed".to_owned(), Vec::new()),
            Self::Unauthenticated => (ErrorCode::Unauthenticated, "not signed in".to_owned(), Vec::new()),
            Self::Unconfirmed => {
                (ErrorCode::Unconfirmed, "prove again who you are to do this".to_owned(), Vec::new())
            }
            Self::Invalid(fields) => {
                (ErrorCode::Invalid, "the input is not valid".to_owned(), fields.clone())
            }
            Self::Conflict(message) => (ErrorCode::Conflict, message.clone(), Vec::new()),
            Self::TooLarge(message) => (ErrorCode::TooLarge, message.clone(), Vec::new()),
            Self::Busy { message, .. } => (ErrorCode::Busy, message.clone(), Vec::new()),
            Self::Quota(message) => (ErrorCode::Quota, message.clone(), Vec::new()),
            Self::Unavailable(_) => {
                (ErrorCode::Unavailable, "not available at the moment".to_owned(), Vec::new())
            }
            Self::Internal(_) => (ErrorCode::Internal, "something went wrong".to_owned(), Vec::new()),
        };
        ApiError { code, message, fields, request_id: None }
    }
}

impl From<Vec<FieldError>> for Error {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid(fields)
    }
}

impl From<almanac_store::Error> for Error {
    fn from(error: almanac_store::Error) -> Self {
        match error {
            almanac_store::Error::NotFound(_) => Self::NotFound,
            almanac_store::Error::Exists(what) => Self::Conflict(format!("{what} exists already")),
            other if other.is_unavailable() => Self::Unavailable(Box::new(other)),
            other => Self::internal(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<almanac_ingest::Error> for Error {
    fn from(error: almanac_ingest::Error) -> Self {
        if error.is_input() { Self::Invalid(error.field_errors()) } else { Self::internal(error) }
    }
}

impl From<almanac_query::Error> for Error {
    fn from(error: almanac_query::Error) -> Self {
        use almanac_query::Error as Query;
        match error {
            Query::Invalid(fields) => Self::Invalid(fields),
            Query::Timeout(_) | Query::Memory | Query::TooManyRows(_) => Self::TooLarge(error.to_string()),
            Query::Overflow => Self::field("document", error.to_string()),
            Query::Source(message) | Query::Cluster(message) => Self::Conflict(message),
            Query::Cancelled | Query::Engine(_) => Self::internal(error),
        }
    }
}

impl From<almanac_forecast::Error> for Error {
    fn from(error: almanac_forecast::Error) -> Self {
        use almanac_forecast::Error as Forecast;
        match error {
            Forecast::Invalid(_) | Forecast::TooShort { .. } | Forecast::Numeric(_) => {
                Self::field("data", error.to_string())
            }
            Forecast::Cancelled => Self::Conflict("it was cancelled".to_owned()),
            Forecast::Artifact(_) | Forecast::Device(_) => Self::internal(error),
        }
    }
}

/// Runs work that blocks on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r39_internal_error_never_shows_its_text() {
        let api = Error::internal("disk /var/lib broke").to_api();
        assert_eq!(api.code, ErrorCode::Internal);
        assert!(!api.message.contains("disk"));
    }
}
