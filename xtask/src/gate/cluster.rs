//! `cargo xtask test --cluster`: the workspace in `cluster/`, with a lock file and a target folder of its own. Its tests
//! start one scheduler and two executors on loopback.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::{Gate, Step, supply_chain};
use crate::compiler_shim::CLIPPY_ARGUMENTS;
use crate::process;

/// The checks in order.
pub(super) fn steps() -> Vec<Step> {
    let step = |name, check| Step { name, check };
    vec![
        step("setup", super::prepare as fn(&Gate) -> Result<()>),
        step("format", format),
        step("licences and sources", licences),
        step("build and lint", build_and_lint),
        step("tests", tests),
    ]
}

fn folder(gate: &Gate) -> PathBuf {
    gate.workspace.root.join("cluster")
}

/// A cargo command there.
fn cargo(gate: &Gate, arguments: &[&str]) -> Command {
    let mut cargo = gate.workspace.cargo(arguments);
    cargo.current_dir(folder(gate)).env("CARGO_TARGET_DIR", gate.workspace.target.join("cluster"));
    cargo
}

/// A cargo command whose compiler for the crate is clippy; both steps agree on it, so that there is one build.
fn linted(gate: &Gate, arguments: &[&str]) -> Command {
    let mut cargo = cargo(gate, arguments);
    cargo.envs([CLIPPY_ARGUMENTS, ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")]);
    cargo
}

/// Its lock file knows what our crates depend on now. The ordinary run looks at that too: nothing else of it
/// would notice.
pub(super) fn lock_file(gate: &Gate) -> Result<()> {
    process::run(&mut cargo(gate, &["update", "--workspace", "--locked", "--quiet"]))
        .context("cluster/Cargo.lock is out of step: run `cargo update --workspace` in cluster/")
}

fn format(gate: &Gate) -> Result<()> {
    process::run(&mut cargo(gate, &["fmt", "--", "--check"]))
}

fn licences(gate: &Gate) -> Result<()> {
    supply_chain::deny_in(gate, &folder(gate))
}

fn build_and_lint(gate: &Gate) -> Result<()> {
    process::run(&mut linted(gate, &["build", "--locked", "--all-targets"]))
}

/// One test after the other: each has programs of its own that use all cores.
fn tests(gate: &Gate) -> Result<()> {
    let test = ["test", "--locked", "--all-targets", "--no-fail-fast", "--", "--test-threads=1"];
    process::run(&mut linted(gate, &test))
}
