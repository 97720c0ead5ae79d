//! Metrics on an address of their own.

use almanac_service::App;
use almanac_store::{Db, Scope, queue};
use axum::Router;
use axum::routing::get;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;

/// A router with nothing but `/metrics`.
pub fn router(handle: PrometheusHandle, app: App) -> Router {
    Router::new().route(
        "/metrics",
        get(move || {
            let (handle, app) = (handle.clone(), app.clone());
            async move {
                measure(&app).await;
                handle.run_upkeep();
                ([("content-type", "text/plain; version=0.0.4; charset=utf-8")], handle.render())
            }
        }),
    )
}

/// Looks at what is a state and no event: jobs and database connections.
async fn measure(app: &App) {
    let jobs = async { queue::counts(&mut app.db().read(Scope::System).await?).await };
    match jobs.await {
        Ok(counts) => {
            for state in ["queued", "running", "succeeded", "failed", "cancelled"] {
                let count = counts.iter().find(|(other, _)| other == state).map_or(0, |(_, count)| *count);
                gauge!("jobs", "state" => state).set(count as f64);
            }
        }
        Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "jobs cannot be counted"),
    }
    let pool = |name: &'static str, open: u32, idle: usize| {
        gauge!("database_connections", "pool" => name, "state" => "open").set(f64::from(open));
        gauge!("database_connections", "pool" => name, "state" => "idle").set(idle as f64);
    };
    match app.db() {
        Db::Sqlite { writer, readers } => {
            pool("writer", writer.size(), writer.num_idle());
            pool("readers", readers.size(), readers.num_idle());
        }
        Db::Postgres(all) => pool("all", all.size(), all.num_idle()),
    }
}
