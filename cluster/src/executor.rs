//! An executor of a cluster: runs parts of plans, and keeps their results until they are fetched.

use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use almanac_cluster::{Place, STACK_BYTES, log, threads};
use anyhow::Context as _;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use clap::Parser;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::SessionConfig;

/// The stack of threads whose number Ballista chooses itself.
const STACK: &str = "RUST_MIN_STACK";
/// How often the scheduler is told that it lives, in seconds.
const HEARTBEAT: u64 = 2;
/// Other than 0, so that it waits for a scheduler that is not there yet.
const WAITS: u16 = 1;
/// Results that the scheduler did not remove are removed after so many seconds; how often is looked for them.
const LEFT_OVER: (u64, u64) = (3_600, 600);

/// An executor of a cluster that runs queries of Almanac.
#[derive(Debug, Parser)]
#[command(name = "almanac-executor", version)]
struct Executor {
    /// The scheduler.
    #[arg(long, value_name = "HOST:PORT")]
    scheduler: Place,
    /// Where the server and other executors fetch results.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50051")]
    listen: Place,
    /// The port at which the scheduler reaches it [default: the one after that of --listen].
    #[arg(long, value_name = "PORT")]
    control_port: Option<u16>,
    /// The host under which the others reach it [default: that of --listen].
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// The folder of results and of what does not fit into memory. It belongs to this executor alone.
    #[arg(long, value_name = "DIR")]
    work_dir: PathBuf,
    /// How many parts it runs at once [default: as many as the machine has cores].
    #[arg(long, value_name = "N")]
    cores: Option<usize>,
    /// Memory of all parts together, each gets its share.
    #[arg(long, value_name = "BYTES", default_value_t = 2 << 30)]
    memory_bytes: u64,
    /// Disk space of what does not fit into memory.
    #[arg(long, value_name = "BYTES", default_value_t = 8 << 30)]
    spill_bytes: u64,
    /// What is logged, as filter directives.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    log: String,
}

fn main() -> ExitCode {
    let executor = Executor::parse();
    match executor.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("almanac-executor: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Executor {
    fn run(&self) -> anyhow::Result<()> {
        if std::env::var_os(STACK).is_none() {
            return again();
        }
        let config = self.config()?;
        log(&self.log)?;
        // It listens for signals itself, and tells the scheduler before it stops.
        Ok(threads()?.block_on(start_executor_process(Arc::new(config)))?)
    }

    fn config(&self) -> anyhow::Result<ExecutorProcessConfig> {
        let _: SocketAddr =
            self.listen.to_string().parse().with_context(|| format!("{} is no address", self.listen))?;
        let after = self.listen.port.checked_add(1);
        let results = self.folder("results")?;
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![self.folder("spill")?]))
            .with_max_temp_directory_size(self.spill_bytes);
        Ok(ExecutorProcessConfig {
            bind_host: self.listen.host.clone(),
            external_host: Some(self.listen.reached_as(self.advertise.as_deref())?),
            port: self.listen.port,
            grpc_port: self.control_port.or(after).context("--control-port is missing")?,
            scheduler_host: self.scheduler.host.clone(),
            scheduler_port: self.scheduler.port,
            scheduler_connect_timeout_seconds: WAITS,
            vcores: self.cores.unwrap_or(0),
            task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
            work_dir: Some(results.to_str().context("--work-dir is no text")?.to_owned()),
            job_data_ttl_seconds: LEFT_OVER.0,
            job_data_clean_up_interval_seconds: LEFT_OVER.1,
            executor_heartbeat_interval_seconds: HEARTBEAT,
            memory_pool_size: Some(self.memory_bytes),
            override_runtime_producer: Some(Arc::new(move |_: &SessionConfig| {
                RuntimeEnvBuilder::new().with_disk_manager_builder(disk.clone()).build_arc()
            })),
            ..ExecutorProcessConfig::default()
        })
    }

    /// A folder in that of the executor.
    fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.work_dir.join(name);
        std::fs::create_dir_all(&folder).context("--work-dir cannot be made")?;
        folder.canonicalize().context("--work-dir cannot be read")
    }
}

/// Starts the program anew in this process, with larger stacks: deep filters are walked by recursion.
fn again() -> anyhow::Result<()> {
    let program = std::env::current_exe().context("the program cannot be found")?;
    let mut anew = Command::new(program);
    anew.args(std::env::args_os().skip(1)).env(STACK, STACK_BYTES.to_string());
    Err(anew.exec()).context("the program cannot be started anew")
}
