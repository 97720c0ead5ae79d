//! Limits and errors are those of the server.

use std::sync::Arc;
use std::time::Duration;

use almanac_domain::data::ColumnType;
use almanac_query::{Engine, EngineConfig, Error, Tables};
use almanac_testkit::engines::{document, put};
use datafusion::arrow::array::{ArrayRef, Int64Array};
use serde_json::json;
use tempfile::TempDir;

use crate::programs::Programs;
use crate::towns::Towns;

const LONG: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn a_result_of_too_many_rows_is_not_kept() {
    let folder = TempDir::new().unwrap();
    let towns = Towns::write(folder.path());
    let config = EngineConfig {
        cluster: Some(Programs::shared().cluster()),
        max_rows: 999,
        timeout: LONG,
        ..EngineConfig::new(folder.path().join("spill"))
    };
    let out = folder.path().join("result");
    let result = Engine::new(config).unwrap().write_parquet(&towns.tables, &towns.people(), &out).await;
    assert!(matches!(result, Err(Error::TooManyRows(999))), "{result:?}");
    assert!(!out.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_needs_more_memory_than_an_executor_has_fails() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(4 << 20));
    let engine = programs.engine(folder.path(), LONG);
    // All values have to be held.
    let median = json!({"aggregates": [{"fn": "median", "column": "person", "alias": "middle"}]});
    let result = engine.run(&towns.tables, &towns.document(&median), 10).await;
    assert!(matches!(result, Err(Error::Memory)), "{result:?}");
    let people = json!({"aggregates": [{"fn": "count", "alias": "people"}]});
    let people = engine.run(&towns.tables, &towns.document(&people), 10).await.unwrap();
    assert_eq!(people.rows, [[json!(1_500_000)]], "the executors go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sum_beyond_64_bits_is_an_error_on_the_cluster() {
    let folder = TempDir::new().unwrap();
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![i64::MAX, 1]));
    let mut tables = Tables::default();
    let source = put(&mut tables, folder.path(), 1, &[("n", ColumnType::Integer, numbers)]);
    let sum = json!({"aggregates": [{"fn": "sum", "column": "n", "alias": "sum"}]});
    let engine = Programs::shared().engine(folder.path(), LONG);
    let result = engine.run(&tables, &document(&sum, &source, &source), 10).await;
    assert!(matches!(result, Err(Error::Overflow)), "{result:?}");
}
