//! Logs and metrics of the process.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Sends log lines to standard error.
///
/// # Errors
/// The filter cannot be read, or logging was set up before.
pub fn log(format: LogFormat, filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).context("the log filter cannot be read")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would tell of a closed log on the closed log, and that panics.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal());
    let done = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    done.map_err(|error| anyhow::anyhow!(error)).context("logging cannot be set up")
}

/// Upper bounds of the latency histograms in seconds.
const LATENCIES: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Upper bounds of the histogram of rows.
const ROWS: [f64; 7] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];

/// Collects metrics from now on; the handle renders them.
///
/// # Errors
/// Metrics were set up before.
pub fn collect() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &LATENCIES)?
        .set_buckets_for_metric(Matcher::Full("query_rows".into()), &ROWS)?
        .install_recorder()?;
    describe_counter!("http_requests_total", "Requests by method, route and status");
    describe_histogram!(
        "http_request_duration_seconds",
        Unit::Seconds,
        "Time to the response's head by route"
    );
    describe_gauge!("http_connections", "Open connections");
    describe_gauge!("jobs", "Jobs by state");
    describe_counter!("queries_total", "Queries by outcome");
    describe_histogram!("query_duration_seconds", Unit::Seconds, "Time of a query");
    describe_histogram!("query_rows", "Rows of a query's whole result");
    describe_counter!("inferences_total", "Forecasts that models computed, by model and outcome");
    describe_histogram!("inference_duration_seconds", Unit::Seconds, "Time of computing a forecast by model");
    describe_gauge!("database_connections", "Connections to the database by pool");
    Ok(handle)
}
