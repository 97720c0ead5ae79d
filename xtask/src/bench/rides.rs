//! The automatic choice within a minute, on rides by the hour with weather, beside `LightGBM` through mlforecast.
//!
//! Ten windows of two days at the end of the shipped data, the weather of the days to forecast known to both. MASE is the
//! mean over the windows, scaled by the mean distance of the past from one day before.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::python::Python;
use super::{Context, Measurement, Target};
use crate::process;

const PEER: &str = "mlforecast==1.1.0 lightgbm==4.7.0";
const WINDOWS: usize = 10;
const HORIZON: usize = 48;
const DAY: usize = 24;
const DRIVERS: &str = "temp,hum,windspeed,weather,workingday,holiday";

/// Prints the forecasts of the windows, which end where the arguments say. mlforecast has no lags of its own: these are the
/// best of seven sets that were tried on these windows.
const FORECAST: &str = "
import json, sys
import pandas as pd
from lightgbm import LGBMRegressor
from mlforecast import MLForecast
source, h, drivers, *ends = sys.argv[1:]
h, drivers = int(h), drivers.split(',')
rides = pd.read_csv(source, parse_dates=['date_time']).rename(columns={'date_time': 'ds', 'users': 'y'})
rides = rides[['ds', 'y', *drivers]].assign(unique_id='rides', weather=rides['weather'].astype('category'))
made = []
for end in map(int, ends):
    model = MLForecast(models={'m': LGBMRegressor(verbosity=-1)}, freq='h', lags=[24, 168], date_features=['hour', 'dayofweek', 'month'])
    model.fit(rides[:end], static_features=[])
    made.append(model.predict(h, X_df=rides[end:end + h].drop(columns='y'))['m'].tolist())
print(json.dumps(made))
";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let source = context.workspace.root.join("fixtures/bike_sharing_hourly.csv");
    let table = Table::read(&source)?;
    let ends: Vec<usize> = (1..=WINDOWS).rev().map(|window| table.y.len() - window * HORIZON).collect();
    let mut ours = 0.0;
    for end in &ends {
        ours += table.mase(*end, &forecast(context, &table, *end)?)? / WINDOWS as f64;
    }
    let what = "rides with weather, auto in 60 s, MASE";
    let mut rows = vec![Measurement::recorded(what, ours, "")];
    let beside = format!("{what}, times LightGBM's");
    let python = match Python::with(context.workspace, PEER) {
        Ok(python) => python,
        Err(why) => {
            rows.push(Measurement::missing(beside, "×", Target::AtMost(1.0), format!("{why:#}")));
            return Ok(rows);
        }
    };
    let mut arguments =
        vec![source.to_str().context("a path that is not UTF-8")?.to_owned(), HORIZON.to_string()];
    arguments.push(DRIVERS.to_owned());
    arguments.extend(ends.iter().map(usize::to_string));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let made: Vec<Vec<f64>> = serde_json::from_value(python.run(FORECAST, &arguments)?)?;
    let mut theirs = 0.0;
    for (end, made) in ends.iter().zip(&made) {
        theirs += table.mase(*end, made)? / WINDOWS as f64;
    }
    rows.push(Measurement::recorded("rides with weather, LightGBM by mlforecast, MASE", theirs, ""));
    rows.push(Measurement::at_most(beside, ours / theirs, "×", 1.0));
    Ok(rows)
}

/// The rides: lines of a table, and the value of each.
struct Table {
    head: String,
    lines: Vec<String>,
    /// Where the target stands in a line.
    target: usize,
    y: Vec<f64>,
}

impl Table {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let mut lines = text.lines().map(str::to_owned);
        let head = lines.next().context("no head")?;
        let target = head.split(',').position(|name| name == "users").context("no column users")?;
        let lines: Vec<String> = lines.collect();
        let value = |line: &String| Ok(line.split(',').nth(target).context("a short line")?.parse()?);
        let y = lines.iter().map(value).collect::<Result<_>>()?;
        Ok(Self { head, lines, target, y })
    }

    /// The rows before `end`, and those to forecast without their target.
    fn until(&self, end: usize) -> String {
        let hidden = |line: &String| {
            let cells = line.split(',').enumerate();
            cells.map(|(i, cell)| if i == self.target { "" } else { cell }).collect::<Vec<_>>().join(",")
        };
        let past = self.lines[..end].iter().cloned();
        let future = self.lines[end..end + HORIZON].iter().map(hidden);
        std::iter::once(self.head.clone()).chain(past).chain(future).map(|line| line + "\n").collect()
    }

    fn mase(&self, end: usize, made: &[f64]) -> Result<f64> {
        ensure!(made.len() == HORIZON, "{} periods were forecast", made.len());
        let mean = |sum: f64, n: usize| sum / n as f64;
        let past = &self.y[..end];
        let scale = mean(past.iter().zip(&past[DAY..]).map(|(a, b)| (a - b).abs()).sum(), end - DAY);
        let actual = &self.y[end..end + HORIZON];
        Ok(mean(actual.iter().zip(made).map(|(a, b)| (a - b).abs()).sum(), HORIZON) / scale)
    }
}

/// Our forecast of what follows the first `end` rows.
fn forecast(context: &Context, table: &Table, end: usize) -> Result<Vec<f64>> {
    let work = tempfile::tempdir()?;
    let (input, output) = (work.path().join("past.csv"), work.path().join("made.csv"));
    fs::write(&input, table.until(end))?;
    let mut command = Command::new(context.binary());
    command.arg("forecast").arg("--input").arg(&input).arg("--output").arg(&output);
    command.args(["--time", "date_time", "--target", "users", "--futr", DRIVERS, "--season", "24,168"]);
    command.args(["--horizon", &HORIZON.to_string(), "--budget", "60", "--model", "auto"]);
    process::run(command.stdout(Stdio::null()))?;
    let made = fs::read_to_string(output)?;
    let mean = |line: &str| Ok(line.split(',').nth(2).context("a short line")?.parse()?);
    made.lines().skip(1).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_forecast_is_hidden_and_scored() {
        let y: Vec<f64> = (0..100).map(|t| f64::from(t % 24)).collect();
        let lines = y.iter().map(|y| format!("now,{y},3")).collect();
        let table = Table { head: "date_time,users,temp".into(), lines, target: 1, y };
        let text = table.until(40);
        assert_eq!(text.lines().count(), 1 + 40 + HORIZON);
        assert_eq!((text.lines().nth(40), text.lines().nth(41)), (Some("now,15,3"), Some("now,,3")));
        let off: Vec<f64> = (40..88).map(|t| f64::from(t % 24) + 1.0).collect();
        assert!(table.mase(40, &off).unwrap().is_infinite(), "the past repeats itself, so nothing scales");
        assert!(table.mase(40, &off[1..]).is_err());
    }
}
