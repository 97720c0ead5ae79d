//! What SCIM answers: resources, lists and errors (RFC 7644, section 3.12), as `application/scim+json`.

use almanac_domain::provisioning::ScimList;
use almanac_service::{Error, member};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::http::Problem;

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// The kind of an error, as RFC 7644 names it in `scimType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    Uniqueness,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::InvalidPath => "invalidPath",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidValue => "invalidValue",
            Self::Mutability => "mutability",
            Self::NoTarget => "noTarget",
            Self::Uniqueness => "uniqueness",
        }
    }
}

/// An error on its way to the identity provider.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: Option<Kind>,
    detail: String,
    retry_after_seconds: Option<u64>,
}

impl Refusal {
    fn new(status: StatusCode, kind: Option<Kind>, detail: impl Into<String>) -> Self {
        Self { status, kind, detail: detail.into(), retry_after_seconds: None }
    }

    /// 400 of a kind.
    pub(super) fn bad(kind: Kind, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(kind), detail)
    }

    /// 404.
    pub(super) fn not_found() -> Self {
        Error::NotFound.into()
    }

    /// Another status without a kind.
    pub(super) fn other(status: StatusCode, detail: &str) -> Self {
        Self::new(status, None, detail)
    }

    /// What kind of error it is.
    #[cfg(test)]
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let api = error.to_api();
        let status = StatusCode::from_u16(api.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match error {
            Error::Invalid(fields) => {
                let wrong: Vec<String> =
                    fields.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
                Self::bad(Kind::InvalidValue, wrong.join("; "))
            }
            Error::Conflict(message) => {
                let kind = (message != member::LAST_ADMIN).then_some(Kind::Uniqueness);
                Self::new(status, kind, message)
            }
            Error::Busy { retry_after_seconds, .. } => Self {
                retry_after_seconds: Some(retry_after_seconds),
                ..Self::new(status, None, api.message)
            },
            // Writes our own faults to the log.
            Error::Internal(_) | Error::Unavailable(_) => {
                drop(Problem::from(error));
                Self::new(status, None, api.message)
            }
            _ => Self::new(status, None, api.message),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({
            "schemas": [ERROR],
            "status": self.status.as_str(),
            "detail": self.detail,
        });
        if let (Some(kind), Some(map)) = (self.kind, body.as_object_mut()) {
            map.insert("scimType".to_owned(), json!(kind.name()));
        }
        let mut response = Scim(self.status, body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A status and a body.
#[derive(Debug)]
pub(super) struct Scim(pub StatusCode, pub Value);

impl Scim {
    /// 200 with a resource.
    pub(super) fn ok(body: Value) -> Self {
        Self(StatusCode::OK, body)
    }

    /// A part of a list that begins at `start`, counted from 1.
    pub(super) fn list<T>(list: &ScimList<T>, start: i64, resource: impl Fn(&T) -> Value) -> Self {
        let resources: Vec<Value> = list.items.iter().map(resource).collect();
        Self::ok(json!({
            "schemas": [LIST],
            "totalResults": list.total,
            "startIndex": start,
            "itemsPerPage": resources.len(),
            "Resources": resources,
        }))
    }
}

impl IntoResponse for Scim {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/scim+json"))];
        (self.0, kind, self.1.to_string()).into_response()
    }
}

/// 201 with a resource and its address.
pub(super) fn created(body: Value) -> Response {
    let location = body["meta"]["location"].as_str().and_then(|place| HeaderValue::from_str(place).ok());
    let mut response = Scim(StatusCode::CREATED, body).into_response();
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_administrator_is_a_conflict_but_not_of_uniqueness() {
        assert_eq!(Refusal::from(Error::Conflict("x exists already".into())).kind, Some(Kind::Uniqueness));
        let last = Refusal::from(Error::Conflict(member::LAST_ADMIN.into()));
        assert_eq!((last.status, last.kind), (StatusCode::CONFLICT, None));
    }

    #[test]
    fn r39_internal_error_tells_nothing() {
        let refusal = Refusal::from(Error::internal("select secret from users"));
        assert_eq!((refusal.status.as_u16(), refusal.detail.as_str()), (500, "something went wrong"));
    }
}
