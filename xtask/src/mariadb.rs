//! A throw-away MariaDB server for the tests, from the installed binaries.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::authority::Authority;
use crate::daemon::{Daemon, Owner, free_port};
use crate::process;

/// A running server. Dropping it stops it and removes the data.
pub struct MariaDb {
    #[cfg_attr(not(test), expect(dead_code, reason = "held until it is dropped"))]
    server: Daemon,
    port: u16,
}

impl MariaDb {
    /// Initializes and starts a server on a free port of 127.0.0.1, tuned for throw-away data, that also speaks TLS
    /// with a certificate of `authority`.
    pub fn start(authority: &Authority) -> Result<Self> {
        let program = |name| program(name).context("no MariaDB binaries; run `cargo xtask setup`");
        let owner = Owner::find()?;
        let data = owner.folder("almanac-mariadb-")?;
        let datadir = format!("--datadir={}", data.path().join("data").display());

        let mut install = owner.command(&program("mariadb-install-db")?);
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        process::capture(install.current_dir(data.path()).arg(&datadir))?;

        let port = free_port()?;
        let (certificate, key) = authority.certify(&owner, data.path())?;
        let mut server = Command::new(program("mariadbd")?);
        server.args(["--no-defaults", &datadir, "--skip-networking=0", "--bind-address=127.0.0.1"]);
        server.arg(format!("--port={port}"));
        server.arg(format!("--socket={}", data.path().join("socket").display()));
        server.arg(format!("--pid-file={}", data.path().join("pid").display()));
        server.arg(format!("--ssl-cert={}", certificate.display()));
        server.arg(format!("--ssl-key={}", key.display()));
        server.args(["--skip-name-resolve", "--max-connections=300"]);
        server.args([
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-use-native-aio=0",
        ]);
        let ready = || greets(port).is_ok();
        // Nothing of it is kept, so it need not end in order.
        let server = Daemon::start("MariaDB", "KILL", &server, (&owner, data), ready)?;
        Ok(Self { server, port })
    }

    /// The address of the server, for a superuser.
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/", self.port)
    }
}

/// Waits for the first byte of a server that listens: it does so before it is ready.
fn greets(port: u16) -> std::io::Result<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.read_exact(&mut [0])
}

/// Whether the binaries are there, with what the second one runs.
pub fn is_installed() -> bool {
    ["mariadbd", "mariadb-install-db", "my_print_defaults"].iter().all(|name| program(name).is_some())
}

/// A program of MariaDB; Debian keeps the server where only root looks.
fn program(name: &str) -> Option<PathBuf> {
    process::find_program(name).or_else(|| {
        let elsewhere = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
        elsewhere.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_server_leaves_neither_a_process_nor_data() {
        let mariadb = MariaDb::start(&Authority::new().unwrap()).unwrap();
        let (port, data) = (mariadb.port, mariadb.server.data().to_owned());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(mariadb);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(!data.exists());
    }
}
