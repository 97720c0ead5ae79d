//! The scheduler of a cluster: takes plans, splits them, and gives the parts to executors.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use almanac_cluster::{Place, log, threads};
use anyhow::Context as _;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

/// An executor that was not heard of for so many seconds is lost, and what it did is done again by others.
const EXECUTOR_LOST: u64 = 10;
/// How often is looked for lost ones, in seconds.
const LOOKED_FOR: u64 = 2;
/// Results that nobody fetched are removed after so many seconds, what is known of their jobs after so many more.
const FORGOTTEN: (u64, u64) = (60, 300);

/// The scheduler of a cluster that runs queries of Almanac.
#[derive(Debug, Parser)]
#[command(name = "almanac-scheduler", version)]
struct Scheduler {
    /// Where it listens.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    listen: Place,
    /// The host under which executors reach it [default: that of --listen].
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// What is logged, as filter directives.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    log: String,
}

fn main() -> ExitCode {
    let scheduler = Scheduler::parse();
    match scheduler.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("almanac-scheduler: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Scheduler {
    fn run(&self) -> anyhow::Result<()> {
        let config = self.config()?;
        let address: SocketAddr =
            self.listen.to_string().parse().with_context(|| format!("{} is no address", self.listen))?;
        log(&self.log)?;
        threads()?.block_on(async move {
            let mut terminate = signal(SignalKind::terminate()).context("signals cannot be received")?;
            let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be received")?;
            let cluster = BallistaCluster::new_from_config(&config).await?;
            tokio::select! {
                ended = start_server(cluster, address, Arc::new(config)) => Ok(ended?),
                _ = terminate.recv() => Ok(()),
                _ = interrupt.recv() => Ok(()),
            }
        })
    }

    fn config(&self) -> anyhow::Result<SchedulerConfig> {
        Ok(SchedulerConfig {
            bind_host: self.listen.host.clone(),
            bind_port: self.listen.port,
            external_host: self.listen.reached_as(self.advertise.as_deref())?,
            // Only executors that listen can be told to stop a part.
            scheduling_policy: TaskSchedulingPolicy::PushStaged,
            task_distribution: TaskDistributionPolicy::RoundRobin,
            executor_timeout_seconds: EXECUTOR_LOST,
            expire_dead_executor_interval_seconds: LOOKED_FOR,
            no_executors_grace_period_seconds: EXECUTOR_LOST,
            finished_job_data_clean_up_interval_seconds: FORGOTTEN.0,
            finished_job_state_clean_up_interval_seconds: FORGOTTEN.1,
            ..SchedulerConfig::default()
        })
    }
}
