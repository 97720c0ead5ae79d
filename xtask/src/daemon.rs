//! A database server of the tests: a child that stops however we end.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process;

const READY_WITHIN: Duration = Duration::from_mins(1);
/// Created when root runs the tests and there is no `postgres` user: database servers refuse root.
const TEST_USER: &str = "almanac-test";

/// Runs the server as its child and stops it by a signal when our end of the pipe closes.
const GUARD: &str =
    r#"signal=$1; shift; "$@" & server=$!; cat >/dev/null; kill "-$signal" "$server"; wait "$server""#;

/// A running server. Dropping it stops the server and removes the data.
pub struct Daemon {
    guard: Child,
    name: &'static str,
    data: TempDir,
}

impl Daemon {
    /// Starts `server`, whose files are in `data`, and waits until `ready`. The signal `stop` ends it.
    pub fn start(
        name: &'static str,
        stop: &str,
        server: &Command,
        (owner, data): (&Owner, TempDir),
        ready: impl Fn() -> bool,
    ) -> Result<Self> {
        let log = fs::File::create(data.path().join("log"))?;
        let mut guard = owner.command(Path::new("sh"));
        guard.args(["-c", GUARD, name, stop]).arg(server.get_program()).args(server.get_args());
        guard.current_dir(data.path()).process_group(0);
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let guard = guard.spawn().with_context(|| format!("cannot start {name}"))?;
        let mut started = Self { guard, name, data };
        let deadline = Instant::now() + READY_WITHIN;
        while Instant::now() < deadline {
            if ready() {
                return Ok(started);
            }
            if started.guard.try_wait()?.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let mut log = String::new();
        fs::File::open(started.data.path().join("log"))?.read_to_string(&mut log)?;
        bail!("{name} did not start: {}", log.trim())
    }

    /// The folder of its files.
    #[cfg(test)]
    pub fn data(&self) -> &Path {
        self.data.path()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: cannot stop {}: {error}", self.name);
        }
    }
}

/// A port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Who runs the server: ourselves, or an unprivileged user when we are root.
pub struct Owner(Option<(u32, u32)>);

impl Owner {
    /// Finds or makes the user.
    pub fn find() -> Result<Self> {
        if !process::is_root() {
            return Ok(Self(None));
        }
        if let Some(ids) = ids_of("postgres").or_else(|| ids_of(TEST_USER)) {
            return Ok(Self(Some(ids)));
        }
        process::run(Command::new("useradd").args(["--system", "--no-create-home", TEST_USER]))?;
        Ok(Self(Some(ids_of(TEST_USER).context("the user just created is not there")?)))
    }

    /// A new folder of the user's.
    pub fn folder(&self, prefix: &str) -> Result<TempDir> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
        self.give(folder.path())?;
        Ok(folder)
    }

    /// Makes a file or folder the user's.
    pub fn give(&self, folder: &Path) -> Result<()> {
        if let Some((user, group)) = self.0 {
            chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    /// A program that the user runs.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

fn ids_of(user: &str) -> Option<(u32, u32)> {
    let id = |flag| process::capture(Command::new("id").args([flag, user])).ok()?.trim().parse().ok();
    Some((id("-u")?, id("-g")?))
}
