//! `cargo xtask bench`: the budgets of the design, measured on this machine.
//!
//! To add a measurement: write a module with `measure(&Context) -> Result<Vec<Measurement>>` and add
//! it to [`MEASUREMENTS`]. One that cannot run here (no data folder, say) returns an empty list.

mod forecasts;
mod machine;
mod page_weight;
mod server_start;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::process;
use crate::setup::{self, Purpose};
use crate::web::{self, Site};
use crate::workspace::Workspace;
use machine::Machine;

/// What a measurement works with: the release binary and the release web assets.
struct Context<'a> {
    workspace: &'a Workspace,
    site: Site,
    data: Option<&'a Path>,
}

/// A measured value beside its budget.
#[derive(Debug, Serialize)]
struct Measurement {
    what: String,
    value: f64,
    unit: &'static str,
    /// The largest value allowed; none for values that are only recorded.
    at_most: Option<f64>,
}

impl Measurement {
    fn verdict(&self) -> &'static str {
        match self.at_most {
            None => "",
            Some(limit) if self.value <= limit => "ok",
            Some(_) => "OVER",
        }
    }
}

#[derive(Serialize)]
struct Report {
    machine: Machine,
    measurements: Vec<Measurement>,
}

type Measure = fn(&Context) -> Result<Vec<Measurement>>;

const MEASUREMENTS: [Measure; 3] = [page_weight::measure, server_start::measure, forecasts::measure];

/// Builds the release, measures, prints the table and writes `<target>/bench.json`.
pub fn run(workspace: &Workspace, data: Option<&Path>) -> Result<()> {
    setup::ensure(workspace, Purpose::Web)?;
    let site = web::build(workspace, web::Options { quick: false, lint: false })?;
    process::run(&mut workspace.cargo(&["build", "--release", "--package", "almanac"]))?;
    let context = Context { workspace, site, data };

    let machine = Machine::this()?;
    println!("{machine}");
    println!("{:<44} {:>12} {:<8} {:>12}", "what", "measured", "unit", "at most");
    let mut measurements = Vec::new();
    for measure in MEASUREMENTS {
        let measured = measure(&context)?;
        print!("{}", table(&measured));
        measurements.extend(measured);
    }
    let path = workspace.target.join("bench.json");
    let json = serde_json::to_string_pretty(&Report { machine, measurements })?;
    fs::write(&path, json).with_context(|| format!("cannot write {}", path.display()))?;
    println!("written to {}", path.display());
    Ok(())
}

fn table(measurements: &[Measurement]) -> String {
    let row = |found: &Measurement| {
        let limit = found.at_most.map_or_else(|| "-".to_owned(), |limit| format!("{limit}"));
        format!(
            "{:<44} {:>12.3} {:<8} {limit:>12} {}\n",
            found.what,
            found.value,
            found.unit,
            found.verdict()
        )
    };
    measurements.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_at_its_limit_is_within_it() {
        let verdict =
            |value, at_most| Measurement { what: String::new(), value, unit: "s", at_most }.verdict();
        assert_eq!(verdict(1.0, Some(1.0)), "ok");
        assert_eq!(verdict(1.1, Some(1.0)), "OVER");
        assert_eq!(verdict(1.1, None), "");
    }
}
