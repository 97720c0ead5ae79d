//! The workspace: where things are, and how cargo is called in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The parts of `cargo metadata --no-deps` that we use.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    /// The target folder, with `CARGO_TARGET_DIR` and configuration applied.
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
    /// Our own packages.
    pub packages: Vec<Package>,
}

/// One of our packages.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub dependencies: Vec<Dependency>,
}

/// A dependency as a manifest declares it.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Workspace {
    /// The workspace around the current folder.
    pub fn find() -> Result<Self> {
        let json = process::capture(bare_cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let workspace: Self = serde_json::from_str(&json).context("`cargo metadata` is not as expected")?;
        fs::create_dir_all(workspace.site())?;
        Ok(workspace)
    }

    /// A cargo command in the root of the workspace. Every build gets the same environment, so that
    /// no two commands disagree about what is fresh.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = bare_cargo();
        cargo.current_dir(&self.root).args(arguments);
        cargo.env("CARGO_TARGET_DIR", &self.target).env("ALMANAC_SITE_DIR", self.site());
        cargo
    }

    /// A Node command that runs a script of an npm package.
    pub fn node(&self, script: &str) -> Command {
        let mut node = Command::new("node");
        node.current_dir(&self.root).arg(self.node_modules().join(script));
        node
    }

    /// The npm packages of the root `package.json`.
    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// The web assets that the server embeds or serves.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Results of slow steps, by the SHA-256 of what went in.
    pub fn cache(&self) -> PathBuf {
        self.target.join("xtask-cache")
    }

    /// The server binary of a profile folder (`debug`, `release`).
    pub fn server(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("almanac")
    }

    /// Cargo tools that we install for ourselves. Outside the target folder, so that they survive
    /// its removal.
    pub fn tools(&self) -> PathBuf {
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        cache.or_else(home).unwrap_or_else(|| self.target.clone()).join("almanac").join("tools")
    }
}

/// Cargo without the variables that `cargo run` gave to us: build scripts that watch them would run
/// again whenever somebody calls cargo directly.
fn bare_cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if name.to_str().is_some_and(|name| ours.iter().any(|prefix| name.starts_with(prefix))) {
            cargo.env_remove(&name);
        }
    }
    cargo
}
