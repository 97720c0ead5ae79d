//! `AutoETS`, `AutoTheta` and `AutoARIMA` on hourly series, beside StatsForecast on the same cores.
//!
//! The 414 series have the number and length of M4's hourly ones; they are cut from the temperatures of the
//! Beijing stations (UCI data set 501), because those may be had without a competition's terms.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::python::Python;
use super::{Context, Measurement, Target};
use crate::process;

/// Our models, the one of StatsForecast that each is timed beside, and how many series they get: a season of 24 costs
/// the peer's `AutoARIMA` minutes a series.
const MODELS: [(&str, &str, usize); 3] =
    [("AutoETS", "AutoETS", SERIES), ("AutoTheta", "AutoTheta", SERIES), ("AutoARIMA", "AutoARIMA", 4)];
const LIMIT: f64 = 0.7;
const SERIES: usize = 414;
const HOURS: usize = 700;
const FOLDER: &str = "beijing-air";
const PEER: &str = "statsforecast==2.1.1";

/// Prints the seconds of one fit and forecast of all series, after one short series to compile.
const FORECAST: &str = "
import sys, time
import pandas as pd
from statsforecast import StatsForecast
from statsforecast import models
frame = pd.read_csv(sys.argv[1], parse_dates=['ds'])
def forecast(frame, jobs):
    model = getattr(models, sys.argv[3])(season_length=24)
    return StatsForecast(models=[model], freq='h', n_jobs=jobs).forecast(df=frame, h=48, level=[80, 95])
forecast(frame[frame.unique_id == frame.unique_id.iloc[0]].head(100), 1)
start = time.perf_counter()
made = forecast(frame, int(sys.argv[2]))
seconds = time.perf_counter() - start
assert len(made) == 48 * frame.unique_id.nunique()
print(seconds)
";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let missing = |why: String| Ok(vec![Measurement::missing("hourly series", "", Target::None, why)]);
    let Some(data) = context.data else {
        return missing(format!("name a folder that has {FOLDER} with --data"));
    };
    let folder = data.join(FOLDER);
    if !folder.is_dir() {
        return missing(format!("{FOLDER} is not in the data folder"));
    }
    let python = match Python::with(context.workspace, PEER) {
        Ok(python) => python,
        Err(why) => return missing(format!("{why:#}")),
    };
    let mut rows = Vec::new();
    for (model, peer, count) in MODELS {
        let work = tempfile::tempdir()?;
        let input = work.path().join("hourly.csv");
        fs::write(&input, panel(&folder, count)?)?;
        let ours = forecast(context, model, &input, &work.path().join("out.csv"), count)?;
        let cores = std::thread::available_parallelism()?.get().to_string();
        let path = input.to_str().context("a path that is not UTF-8")?;
        let theirs = python.run(FORECAST, &[path, &cores, peer])?.as_f64().context("no seconds")?;
        let what = format!("{count} hourly series, {model}");
        rows.push(Measurement::recorded(format!("{what}, whole command"), ours, "s"));
        rows.push(Measurement::recorded(format!("{what}, StatsForecast's {peer}, fit only"), theirs, "s"));
        rows.push(Measurement::at_most(format!("{what}, times StatsForecast"), ours / theirs, "×", LIMIT));
    }
    Ok(rows)
}

/// Seconds of the whole command.
fn forecast(context: &Context, model: &str, input: &Path, output: &Path, count: usize) -> Result<f64> {
    let mut forecast = Command::new(context.binary());
    forecast.arg("forecast").arg("--input").arg(input).args(["--model", model, "--season", "24"]);
    forecast.args(["--horizon", "48", "--level", "80,95", "--output"]).arg(output);
    let start = Instant::now();
    process::run(forecast.stdout(Stdio::null()))?;
    let seconds = start.elapsed().as_secs_f64();
    let rows = fs::read_to_string(output)?.lines().count();
    ensure!(rows == count * 48 + 1, "{rows} rows were forecast");
    Ok(seconds)
}

/// A long table of so many series, each a stretch of a station's temperatures with gaps filled by the last value.
fn panel(folder: &Path, wanted: usize) -> Result<String> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut table = String::from("unique_id,ds,y\n");
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(&file)?;
        let Some(hours) = temperatures(&text) else { continue };
        let station = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        for (number, stretch) in hours.chunks_exact(HOURS).enumerate().take(wanted - count) {
            for (ds, y) in stretch {
                writeln!(table, "{station}-{number},{ds},{y}")?;
            }
            count += 1;
        }
    }
    ensure!(count == wanted, "only {count} of {wanted} series are in {}", folder.display());
    Ok(table)
}

/// The hours of a station; none if the file is no station's.
fn temperatures(text: &str) -> Option<Vec<(String, f64)>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next()?.split(',').map(|name| name.trim_matches('"')).collect();
    let at = |name: &str| header.iter().position(|found| *found == name);
    let (year, month, day, hour, temp) = (at("year")?, at("month")?, at("day")?, at("hour")?, at("TEMP")?);
    let mut last = 0.0;
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells.get(at)?.parse::<u32>().ok();
            last = cells.get(temp)?.parse().unwrap_or(last);
            let (y, m, d, h) = (number(year)?, number(month)?, number(day)?, number(hour)?);
            Some((format!("{y}-{m:02}-{d:02} {h:02}:00:00"), last))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_hour_repeats_the_one_before() {
        let text = "No,year,month,day,hour,TEMP\n1,2013,3,1,0,-0.7\n2,2013,3,1,1,NA\n";
        let hours = temperatures(text).unwrap();
        let expected = [("2013-03-01 00:00:00".to_owned(), -0.7), ("2013-03-01 01:00:00".to_owned(), -0.7)];
        assert_eq!(hours, expected);
        assert_eq!(temperatures("station,latitude\nx,1\n"), None);
    }
}
