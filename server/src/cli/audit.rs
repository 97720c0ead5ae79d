//! `almanac audit`: looks after the audit log.

use almanac_service::audit;
use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Failure;
use super::migrate::Place;
use super::serve::runtime;
use crate::config::Config;

/// Looks after the audit log.
#[derive(Debug, Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks that no entry was changed, moved or removed; names the first one that was.
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    place: Place,
}

impl Audit {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Command::Verify(Verify { place }) = &self.command;
        let settings = Config::load(place.config.as_deref(), place).map_err(Failure::of_config)?.settings();
        let found = runtime()?
            .block_on(audit::verify(&settings))
            .context("the audit log cannot be read")?
            .context("the audit log is broken")?;
        let entries = if found.entries == 1 { "entry" } else { "entries" };
        println!(
            "the audit log is whole: {} {entries}, {} organization(s)",
            found.entries, found.organizations
        );
        Ok(())
    }
}
