//! Formatter, linter, tests and documentation, from one native build.

use std::process::Command;

use anyhow::Result;

use super::{Gate, SELECTION};
use crate::authority::Authority;
use crate::bench::python::Python;
use crate::compiler_shim::{CLIPPY_ARGUMENTS, Shim};
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::{identity_peers, process};

/// `cargo fmt --check` for all of our crates.
pub fn format(gate: &Gate) -> Result<()> {
    process::run(&mut gate.workspace.cargo(&["fmt", "--all", "--", "--check"]))
}

/// Compiles every target of every crate with clippy as the compiler, warnings denied: third-party
/// crates are compiled once, ours once, and what the tests run is what was linted.
pub fn build_and_lint(gate: &Gate) -> Result<()> {
    process::run(linted(gate, &["build", "--all-targets"]).args(SELECTION))
}

/// The server to which tests send mails.
const SMTP_SERVER: &str = "aiosmtpd==1.4.6";

/// All tests, with a PostgreSQL cluster and a MariaDB server of their own, a server of mails, and identity providers to sign in at. A test
/// that wants one of them and does not find it must fail, which the variables `ALMANAC_TEST_REQUIRE_…` say.
pub fn tests(gate: &Gate) -> Result<()> {
    let authority = Authority::new()?;
    let (postgres, mariadb) = (Postgres::start(&authority)?, MariaDb::start(&authority)?);
    let peers = identity_peers::ensure(&gate.workspace)?;
    let nextest = process::succeeds(&mut gate.workspace.cargo(&["nextest", "--version"]));
    let mut tests = if nextest {
        linted(gate, &["nextest", "run", "--all-targets", "--no-fail-fast", "--status-level=slow"])
    } else {
        linted(gate, &["test", "--all-targets", "--no-fail-fast", "--quiet"])
    };
    tests.env("ALMANAC_TEST_POSTGRES_URL", postgres.url());
    tests.env("ALMANAC_TEST_REQUIRE_POSTGRES", "1");
    tests.env("ALMANAC_TEST_MARIADB_URL", mariadb.url());
    tests.env("ALMANAC_TEST_REQUIRE_MARIADB", "1");
    tests.env("ALMANAC_TEST_CA", authority.folder());
    tests.env("ALMANAC_TEST_SMTP_PYTHON", Python::with(&gate.workspace, SMTP_SERVER)?.program());
    tests.env("ALMANAC_TEST_REQUIRE_SMTP", "1");
    tests.env("ALMANAC_TEST_PEERS", peers).env("ALMANAC_TEST_REQUIRE_PEERS", "1");
    process::run(tests.args(SELECTION))
}

/// The documentation of our libraries without warnings, and the examples in it.
pub fn documentation(gate: &Gate) -> Result<()> {
    let mut cargo = linted(gate, &["test", "--doc", "--quiet"]);
    Shim::Rustdoc.install(&gate.workspace)?.join(&mut cargo);
    process::run(cargo.args(SELECTION))
}

/// A cargo command whose compiler for our crates is clippy. All of the steps must agree on it, else
/// cargo keeps two builds of our crates.
fn linted(gate: &Gate, arguments: &[&str]) -> Command {
    let mut cargo = gate.workspace.cargo(arguments);
    cargo.envs([CLIPPY_ARGUMENTS, ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")]);
    cargo
}
