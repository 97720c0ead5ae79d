//! Time limits: requests end, bodies flow.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Problem;

/// The longest pause between two pieces of a request's body, and the longest time for a small body.
pub(crate) const BODY_PAUSE: Duration = Duration::from_secs(25);

/// The longest time until the answer begins.
const LONGEST: Duration = Duration::from_mins(2);

/// Middleware for everything but uploads: gives up a request that takes too long, which cancels its work.
pub(crate) async fn deadline(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::slow_server().into_response(),
    }
}
