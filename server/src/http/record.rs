//! A log line, a span and metrics for every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};
use tracing::{Instrument as _, field, info_span};

use super::request_id;

/// Middleware. Logs the route's template, never the path: paths hold secrets (the setup link).
pub(super) async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_of(&request);
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = info_span!(
        "http.request",
        method,
        route,
        request_id = request_id::present(),
        org_id = field::Empty,
        user_id = field::Empty,
    );
    let response = next.run(request).instrument(span.clone()).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    histogram!("http_request_duration_seconds", "method" => method, "route" => route.clone()).record(elapsed);
    let _entered = span.enter();
    let milliseconds = elapsed.as_secs_f64() * 1e3;
    if matches!(route.as_str(), "/healthz" | "/readyz" | "/assets/{*path}") && status < 500 {
        tracing::debug!(status, milliseconds, "request answered");
    } else {
        tracing::info!(status, milliseconds, "request answered");
    }
    response
}

/// The method as a metric label: clients can invent methods without end.
fn method_of(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
