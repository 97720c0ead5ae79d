//! Headers of at most 16 KiB, and no methods that only help attackers.

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Problem;

const MOST_BYTES: usize = 16 << 10;

/// Middleware.
pub(super) async fn refuse_large(request: Request, next: Next) -> Response {
    if request.method() == Method::TRACE || request.method() == Method::CONNECT {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let headers: usize =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let line = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if headers + line > MOST_BYTES {
        return Problem::large_headers().into_response();
    }
    next.run(request).await
}
