//! A dashboard of 45 charts in Chromium.

use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use super::http::Header;
use super::server::{Server, text};
use super::{Context, Measurement};
use crate::{process, setup};

const CHARTS: usize = 45;

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let chromium = setup::chromium().context("no Chromium; run `cargo xtask test` once")?;
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let dataset = user.import(&context.workspace.root.join("fixtures/bike_sharing_hourly.csv"))?;
    let mut tiles = Vec::new();
    for i in 0..CHARTS {
        // Each asks something else, so that none has the result of another.
        let document = json!({
            "version": 1, "source": {"dataset": dataset},
            "filter": {"column": "hum", "op": "ge", "value": i},
            "group_by": [{"column": "date_time", "bucket": {"unit": "day"}, "alias": "day"}],
            "aggregates": [{"fn": "sum", "column": "users", "alias": "rides"}], "sort": [{"by": "day"}],
        });
        let query = json!({"name": format!("Rides {i}"), "document": document});
        let saved = user.connection.post(&format!("{}/queries", user.project), &query)?;
        tiles.push(json!({
            "id": format!("0192f0c1-2345-7000-8000-{i:012}"),
            "place": {"x": i % 3 * 4, "y": i / 3 * 6, "width": 4, "height": 6},
            "content": {"kind": "query", "query": saved["id"], "show": "chart"},
        }));
    }
    let board = json!({"name": "Rides", "content": {"tiles": tiles}});
    let made = user.connection.post(&format!("{}/dashboards", user.project), &board)?;
    let page = format!("http://{}{}/dashboards/{}", server.address, user.project, text(&made["id"])?);
    let Some(Header::Cookie(session)) = user.connection.sign_in else { bail!("not signed in") };

    let mut node = Command::new("node");
    node.current_dir(&context.workspace.root).arg("end2end/measure/dashboard.mjs");
    node.env("ALMANAC_CHROMIUM", chromium).env("ALMANAC_URL", page).env("ALMANAC_SESSION", session);
    let printed = process::capture(&mut node)?;
    let found: Value = serde_json::from_str(printed.trim()).context("dashboard.mjs printed no JSON")?;
    ensure!(found["charts"].as_u64() == Some(CHARTS as u64), "not every chart was drawn: {found}");
    let number = |name: &str| found[name].as_f64().with_context(|| format!("no {name}: {found}"));
    Ok(vec![
        Measurement::at_most("first paint of a dashboard of 45 charts", number("paint")?, "ms", 1_500.0),
        Measurement::recorded("charts in sight drawn", number("sight")?, "ms"),
    ])
}
