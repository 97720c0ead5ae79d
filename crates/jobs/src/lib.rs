//! The workers that do long work.
//!
//! A worker claims a job by a lease, renews it while it works, writes down how far it is, and stops within a
//! second when a person asks for it. When a worker is lost, its lease runs out and another takes the job from
//! the start: a job changes nothing until it ends, so that is safe.
//!
//! # How to add a kind of job
//!
//! 1. Its payload in `almanac_service::job`.
//! 2. A module here with `run`, which works on a [`Task`] and writes its result in one unit of work together
//!    with the end of the job.
//! 3. A line in `worker::dispatch`.

mod dashboard_refresh;
mod dataset_check;
mod dataset_fill;
mod dataset_import;
mod error;
mod forecast_explain;
mod leaderboard;
mod model_train;
mod observer;
mod parts;
mod reconcile;
mod sample_fill;
mod source_read;
mod task;
mod worker;

use std::sync::Arc;

use almanac_forecast::Device;
use almanac_service::App;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use error::{Error, Result};
pub use task::Task;
pub use worker::{Outcome, Worker};

/// Chooses the device on which neural models are trained. It is asked only when one is about to be, and asks
/// back whether the answer is still wanted; an error says why there is no device.
pub type ChooseDevice = Arc<dyn Fn(&dyn Fn() -> bool) -> std::result::Result<Device, String> + Send + Sync>;

/// The choice of the processor.
pub fn processor() -> ChooseDevice {
    Arc::new(|_| Ok(Device::Cpu))
}

/// Runs `workers` workers until `stop` is cancelled. A job at work then is left to whoever comes next.
pub async fn work(app: App, workers: usize, device: ChooseDevice, stop: CancellationToken) {
    let mut all = JoinSet::new();
    for _ in 0..workers {
        all.spawn(Worker::new(app.clone()).on(device.clone()).run(stop.clone()));
    }
    while all.join_next().await.is_some() {}
}
