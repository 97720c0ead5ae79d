//! Third-party crates: licences, sources and known holes (cargo-deny), and none unused
//! (cargo-machete).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Gate;
use crate::process;

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };

/// A cargo subcommand from the registry.
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// The installed program: from `PATH`, else from our own folder, else built into it, quickly
    /// rather than for speed.
    fn program(&self, gate: &Gate) -> Result<PathBuf> {
        let own = gate.workspace.tools().join("bin").join(self.name);
        if let Some(found) = process::find_program(self.name).or_else(|| own.is_file().then(|| own.clone())) {
            return Ok(found);
        }
        let mut install = gate.workspace.cargo(&["install", "--locked", "--quiet", self.name]);
        install.args(["--version", self.version, "--root"]).arg(gate.workspace.tools());
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        install.env("CARGO_TARGET_DIR", gate.workspace.target.join("tools"));
        process::run(&mut install).with_context(|| format!("please install {}", self.name))?;
        Ok(own)
    }
}

/// No manifest names a crate that its code does not use.
pub fn unused(gate: &Gate) -> Result<()> {
    let mut machete = Command::new(MACHETE.program(gate)?);
    process::run(
        machete
            .current_dir(&gate.workspace.root)
            .args(["ahead", "app", "cluster", "crates", "frontend"])
            .args(["server", "whatif", "xtask"]),
    )
}

/// Licences, sources and duplicate bans hold; no known hole, where the advisory database can be had.
pub fn deny(gate: &Gate) -> Result<()> {
    deny_in(gate, &gate.workspace.root)
}

/// The same for the workspace in this folder.
pub fn deny_in(gate: &Gate, folder: &Path) -> Result<()> {
    let program = DENY.program(gate)?;
    let deny = |arguments: &[&str]| {
        let mut deny = Command::new(&program);
        deny.current_dir(folder).args(["--workspace", "--log-level", "error"]).args(arguments);
        deny
    };
    process::run(&mut deny(&["check", "bans", "licenses", "sources"]))?;
    if process::succeeds(&mut deny(&["fetch", "db"])) {
        return process::run(&mut deny(&["check", "--disable-fetch", "advisories"]));
    }
    println!("advisories not checked: the advisory database cannot be fetched from here");
    Ok(())
}
