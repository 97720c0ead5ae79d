//! From a move of a slider to the new totals, in Chromium.

use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::http::Header;
use super::server::Server;
use super::{Context, Measurement};
use crate::{process, setup};

const DRIVERS: [&str; 8] =
    ["temp", "atemp", "hum", "windspeed", "weather", "workingday", "holiday", "weekday"];

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let chromium = setup::chromium().context("no Chromium; run `cargo xtask test` once")?;
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let rides = context.workspace.root.join("fixtures/bike_sharing_hourly.csv");
    let forecast = user.forecast_rides(&rides, &DRIVERS)?;
    let page = format!("http://{}{}/forecasts/{forecast}/what-if", server.address, user.project);
    let Some(Header::Cookie(session)) = user.connection.sign_in else { bail!("not signed in") };

    let mut node = Command::new("node");
    node.current_dir(&context.workspace.root).arg("end2end/measure/drag.mjs");
    node.env("ALMANAC_CHROMIUM", chromium).env("ALMANAC_URL", page);
    node.env("ALMANAC_SESSION", session).env("ALMANAC_DRIVER", DRIVERS[0]);
    let printed = process::capture(&mut node)?;
    let found: Value = serde_json::from_str(printed.trim()).context("drag.mjs printed no JSON")?;
    ensure!(found["count"].as_u64() >= Some(300), "not every move was measured: {found}");
    let p95 = found["p95"].as_f64().context("no p95")?;
    Ok(vec![Measurement::at_most("what-if drag to new totals, h = 48, 8 drivers, p95", p95, "ms", 16.0)])
}
