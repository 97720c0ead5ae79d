//! `cargo xtask pretrain`: trains the zero-shot model. The training needs Burn, so it is an example of the crate that
//! forecasts; xtask only builds and starts it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::process;
use crate::workspace::Workspace;

/// What to train with; the example's defaults where nothing is given.
pub struct Options {
    /// A folder with the series of competitions.
    pub data: Option<PathBuf>,
    /// Steps of the optimizer.
    pub steps: Option<usize>,
    /// Fixes all that is random.
    pub seed: Option<u64>,
    /// Where weights and manifest go.
    pub out: Option<PathBuf>,
    /// Further options.
    pub args: Vec<String>,
}

/// Builds the example and trains.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let example = ["--package", "almanac-forecast", "--features", "train", "--example", "pretrain", "--"];
    let mut cargo = workspace.cargo(&["run", "--release"]);
    cargo.args(example);
    // The command runs in the root of the workspace, the paths are those of the caller.
    for (name, path) in [("--data", &options.data), ("--out", &options.out)] {
        if let Some(path) = path {
            let path = std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))?;
            cargo.arg(name).arg(path);
        }
    }
    let steps = options.steps.map(|steps| ["--steps".to_owned(), steps.to_string()]);
    let seed = options.seed.map(|seed| ["--seed".to_owned(), seed.to_string()]);
    process::run(cargo.args(steps.iter().chain(&seed).flatten()).args(&options.args))
}
