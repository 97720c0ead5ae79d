//! The browser tests: Playwright with axe in the installed Chromium, against the linted debug server
//! and the release web assets.

use anyhow::{Context, Result};

use super::Gate;
use crate::{identity_peers, process, setup};

pub fn tests(gate: &Gate) -> Result<()> {
    let workspace = &gate.workspace;
    let chromium = setup::chromium().context("no Chromium; run `cargo xtask setup`")?;
    let mut playwright = workspace.node("@playwright/test/cli.js");
    playwright.args(["test", "--config", "end2end/playwright.config.ts"]);
    playwright.env("ALMANAC_BINARY", workspace.server("debug")).env("ALMANAC_SITE_DIR", workspace.site());
    playwright
        .env("ALMANAC_CHROMIUM", chromium)
        .env("ALMANAC_END2END_OUTPUT", workspace.target.join("end2end"))
        .env("ALMANAC_TEST_PEERS", identity_peers::ensure(workspace)?);
    process::run(&mut playwright)
}
