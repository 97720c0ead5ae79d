//! How a job can fail to end well.

use almanac_domain::source::SourceFault;
use almanac_service::Error as Service;

/// Results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a job did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A person stopped it.
    #[error("cancelled")]
    Cancelled,
    /// The lease ran out, or the job or its object is gone: another sees to it, or nobody needs to.
    #[error("lost")]
    Lost,
    /// The process stops: another will begin anew.
    #[error("stopped")]
    Stopped,
    /// It has begun another job, and goes on when that has ended.
    #[error("it waits for another job")]
    Waits,
    /// It can't succeed, however often it is tried; the text is for people.
    #[error("{0}")]
    Give(String),
    /// The file can't be read with these options; with others it may. The text is for people.
    #[error("{0}")]
    Options(String),
    /// A source did not answer.
    #[error("{0}")]
    Source(SourceFault),
    /// It may succeed at another time.
    #[error("it failed for the moment")]
    Retry(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A cause that may be gone next time.
    pub fn retry(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Retry(source.into())
    }
}

impl From<Service> for Error {
    fn from(error: Service) -> Self {
        match error {
            Service::Internal(source) | Service::Unavailable(source) => Self::Retry(source),
            Service::NotFound => Self::Lost,
            Service::Invalid(fields) => {
                let texts = fields.into_iter().map(|f| {
                    if f.message.contains(&f.field) || f.field == "file" || f.field == "data" {
                        f.message
                    } else {
                        format!("{}: {}", f.field, f.message)
                    }
                });
                Self::Give(texts.collect::<Vec<_>>().join("; "))
            }
            other => Self::Give(other.to_string()),
        }
    }
}

impl From<almanac_store::Error> for Error {
    fn from(error: almanac_store::Error) -> Self {
        match error {
            almanac_store::Error::NotFound(_) => Self::Lost,
            other => Self::retry(other),
        }
    }
}

impl From<almanac_ingest::Error> for Error {
    fn from(error: almanac_ingest::Error) -> Self {
        match error {
            almanac_ingest::Error::Cancelled => Self::Cancelled,
            error if error.is_mendable() => Self::Options(error.to_string()),
            error if error.is_input() => Self::Give(error.to_string()),
            error => Self::retry(error),
        }
    }
}

impl From<almanac_forecast::Error> for Error {
    fn from(error: almanac_forecast::Error) -> Self {
        match error {
            almanac_forecast::Error::Cancelled => Self::Cancelled,
            other => Self::Give(other.to_string()),
        }
    }
}
