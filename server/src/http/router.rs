//! The router and the order of what surrounds a request.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    Problem, ServerState, assets, auth, csrf, header_limit, health, pages, problem, record, request_id, scim,
    security_headers, session,
};
use crate::api;

/// The largest body of a request that is no upload, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// The router of the server.
///
/// Around every request, from the outside: request id, log line and metrics, panics become 500, security
/// headers, header limit, cross-site check, session.
pub fn router(state: ServerState) -> Router {
    let signed = Router::new()
        .nest("/api/v1", api::v1::router().fallback(unknown_resource))
        .merge(auth::router())
        .merge(pages::router(&state))
        .layer(from_fn_with_state(state.clone(), session::resolve))
        .layer(from_fn_with_state(state.clone(), csrf::refuse_foreign));
    let posted = auth::posted().layer(from_fn_with_state(state.clone(), session::resolve));
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/assets/{*path}", get(assets::file))
        .route("/favicon.ico", get(assets::icon))
        .route("/robots.txt", get(assets::robots))
        .route("/metrics", any(unknown_resource))
        .nest("/scim/v2", scim::router(&state))
        .merge(signed)
        .merge(posted)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(header_limit::refuse_large))
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn(record::request))
        .layer(from_fn(request_id::assign))
        .with_state(state)
}

async fn unknown_resource(uri: Uri) -> Response {
    tracing::debug!(path = uri.path(), "no such resource");
    (StatusCode::NOT_FOUND, Problem::not_found()).into_response()
}
