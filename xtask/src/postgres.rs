//! A throw-away PostgreSQL cluster for the tests, from the installed binaries.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process;

const READY_WITHIN: Duration = Duration::from_mins(1);
/// Created when root runs the tests and there is no `postgres` user: PostgreSQL refuses root.
const TEST_USER: &str = "almanac-test";

/// Runs the server as its child and stops it when our end of the pipe closes, however we end.
const GUARD: &str = r#""$@" & server=$!; cat >/dev/null; kill -INT "$server"; wait "$server""#;

/// A running cluster. Dropping it stops the server and removes the data.
pub struct Postgres {
    guard: Child,
    port: u16,
    data: TempDir,
}

impl Postgres {
    /// Initializes and starts a cluster on a free port of 127.0.0.1, tuned for throw-away data.
    pub fn start() -> Result<Self> {
        let binaries = binaries().context("no PostgreSQL binaries; run `cargo xtask setup`")?;
        let owner = Owner::find()?;
        let data = tempfile::Builder::new().prefix("almanac-postgres-").tempdir()?;
        owner.give(data.path())?;
        let cluster = data.path().join("cluster");

        let mut initdb = owner.command(&binaries.join("initdb"));
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        process::capture(initdb.current_dir(data.path()).arg("--pgdata").arg(&cluster))?;

        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut server = owner.command(Path::new("sh"));
        server.args(["-c", GUARD, "almanac-postgres"]).arg(binaries.join("postgres"));
        server.arg("-D").arg(&cluster).arg("-k").arg(data.path()).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=300",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "logging_collector=off",
        ] {
            server.args(["-c", setting]);
        }
        let log = fs::File::create(data.path().join("log"))?;
        server.current_dir(data.path()).process_group(0);
        server.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let guard = server.spawn().context("cannot start PostgreSQL")?;
        let mut started = Self { guard, port, data };
        started.wait_until_ready(&binaries)?;
        Ok(started)
    }

    /// The address of the default database, for a superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, binaries: &Path) -> Result<()> {
        let deadline = Instant::now() + READY_WITHIN;
        let port = self.port.to_string();
        while Instant::now() < deadline {
            let mut probe = Command::new(binaries.join("pg_isready"));
            if process::succeeds(probe.args(["--quiet", "--host=127.0.0.1", "--port", &port])) {
                return Ok(());
            }
            if self.guard.try_wait()?.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let mut log = String::new();
        fs::File::open(self.data.path().join("log"))?.read_to_string(&mut log)?;
        bail!("PostgreSQL did not start: {}", log.trim())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: cannot stop PostgreSQL: {error}");
        }
    }
}

/// The folder of the newest installed PostgreSQL: Debian's, else the one in `PATH`.
pub fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed = versions.map(|version| version.path().join("bin"));
    let newest = installed.filter(|bin| bin.join("initdb").is_file()).max_by_key(|bin| version_of(bin));
    newest.or_else(|| process::find_program("initdb")?.canonicalize().ok()?.parent().map(Path::to_owned))
}

fn version_of(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name);
    version.and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
}

/// Who runs the server: ourselves, or an unprivileged user when we are root.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn find() -> Result<Self> {
        if !process::is_root() {
            return Ok(Self(None));
        }
        if let Some(ids) = ids_of("postgres").or_else(|| ids_of(TEST_USER)) {
            return Ok(Self(Some(ids)));
        }
        process::run(Command::new("useradd").args(["--system", "--no-create-home", TEST_USER]))?;
        Ok(Self(Some(ids_of(TEST_USER).context("the user just created is not there")?)))
    }

    fn give(&self, folder: &Path) -> Result<()> {
        if let Some((user, group)) = self.0 {
            chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn command(&self, program: &Path) -> Command {
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

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn dropped_cluster_leaves_neither_a_server_nor_data() {
        let postgres = Postgres::start().unwrap();
        let (port, data) = (postgres.port, postgres.data.path().to_owned());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(postgres);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(!data.exists());
    }

    #[test]
    fn newest_version_wins_by_number_not_by_text() {
        let bins = ["/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/15/bin"].map(PathBuf::from);
        assert_eq!(bins.iter().max_by_key(|bin| version_of(bin)), Some(&bins[1]));
    }
}
