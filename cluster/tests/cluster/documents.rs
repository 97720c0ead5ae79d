//! The same documents have the same results on the cluster.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use almanac_domain::data::ColumnType;
use almanac_query::{Cluster, Filter, Parts, Relation, Restrictions, Result, Source, SqlColumn, SqlSource};
use almanac_testkit::engines::{Files, alike, everything};
use async_trait::async_trait;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::{Programs, engine, local};

const LONG: Duration = Duration::from_mins(1);

/// Counts what the cluster runs.
#[derive(Debug)]
struct Counting {
    cluster: Arc<dyn Cluster>,
    ran: Arc<AtomicUsize>,
}

#[async_trait]
impl Cluster for Counting {
    async fn run(&self, plan: LogicalPlan, parts: Parts) -> Result<Option<SendableRecordBatchStream>> {
        let rows = self.cluster.run(plan, parts).await?;
        self.ran.fetch_add(usize::from(rows.is_some()), Ordering::Relaxed);
        Ok(rows)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_has_the_same_result_on_the_cluster() {
    let folder = TempDir::new().unwrap();
    let files = Files::write(folder.path());
    let ran = Arc::new(AtomicUsize::new(0));
    let counting = Counting { cluster: Programs::shared().cluster(), ran: Arc::clone(&ran) };
    let (here, there) = (local(folder.path()), engine(Arc::new(counting), folder.path(), LONG));
    let (documents, mut wrong) = (everything(), Vec::new());
    for document in &documents {
        let before = ran.load(Ordering::Relaxed);
        let (expected, found) = (files.rows(&here, document).await, files.rows(&there, document).await);
        if ran.load(Ordering::Relaxed) == before {
            wrong.push(format!("{document}\n  did not run on the cluster"));
        }
        if !alike(&found, &expected) {
            wrong.push(format!("{document}\n  cluster {found}\n  here {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), documents.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_a_sort_keeps_the_order_of_its_file_on_the_cluster() {
    let folder = TempDir::new().unwrap();
    let files = Files::write(folder.path());
    let there = Programs::shared().engine(folder.path(), LONG);
    let found = files.rows(&there, &json!({"columns": ["id"]})).await;
    assert_eq!(found, json!([[1], [2], [3], [4], [5], [6], [7], [8]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_filters_run_on_the_cluster() {
    let folder = TempDir::new().unwrap();
    let files = Files::write(folder.path());
    let there = Programs::shared().engine(folder.path(), LONG);
    let leaf = json!({"column": "n", "op": "eq", "value": 1});
    // In turns, so that no level can be left out.
    let deep = (1..30).fold(leaf, |inner, level: i64| {
        let other = json!({"column": "id", "op": "ne", "value": level + 100});
        if level % 2 == 0 { json!({"and": [inner, other]}) } else { json!({"or": [inner, {"not": other}]}) }
    });
    let found = files.rows(&there, &json!({"columns": ["id"], "filter": deep, "sort": [{"by": "id"}]})).await;
    assert_eq!(found, json!([[1], [4]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_rows_come_out_of_no_query_on_the_cluster() {
    let folder = TempDir::new().unwrap();
    let mut files = Files::write(folder.path());
    let source: Source = serde_json::from_value(files.source.clone()).unwrap();
    let mut restrictions = Restrictions::default();
    let condition: Filter = serde_json::from_value(json!({"column": "n", "op": "eq", "value": 1})).unwrap();
    restrictions.add(source.clone(), condition);
    let id = ("id".to_owned(), "Int64".to_owned(), Some(ColumnType::Integer));
    let statement = SqlSource {
        source: None,
        text: "select id from mine where id < 8".to_owned(),
        columns: SqlColumn::all([id]).unwrap(),
    };
    let columns = Relation::Columns(statement.columns());
    files.tables.catalog.insert(Source::Sql(statement.clone()), columns);
    files.tables.named.push(("mine".to_owned(), source));
    files.tables.catalog.restrict(restrictions);
    let there = Programs::shared().engine(folder.path(), LONG);
    let sorted = |changes: Value| {
        let mut document = json!({"columns": ["id"], "sort": [{"by": "id"}]});
        document.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        document
    };
    assert_eq!(files.rows(&there, &sorted(json!({}))).await, json!([[1], [4]]));
    let by_statement = sorted(json!({"source": {"sql": statement}}));
    assert_eq!(files.rows(&there, &by_statement).await, json!([[1], [4]]));
}
