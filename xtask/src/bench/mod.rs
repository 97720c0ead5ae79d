//! `cargo xtask bench`: the budgets of the design, measured on this machine.
//!
//! To add a measurement: write a module with `measure(&Context) -> Result<Vec<Measurement>>` and add
//! it to [`MEASUREMENTS`]. One that cannot run here (no data folder, say) returns rows that say what is
//! missing; one that fails becomes a row that says so, and the whole bench fails.

mod aggregate;
mod competitions;
mod dashboard;
mod drag;
mod forecasts;
mod http;
mod inference;
mod introspection;
mod large_panels;
mod library;
mod load;
mod machine;
mod many_series;
mod measurement;
mod page_weight;
mod previews;
pub mod python;
mod requests;
mod rides;
mod server;
mod server_start;
mod sign_ins;
mod statistics;
mod training;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::process;
use crate::setup::{self, Purpose};
use crate::web::{self, Site};
use crate::workspace::Workspace;
use machine::Machine;
use measurement::{Measurement, Target};

/// What a measurement works with: the release binary and the release web assets.
struct Context<'a> {
    workspace: &'a Workspace,
    site: Site,
    data: Option<&'a Path>,
}

impl Context<'_> {
    /// The release server.
    fn binary(&self) -> PathBuf {
        self.workspace.server("release")
    }
}

#[derive(Serialize)]
struct Report {
    machine: Machine,
    measurements: Vec<Measurement>,
}

type Measure = fn(&Context) -> Result<Vec<Measurement>>;

const MEASUREMENTS: [(&str, Measure); 18] = [
    ("page weight", page_weight::measure),
    ("server start", server_start::measure),
    ("requests", requests::measure),
    ("sign-ins", sign_ins::measure),
    ("aggregate", aggregate::measure),
    ("previews", previews::measure),
    ("introspection", introspection::measure),
    ("inference", inference::measure),
    ("drag", drag::measure),
    ("dashboard", dashboard::measure),
    ("training", training::measure),
    ("many series", many_series::measure),
    ("large panels", large_panels::measure),
    ("forecasts", forecasts::measure),
    ("short series", library::short_series),
    ("competitions", competitions::measure),
    ("rides", rides::measure),
    ("long horizons", library::long_horizons),
];

/// `forecast` stands for all that tell how good and how fast forecasts are.
const FORECAST: (&str, [&str; 8]) = (
    "forecast",
    [
        "inference",
        "drag",
        "many series",
        "large panels",
        "short series",
        "competitions",
        "rides",
        "long horizons",
    ],
);

/// Builds the release, measures, prints the table and writes `<target>/bench.json`; with names, measures only these and
/// writes nothing.
pub fn run(workspace: &Workspace, data: Option<&Path>, only: &[String]) -> Result<()> {
    let names = MEASUREMENTS.map(|(name, _)| name);
    let known = |name: &&String| names.contains(&name.as_str()) || *name == FORECAST.0;
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        bail!("there is no measurement {unknown:?}; there are: {}, {}", FORECAST.0, names.join(", "));
    }
    setup::ensure(workspace, Purpose::Test)?;
    let site = web::build(workspace, web::Options { quick: false, lint: false })?;
    process::run(&mut workspace.cargo(&["build", "--release", "--package", "almanac"]))?;
    let context = Context { workspace, site, data };

    let machine = Machine::this()?;
    println!("{machine}");
    println!("{:<54} {:>12} {:<11} {:>9} verdict", "what", "measured", "unit", "target");
    let mut measurements = Vec::new();
    let mut failed = Vec::new();
    let wanted = |name: &str| {
        let named = |one: &String| one == name || one == FORECAST.0 && FORECAST.1.contains(&name);
        only.is_empty() || only.iter().any(named)
    };
    for (name, measure) in MEASUREMENTS.into_iter().filter(|(name, _)| wanted(name)) {
        let measured = measure(&context).unwrap_or_else(|error| {
            failed.push(name);
            vec![Measurement::missing(name, "", Target::None, format!("FAILED: {error:#}"))]
        });
        for row in &measured {
            println!("{row}");
        }
        measurements.extend(measured);
    }
    if only.is_empty() {
        let path = workspace.target.join("bench.json");
        let json = serde_json::to_string_pretty(&Report { machine, measurements })?;
        fs::write(&path, json).with_context(|| format!("cannot write {}", path.display()))?;
        println!("written to {}", path.display());
    }
    if !failed.is_empty() {
        bail!("could not measure: {}", failed.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_group_stands_for_is_measured() {
        let names = MEASUREMENTS.map(|(name, _)| name);
        assert!(FORECAST.1.iter().all(|name| names.contains(name)) && !names.contains(&FORECAST.0));
    }
}
