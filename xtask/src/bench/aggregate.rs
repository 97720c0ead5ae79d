//! Aggregates over ten million uploaded rows, beside `DuckDB` on the same Parquet file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::python::Python;
use super::server::{Server, User};
use super::statistics::{median, milliseconds};
use super::{Context, Measurement, Target};

const WHAT: &str = "10 M rows by shop and by day, times DuckDB";
const LIMIT: f64 = 1.2;
const ROWS: u64 = 10_000_000;
const RUNS: usize = 7;
const PEER: &str = "duckdb==1.4.1";

/// Ten million rows: a time, a text of a hundred values, two numbers. `hash` makes them the same each time.
const MAKE: &str = "
import duckdb, sys
duckdb.sql(f'''copy (
    select timestamp '2020-01-01' + interval (i) second as ds,
        'shop ' || (hash(i) % 100)::varchar as shop,
        (hash(i + 1) % 100000)::bigint / 100.0 as amount,
        (hash(i + 2) % 50)::bigint as pieces
    from range({sys.argv[2]}) as t(i)) to '{sys.argv[1]}' (format parquet)''')
print('0')
";

/// Prints milliseconds of each run, the first left out, and the whole result.
const AGGREGATE: &str = "
import duckdb, json, sys, time
sql = f'''select ({sys.argv[3]})::varchar as key, count(*), sum(amount), avg(pieces)
    from '{sys.argv[1]}' group by {sys.argv[3]} order by {sys.argv[3]}'''
times = []
for _ in range(int(sys.argv[2]) + 1):
    start = time.perf_counter()
    rows = duckdb.sql(sql).fetchall()
    times.append((time.perf_counter() - start) * 1e3)
print(json.dumps({'times': times[1:], 'rows': rows}))
";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let python = match Python::with(context.workspace, PEER) {
        Ok(python) => python,
        Err(why) => {
            return Ok(vec![Measurement::missing(WHAT, "×", Target::AtMost(LIMIT), format!("{why:#}"))]);
        }
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rows.parquet");
    python.run(MAKE, &[&path(&file)?, &ROWS.to_string()]).context("the rows cannot be made")?;
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let dataset = user.import(&file)?;
    let stored = largest(&server.data.path().join("files"))?.context("no stored file")?;

    let mut measured = Vec::new();
    for (by, group, key) in [
        ("shop", json!({"column": "shop", "alias": "key"}), "shop"),
        ("day", json!({"column": "ds", "bucket": {"unit": "day"}, "alias": "key"}), "ds::date"),
    ] {
        let (ours, rows) = ask(&mut user, &dataset, &group)?;
        let theirs = python.run(AGGREGATE, &[&path(&stored)?, &RUNS.to_string(), key])?;
        let times =
            theirs["times"].as_array().context("no times")?.iter().filter_map(Value::as_f64).collect();
        agree(&rows, theirs["rows"].as_array().context("no rows")?)?;
        let theirs = median(times);
        measured.extend([
            Measurement::recorded(format!("10 M rows by {by}, by REST"), ours, "ms"),
            Measurement::recorded(format!("10 M rows by {by}, DuckDB on the same file"), theirs, "ms"),
            Measurement::at_most(format!("10 M rows by {by}, times DuckDB"), ours / theirs, "×", LIMIT),
        ]);
    }
    Ok(measured)
}

/// The median of some runs over REST after one to warm up, and the rows of the result.
fn ask(user: &mut User, dataset: &str, group: &Value) -> Result<(f64, Vec<Value>)> {
    let aggregate = |function: &str, column: &str, alias: &str| {
        if column.is_empty() {
            json!({"fn": function, "alias": alias})
        } else {
            json!({"fn": function, "column": column, "alias": alias})
        }
    };
    let query = json!({"document": {
        "version": 1, "source": {"dataset": dataset}, "group_by": [group],
        "aggregates": [aggregate("count", "", "rows"), aggregate("sum", "amount", "total"),
            aggregate("mean", "pieces", "pieces")],
        "sort": [{"by": "key"}],
    }});
    let path = format!("{}/query", user.project);
    let mut times = Vec::new();
    let mut rows = Vec::new();
    for run in 0..=RUNS {
        let start = Instant::now();
        let answer = user.connection.post(&path, &query)?;
        if run > 0 {
            times.push(milliseconds(start.elapsed()));
        }
        rows.clone_from(answer["rows"].as_array().context("no rows")?);
    }
    Ok((median(times), rows))
}

/// Two engines that were asked the same must say the same.
fn agree(ours: &[Value], theirs: &[Value]) -> Result<()> {
    ensure!(ours.len() == theirs.len(), "{} groups, DuckDB has {}", ours.len(), theirs.len());
    for (one, other) in ours.iter().zip(theirs) {
        let number = |row: &Value, column: usize| {
            let cell = &row[column];
            cell.as_f64().or_else(|| cell.as_str()?.parse().ok())
        };
        // A day may be written with its first moment.
        let (key, other_key) = (one[0].as_str().unwrap_or_default(), other[0].as_str().unwrap_or_default());
        let same = !other_key.is_empty() && key.strip_suffix("T00:00:00Z").unwrap_or(key) == other_key;
        for column in 1..4 {
            let (a, b) = (number(one, column), number(other, column));
            let near = a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0));
            ensure!(same && near, "{one} is not {other}");
        }
    }
    Ok(())
}

fn path(file: &Path) -> Result<String> {
    Ok(file.to_str().context("a path that is not UTF-8")?.to_owned())
}

/// The largest file below a folder: the rows of the only data set.
fn largest(folder: &Path) -> Result<Option<PathBuf>> {
    let mut found: Option<(u64, PathBuf)> = None;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let (path, about) = {
                let entry = entry?;
                (entry.path(), entry.metadata()?)
            };
            if about.is_dir() {
                folders.push(path);
            } else if found.as_ref().is_none_or(|(size, _)| about.len() > *size) {
                found = Some((about.len(), path));
            }
        }
    }
    Ok(found.map(|(_, path)| path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_must_agree_in_every_group() {
        let row = |total: f64| json!(["shop 1", 3, total, 1.5]);
        agree(&[row(10.0)], &[row(10.000_000_1)]).unwrap();
        assert!(agree(&[row(10.0)], &[row(10.1)]).is_err());
        assert!(agree(&[row(10.0)], &[]).is_err());
    }
}
