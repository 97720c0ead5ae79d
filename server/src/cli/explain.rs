//! `almanac explain`: why a forecast says what it says.

use std::path::PathBuf;

use almanac_forecast::auto::fit_alone;
use almanac_forecast::explain::{
    Explanation, Goal, Interpretation, Sensitivity, Shapley, Target, Weight, counterfactual, drivers,
    sensitivities, typical_future,
};
use almanac_forecast::{Fitted, Future, Panel};
use clap::{Args, ValueEnum};

use super::Failure;
use super::panel::Input;
use super::plan::{Choice, Progress};
use super::table::{Output, Table};

/// Says what makes a forecast what it is: the share of each driver, or what would bring a goal.
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    input: Input,
    /// The future of the drivers; the rows of --input without a target if none.
    #[arg(long, value_name = "FILE")]
    future: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    output: Output,
    /// What is told.
    #[arg(long, value_enum, default_value_t = Of::Drivers, conflicts_with = "goal")]
    of: Of,
    /// The least change of drivers that raises the total by so many percent (lowers it, if negative).
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    goal: Option<f64>,
}

/// What is told of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// What each driver known in advance adds in each period.
    Drivers,
    /// What everything adds that the trees of a model look at: lags, calendar, drivers.
    Features,
    /// What a little more of each driver would change.
    Sensitivities,
    /// The variables and lags that a network looked at which weighs them itself: TFT.
    Weights,
}

impl Explain {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let name = self.choice.only()?;
        let mut loaded = self.input.load()?;
        let mut models = self.choice.models(&loaded.panel)?;
        let future = loaded.future(self.future.as_deref(), self.choice.h())?;
        self.choice.place(&mut models)?;
        let [model] = models.as_slice() else { return Err(Failure::input("name one model with --model")) };
        let drivers_only = !matches!(self.of, Of::Features | Of::Weights);
        if drivers_only && loaded.panel.futr().next().is_none() {
            return Err(Failure::input("name the drivers with --futr, or --holidays"));
        }
        if drivers_only && !model.capabilities().drivers {
            return Err(Failure::input(format!("{name} uses no drivers")));
        }
        let fitted = fit_alone(model.as_ref(), &loaded.panel, &self.choice.plan(), &mut Progress::new())?;
        let table = match (self.goal, self.of) {
            (Some(percent), _) => changes(fitted.as_ref(), &loaded.panel, &future, percent)?,
            (None, Of::Sensitivities) => {
                effects(&sensitivities(fitted.as_ref(), &loaded.panel, &future, &mut Progress::new())?)
            }
            (None, Of::Features) => {
                let found = fitted.contributions(&future, &mut Progress::new());
                let found =
                    found.ok_or_else(|| Failure::input(format!("{name} has no trees to look into")))?;
                parts(&loaded.panel, loaded.days, self.choice.h(), &found?)
            }
            (None, Of::Weights) => {
                let found = looked(fitted.as_ref(), &future)?;
                weights(&found.ok_or_else(|| Failure::input(format!("{name} does not weigh its inputs")))?)
            }
            (None, Of::Drivers) => {
                if let Some(found) = looked(fitted.as_ref(), &future)? {
                    say(&found);
                }
                let background = typical_future(&loaded.panel, &future)?;
                let options = Shapley { seed: self.choice.seed(), ..Shapley::default() };
                let (panel, mut progress) = (&loaded.panel, Progress::new());
                let found = drivers(fitted.as_ref(), panel, &future, &background, &options, &mut progress)?;
                parts(panel, loaded.days, self.choice.h(), &found)
            }
        };
        self.output.write(&table)
    }
}

/// `forecast`, `base`, and a column for each part.
fn parts(panel: &Panel, days: bool, h: usize, explained: &[Explanation]) -> Table {
    let mut table = Table::ahead(panel, days, h);
    table.numbers("forecast", explained.iter().flat_map(|one| one.forecast.iter().copied()).collect());
    table.numbers("base", explained.iter().flat_map(|one| one.base.iter().copied()).collect());
    let mut names: Vec<&str> = Vec::new();
    for part in explained.iter().flat_map(|one| &one.parts) {
        if !names.contains(&part.name.as_str()) {
            names.push(&part.name);
        }
    }
    for name in names {
        let of = |one: &Explanation| {
            let found = one.parts.iter().find(|part| part.name == name);
            found.map_or_else(|| vec![0.0; h], |part| part.values.clone())
        };
        table.numbers(name, explained.iter().flat_map(of).collect());
    }
    table
}

