//! Errors as clients see them: problem details (RFC 9457) with our stable code.

use std::any::Any;

use almanac_domain::{ApiError, ErrorCode, FieldError};
use almanac_service::Error;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_id;

/// An error on its way to the client.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    error: ApiError,
    retry_after_seconds: Option<u64>,
}

/// The body of an error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Always `about:blank`: `code` tells errors apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The name of the status.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The error with its stable code.
    #[serde(flatten)]
    error: ApiError,
}

impl Problem {
    fn new(status: StatusCode, code: ErrorCode, message: &str) -> Self {
        let error = ApiError { code, message: message.to_owned(), fields: Vec::new(), request_id: None };
        Self { status, error, retry_after_seconds: None }
    }

    /// 404.
    pub fn not_found() -> Self {
        Error::NotFound.into()
    }

    /// 403, because the request comes from another site.
    pub fn foreign() -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "requests from other sites are refused")
    }

    /// 400, because a key stands in the address.
    pub fn key_in_address() -> Self {
        Self::malformed("send the key in the header `Authorization: Bearer alm_…`, not in the address")
    }

    /// 422 with one wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldError::new(field, message)]).into()
    }

    /// 400: what came is not JSON.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..Self::field("body", message) }
    }

    /// 413.
    pub fn too_large() -> Self {
        Error::TooLarge("the request is too large".into()).into()
    }

    /// 415.
    pub fn not_json() -> Self {
        let message = "the content type must be application/json";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::Invalid, message)
    }

    /// 408: the client sends too slowly.
    pub fn slow_client() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::Invalid, "the request did not come in time")
    }

    /// 431.
    pub fn large_headers() -> Self {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        Self::new(status, ErrorCode::TooLarge, "the headers are too large")
    }

    /// 503: the server did not end in time.
    pub fn slow_server() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self { retry_after_seconds: Some(30), ..Self::new(status, ErrorCode::Busy, "this took too long") }
    }

    /// 400 with a sentence.
    pub fn malformed(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::Invalid, message)
    }
}

fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Internal errors are logged here, once.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if let Error::Internal(_) | Error::Unavailable(_) = error {
            let request_id = request_id::present();
            tracing::error!(error = &error as &dyn std::error::Error, request_id, "request failed");
        }
        let retry_after_seconds = match &error {
            Error::Busy { retry_after_seconds, .. } => Some(*retry_after_seconds),
            _ => None,
        };
        let error = error.to_api();
        Self { status: status_of(error.code), error, retry_after_seconds }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            error: ApiError { request_id: request_id::present(), ..self.error },
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::REQUEST_TIMEOUT {
            const CONNECTION: HeaderName = header::CONNECTION;
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The answer to a request whose handler panicked. The panic hook has written the message to the log.
pub(super) fn of_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!(request_id = request_id::present(), "request handler panicked");
    let message = "something went wrong";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message).into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn broken() -> StatusCode {
        std::panic::resume_unwind(Box::new("the disk at /var/lib is gone"))
    }

    #[tokio::test]
    async fn r39_panic_is_a_500_that_tells_nothing_and_the_next_request_is_served() {
        let router = Router::new()
            .route("/broken", get(broken))
            .route("/fine", get(async || "fine"))
            .layer(CatchPanicLayer::custom(of_panic));
        let ask = |path: &str| router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let response = ask("/broken").await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = std::str::from_utf8(&body).unwrap();
        assert!(text.contains("something went wrong") && !text.contains("disk"), "{text}");
        assert_eq!(ask("/fine").await.unwrap().status(), StatusCode::OK);
    }

    #[test]
    fn r39_cause_of_an_internal_error_is_not_shown() {
        let problem = Problem::from(Error::internal("select secret from users"));
        assert_eq!(
            (problem.status, problem.error.message.as_str()),
            (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong")
        );
    }
}
