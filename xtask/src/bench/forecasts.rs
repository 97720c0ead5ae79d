//! `almanac forecast` on public data sets in full, where a data folder is given.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Result;

use super::{Context, Measurement};
use crate::process;

/// A data set and the flags that name its columns.
struct Case {
    file: &'static str,
    flags: &'static [&'static str],
}

const CASES: [Case; 4] = [
    Case {
        file: "prophet/example_air_passengers.csv",
        flags: &["--time", "ds", "--target", "y", "--horizon", "12", "--season", "12"],
    },
    Case {
        file: "darts/us_gasoline.csv",
        flags: &["--time", "Week", "--target", "Gasoline", "--horizon", "52", "--season", "52"],
    },
    Case {
        file: "bike_sharing_hourly.csv",
        flags: &["--time", "date_time", "--target", "users", "--horizon", "48", "--season", "24,168"],
    },
    Case {
        file: "vic_electricity.csv",
        flags: &["--time", "Time", "--target", "Demand", "--horizon", "48", "--season", "48,336"],
    },
];

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let Some(data) = context.data else {
        println!("forecasts not measured: name a folder with --data");
        return Ok(Vec::new());
    };
    let mut measured = Vec::new();
    for case in &CASES {
        let input = data.join(case.file);
        if !input.is_file() {
            println!("forecast {} not measured: it is not in the data folder", case.file);
            continue;
        }
        let mut forecast = Command::new(context.workspace.server("release"));
        forecast.arg("forecast").arg("--input").arg(&input).args(case.flags).stdout(Stdio::null());
        let start = Instant::now();
        process::run(&mut forecast)?;
        measured.push(Measurement {
            what: format!("forecast {}", case.file),
            value: start.elapsed().as_secs_f64(),
            unit: "s",
            at_most: None,
        });
    }
    Ok(measured)
}
