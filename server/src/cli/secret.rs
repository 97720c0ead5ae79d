//! `almanac secret`: looks after the secret key.

use almanac_service::rotation::rotate;
use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Failure;
use super::migrate::Place;
use super::serve::runtime;
use crate::clock::SystemClock;
use crate::config::Config;

/// The next key, where the present one is configured.
const NEXT: &str = "ALMANAC_NEXT_SECRET_KEY";

/// Looks after the secret key.
#[derive(Debug, Args)]
pub(super) struct Secret {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Puts another key in place of the present one, and seals all secrets anew. The server must have stopped.
    Rotate {
        #[command(flatten)]
        place: Place,
    },
}

impl Secret {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Command::Rotate { place } = &self.command;
        let settings = Config::load(place.config.as_deref(), place).map_err(Failure::of_config)?.settings();
        let next = std::env::var(NEXT).ok();
        let done = runtime()?
            .block_on(rotate(&settings, &SystemClock, next.as_deref()))
            .context("the secret key cannot be changed")?
            .context("the secret key was not changed")?;
        println!("the secret key is a new one ({}); sealed anew: {}", done.id, done.secrets);
        if next.is_some() {
            println!("set ALMANAC_SECRET_KEY to it before the next start");
        }
        Ok(())
    }
}
