//! Reading the schema of large databases, and what the builder then does with thousands of tables.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::server::{Server, User, text};
use super::statistics::{milliseconds, p95};
use super::{Context, Measurement};
use crate::authority::Authority;
use crate::mariadb::MariaDb;
use crate::postgres::{self, Postgres};
use crate::process;

const TABLES: usize = 2_000;
const COLUMNS: usize = 20;
const SECONDS: f64 = 5.0;
/// An answer within this time looks immediate to who types.
const FLUID_MILLISECONDS: f64 = 100.0;
const SEARCHES: usize = 20;

/// Runs the statements of a file on a `SQLite` database.
const FILL_SQLITE: &str = "
import sqlite3, sys
sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())
";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let folder = tempfile::tempdir()?;
    let authority = Authority::new()?;
    let (postgres, mariadb) = (Postgres::start(&authority)?, MariaDb::start(&authority)?);
    let script = folder.path().join("tables.sql");
    fs::write(&script, format!("begin;\n{}commit;\n", tables()))?;
    let file = folder.path().join("many.sqlite");
    process::capture(Command::new("python3").args(["-c", FILL_SQLITE]).arg(&file).arg(&script))?;
    let psql = postgres::binaries().context("no PostgreSQL binaries")?.join("psql");
    process::capture(Command::new(psql).args(["--quiet", "--file"]).arg(&script).arg(postgres.url()))?;
    // One file for all tables: a file for each takes minutes.
    let script = folder.path().join("tables.mariadb.sql");
    fs::write(
        &script,
        format!("set global innodb_file_per_table = 0; create database many; use many;\n{}", tables()),
    )?;
    let port =
        |url: &str| url.rsplit(':').next().and_then(|rest| rest.split('/').next()?.parse::<u16>().ok());
    let (postgres_port, mariadb_port) =
        port(&postgres.url()).zip(port(&mariadb.url())).context("no port in an address")?;
    let mut client = Command::new("mariadb");
    client.args(["--no-defaults", "--host=127.0.0.1", "--user=root", &format!("--port={mariadb_port}")]);
    process::capture(client.arg("--execute").arg(format!("source {}", script.display())))?;

    let sources = folder.path().to_str().context("a path that is not UTF-8")?;
    let arguments = ["--outbound-allow", "127.0.0.1", "--source-folder", sources];
    let (mut server, _) = Server::start_with(&context.binary(), &arguments)?;
    let mut user = server.user()?;
    let database = |kind: &str, port: u16, name: &str, person: &str| json!({"kind": kind, "host": "127.0.0.1", "port": port, "database": name, "user": person, "tls": "off"});
    let mut measured = Vec::new();
    for (name, settings) in [
        ("PostgreSQL", database("postgres", postgres_port, "postgres", "postgres")),
        ("MariaDB", database("mysql", mariadb_port, "many", "root")),
        ("SQLite", json!({"kind": "sqlite", "file": "many.sqlite"})),
    ] {
        let seconds = introspect(&mut user, name, &settings)?;
        measured.push(Measurement::at_most(
            format!("reading 2,000 tables × 20, {name}"),
            seconds,
            "s",
            SECONDS,
        ));
    }
    measured.push(search(&mut user)?);
    Ok(measured)
}

/// The statements that make the tables.
fn tables() -> String {
    let columns = (1..COLUMNS).fold(String::new(), |mut columns, at| {
        let _ = write!(columns, ", c{at} varchar(20)");
        columns
    });
    (0..TABLES).fold(String::new(), |mut tables, at| {
        let _ = writeln!(tables, "create table t{at} (id integer primary key{columns});");
        tables
    })
}

/// Connects a database; the seconds until its schema is stored as a version.
fn introspect(user: &mut User, name: &str, settings: &Value) -> Result<f64> {
    let start = Instant::now();
    let input = json!({"name": name, "password": "", "settings": settings});
    let project = user.project.clone();
    let source = user.connection.post(&format!("{project}/sources"), &input)?;
    user.wait(&source["job_id"]).with_context(|| format!("reading {name}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let found = user.connection.read(&format!("{project}/sources/{}", text(&source["id"])?))?;
    ensure!(found["tables"].as_u64() >= Some(TABLES as u64), "not every table was found: {found}");
    Ok(seconds)
}

/// The builder asks for the tables whose names have what is typed.
fn search(user: &mut User) -> Result<Measurement> {
    let mut times = Vec::new();
    for run in 0..=SEARCHES {
        let path = format!("{}/query/sources?search=t{run}", user.project);
        let start = Instant::now();
        let found = user.connection.read(&path)?;
        ensure!(found.as_array().is_some_and(|found| !found.is_empty()), "nothing has t{run} in its name");
        if run > 0 {
            times.push(milliseconds(start.elapsed()));
        }
    }
    Ok(Measurement::at_most(
        "finding a table among 6,000 by its name, p95",
        p95(times),
        "ms",
        FLUID_MILLISECONDS,
    ))
}
