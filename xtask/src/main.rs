//! `cargo xtask`: the one way to set up, build, run, test and measure Almanac.
//!
//! To add a command: write a module with one entry function that takes the [`workspace::Workspace`],
//! and add a variant to [`Command`]. To add a check to `cargo xtask test`: write a function in
//! [`gate`] and add it to the list of steps there. To add a measurement to `cargo xtask bench`: write
//! a module in [`bench`] and add it to the list there.

mod authority;
mod bench;
mod compiler_shim;
mod daemon;
mod gate;
mod identity_peers;
#[cfg(test)]
mod leptos_options;
mod mariadb;
mod postgres;
mod pretrain;
mod process;
mod run;
mod setup;
mod web;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::gate::Extent;
use crate::setup::Purpose;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, run, test and measure Almanac")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing: the wasm32 target, Node, the npm packages, and what the tests need.
    Setup,
    /// Build the web assets into `<target>/site`.
    Web {
        /// Quick build for development: not optimized, not compressed.
        #[arg(long)]
        dev: bool,
    },
    /// Build the release and start it on 127.0.0.1:3000 with the data folder `./data`.
    Run {
        /// Create a sample organization with data, a model, a forecast and a scenario.
        #[arg(long)]
        demo: bool,
        /// Further arguments for `almanac serve`.
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Run everything that guards the project.
    Test {
        /// Leave out the release web build and the browser tests.
        #[arg(long)]
        fast: bool,
        /// Only what is in `cluster/`: queries on a Ballista cluster of one scheduler and two executors.
        #[arg(long, conflicts_with = "fast")]
        cluster: bool,
    },
    /// Measure the budgets of the design on this machine and write `<target>/bench.json`.
    Bench {
        /// A folder with the public data sets named in the bench, for the forecasts in full and the many
        /// series.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Only these measurements, by the names in `bench`, such as `forecast` for all about forecasts; then nothing is
        /// written.
        only: Vec<String>,
    },
    /// Train the zero-shot model and replace the weights that are shipped.
    Pretrain {
        /// A folder with the competitions named in the example `pretrain`; without it, synthetic series alone.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Steps of the optimizer.
        #[arg(long)]
        steps: Option<usize>,
        /// Fixes all that is random.
        #[arg(long)]
        seed: Option<u64>,
        /// Where weights and manifest go, if not into the source.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Further options of the example `pretrain`.
        #[arg(last = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match compiler_shim::requested() {
        Some(shim) => shim.run(),
        None => run_command(Cli::parse().command).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn run_command(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup => setup::ensure(&workspace, Purpose::Test),
        Command::Web { dev } => {
            setup::ensure(&workspace, Purpose::Web)?;
            let site = web::build(&workspace, web::Options { quick: dev, lint: false })?;
            println!("{} assets in {}", site.manifest.len(), workspace.site().display());
            Ok(())
        }
        Command::Run { demo, args } => run::run(&workspace, demo, &args),
        Command::Test { fast, cluster } => {
            let extent = match (fast, cluster) {
                (_, true) => Extent::Cluster,
                (true, false) => Extent::Fast,
                (false, false) => Extent::Ordinary,
            };
            gate::run(workspace, extent)
        }
        Command::Bench { data, only } => bench::run(&workspace, data.as_deref(), &only),
        Command::Pretrain { data, steps, seed, out, args } => {
            pretrain::run(&workspace, &pretrain::Options { data, steps, seed, out, args })
        }
    }
}
