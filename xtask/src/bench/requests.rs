//! Pages and REST reads under load, on a project with a data set, a query and a list of models.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::http::Header;
use super::load::{Load, Outcome};
use super::server::{Server, text};
use super::{Context, Measurement};

const WARM_UP: Duration = Duration::from_secs(2);
const LASTS: Duration = Duration::from_secs(15);
/// Connections of a load: browsers behind a proxy, or a client with a pool.
const CONNECTIONS: usize = 16;

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let rides = context.workspace.root.join("fixtures/bike_sharing_hourly.csv");
    let dataset = user.import(&rides)?;
    let document = json!({
        "version": 1, "source": {"dataset": dataset},
        "group_by": [{"column": "date_time", "bucket": {"unit": "day"}, "alias": "day"}],
        "aggregates": [{"fn": "sum", "column": "users", "alias": "rides"}],
    });
    let query = json!({"name": "By day", "document": document});
    let saved = user.connection.post(&format!("{}/queries", user.project), &query)?;
    let project = &user.project;
    let pages = [String::new(), "/datasets".into(), "/queries".into(), format!("/datasets/{dataset}")];
    let pages: Vec<String> = pages.iter().map(|page| format!("{project}{page}")).collect();
    let query = text(&saved["id"])?;
    let reads =
        [String::new(), "/datasets".into(), format!("/datasets/{dataset}"), format!("/queries/{query}")];
    let reads: Vec<String> = reads.iter().map(|read| format!("/api/v1{project}{read}")).collect();

    let (session, key) = (user.connection.sign_in.clone(), Some(user.key()?));
    let run = |paths: &[String], sign_in: &Option<Header>, rate, lasts| {
        let (address, sign_in) = (server.address, sign_in.clone());
        Load { address, sign_in, paths, connections: CONNECTIONS, lasts, rate }.run()
    };
    let pages = {
        run(&pages, &session, Some(50.0), WARM_UP).context("warm-up of pages")?;
        run(&pages, &session, Some(100.0), LASTS).context("pages")?
    };
    // A page that is refused is quick: it must not look like a good figure.
    ensure!(pages.errors == 0, "{} of {} pages were not answered with 200", pages.errors, pages.answers);
    run(&reads, &key, None, WARM_UP).context("warm-up of reads")?;
    let reads = run(&reads, &key, None, LASTS).context("reads")?;
    Ok(vec![
        Measurement::at_most("SSR page, p95 at 100 requests/s", pages.p95_milliseconds, "ms", 100.0),
        Measurement::at_least("SSR pages, rate reached of 100/s", pages.rate, "1/s", 99.0),
        Measurement::at_least("REST read with API key, 16 connections", reads.rate, "1/s", 1_000.0),
        Measurement::at_most("REST read with API key, p95", reads.p95_milliseconds, "ms", 50.0),
        Measurement::at_most("REST read with API key, errors", percent(&reads), "%", 0.1),
    ])
}

fn percent(outcome: &Outcome) -> f64 {
    100.0 * outcome.errors as f64 / (outcome.answers + outcome.errors).max(1) as f64
}
