//! The one error that leaves the server, the same for pages and for REST.

use serde::{Deserialize, Serialize};

/// A stable code for an error; its text in the user's language comes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 401: nobody is signed in.
    Unauthenticated,
    /// 403: signed in, but not allowed.
    Forbidden,
    /// 404: does not exist, or not for this organization.
    NotFound,
    /// 422: the input breaks a rule; `fields` says which.
    Invalid,
    /// 409: the state does not allow it.
    Conflict,
    /// 413: too large.
    TooLarge,
    /// 429: too many tries or too much work; try later.
    Busy,
    /// 403: the plan's limit is reached.
    Quota,
    /// 500: our fault.
    Internal,
    /// 503: the database does not answer; try later.
    Unavailable,
}

impl ErrorCode {
    /// The HTTP status under which it is answered.
    pub fn status(self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden | Self::Quota => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::Busy => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

/// What is wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field, as a path: `email`, `drivers[2].column`, `row 17, column temp`.
    pub field: String,
    /// What is wrong, in one sentence.
    pub message: String,
}

impl FieldError {
    /// An error of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// An error as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{message}")]
pub struct ApiError {
    /// The stable code.
    pub code: ErrorCode,
    /// One sentence for people.
    pub message: String,
    /// The fields that are wrong, if the input is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// The request, for the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
