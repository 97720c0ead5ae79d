//! The command line. One file for each command.

mod anomalies;
mod audit;
mod backtest;
mod columns;
mod device_self_test;
mod doctor;
mod explain;
mod failure;
mod forecast;
mod keep;
mod levels;
mod migrate;
mod organization;
mod panel;
mod plan;
mod secret;
mod serve;
mod table;
mod tune;
mod user;

use std::process::ExitCode;
use std::sync::Arc;

use almanac_query::Cluster;
use clap::{Parser, Subcommand};

use crate::config::SchedulerAddress;

pub use failure::Failure;

/// The way to a cluster, which is asked with the first query.
pub type ToCluster = fn(&SchedulerAddress) -> anyhow::Result<Arc<dyn Cluster>>;

/// Almanac: data, forecasts and what-ifs for a team.
#[derive(Debug, Parser)]
#[command(name = "almanac", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server.
    Serve(Box<serve::Serve>),
    /// Brings the database to this version's shape.
    Migrate(migrate::Migrate),
    /// Says what is wrong with the installation and how to mend it.
    Doctor(doctor::Doctor),
    /// Looks after the audit log.
    Audit(audit::Audit),
    /// What the operator decides about organizations.
    Organization(organization::Organization),
    /// Looks after the secret key.
    Secret(secret::Secret),
    /// Lists people, and makes links with which they set a new password.
    User(user::User),
    /// Forecasts the series of a file.
    Forecast(Box<forecast::Forecast>),
    /// Compares models on the past of the series of a file.
    Backtest(Box<backtest::Backtest>),
    /// Finds what is unusual in the past of the series of a file.
    Anomalies(Box<anomalies::Anomalies>),
    /// Says what makes a forecast what it is.
    Explain(Box<explain::Explain>),
    /// Searches for the options of a model that do best.
    Tune(Box<tune::Tune>),
    /// Compares the graphics processor with the processor; for the other commands.
    #[command(hide = true)]
    DeviceSelfTest(device_self_test::DeviceSelfTest),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    run(None)
}

/// As [`main`] in a build that can send queries to a cluster.
pub fn main_with(to_cluster: ToCluster) -> ExitCode {
    run(Some(to_cluster))
}

fn run(to_cluster: Option<ToCluster>) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let done = match cli.command {
        Command::Serve(serve) => serve.run(to_cluster),
        Command::Migrate(migrate) => migrate.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Audit(audit) => audit.run(),
        Command::Organization(organization) => organization.run(),
        Command::Secret(secret) => secret.run(),
        Command::User(user) => user.run(),
        Command::Forecast(forecast) => forecast.run(),
        Command::Backtest(backtest) => backtest.run(),
        Command::Anomalies(anomalies) => anomalies.run(),
        Command::Explain(explain) => explain.run(),
        Command::Tune(tune) => tune.run(),
        Command::DeviceSelfTest(test) => test.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Help goes out as it is, an error as one line.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        // Nothing can be done if the terminal is gone.
        let _ = error.print();
        return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let text = error.to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let line = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    Failure::input(line.trim_start_matches("error: ")).report()
}
