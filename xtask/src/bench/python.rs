//! Peers from `PyPI` in a Python environment of their own, below the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// An environment in which one peer is installed.
pub struct Python(PathBuf);

impl Python {
    /// Installs the peer, `name==version`, with what else it needs after a space, unless that was done before.
    ///
    /// # Errors
    /// There is no Python, or the package index does not answer: the peer can't be measured.
    pub fn with(workspace: &Workspace, package: &str) -> Result<Self> {
        let folder = workspace.target.join("bench-python").join(package.replace(' ', "+"));
        let program = folder.join("bin/python");
        let done = folder.join("installed");
        if !done.is_file() {
            process::capture(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
                .context("no Python environment")?;
            let install = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
            process::capture(Command::new(&program).args(install).args(package.split(' ')))
                .with_context(|| format!("{package} cannot be installed"))?;
            std::fs::write(&done, package)?;
        }
        Ok(Self(program))
    }

    /// Its program, for tests that start the peer themselves.
    pub fn program(&self) -> &Path {
        &self.0
    }

    /// Runs a script; the last line that it prints, as JSON.
    pub fn run(&self, script: &str, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new(&self.0);
        command.arg("-c").arg(script).args(arguments);
        let said = process::capture(&mut command).context("the peer failed")?;
        let last = said.lines().last().unwrap_or_default();
        serde_json::from_str(last).with_context(|| format!("the peer said {last:?}"))
    }
}
