//! `almanac tune`: options of a model that do best on the past.

use std::fs;
use std::path::{Path, PathBuf};

use almanac_forecast::Panel;
use almanac_forecast::search::{Budget, Fidelity, Halving, State, Study, Trial, study, tune};
use clap::{ArgGroup, Args};
use serde_json::Value;

use super::Failure;
use super::panel::Input;
use super::plan::{Choice, Progress, stopwatch};
use super::table::{Output, Table};

/// Searches for the options of a model that do best in a backtest.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("limit").args(["trials", "seconds"]).required(true).multiple(true))]
pub(super) struct Tune {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    output: Output,
    /// How many trials are made at most.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    trials: Option<u32>,
    /// After how many seconds no further trial is begun.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=604_800))]
    seconds: Option<u32>,
    /// Stop poor trials early: most see a third of the windows, the best see them all.
    #[arg(long)]
    halving: bool,
    /// Where the search is kept: it goes on from there if the file exists.
    #[arg(long, value_name = "FILE")]
    study: Option<PathBuf>,
}

impl Tune {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let name = self.choice.only()?;
        let panel = self.input.load()?.panel;
        let mut study = self.begin(name, &panel)?;
        let (trials, seconds) = (self.trials.map(|trials| trials as usize), self.seconds.map(f64::from));
        let (budget, plan) = (Budget { trials, seconds }, self.choice.plan());
        let done = tune(name, &panel, &plan, &mut study, &budget, &stopwatch(), &mut Progress::new());
        // What was tried is kept, also if something failed on the way.
        if let Some(path) = &self.study {
            keep(&study, path)?;
        }
        done?;
        if let Some(best) = study.best() {
            let option = |(name, value): (&String, &Value)| format!(" --param {name}={}", plain(value));
            let options: String = best.parameters.iter().map(option).collect();
            eprintln!("almanac: the best of {} trials is --model {name}{options}", study.trials.len());
        }
        self.output.write(&table(&study))
    }

    fn begin(&self, name: &str, panel: &Panel) -> Result<Study, Failure> {
        let halving = self.halving.then_some(Halving { rungs: 2, eta: 3, fidelity: Fidelity::Windows });
        let fresh = Study { halving, ..study(name, panel, self.choice.seed())? };
        let Some(path) = self.study.as_deref().filter(|path| path.exists()) else { return Ok(fresh) };
        let place = path.display();
        let text =
            fs::read_to_string(path).map_err(|e| Failure::input(format!("cannot read {place}: {e}")))?;
        let kept: Study = serde_json::from_str(&text)
            .map_err(|e| Failure::input(format!("{place} is not a search: {e}")))?;
        if kept.space != fresh.space || kept.seed != fresh.seed || kept.halving != fresh.halving {
            return Err(Failure::input(format!("{place} is a search of another model, seed or way")));
        }
        Ok(kept)
    }
}

/// Writes the search beside its place and moves it there, so that one that is cut short leaves the old one.
fn keep(study: &Study, path: &Path) -> Result<(), Failure> {
    let failed = |error: String| Failure::other(format!("cannot write {}: {error}", path.display()));
    let text = serde_json::to_string_pretty(study).map_err(|error| failed(error.to_string()))?;
    let beside = path.with_extension("part");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| failed(error.to_string()))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A row for each trial, the best first; those that failed last.
fn table(study: &Study) -> Table {
    let value = |trial: &Trial| trial.value().unwrap_or(f64::INFINITY);
    let mut trials: Vec<&Trial> = study.trials.iter().collect();
    trials.sort_by(|a, b| b.values.len().cmp(&a.values.len()).then(value(a).total_cmp(&value(b))));
    let mut table = Table::default();
    table.texts("trial", trials.iter().map(|trial| (trial.number + 1).to_string()).collect());
    table.texts("state", trials.iter().map(|trial| state(trial)).collect());
    table.numbers("MASE", trials.iter().map(|trial| trial.value().unwrap_or(f64::NAN)).collect());
    table.numbers("seconds", trials.iter().map(|trial| trial.seconds).collect());
    for dimension in &study.space.dimensions {
        let cell = |trial: &&Trial| trial.parameters.get(&dimension.name).map(plain).unwrap_or_default();
        table.texts(&dimension.name, trials.iter().map(cell).collect());
    }
    table
}

fn state(trial: &Trial) -> String {
    match &trial.state {
        State::Complete => "complete".to_owned(),
        State::Paused => "stopped early".to_owned(),
        State::Failed { why } => format!("failed: {why}"),
    }
}
