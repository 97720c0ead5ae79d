//! The first rows of queries over a million uploaded rows, further pages of a result, and a query without end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::server::{Server, User};
use super::statistics::{milliseconds, p95};
use super::{Context, Measurement};

const ROWS: u32 = 1_000_000;
const RUNS: usize = 10;
/// Rows that a preview shows.
const SHOWN: u32 = 200;
/// What a query may take in memory (the default of `query_memory_bytes`), and what the server takes when it is idle.
const MEMORY_MB: f64 = 537.0 + 150.0;
/// A query ends after 30 seconds at the latest; its answer may take a moment longer.
const ENDS_AFTER: Duration = Duration::from_secs(40);

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("sales.csv");
    fs::write(&file, sales())?;
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let dataset = user.import(&file)?;
    let mut measured = vec![first_rows(&mut user, &dataset)?];
    measured.extend(pages(&mut user, &dataset)?);
    measured.extend(without_end(&server, &mut user, &dataset)?);
    Ok(measured)
}

/// A million sales: a time, one of a hundred shops, an amount, the same number in each row.
fn sales() -> String {
    let mut text = String::from("ds,shop,amount,one\n");
    for i in 0..u64::from(ROWS) {
        // Months of 28 days, a sale each minute.
        let (day, month, year) = (i / 1_440 % 28 + 1, i / 40_320 % 12 + 1, 2020 + i / 483_840);
        // Numbers without order that are the same each time (Knuth's multiplicative hash).
        let hash = i.wrapping_mul(2_654_435_761) >> 7;
        let _ = writeln!(
            text,
            "{year}-{month:02}-{day:02}T{:02}:{:02}:00Z,shop {},{}.{:02},1",
            i / 60 % 24,
            i % 60,
            hash % 100,
            hash % 997,
            hash % 89
        );
    }
    text
}

/// Every kind of question, each some times; the worst of twenty.
fn first_rows(user: &mut User, dataset: &str) -> Result<Measurement> {
    let source = json!({"dataset": dataset});
    let sum = json!([{"fn": "sum", "column": "amount", "alias": "total"}]);
    let day = json!([{"column": "ds", "bucket": {"unit": "day"}}]);
    let questions = [
        json!({}),
        json!({"filter": {"column": "shop", "op": "eq", "value": "shop 7"}}),
        json!({"filter": {"or": [{"column": "amount", "op": "gt", "value": 990},
            {"column": "shop", "op": "starts_with", "value": "shop 9"}]}}),
        json!({"sort": [{"by": "amount", "descending": true}], "limit": SHOWN}),
        json!({"computed": [{"name": "gross", "expression": "[amount] * 1.19"}]}),
        json!({"group_by": [{"column": "shop"}], "aggregates": sum, "sort": [{"by": "total"}]}),
        json!({"group_by": day, "aggregates": sum, "sort": [{"by": "ds"}]}),
    ];
    let mut times = Vec::new();
    for question in &questions {
        let mut document = json!({"version": 1, "source": source});
        for (name, part) in question.as_object().into_iter().flatten() {
            document[name] = part.clone();
        }
        let asked = json!({"document": document, "limit": SHOWN});
        for run in 0..=RUNS {
            let start = Instant::now();
            let answer = user.connection.post(&format!("{}/query", user.project), &asked)?;
            ensure!(answer["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "no rows: {document}");
            if run > 0 {
                times.push(milliseconds(start.elapsed()));
            }
        }
    }
    Ok(Measurement::at_most("first 200 rows of a preview on 1 M rows, p95", p95(times), "ms", 200.0))
}

/// The result as it is scrolled through: the first jump, which keeps it, and later ones.
fn pages(user: &mut User, dataset: &str) -> Result<Vec<Measurement>> {
    let document = json!({"version": 1, "source": {"dataset": dataset}, "sort": [{"by": "amount"}]});
    let mut page = |offset: u32| -> Result<f64> {
        let asked = json!({"document": document, "offset": offset, "limit": SHOWN});
        let start = Instant::now();
        let answer = user.connection.post(&format!("{}/query", user.project), &asked)?;
        let rows = answer["rows"].as_array().map_or(0, Vec::len);
        ensure!(rows == SHOWN as usize && answer["total_rows"] == ROWS, "{rows} rows at {offset}");
        Ok(milliseconds(start.elapsed()))
    };
    let first = page(ROWS / 2)?;
    let later = (0..20).map(|i| page(i * (ROWS / 20))).collect::<Result<_>>()?;
    Ok(vec![
        Measurement::recorded("first jump into 1 M sorted rows", first, "ms"),
        Measurement::recorded("further jumps, p95", p95(later), "ms"),
    ])
}

/// Every row beside every other one: the query must fail, and the server go on within its memory.
fn without_end(server: &Server, user: &mut User, dataset: &str) -> Result<Vec<Measurement>> {
    let source = json!({"dataset": dataset});
    let document = json!({
        "version": 1, "source": source,
        "joins": [{"source": source, "as": "other", "kind": "inner", "on": [{"left": "one", "right": "one"}]}],
        "sort": [{"by": "other.amount"}, {"by": "ds"}],
    });
    let asked = json!({"document": document, "limit": SHOWN}).to_string();
    let path = format!("/api/v1{}/query", user.project);
    let start = Instant::now();
    let (answer, most) = thread::scope(|scope| {
        let asking =
            scope.spawn(move || user.connection.send("POST", &path, "application/json", asked.as_bytes()));
        let mut most = server.resident_megabytes()?;
        while !asking.is_finished() && start.elapsed() < ENDS_AFTER {
            thread::sleep(Duration::from_millis(50));
            most = most.max(server.resident_megabytes()?);
        }
        let answer = asking.join().map_err(|_| anyhow::anyhow!("the request panicked"))??;
        anyhow::Ok((answer, most))
    })?;
    let said: Value = serde_json::from_slice(&answer.body).context("no JSON")?;
    ensure!(answer.status == 413, "the server answered {}: {said}", answer.status);
    Ok(vec![
        Measurement::recorded("time until a query without end is ended", milliseconds(start.elapsed()), "ms"),
        Measurement::at_most("memory of the server meanwhile", most, "MB", MEMORY_MB),
    ])
}
