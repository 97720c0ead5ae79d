//! The release web build, linted on the way, within its weight.

use anyhow::Result;

use super::Gate;
use crate::web::{self, budget};

pub fn build_and_lint(gate: &Gate) -> Result<()> {
    let site = web::build(&gate.workspace, web::Options { quick: false, lint: true })?;
    budget::check(&budget::weights(&gate.workspace.site(), &site)?)
}
