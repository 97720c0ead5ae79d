//! `almanac forecast` on public data sets in full, where a data folder is given.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::{Context, Measurement, Target};
use crate::process;

/// A data set and the flags that name its columns.
struct Case {
    file: &'static str,
    flags: &'static [&'static str],
    /// The horizon.
    periods: usize,
}

const CASES: [Case; 4] = [
    Case {
        file: "prophet/example_air_passengers.csv",
        flags: &["--time", "ds", "--target", "y", "--horizon", "12", "--season", "12"],
        periods: 12,
    },
    Case {
        file: "darts/us_gasoline.csv",
        flags: &["--time", "Week", "--target", "Gasoline", "--horizon", "52", "--season", "52"],
        periods: 52,
    },
    Case {
        file: "bike_sharing_hourly.csv",
        flags: &["--time", "date_time", "--target", "users", "--horizon", "48", "--season", "24,168"],
        periods: 48,
    },
    Case {
        file: "vic_electricity.csv",
        flags: &["--time", "Time", "--target", "Demand", "--horizon", "48", "--season", "48,336"],
        periods: 48,
    },
];

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    CASES.iter().map(|case| one(context, case)).collect()
}

fn one(context: &Context, case: &Case) -> Result<Measurement> {
    let what = format!("forecast {}", case.file);
    let missing = |why| Ok(Measurement::missing(&what, "s", Target::None, why));
    let Some(data) = context.data else { return missing("name a folder that has it with --data") };
    let input = data.join(case.file);
    if !input.is_file() {
        return missing("it is not in the data folder");
    }
    let mut forecast = Command::new(context.binary());
    forecast.arg("forecast").arg("--input").arg(&input).args(case.flags);
    let start = Instant::now();
    let table = process::capture(&mut forecast)?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(table.lines().count() == case.periods + 1, "{} lines were forecast", table.lines().count());
    Ok(Measurement::recorded(what, seconds, "s"))
}
