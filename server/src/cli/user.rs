//! `almanac user`: people, from the command line of the server.

use std::sync::Arc;

use almanac_service::{App, account};
use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Failure;
use super::migrate::Place;
use super::serve::runtime;
use crate::clock::SystemClock;
use crate::config::Config;

/// Lists people, and makes links with which they set a new password.
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists everybody: address, whether it is confirmed, since when, name.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Prints a link with which a person sets a new password; it works once, within an hour.
    ResetLink {
        /// The address of the account.
        email: String,
        #[command(flatten)]
        place: Place,
    },
}

impl User {
    pub(super) fn run(&self) -> Result<(), Failure> {
        match &self.command {
            Command::List { place } => runtime()?.block_on(list(&open(place)?)),
            Command::ResetLink { email, place } => runtime()?.block_on(reset_link(&open(place)?, email)),
        }
    }
}

fn open(place: &Place) -> Result<Config, Failure> {
    Config::load(place.config.as_deref(), place).map_err(Failure::of_config)
}

async fn start(config: &Config) -> anyhow::Result<App> {
    App::open(config.settings(), Arc::new(SystemClock)).await.context("the database cannot be opened")
}

async fn list(config: &Config) -> Result<(), Failure> {
    let app = start(config).await?;
    let people = account::people(&app).await.context("people cannot be listed")?;
    for person in people {
        let state = if person.email_verified_at.is_some() { "confirmed" } else { "unconfirmed" };
        println!("{}\t{state}\t{}\t{}", person.email, person.created_at.format("%Y-%m-%d"), person.name);
    }
    Ok(())
}

async fn reset_link(config: &Config, email: &str) -> Result<(), Failure> {
    let app = start(config).await?;
    match account::reset_link(&app, email).await {
        Ok(link) => {
            println!("{link}");
            Ok(())
        }
        Err(almanac_service::Error::NotFound) => {
            Err(Failure::input(format!("nobody who belongs to an organization has the address {email}")))
        }
        Err(error) => Err(anyhow::Error::from(error).context("the link cannot be made").into()),
    }
}
