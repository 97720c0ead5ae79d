//! A throw-away PostgreSQL cluster for the tests, from the installed binaries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::authority::Authority;
use crate::daemon::{Daemon, Owner, free_port};
use crate::process;

/// Roles that must give a password, for tests of wrong ones; the others are trusted.
const WITH_PASSWORD: &str = "host all t_locked,no_such_user all scram-sha-256\n";

/// A running cluster. Dropping it stops the server and removes the data.
pub struct Postgres {
    #[cfg_attr(not(test), expect(dead_code, reason = "held until it is dropped"))]
    server: Daemon,
    port: u16,
}

impl Postgres {
    /// Initializes and starts a cluster on a free port of 127.0.0.1, tuned for throw-away data, that also speaks TLS
    /// with a certificate of `authority`.
    pub fn start(authority: &Authority) -> Result<Self> {
        let binaries = binaries().context("no PostgreSQL binaries; run `cargo xtask setup`")?;
        let owner = Owner::find()?;
        let data = owner.folder("almanac-postgres-")?;
        let cluster = data.path().join("cluster");

        let mut initdb = owner.command(&binaries.join("initdb"));
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        process::capture(initdb.current_dir(data.path()).arg("--pgdata").arg(&cluster))?;
        let roles = cluster.join("pg_hba.conf");
        let trusted = fs::read_to_string(&roles)?;
        fs::write(&roles, [WITH_PASSWORD, &trusted].concat())?;

        let port = free_port()?;
        let (certificate, key) = authority.certify(&owner, data.path())?;
        let mut server = Command::new(binaries.join("postgres"));
        server.arg("-D").arg(&cluster).arg("-k").arg(data.path()).args(["-p", &port.to_string()]);
        let certificate = format!("ssl_cert_file={}", certificate.display());
        let key = format!("ssl_key_file={}", key.display());
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=300",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "logging_collector=off",
            "ssl=on",
            &certificate,
            &key,
        ] {
            server.args(["-c", setting]);
        }
        let probe = |port: &str| {
            let mut probe = Command::new(binaries.join("pg_isready"));
            process::succeeds(probe.args(["--quiet", "--host=127.0.0.1", "--port", port]))
        };
        let ready = || probe(&port.to_string());
        let server = Daemon::start("PostgreSQL", "INT", &server, (&owner, data), ready)?;
        Ok(Self { server, port })
    }

    /// The address of the default database, for a superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
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

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use super::*;

    #[test]
    fn dropped_cluster_leaves_neither_a_server_nor_data() {
        let postgres = Postgres::start(&Authority::new().unwrap()).unwrap();
        let (port, data) = (postgres.port, postgres.server.data().to_owned());
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
