//! Which models, how far, with which intervals.

use std::fmt::Display;
use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use almanac_forecast::backtest::{Intervals, Metric, Plan};
use almanac_forecast::neural::FineTuned;
use almanac_forecast::{Event, Flow, Model, Observer, Panel, auto, options, set_device};
use almanac_service::files::digest;
use clap::{Args, ValueEnum};

use super::Failure;
use crate::device::{Chooser, Said, Setting};

/// How far models look ahead, and what of the past they are compared on.
#[derive(Debug, Args)]
pub(super) struct Past {
    /// How many periods to forecast.
    #[arg(long, value_name = "PERIODS", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    horizon: u32,
    /// How many windows of the past are forecast to compare models.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    windows: u32,
    /// Periods from one window to the next [default: the horizon].
    #[arg(long, value_name = "PERIODS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    step: Option<u32>,
    /// So many of the last periods models learn from, in each window and for the forecast [default: all of them].
    #[arg(long, value_name = "PERIODS", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    window_length: Option<u32>,
    /// Forecasts may be below zero of series that never were.
    #[arg(long)]
    below_zero: bool,
    /// What the best is chosen by, and point forecasts aim for: mase, rmsse, mae, rmse, mape, smape, owa, msis or crps.
    #[arg(long, default_value = "mase")]
    metric: Metric,
    /// The seed of everything random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Past {
    /// The seed of everything random.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// The backtest.
    pub(super) fn plan(&self) -> Plan {
        Plan {
            windows: self.windows as usize,
            step: self.step.unwrap_or(self.horizon) as usize,
            h: self.horizon as usize,
            seed: self.seed,
            metric: self.metric,
            window_length: self.window_length.map(|periods| periods as usize),
            below_zero: self.below_zero,
            ..Plan::default()
        }
    }
}

/// Which models, how far, with which intervals.
#[derive(Debug, Args)]
pub(super) struct Choice {
    #[command(flatten)]
    past: Past,
    /// `auto`, or names of models and combinations, such as "Median(AutoETS+AutoTheta)".
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "auto")]
    model: Vec<String>,
    /// Interval levels in percent.
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', default_value = "80,95", value_parser = clap::value_parser!(u8).range(1..=99))]
    level: Vec<u8>,
    /// A saved neural model that learns on from the weights it has, instead of --model.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "parameters"])]
    from: Option<PathBuf>,
    /// Where neural models are trained.
    #[arg(long, value_enum, env = "ALMANAC_DEVICE", default_value = "auto")]
    device: Setting,
    /// How many seconds the comparison of models may take [default: as long as it needs].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    budget: Option<u64>,
    /// How intervals are corrected by how they held: `split` takes all windows alike, `adaptive` follows a spread that
    /// changes and needs many --windows.
    #[arg(long, value_enum, default_value_t = Correction::Split)]
    intervals: Correction,
    /// An option of the model that --model names, such as `trees=300`; may be given several times.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
}

/// How intervals are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Correction {
    Split,
    Adaptive,
}

impl Choice {
    /// The seed of everything random.
    pub(super) fn seed(&self) -> u64 {
        self.past.seed
    }

    /// The only model that is named: neither `auto` nor a saved one.
    pub(super) fn only(&self) -> Result<&str, Failure> {
        match self.model.as_slice() {
            [name] if !self.is_auto() && self.from.is_none() => Ok(name),
            _ => Err(Failure::input("name one model with --model")),
        }
    }

    /// The horizon in periods.
    pub(super) fn h(&self) -> usize {
        self.past.horizon as usize
    }

    /// The backtest.
    pub(super) fn plan(&self) -> Plan {
        let mut levels = self.level.clone();
        levels.sort_unstable();
        levels.dedup();
        Plan {
            levels,
            combine: self.is_auto(),
            budget: self.budget,
            intervals: match self.intervals {
                Correction::Split => Intervals::Split,
                Correction::Adaptive => Intervals::Adaptive,
            },
            ..self.past.plan()
        }
    }

    /// Whether the best model is to be found.
    pub(super) fn is_auto(&self) -> bool {
        self.from.is_none() && self.model.iter().any(|name| name.eq_ignore_ascii_case("auto"))
    }

    /// The models named; for `auto` those that suit the panel: neural ones only where there are drivers,
    /// because they take minutes and gain little without.
    pub(super) fn models(&self, panel: &Panel) -> Result<Vec<Box<dyn Model>>, Failure> {
        if let Some(path) = &self.from {
            return Ok(vec![Box::new(saved(path)?)]);
        }
        if !self.parameters.is_empty() {
            let parameters = options::parse(self.parameters.iter().map(String::as_str))?;
            return Ok(vec![options::model(self.only()?, &parameters)?]);
        }
        if self.is_auto() {
            if self.model.len() > 1 {
                return Err(Failure::input("--model takes either auto or names, not both"));
            }
            let drivers = !panel.drivers.is_empty();
            let all = auto::candidates(panel).into_iter();
            return Ok(all.filter(|model| drivers || !model.capabilities().neural).collect());
        }
        let mut models: Vec<Box<dyn Model>> = Vec::with_capacity(self.model.len());
        for name in &self.model {
            let model = auto::by_name(name).ok_or_else(|| unknown(name))?;
            if !models.iter().any(|other| other.name() == model.name()) {
                models.push(model);
            }
        }
        Ok(models)
    }

    /// Moves the neural models among `models` to the device that was asked for. A device that is not taken
    /// is a line on standard error.
    pub(super) fn place(&self, models: &mut [Box<dyn Model>]) -> Result<(), Failure> {
        let chooser = Chooser::new(self.device, |said| {
            if let Said::Refused(text) = said {
                eprintln!("almanac: {text}");
            }
        });
        set_device(models, || chooser.choose(&|| true)).map_err(Failure::other)
    }
}

/// The saved model in a file.
fn saved(path: &Path) -> Result<FineTuned, Failure> {
    let unreadable = |error: &dyn Display| Failure::input(format!("cannot read {}: {error}", path.display()));
    let bytes = fs::read(path).map_err(|error| unreadable(&error))?;
    let (parent, _) = digest(path).map_err(|error| unreadable(&error))?;
    let mut model = FineTuned::new(&bytes).map_err(|error| unreadable(&error))?;
    model.parent = Some(parent);
    Ok(model)
}

fn unknown(name: &str) -> Failure {
    let names: Vec<String> = auto::registry().iter().map(|model| model.name().to_owned()).collect();
    Failure::input(format!("there is no model {name:?}; there are auto, {}", names.join(", ")))
}

/// Seconds since it was made.
pub(super) fn stopwatch() -> impl Fn() -> f64 {
    let start = Instant::now();
    move || start.elapsed().as_secs_f64()
}

/// Shows on a terminal what is being done; silent elsewhere.
pub(super) struct Progress {
    shown: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { shown: std::io::stderr().is_terminal() }
    }

    fn show(&self, text: &str) {
        if self.shown {
            // A terminal that is gone is no reason to stop.
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{text}");
        }
    }
}

impl Observer for Progress {
    fn on(&mut self, event: &Event) -> Flow {
        match event {
            Event::Window { model, window: 0, .. } => self.show(&format!("{model}: final fit")),
            Event::Window { model, window, windows } => {
                self.show(&format!("{model}: window {window} of {windows}"));
            }
            Event::Trial { number, best: Some(best), .. } => {
                self.show(&format!("trial {}: best so far {best:.4}", number + 1));
            }
            Event::Trial { .. } | Event::Epoch { .. } | Event::Progress { .. } => {}
        }
        Flow::Continue
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.show("");
    }
}
