//! Is the process alive, can it work?

use almanac_service::App;
use axum::extract::State;
use axum::http::StatusCode;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Database and files answer too.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
