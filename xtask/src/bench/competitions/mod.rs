//! Accuracy and speed on the M1 and Tourism competitions, beside StatsForecast on the same cores.
//!
//! M1: Makridakis et al. (1982), 1,001 series, scored by mean MASE. Tourism: Athanasopoulos et al. (2011), 1,311
//! series, scored by MAPE over all periods of all series, as in the N-BEATS paper (Oreshkin et al. 2020, table 1).

mod data;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::python::Python;
use super::{Context, Measurement, Target};
use crate::process;
use data::{Forecasts, Group, Scores};

const PEER: &str = "statsforecast==2.1.1";
const M1: &str = "m1_data.json";
const TOURISM: &str = "tcomp_data.json";

/// Our models, each with the one of StatsForecast that it is timed beside.
const MODELS: [(&str, Option<&str>); 6] = [
    ("AutoETS", Some("AutoETS")),
    ("AutoARIMA", Some("AutoARIMA")),
    ("AutoCES", Some("AutoCES")),
    ("AutoTheta", Some("DynamicOptimizedTheta")),
    ("Median(AutoARIMA+AutoETS+AutoCES+DynamicOptimizedTheta)", None),
    (AUTO, None),
];

/// What the product offers: the only one with targets of accuracy.
const AUTO: &str = "auto";

/// What the accuracy of the peer is compared with: the mean of its four.
const FOUR: &str = "mean of four";

/// Writes the forecasts of the models named and their mean, and prints the seconds of each model, after one series
/// to compile.
const FORECAST: &str = "
import json, sys, time
import pandas as pd
from statsforecast import StatsForecast
from statsforecast import models
source, target, season, h, jobs, names = sys.argv[1:]
frame = pd.read_csv(source)
season, h, seconds, made = int(season), int(h), {}, None
def forecast(name, frame, jobs):
    model = getattr(models, name)(season_length=season, alias=name)
    return StatsForecast(models=[model], freq=1, n_jobs=jobs).forecast(df=frame, h=h, level=[95])
for name in names.split(','):
    forecast(name, frame[frame.unique_id == frame.unique_id.iloc[0]], 1)
    start = time.perf_counter()
    one = forecast(name, frame, int(jobs))
    seconds[name] = time.perf_counter() - start
    made = one if made is None else made.merge(one, on=['unique_id', 'ds'])
made['mean of four'] = made[names.split(',')].mean(axis=1)
made.to_csv(target, index=False)
print(json.dumps(seconds))
";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let missing = |why: String| Ok(vec![Measurement::missing("M1 and Tourism", "", Target::None, why)]);
    let Some(data) = context.data else {
        return missing(format!("name a folder that has {M1} and {TOURISM} with --data"));
    };
    if let Some(absent) = [M1, TOURISM].iter().find(|name| !data.join(name).is_file()) {
        return missing(format!("{absent} is not in the data folder"));
    }
    let python = match Python::with(context.workspace, PEER) {
        Ok(python) => python,
        Err(why) => return missing(format!("{why:#}")),
    };
    let mut rows = m1(context, &python, &Group::read(&data.join(M1))?)?;
    let groups = Group::read(&data.join(TOURISM))?;
    rows.extend(tourism(context, &groups)?);
    for group in &groups {
        rows.push(zero_shot(context, group)?);
    }
    Ok(rows)
}

/// Mean MASE by frequency, time and coverage.
fn m1(context: &Context, python: &Python, groups: &[Group]) -> Result<Vec<Measurement>> {
    let mut rows = Vec::new();
    let mut ours = [(Scores::default(), 0.0); MODELS.len()];
    let mut theirs = [0.0; MODELS.len()];
    for group in groups {
        let work = tempfile::tempdir()?;
        let input = work.path().join("past.csv");
        fs::write(&input, group.table()?)?;
        let (peer, seconds) = peer(python, group, &input, work.path())?;
        let label = |model: &str| format!("M1 {}, MASE, {model}", group.frequency);
        let reference = scored(group, &Forecasts::read(&peer, FOUR)?)?.mase();
        for (i, (model, beside)) in MODELS.iter().enumerate() {
            let (forecasts, took) = forecast(context, group, &input, model)?;
            let mase = scored(group, &forecasts)?.mase();
            rows.push(Measurement::recorded(label(model), mase, ""));
            ours[i].0.add(group, &forecasts)?;
            ours[i].1 += took;
            if let Some(beside) = beside {
                theirs[i] += seconds.get(*beside).and_then(Value::as_f64).context("no seconds")?;
                let mase = scored(group, &Forecasts::read(&peer, beside)?)?.mase();
                rows.push(Measurement::recorded(label(&format!("StatsForecast's {beside}")), mase, ""));
            } else {
                let what = format!("M1 {}, MASE, {model}, times StatsForecast's four", group.frequency);
                rows.push(aimed(model, what, mase / reference, "×", 1.0));
            }
        }
    }
    for (i, (model, beside)) in MODELS.iter().enumerate() {
        let (scores, seconds) = ours[i];
        rows.push(Measurement::recorded(format!("M1, {model}, whole commands"), seconds, "s"));
        if let Some(beside) = beside {
            let what = format!("M1, {model}, times StatsForecast's {beside}");
            rows.push(Measurement::at_most(what, seconds / theirs[i], "×", 0.7));
        }
        let what = format!("M1, {model}, 95 % intervals, off by");
        rows.push(Measurement::at_most(what, 100.0 * (scores.coverage() - 0.95).abs(), "% points", 3.0));
    }
    Ok(rows)
}

