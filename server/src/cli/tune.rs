//! `almanac tune`: options of a model that do best on the past.

use std::fs;
use std::path::PathBuf;

use almanac_forecast::Panel;
use almanac_forecast::backtest::{Metric, Plan};
use almanac_forecast::search::{Budget, Fidelity, Halving, State, Study, Trial, study, tune};
use clap::{ArgGroup, Args};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use super::keep::keep;
use super::panel::Input;
use super::plan::{Past, Progress, stopwatch};
use super::table::{Output, Table};

/// Searches for the options of a model that do best in a backtest.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("limit").args(["trials", "seconds"]).required(true).multiple(true))]
pub(super) struct Tune {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    past: Past,
    /// The model whose options are searched; a network is trained on the processor.
    #[arg(long, value_name = "NAME")]
    model: String,
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
        let panel = self.input.load()?.panel;
        let Search { model, plan, mut study } = self.begin(&panel)?;
        let (trials, seconds) = (self.trials.map(|trials| trials as usize), self.seconds.map(f64::from));
        let budget = Budget { trials, seconds };
        let done = tune(&model, &panel, &plan, &mut study, &budget, &stopwatch(), &mut Progress::new());
        let search = Search { model, plan, study };
        // What was tried is kept, also if something failed on the way.
        if let Some(path) = &self.study {
            let text =
                serde_json::to_string_pretty(&search).map_err(|error| Failure::other(error.to_string()))?;
            keep(path, text.as_bytes())?;
        }
        done?;
        let Search { model, plan, study } = search;
        if let Some(best) = study.best() {
            let option = |(name, value): (&String, &Value)| format!(" --param {name}={}", plain(value));
            let options: String = best.parameters.iter().map(option).collect();
            eprintln!("almanac: the best of {} trials is --model {model}{options}", study.trials.len());
        }
        self.output.write(&table(&study, plan.metric))
    }

    /// A new search, or the one that was kept.
    fn begin(&self, panel: &Panel) -> Result<Search, Failure> {
        let halving = self.halving.then_some(Halving { rungs: 2, eta: 3, fidelity: Fidelity::Windows });
        let study = Study { halving, ..study(&self.model, panel, self.past.seed())? };
        let fresh = Search { model: self.model.clone(), plan: self.past.plan(), study };
        let Some(path) = self.study.as_deref().filter(|path| path.exists()) else { return Ok(fresh) };
        let place = path.display();
        let text =
            fs::read_to_string(path).map_err(|e| Failure::input(format!("cannot read {place}: {e}")))?;
        let kept: Search = serde_json::from_str(&text)
            .map_err(|e| Failure::input(format!("{place} is not a search: {e}")))?;
        let study = Study { trials: Vec::new(), ..kept.study.clone() };
        if (Search { study, ..kept.clone() }) != fresh {
            return Err(Failure::input(format!("{place} is a search of another model, or with other flags")));
        }
        Ok(kept)
    }
}

/// A search as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Search {
    model: String,
    plan: Plan,
    study: Study,
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A row for each trial, the best first; those that failed last.
fn table(study: &Study, metric: Metric) -> Table {
    let value = |trial: &Trial| trial.value().unwrap_or(f64::INFINITY);
    let mut trials: Vec<&Trial> = study.trials.iter().collect();
    trials.sort_by(|a, b| b.values.len().cmp(&a.values.len()).then(value(a).total_cmp(&value(b))));
    let mut table = Table::default();
    table.texts("trial", trials.iter().map(|trial| (trial.number + 1).to_string()).collect());
    table.texts("state", trials.iter().map(|trial| state(trial)).collect());
    table.numbers(metric.name(), trials.iter().map(|trial| trial.value().unwrap_or(f64::NAN)).collect());
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
