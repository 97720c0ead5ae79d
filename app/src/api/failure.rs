//! The error of server functions: the border's `ApiError`, as JSON.

use std::fmt;

use almanac_domain::{ApiError, ErrorCode};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// An error of a server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Failure(pub ApiError);

impl Failure {
    /// What is wrong with a field, if something is.
    pub fn of_field(&self, field: &str) -> Option<String> {
        let found: Vec<_> =
            self.0.fields.iter().filter(|error| error.field == field).map(|e| e.message.as_str()).collect();
        (!found.is_empty()).then(|| found.join("; "))
    }

    /// Something that cannot happen if page and server fit together.
    pub fn internal(message: String) -> Self {
        Self(ApiError { code: ErrorCode::Internal, message, fields: Vec::new(), request_id: None })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        let code = match value {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => ErrorCode::Invalid,
            _ => ErrorCode::Internal,
        };
        Self(ApiError { code, message: value.to_string(), fields: Vec::new(), request_id: None })
    }
}

/// Internal errors are logged here, at the border; the browser sees only the code.
#[cfg(feature = "ssr")]
impl From<almanac_service::Error> for Failure {
    fn from(error: almanac_service::Error) -> Self {
        use leptos::prelude::use_context;

        let api = error.to_api();
        let parts = use_context::<http::request::Parts>();
        let request_id = parts
            .as_ref()
            .and_then(|parts| parts.headers.get("x-request-id")?.to_str().ok())
            .map(str::to_owned);
        if matches!(api.code, ErrorCode::Internal | ErrorCode::Unavailable) {
            let request_id = request_id.as_deref().unwrap_or_default();
            tracing::error!(error = &error as &dyn std::error::Error, request_id, "server function failed");
        }
        // A call from the browser gets this status. A page that asks on the server decides about its own, and a
        // form that was sent without JavaScript is sent back to its page, which tells the failure.
        let called = parts.is_some_and(|parts| {
            let accepted = parts.headers.get(http::header::ACCEPT).and_then(|accept| accept.to_str().ok());
            let form = accepted.is_some_and(|accepted| accepted.contains("text/html"));
            parts.uri.path().starts_with("/api/") && !form
        });
        if let (true, Some(response), Ok(status)) = (
            called,
            use_context::<leptos_axum::ResponseOptions>(),
            http::StatusCode::from_u16(api.code.status()),
        ) {
            response.set_status(status);
        }
        Self(ApiError { request_id, ..api })
    }
}
