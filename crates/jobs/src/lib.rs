//! The workers that do long work.

use almanac_service::App;
use tokio_util::sync::CancellationToken;

/// Runs `workers` workers until `stop` is cancelled.
pub async fn work(_app: App, _workers: usize, stop: CancellationToken) {
    stop.cancelled().await;
}
