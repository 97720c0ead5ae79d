//! The programs of a cluster, as processes that end with the test however it ends.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use almanac::config::SchedulerAddress;
use almanac_query::{Cluster, Engine, EngineConfig};
use tempfile::TempDir;

const READY_WITHIN: Duration = Duration::from_mins(1);

/// Runs a program as its child, says which process that is, and kills it when our end of the pipe closes.
const GUARD: &str =
    r#""$@" & program=$!; echo "$program"; cat >/dev/null; kill -KILL "$program"; wait "$program""#;

/// A running program.
#[derive(Debug)]
struct Program {
    guard: Child,
    process: String,
}

impl Program {
    fn start(program: &str, arguments: &[&str], log: &Path) -> Self {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard", program]).args(arguments);
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(std::fs::File::create(log).unwrap());
        let mut guard = guard.spawn().unwrap();
        let mut process = String::new();
        BufReader::new(guard.stdout.take().unwrap()).read_line(&mut process).unwrap();
        Self { guard, process: process.trim().to_owned() }
    }

    /// Comes back when something listens at `port`.
    fn listens(self, port: u16, log: &Path) -> Self {
        let deadline = Instant::now() + READY_WITHIN;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < deadline, "{}", std::fs::read_to_string(log).unwrap());
            thread::sleep(Duration::from_millis(50));
        }
        self
    }

    fn kill(&self) {
        let killed = Command::new("kill").args(["-KILL", &self.process]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// One scheduler and two executors of two cores each.
#[derive(Debug)]
pub struct Programs {
    scheduler: Program,
    executors: [Program; 2],
    port: u16,
    folder: TempDir,
}

impl Programs {
    /// Those that tests share, which nobody kills.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Programs> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(256 << 20))
    }

    /// Some of their own, whose executors have so much memory each.
    pub fn start(memory_bytes: u64) -> Self {
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        let log = folder.path().join("scheduler.log");
        let arguments = ["--listen", &format!("127.0.0.1:{port}"), "--log", "warn"];
        let scheduler = Program::start(env!("CARGO_BIN_EXE_almanac-scheduler"), &arguments, &log);
        let scheduler = scheduler.listens(port, &log);
        let executors = [0, 1].map(|number| executor(folder.path(), number, port, memory_bytes));
        Self { scheduler, executors, port, folder }
    }

    /// The way to the cluster.
    pub fn cluster(&self) -> Arc<dyn Cluster> {
        let address = SchedulerAddress { host: "127.0.0.1".to_owned(), port: self.port };
        almanac_cluster::connect(&address).unwrap()
    }

    /// An engine that sends its queries to the cluster.
    pub fn engine(&self, spill: &Path, timeout: Duration) -> Engine {
        engine(self.cluster(), spill, timeout)
    }

    /// The jobs of which each executor has results.
    pub fn results(&self) -> [Vec<PathBuf>; 2] {
        [0, 1].map(|number| {
            let folder = work(self.folder.path(), number).join("results");
            let jobs = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into());
            jobs.collect()
        })
    }

    pub fn kill_executor(&self, number: usize) {
        self.executors[number].kill();
    }

    pub fn kill_scheduler(&self) {
        self.scheduler.kill();
    }
}

fn work(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("executor-{number}"))
}

/// Its port for results is open when the scheduler knows it.
fn executor(folder: &Path, number: usize, scheduler: u16, memory_bytes: u64) -> Program {
    let (log, port) = (folder.join(format!("executor-{number}.log")), free_port());
    let work = work(folder, number).display().to_string();
    let arguments = [
        "--scheduler",
        &format!("127.0.0.1:{scheduler}"),
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--control-port",
        &free_port().to_string(),
        "--work-dir",
        &work,
        "--cores",
        "2",
        "--memory-bytes",
        &memory_bytes.to_string(),
        "--log",
        "warn",
    ];
    Program::start(env!("CARGO_BIN_EXE_almanac-executor"), &arguments, &log).listens(port, &log)
}

/// An engine that sends its queries to `cluster`.
pub fn engine(cluster: Arc<dyn Cluster>, spill: &Path, timeout: Duration) -> Engine {
    let config = EngineConfig { cluster: Some(cluster), timeout, ..EngineConfig::new(spill.join("there")) };
    Engine::new(config).unwrap()
}

/// An engine that runs its queries itself.
pub fn local(spill: &Path) -> Engine {
    Engine::new(EngineConfig::new(spill.join("here"))).unwrap()
}