/// MASE of the zero-shot model, in units of seasonal naive's.
fn zero_shot(context: &Context, group: &Group) -> Result<Measurement> {
    let work = tempfile::tempdir()?;
    let input = work.path().join("past.csv");
    fs::write(&input, group.table()?)?;
    let mase = |model: &str| -> Result<f64> {
        Ok(scored(group, &forecast(context, group, &input, model)?.0)?.mase())
    };
    let ratio = mase("ZeroShot")? / mase("SeasonalNaive")?;
    let what = format!("Tourism {}, MASE, ZeroShot, times SeasonalNaive", group.frequency);
    Ok(Measurement::at_most(what, ratio, "×", 1.0))
}

/// MAPE over all periods of all series.
fn tourism(context: &Context, groups: &[Group]) -> Result<Vec<Measurement>> {
    let mut rows = Vec::new();
    for (model, _) in MODELS {
        let mut all = Scores::default();
        for group in groups {
            let work = tempfile::tempdir()?;
            let input = work.path().join("past.csv");
            fs::write(&input, group.table()?)?;
            let (forecasts, _) = forecast(context, group, &input, model)?;
            all.add(group, &forecasts)?;
            let mape = scored(group, &forecasts)?.mape();
            rows.push(Measurement::recorded(
                format!("Tourism {}, MAPE, {model}", group.frequency),
                mape,
                "%",
            ));
        }
        let what = format!("Tourism, MAPE, {model}");
        rows.push(aimed(model, what, all.mape(), "%", 19.3));
    }
    Ok(rows)
}

/// A row with a target if the model has any.
fn aimed(model: &str, what: String, value: f64, unit: &'static str, limit: f64) -> Measurement {
    if model == AUTO {
        Measurement::at_most(what, value, unit, limit)
    } else {
        Measurement::recorded(what, value, unit)
    }
}

fn scored(group: &Group, forecasts: &Forecasts) -> Result<Scores> {
    let mut scores = Scores::default();
    scores.add(group, forecasts)?;
    Ok(scores)
}

/// Our forecasts of a group, and the seconds of the whole command.
fn forecast(context: &Context, group: &Group, input: &Path, model: &str) -> Result<(Forecasts, f64)> {
    let output = input.with_file_name("ours.csv");
    let mut command = Command::new(context.binary());
    command.arg("forecast").arg("--input").arg(input).args(["--model", model, "--level", "95"]);
    command.args(["--horizon", &group.horizon.to_string(), "--season", &group.season.to_string()]);
    command.arg("--output").arg(&output);
    let start = Instant::now();
    process::run(command.stdout(Stdio::null()))?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((Forecasts::read_first(&fs::read_to_string(output)?)?, seconds))
}

/// The peer's forecasts of a group as a table, and its seconds by model.
fn peer(python: &Python, group: &Group, input: &Path, folder: &Path) -> Result<(String, Value)> {
    let cores = std::thread::available_parallelism()?.get().to_string();
    let target = folder.join("theirs.csv");
    let path = |path: &Path| path.to_str().map(str::to_owned).context("a path that is not UTF-8");
    let names: Vec<&str> = MODELS.iter().filter_map(|(_, beside)| *beside).collect();
    let (season, horizon) = (group.season.to_string(), group.horizon.to_string());
    let arguments = [&path(input)?, &path(&target)?, &season, &horizon, &cores, &names.join(",")];
    let seconds = python.run(FORECAST, &arguments.map(String::as_str))?;
    Ok((fs::read_to_string(target)?, seconds))
}
