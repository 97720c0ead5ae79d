//! Queries of Almanac on a Ballista cluster: the client of a scheduler behind the port of `almanac-query`, and the
//! programs of a cluster.
//!
//! The way of a query: the engine declares the files of uploads and hands over what is to be done with them as a
//! logical plan. `plan` makes the physical plan of it here, with the settings that Ballista wants, so that the scheduler
//! never opens a file: a file that is not there is an error of the executor that misses it, and not an empty table.
//! `job` gives it to the scheduler, asks how it is going, and ends it there when nobody waits any more. `rows` fetches
//! the result from the executors.
//!
//! # How to test
//!
//! `cargo xtask test --cluster` builds this workspace and runs its tests. They start a scheduler and two executors on
//! loopback.

mod ballista;
mod fault;
mod job;
mod place;
mod plan;
mod rows;

use std::sync::Arc;

use almanac::config::SchedulerAddress;
use almanac_query::Cluster;

pub use ballista::Ballista;
pub use place::{Place, log, threads};

/// Stack of threads: plans of deep filters are walked by recursion.
pub const STACK_BYTES: usize = 16 << 20;

/// The way to the cluster of this scheduler.
///
/// # Errors
/// What is wrong with the address. Nobody is asked.
pub fn connect(address: &SchedulerAddress) -> anyhow::Result<Arc<dyn Cluster>> {
    Ok(Arc::new(Ballista::new(address)?))
}
