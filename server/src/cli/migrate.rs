//! `almanac migrate`: brings the database to this version's shape.

use std::path::PathBuf;

use almanac_service::Settings;
use almanac_store::Db;
use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use super::Failure;
use super::serve::runtime;
use crate::config::Config;

/// Which installation.
#[derive(Debug, Args, Serialize)]
pub(super) struct Place {
    /// The configuration file [default: almanac.toml, if it is there].
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub(super) config: Option<PathBuf>,
    /// The folder of everything that is stored [default: data].
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    data_dir: Option<PathBuf>,
    /// The database, `postgres://…` or `sqlite:…` [default: a file in the data folder].
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
}

/// Brings the database to this version's shape.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    place: Place,
}

impl Migrate {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let settings =
            Config::load(self.place.config.as_deref(), &self.place).map_err(Failure::of_config)?.settings();
        runtime()?.block_on(async {
            std::fs::create_dir_all(&settings.data_dir).context("the data folder cannot be made")?;
            let db = open(&settings).await.context("the database cannot be migrated")?;
            db.close().await;
            anyhow::Ok(())
        })?;
        println!("the database is up to date");
        Ok(())
    }
}

/// The file of the database, where no URL is given.
pub(super) fn database_file(settings: &Settings) -> PathBuf {
    settings.data_dir.join("almanac.db")
}

/// Connects and migrates.
pub(super) async fn open(settings: &Settings) -> almanac_store::Result<Db> {
    match &settings.database_url {
        Some(url) => Db::open(url).await,
        None => Db::open_file(&database_file(settings)).await,
    }
}