/// What a network that weighs its inputs looked at, the mean over all series.
fn looked(fitted: &dyn Fitted, future: &Future) -> Result<Option<Interpretation>, Failure> {
    let found = fitted.interpretation(future).transpose()?;
    Ok(found.and_then(|all| Interpretation::mean(&all)))
}

/// A row for each variable of past and future, the largest weight first, then one for each lag.
fn weights(found: &Interpretation) -> Table {
    let side = |of: &'static str, weights: &[Weight]| {
        let mut rows: Vec<_> = weights.iter().map(|one| (of, one.name.clone(), one.weight)).collect();
        rows.sort_by(|a, b| b.2.total_cmp(&a.2));
        rows
    };
    let mut rows = side("static", &found.statics);
    rows.extend(side("past", &found.past));
    rows.extend(side("future", &found.future));
    rows.extend(found.attention.iter().enumerate().map(|(lag, share)| ("lag", lag.to_string(), *share)));
    let mut table = Table::default();
    table.texts("of", rows.iter().map(|row| row.0.to_owned()).collect());
    table.texts("name", rows.iter().map(|row| row.1.clone()).collect());
    table.numbers("weight", rows.iter().map(|row| row.2).collect());
    table
}

/// The largest weights and lags, in a line each on standard error.
fn say(found: &Interpretation) {
    const MOST: usize = 5;
    let sides = [("static drivers", &found.statics), ("past", &found.past), ("future", &found.future)];
    for (of, weights) in sides.into_iter().filter(|(_, weights)| !weights.is_empty()) {
        let mut weights: Vec<&Weight> = weights.iter().collect();
        weights.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let named: Vec<String> = weights
            .iter()
            .take(MOST)
            .map(|one| format!("{} {:.0} %", one.name, 100.0 * one.weight))
            .collect();
        eprintln!("almanac: of the {of} the network looked at {}", named.join(", "));
    }
    let lags = found.lags(MOST);
    let named: Vec<String> =
        lags.iter().map(|(lag, share)| format!("{lag} ({:.0} %)", 100.0 * share)).collect();
    eprintln!("almanac: most attention went to the periods so many before: {}", named.join(", "));
}

/// A row for each series and driver, or level of a driver.
fn effects(found: &[Sensitivity]) -> Table {
    let rows: Vec<(&str, &str, &str, [f64; 3])> = found
        .iter()
        .flat_map(|one| {
            let number = one.numbers.iter().map(|effect| {
                let values = [effect.sd, effect.total_per_unit, effect.total_per_sd];
                (one.unique_id.as_str(), effect.driver.as_str(), "", values)
            });
            let level = one.levels.iter().map(|effect| {
                let values = [f64::NAN, effect.total, f64::NAN];
                (one.unique_id.as_str(), effect.driver.as_str(), effect.level.as_str(), values)
            });
            number.chain(level)
        })
        .collect();
    let mut table = Table::default();
    table.texts("unique_id", rows.iter().map(|row| row.0.to_owned()).collect());
    table.texts("driver", rows.iter().map(|row| row.1.to_owned()).collect());
    table.texts("level", rows.iter().map(|row| row.2.to_owned()).collect());
    for (i, name) in ["sd", "total_per_unit", "total_per_sd"].into_iter().enumerate() {
        table.numbers(name, rows.iter().map(|row| row.3[i]).collect());
    }
    table
}

/// A row for each driver that changes; what it brings is a line on standard error.
fn changes(fitted: &dyn Fitted, panel: &Panel, future: &Future, percent: f64) -> Result<Table, Failure> {
    let target = Target::Percent { change: percent };
    let goal = Goal { unique_id: None, target, periods: None, drivers: Vec::new() };
    let found = counterfactual(fitted, panel, future, &goal, &mut Progress::new())?;
    let (now, wanted, value) = (found.baseline, found.goal, found.value);
    let reached = if found.reached { "the goal is" } else { "that is as near as it comes to the goal of" };
    eprintln!("almanac: the total goes from {now:.4} to {value:.4}; {reached} {wanted:.4}");
    let mut table = Table::default();
    table.texts("driver", found.shifts.iter().map(|shift| shift.driver.clone()).collect());
    table.numbers("change", found.shifts.iter().map(|shift| shift.by).collect());
    table.numbers("standard_deviations", found.shifts.iter().map(|shift| shift.spreads).collect());
    Ok(table)
}
