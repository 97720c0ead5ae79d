//! `almanac organization`: what the operator decides about organizations.

use std::sync::Arc;

use almanac_domain::OrgId;
use almanac_service::{App, domain, organization};
use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Failure;
use super::migrate::Place;
use super::serve::runtime;
use crate::clock::SystemClock;
use crate::config::Config;

/// What the operator decides about organizations.
#[derive(Debug, Args)]
pub(super) struct Organization {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists organizations: id, plan and name.
    List(Place),
    /// Gives an organization another plan.
    Plan(Plan),
    /// Says that a domain is an organization's, instead of a DNS record.
    VerifyDomain(VerifyDomain),
}

#[derive(Debug, Args)]
struct Plan {
    #[command(flatten)]
    place: Place,
    /// The organization's id.
    #[arg(value_name = "ORGANIZATION")]
    id: OrgId,
    /// The plan: free, starter, professional, enterprise.
    #[arg(value_name = "PLAN")]
    name: String,
}

#[derive(Debug, Args)]
struct VerifyDomain {
    #[command(flatten)]
    place: Place,
    /// The organization's id.
    #[arg(value_name = "ORGANIZATION")]
    id: OrgId,
    /// The domain, such as example.org.
    #[arg(value_name = "DOMAIN")]
    name: String,
}

impl Organization {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let place = match &self.command {
            Command::List(place)
            | Command::Plan(Plan { place, .. })
            | Command::VerifyDomain(VerifyDomain { place, .. }) => place,
        };
        let settings = Config::load(place.config.as_deref(), place).map_err(Failure::of_config)?.settings();
        runtime()?.block_on(async {
            let app = App::open(settings, Arc::new(SystemClock)).await.context("cannot open the database")?;
            match &self.command {
                Command::List(_) => {
                    for found in organization::all(&app).await.context("cannot list")? {
                        println!("{}  {:<14} {}", found.id, found.plan, found.name);
                    }
                    Ok(())
                }
                Command::Plan(Plan { id, name, .. }) => {
                    organization::set_plan(&app, *id, name).await.map_err(refused)
                }
                Command::VerifyDomain(VerifyDomain { id, name, .. }) => {
                    domain::vouch(&app, *id, name).await.map_err(refused)
                }
            }
        })
    }
}

fn refused(error: almanac_service::Error) -> Failure {
    match error {
        almanac_service::Error::NotFound => Failure::input("there is no such organization"),
        almanac_service::Error::Invalid(fields) => {
            Failure::input(fields.into_iter().map(|field| field.message).collect::<Vec<_>>().join(" "))
        }
        almanac_service::Error::Conflict(message) => Failure::input(message),
        other => Failure::from(anyhow::Error::from(other)),
    }
}
