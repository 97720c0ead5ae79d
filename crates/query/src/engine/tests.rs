//! Limits, cancellation and files. What the operators compute is in `operators.rs`.

use std::future::poll_fn;
use std::path::PathBuf;
use std::task::Poll;
use std::time::Duration;

use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use serde_json::json;
use tempfile::TempDir;

use super::operators::{document, tables};
use super::*;
use almanac_domain::data::ColumnType;

/// A file of `rows` rows, all different, and an engine beside it.
struct Setup {
    engine: Engine,
    tables: Tables,
    file: PathBuf,
    folder: TempDir,
}

fn columns() -> Vec<Column> {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    vec![column("n", ColumnType::Integer), column("x", ColumnType::Float), column("key", ColumnType::Text)]
}

fn setup(rows: i64, change: impl FnOnce(&mut EngineConfig)) -> Setup {
    let folder = TempDir::new().unwrap();
    let mut config = EngineConfig::new(folder.path().join("spill"));
    change(&mut config);
    let file = folder.path().join("0a1b2c");
    let mut writer = file::Writer::create(file.clone(), &columns()).unwrap();
    for start in (0..rows).step_by(8_192) {
        let numbers: Vec<i64> = (start..rows.min(start + 8_192)).collect();
        let keys: Vec<String> = numbers.iter().map(|n| format!("key number {n}")).collect();
        let arrays: [ArrayRef; 3] = [
            Arc::new(Int64Array::from(numbers.clone())),
            Arc::new(Float64Array::from_iter_values(numbers.iter().map(|n| (n * 7919 % rows) as f64))),
            Arc::new(StringArray::from(keys)),
        ];
        writer.write(&RecordBatch::try_new(scan::schema(&columns()), arrays.into()).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    Setup { engine: Engine::new(config).unwrap(), tables: tables(&file, columns()), file, folder }
}

impl Setup {
    async fn run(&self, changes: serde_json::Value, limit: u64) -> Result<QueryResult> {
        self.engine.run(&self.tables, &document(&changes), limit).await
    }
}

#[tokio::test]
async fn the_beginning_is_returned_and_the_whole_is_counted() {
    let setup = setup(20_000, |config| config.max_rows = 15_000);
    let list = setup.run(json!({"columns": ["n"]}), 3).await.unwrap();
    assert_eq!(list.rows, [[json!(0)], [json!(1)], [json!(2)]]);
    assert_eq!((list.total_rows, list.truncated), (15_000, true));

    let few = setup.run(json!({"columns": ["n"], "limit": 2}), 3).await.unwrap();
    assert_eq!((few.rows.len(), few.total_rows, few.truncated), (2, 2, false));

    let half = json!({"column": "n", "op": "lt", "value": 10_000});
    let filtered = setup.run(json!({"columns": ["n"], "filter": half}), 3).await.unwrap();
    assert_eq!((filtered.rows.len(), filtered.total_rows), (3, 10_000));

    let groups = setup.run(json!({"group_by": [{"column": "key"}], "limit": 4_000}), 3).await.unwrap();
    assert_eq!((groups.rows.len(), groups.total_rows, groups.truncated), (3, 4_000, true));
    let groups = setup.run(json!({"group_by": [{"column": "key"}]}), 3).await.unwrap();
    assert_eq!(groups.total_rows, 15_000);
}

#[tokio::test]
async fn pages_of_rows_come_in_file_order() {
    let setup = setup(20_000, |_| ());
    let page = setup.engine.rows(&setup.file, &columns(), 19_998, 10).await.unwrap();
    assert_eq!(page.rows[0], [json!(19_998), json!(4_162.0), json!("key number 19998")]);
    assert_eq!((page.rows.len(), page.total_rows), (2, 20_000));
    let beyond = setup.engine.rows(&setup.file, &columns(), u64::MAX, 10).await.unwrap();
    assert_eq!((beyond.rows.len(), beyond.total_rows), (0, 20_000));
}

#[tokio::test]
async fn too_little_memory_is_told_and_the_engine_goes_on() {
    let setup = setup(300_000, |config| config.memory_bytes = 1 << 20);
    let median = json!({"aggregates": [{"fn": "median", "column": "x", "alias": "m"}]});
    let error = setup.run(median, 10).await.unwrap_err();
    assert!(matches!(error, Error::Memory), "{error}");
    assert!(error.to_string().contains("more memory than it may use"));
    let columns = setup.engine.run_to_columns(&setup.tables, &document(&json!({}))).await;
    assert!(matches!(columns, Err(Error::Memory)));

    let count = setup.run(json!({"aggregates": [{"fn": "count", "alias": "n"}]}), 10).await.unwrap();
    assert_eq!(count.rows, [[json!(300_000)]]);
}

#[tokio::test]
async fn a_sort_larger_than_the_memory_spills_and_leaves_nothing() {
    let setup = setup(600_000, |config| config.memory_bytes = 24 << 20);
    let out = setup.folder.path().join("sorted");
    let sorted = document(&json!({"sort": [{"by": "x", "descending": true}]}));
    let rows = setup.engine.write_parquet(&setup.tables, &sorted, &out).await.unwrap();
    assert_eq!(rows, 600_000);
    let first = setup.engine.rows(&out, &columns(), 0, 1).await.unwrap();
    assert_eq!(first.rows[0][1], json!(599_999.0));
    let progress = setup.engine.environment.spilling_progress();
    assert!(progress.active_files_count == 0, "{progress:?}");
    let files = |folder: &Path| std::fs::read_dir(folder).unwrap().flatten().collect::<Vec<_>>();
    let spilled = files(&setup.folder.path().join("spill"));
    assert!(!spilled.is_empty(), "the sort fitted into the memory");
    for folder in spilled {
        assert!(files(&folder.path()).is_empty());
    }
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_stopped() {
    let setup = setup(1_000, |config| config.timeout = Duration::ZERO);
    let error = setup.run(json!({"group_by": [{"column": "key"}]}), 10).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(Duration::ZERO)), "{error}");
    settled(&setup.engine).await;
    assert_eq!(setup.engine.counts(), Counts { running: 0, finished: 0, stopped: 1 });
}

#[tokio::test]
async fn dropping_the_future_stops_the_query() {
    let setup = setup(300_000, |_| ());
    let out = setup.folder.path().join("copy");
    let all = document(&json!({}));
    let mut query = Box::pin(setup.engine.write_parquet(&setup.tables, &all, &out));
    poll_fn(|context| {
        assert!(query.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    assert_eq!(setup.engine.counts().running, 1);
    drop(query);
    settled(&setup.engine).await;
    assert_eq!(setup.engine.counts(), Counts { running: 0, finished: 0, stopped: 1 });
    assert!(!out.exists());
    assert_eq!(setup.engine.environment.memory_pool.reserved(), 0);
}

/// Waits until no query is running.
pub(super) async fn settled(engine: &Engine) {
    while engine.counts().running > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn too_many_rows_are_an_error_where_all_are_wanted() {
    let setup = setup(2_000, |config| config.max_rows = 1_999);
    let out = setup.folder.path().join("copy");
    let all = document(&json!({}));
    let written = setup.engine.write_parquet(&setup.tables, &all, &out).await;
    assert!(matches!(written, Err(Error::TooManyRows(1_999))));
    assert!(!out.exists());
    let columns = setup.engine.run_to_columns(&setup.tables, &all).await;
    assert!(matches!(columns, Err(Error::TooManyRows(1_999))));
}

#[tokio::test]
async fn results_are_written_with_plain_types_and_their_names() {
    let setup = setup(1_000, |_| ());
    let out = setup.folder.path().join("result");
    let summary = document(&json!({
        "group_by": [{"column": "key", "alias": "the \"key\""}],
        "aggregates": [{"fn": "sum", "column": "n", "alias": "sum"}], "limit": 10,
    }));
    setup.engine.write_parquet(&setup.tables, &summary, &out).await.unwrap();
    let result = tables(&out, output_columns(&summary, &setup.tables.catalog));
    let batches = setup.engine.run_to_columns(&result, &document(&json!({}))).await.unwrap();
    let expected = Schema::new(vec![
        Field::new("the \"key\"", DataType::Utf8, true),
        Field::new("sum", DataType::Int64, true),
    ]);
    assert_eq!(*batches[0].schema(), expected);
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 10);
}

#[tokio::test]
async fn a_file_that_is_gone_or_broken_is_an_error() {
    let setup = setup(10, |_| ());
    let broken = setup.folder.path().join("broken");
    std::fs::write(&broken, [b'x'; 500]).unwrap();
    for file in [broken, setup.folder.path().join("gone")] {
        let all = document(&json!({}));
        let broken = tables(&file, columns());
        assert!(matches!(setup.engine.run(&broken, &all, 1).await, Err(Error::Engine(_))));
        assert!(matches!(setup.engine.rows(&file, &columns(), 0, 1).await, Err(Error::Engine(_))));
    }
}
