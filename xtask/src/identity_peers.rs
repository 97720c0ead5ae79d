//! Identity providers from npm and `PyPI`, at which the tests of single sign-on sign in.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::process;
use crate::workspace::Workspace;

/// What says which versions are installed.
const LISTS: [&str; 3] = ["package.json", "package-lock.json", "requirements.txt"];

/// The folder with `node_modules` and `python`, after installing them unless that was done before. Its name is made
/// from the versions, so that no two of them meet.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let source = workspace.root.join("crates/identity/tests/peers");
    let mut hash = Sha256::new();
    for list in LISTS {
        hash.update(
            fs::read(source.join(list)).with_context(|| format!("{list} of the identity providers"))?,
        );
    }
    let version = hex::encode(&hash.finalize()[..8]);
    let folder = workspace.tools().join("identity-peers").join(version);
    let done = folder.join("installed");
    if done.is_file() {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    for list in LISTS {
        fs::copy(source.join(list), folder.join(list))?;
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(&mut npm).context("the identity providers from npm cannot be installed")?;
    let python = folder.join("python");
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&python))?;
    let mut pip = Command::new(python.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]);
    pip.arg("--requirement").arg(folder.join("requirements.txt"));
    process::run(&mut pip).context("the identity provider from PyPI cannot be installed")?;
    fs::write(done, "")?;
    Ok(folder)
}
