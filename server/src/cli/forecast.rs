//! `almanac forecast`: the future of the series of a file.

use std::path::PathBuf;

use almanac_forecast::auto::{auto, fit_alone};
use almanac_forecast::paths::paths;
use almanac_forecast::{Fitted, Forecast as Numbers, Future, Model, Panel, SeriesForecast};
use clap::Args;

use super::Failure;
use super::keep::keep;
use super::levels::Levels;
use super::panel::Input;
use super::plan::{Choice, Progress, stopwatch};
use super::table::{Output, Table};

/// Forecasts the series of a file.
#[derive(Debug, Args)]
pub(super) struct Forecast {
    #[command(flatten)]
    input: Input,
    /// The future of the drivers; the rows of --input without a target if none.
    #[arg(long, value_name = "FILE")]
    future: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    levels: Levels,
    /// So many futures that could happen, each a column; they go together over the periods as errors did in the past.
    #[arg(long, value_name = "NUMBER", conflicts_with = "hierarchy", value_parser = clap::value_parser!(u16).range(1..=1_000))]
    paths: Option<u16>,
    /// Where the model is saved, if it can be: neural models can.
    #[arg(long, value_name = "FILE", conflicts_with = "hierarchy")]
    save: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// A model's forecasts by its name, and the paths of each series if they are asked for.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) forecast: Numbers,
    pub(super) paths: Vec<Vec<Vec<f64>>>,
}

impl Forecast {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let (mut loaded, attributes) = self.input.load_grouped(&self.levels.columns()?)?;
        let mut models = self.choice.models(&loaded.panel)?;
        let future = loaded.future(self.future.as_deref(), self.choice.h())?;
        self.choice.place(&mut models)?;
        if self.save.is_some() && models.len() != 1 {
            return Err(Failure::input("--save needs one --model"));
        }
        if self.levels.are_given() {
            let (panel, made) =
                self.levels.forecast(&loaded.panel, &attributes, &future, &models, &self.choice.plan())?;
            return self.output.write(&table(&panel, loaded.days, self.choice.h(), &[made]));
        }
        let forecasts = if self.choice.is_auto() {
            vec![self.best(&loaded.panel, &models, &future)?]
        } else {
            self.each(&loaded.panel, &models, &future)?
        };
        self.output.write(&table(&loaded.panel, loaded.days, self.choice.h(), &forecasts))
    }

    /// The forecast of the model that does best in backtest.
    fn best(&self, panel: &Panel, models: &[Box<dyn Model>], future: &Future) -> Result<Made, Failure> {
        let chosen = auto(panel, &self.choice.plan(), models, &stopwatch(), &mut Progress::new())?;
        self.made(chosen.name, chosen.fitted.as_ref(), future)
    }

    /// The forecasts of all models named.
    fn each(&self, panel: &Panel, models: &[Box<dyn Model>], future: &Future) -> Result<Vec<Made>, Failure> {
        let plan = self.choice.plan();
        let forecasts = models.iter().map(|model| {
            let fitted = fit_alone(model.as_ref(), panel, &plan, &mut Progress::new())?;
            self.made(model.name().to_owned(), fitted.as_ref(), future)
        });
        forecasts.collect()
    }

    fn made(&self, name: String, fitted: &dyn Fitted, future: &Future) -> Result<Made, Failure> {
        let forecast = fitted.predict(future)?;
        if let Some(path) = &self.save {
            let bytes = fitted.artifact().ok_or_else(|| Failure::input(format!("{name} cannot be saved")))?;
            keep(path, &bytes)?;
        }
        let n = usize::from(self.paths.unwrap_or_default());
        let drawn = |(i, series): (usize, &SeriesForecast)| {
            // Series do not move alike.
            paths(series, fitted.dependence(), n, self.choice.seed().wrapping_add(i as u64))
        };
        let paths = match n {
            0 => Vec::new(),
            _ => forecast.series.iter().enumerate().map(drawn).collect::<Result<_, _>>()?,
        };
        Ok(Made { name, forecast, paths })
    }
}

/// A row for each series and period; for each model its name, `-lo-80`, `-hi-80`, …, `-path-1`, …
fn table(panel: &Panel, days: bool, h: usize, forecasts: &[Made]) -> Table {
    let mut table = Table::ahead(panel, days, h);
    for Made { name, forecast, paths } in forecasts {
        let of = |pick: &dyn Fn(&SeriesForecast) -> Vec<f64>| forecast.series.iter().flat_map(pick).collect();
        table.numbers(name, of(&|series| series.mean.clone()));
        let levels = forecast.series.first().map(|series| series.intervals.as_slice()).unwrap_or_default();
        for level in levels.iter().map(|interval| interval.level) {
            let bound = |series: &SeriesForecast, lower: bool| {
                let interval = series.intervals.iter().find(|interval| interval.level == level);
                interval
                    .map_or_else(|| vec![f64::NAN; h], |i| if lower { i.lo.clone() } else { i.hi.clone() })
            };
            table.numbers(&format!("{name}-lo-{level}"), of(&|series| bound(series, true)));
            table.numbers(&format!("{name}-hi-{level}"), of(&|series| bound(series, false)));
        }
        for number in 0..paths.first().map_or(0, Vec::len) {
            let values = paths.iter().flat_map(|of_series| of_series[number].iter().copied()).collect();
            table.numbers(&format!("{name}-path-{}", number + 1), values);
        }
    }
    table
}
