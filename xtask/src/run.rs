//! `cargo xtask run`: from a fresh clone to a running server.

use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Purpose};
use crate::workspace::Workspace;
use crate::{process, web};

/// Installs what is missing, builds the release with its web assets and serves it until stopped.
pub fn run(workspace: &Workspace, demo: bool, arguments: &[String]) -> Result<()> {
    setup::ensure(workspace, Purpose::Web)?;
    web::build(workspace, web::Options { quick: false, lint: false })?;
    process::run(&mut workspace.cargo(&["build", "--release", "--package", "almanac"]))?;

    let mut server = Command::new(workspace.server("release"));
    server.current_dir(&workspace.root);
    server.args(["serve", "--listen", "127.0.0.1:3000", "--data-dir", "data"]);
    if demo {
        server.arg("--demo");
    }
    process::run(server.args(arguments))
}
