//! Panels of many series: a million short ones by the command line, and as many items as the M5 competition has, trained,
//! looked at and played with through the server.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::server::{Server, User, text};
use super::statistics::{milliseconds, p95};
use super::{Context, Measurement};
use crate::process;

const SHORT: u64 = 1_000_000;
const MONTHS: u64 = 24;
const AHEAD: u64 = 12;
/// The items of the M5 competition.
const ITEMS: u64 = 30_490;
const DAYS: u64 = 120;
/// Items that are looked at.
const LOOKS: u64 = 40;

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let mut rows = vec![short_series(context)?];
    rows.extend(items(context)?);
    Ok(rows)
}

/// Numbers without order that are the same each time (Knuth's multiplicative hash), below a hundred.
fn noise(i: u64) -> u64 {
    (i.wrapping_mul(2_654_435_761) >> 7) % 100
}

/// The whole command for a million series of two years of months.
fn short_series(context: &Context) -> Result<Measurement> {
    let folder = tempfile::tempdir()?;
    let (input, output) = (folder.path().join("months.csv"), folder.path().join("ahead.csv"));
    let mut table = BufWriter::new(File::create(&input)?);
    writeln!(table, "unique_id,ds,y")?;
    for series in 0..SHORT {
        for month in 0..MONTHS {
            let (year, of_year) = (2024 + month / 12, month % 12 + 1);
            let y = 100 + series % 900 + 10 * of_year + noise(series * MONTHS + month);
            writeln!(table, "{series},{year}-{of_year:02}-01,{y}")?;
        }
    }
    table.into_inner()?.sync_all()?;
    let mut forecast = Command::new(context.binary());
    forecast.arg("forecast").arg("--input").arg(&input).args(["--model", "AutoTheta", "--season", "12"]);
    forecast.args(["--horizon", &AHEAD.to_string(), "--output"]).arg(&output);
    let start = Instant::now();
    process::run(forecast.stdout(Stdio::null()))?;
    let seconds = start.elapsed().as_secs_f64();
    let rows = BufReader::new(File::open(&output)?).lines().count() as u64;
    ensure!(rows == SHORT * AHEAD + 1, "{rows} rows were forecast");
    Ok(Measurement::recorded("1,000,000 series of 24 months, AutoTheta, whole command", seconds, "s"))
}

/// From the rows of all items to what is seen of single ones.
fn items(context: &Context) -> Result<Vec<Measurement>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("items.csv");
    sales(&file)?;
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let start = Instant::now();
    let dataset = user.import(&file)?;
    let imported = start.elapsed().as_secs_f64();
    let (forecast, trained) = forecast(&mut user, &dataset)?;
    let mut rows = vec![
        Measurement::recorded("30,490 series of 120 days, import", imported, "s"),
        Measurement::recorded("30,490 series of 120 days, TiDE, from training to forecast", trained, "s"),
    ];
    let page = format!("{}/forecasts/{forecast}", user.project);
    let rest = format!("/api/v1{page}");
    for (what, path) in [
        ("the page of a forecast", format!("{page}?series=")),
        ("the page of a what-if", format!("{page}/what-if?series=")),
        ("a series over REST", format!("{rest}/series?unique_id=")),
    ] {
        let mut times = Vec::new();
        for look in 0..=LOOKS {
            let item = format!("item-{}", look * (ITEMS / LOOKS) % ITEMS);
            let start = Instant::now();
            let answer = user.connection.get(&format!("{path}{item}"))?;
            ensure!(answer.status == 200, "{path}{item}: {}", answer.status);
            if look > 0 {
                times.push(milliseconds(start.elapsed()));
            }
        }
        rows.push(Measurement::recorded(format!("30,490 series, {what}, p95"), p95(times), "ms"));
    }
    rows.push(Measurement::recorded(
        "30,490 series, memory of the server",
        server.resident_megabytes()?,
        "MB",
    ));
    Ok(rows)
}

/// Sales of each item on each day, which have a week and go up when the price goes down.
fn sales(file: &Path) -> Result<()> {
    let mut table = BufWriter::new(File::create(file)?);
    writeln!(table, "item,day,price,sales")?;
    for item in 0..ITEMS {
        let base = 1 + item % 40;
        for day in 0..DAYS {
            let price = if (day + item) % 14 < 3 { 8 } else { 10 };
            let y = base * (3 + day % 7) * (20 - price) / 10 + noise(item * DAYS + day) % 4;
            writeln!(table, "item-{item},{day},{price},{y}")?;
        }
    }
    table.into_inner()?.sync_all()?;
    Ok(())
}

/// Trains on all items and makes a forecast; its id, and the seconds of both.
fn forecast(user: &mut User, dataset: &str) -> Result<(String, f64)> {
    let training = json!({
        "name": "Items", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "sales",
        "series_id": "item", "drivers": [{"column": "price", "timing": "futr"}], "horizon": 14, "seasons": [7],
        "models": ["TiDE"], "windows": 1,
    });
    let start = Instant::now();
    let model = user.connection.post(&format!("{}/models", user.project), &training)?;
    user.wait(&model["job_id"]).context("training")?;
    let wanted = json!({"model_id": model["id"], "name": "Next", "model": "TiDE", "future": {"type": "repeat_season"}});
    let forecast = user.connection.post(&format!("{}/forecasts", user.project), &wanted)?;
    Ok((text(&forecast["id"])?.to_owned(), start.elapsed().as_secs_f64()))
}
