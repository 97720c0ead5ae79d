//! `cargo xtask test`: everything that guards the project, quick checks first, each step timed.
//!
//! To add a check: write a function from [`Gate`] to `Result<()>` whose error says what is wrong and
//! where, and add it to [`steps`].
//!
//! Third-party crates are compiled once natively (profile `dev`, linted and tested from the same
//! build) and once for wasm: every native step uses [`SELECTION`], because another choice of packages
//! or targets would unite their features differently and compile the dependencies again.

mod arrows;
mod browser;
mod cluster;
mod native;
mod source_rules;
mod supply_chain;
mod web_assets;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::setup::{self, Purpose};
use crate::workspace::Workspace;

/// What native builds select. The front end is left out: its feature `hydrate` and the server's `ssr`
/// exclude each other.
const SELECTION: [&str; 3] = ["--workspace", "--exclude", "almanac-frontend"];

/// Which checks are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All but those of the cluster.
    Ordinary,
    /// Without the release web build and the browser tests.
    Fast,
    /// Those of the cluster alone.
    Cluster,
}

/// What the checks share.
struct Gate {
    workspace: Workspace,
    extent: Extent,
}

struct Step {
    name: &'static str,
    check: fn(&Gate) -> Result<()>,
}

/// The checks in order.
fn steps(extent: Extent) -> Vec<Step> {
    if extent == Extent::Cluster {
        return cluster::steps();
    }
    let step = |name, check| Step { name, check };
    let mut steps = vec![
        step("setup", prepare as fn(&Gate) -> Result<()>),
        step("format", native::format),
        step("source rules", source_rules::check),
        step("arrows", arrows::check),
        step("lock file of the cluster", cluster::lock_file),
        step("unused dependencies", supply_chain::unused),
        step("licences and sources", supply_chain::deny),
        step("build and lint", native::build_and_lint),
        step("tests", native::tests),
        step("documentation", native::documentation),
    ];
    if extent == Extent::Ordinary {
        steps.extend([
            step("web build and lint", web_assets::build_and_lint as fn(&Gate) -> Result<()>),
            step("browser tests", browser::tests),
        ]);
    }
    steps
}

/// Runs the steps until one fails, then prints what each took.
pub fn run(workspace: Workspace, extent: Extent) -> Result<()> {
    let gate = Gate { workspace, extent };
    let mut timings = Vec::new();
    for step in steps(extent) {
        println!("\n==> {}", step.name);
        let start = Instant::now();
        let outcome = (step.check)(&gate);
        timings.push((step.name, start.elapsed()));
        if let Err(error) = outcome {
            print!("{}", table(&timings));
            bail!("FAILED at '{}': {error:#}", step.name);
        }
    }
    print!("{}", table(&timings));
    println!("all checks passed");
    Ok(())
}

fn prepare(gate: &Gate) -> Result<()> {
    let purpose = match gate.extent {
        Extent::Ordinary => Purpose::Test,
        Extent::Fast | Extent::Cluster => Purpose::NativeTest,
    };
    setup::ensure(&gate.workspace, purpose)
}

fn table(timings: &[(&str, Duration)]) -> String {
    let row = |name: &str, time: &Duration| format!("{name:<24}{:>9.1}\n", time.as_secs_f64());
    let rows: String = timings.iter().map(|(name, time)| row(name, time)).collect();
    let total = timings.iter().map(|(_, time)| time).sum();
    format!("\n{:<24}{:>9}\n{rows}{}", "step", "seconds", row("total", &total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_leaves_out_only_the_web_build_and_the_browser() {
        let names = |extent| steps(extent).iter().map(|step| step.name).collect::<Vec<_>>();
        let (fast, full) = (names(Extent::Fast), names(Extent::Ordinary));
        assert_eq!(full[..fast.len()], fast);
        assert_eq!(full[fast.len()..], ["web build and lint", "browser tests"]);
    }

    #[test]
    fn table_ends_with_the_total() {
        let text = table(&[("format", Duration::from_millis(1_200)), ("tests", Duration::from_secs(90))]);
        let rows: Vec<Vec<&str>> =
            text.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows, [["format", "1.2"], ["tests", "90.0"], ["total", "91.2"]]);
    }
}
