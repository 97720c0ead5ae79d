use std::sync::Mutex;
use std::time::Duration;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, SourceId};
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::prelude::SessionContext;
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};

use super::*;
use crate::engine::tests::settled;
use crate::engine::{Batches, Database, Engine, EngineConfig, Error, Tables};
use crate::{Dialect, QueryDocument, Relation, Source, TableSource};

const TOWNS: &str = "0192f0c1-2345-7000-8000-000000000001";

/// What a cluster was asked, and how texts are kept in it.
type Asked = Mutex<Vec<(Parts, String)>>;

/// A cluster that runs plans in this process.
#[derive(Debug, Default)]
struct InProcess {
    asked: Asked,
    /// What it cannot split.
    refuses: Option<Parts>,
}

#[async_trait]
impl Cluster for InProcess {
    async fn run(&self, plan: LogicalPlan, parts: Parts) -> Result<Option<SendableRecordBatchStream>> {
        if self.refuses == Some(parts) {
            return Ok(None);
        }
        self.asked.lock().unwrap().push((parts, format!("{:?}", plan.schema())));
        let frame = SessionContext::new().execute_logical_plan(plan).await?;
        Ok(Some(frame.execute_stream().await?))
    }
}

/// A cluster that is lost while it sends rows.
#[derive(Debug)]
struct Lost;

#[async_trait]
impl Cluster for Lost {
    async fn run(&self, plan: LogicalPlan, _: Parts) -> Result<Option<SendableRecordBatchStream>> {
        let schema = Arc::clone(plan.schema().inner());
        let lost = Error::Cluster("lost".to_owned());
        let rows = futures::stream::iter([Err(datafusion::error::DataFusionError::External(Box::new(lost)))]);
        Ok(Some(Box::pin(RecordBatchStreamAdapter::new(schema, rows))))
    }
}

/// A cluster that never answers, and tells when it was asked and when nobody waits any more.
#[derive(Debug, Default)]
struct Silent {
    asked: Arc<Notify>,
    waits: Mutex<Option<oneshot::Sender<()>>>,
}

#[async_trait]
impl Cluster for Silent {
    async fn run(&self, _: LogicalPlan, _: Parts) -> Result<Option<SendableRecordBatchStream>> {
        let _waits = self.waits.lock().unwrap().take();
        self.asked.notify_one();
        std::future::pending().await
    }
}

/// A database that must not be asked by a cluster.
#[derive(Debug)]
struct Nearby;

#[async_trait]
impl Database for Nearby {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    async fn query(&self, _: Rendered, _: Vec<Column>) -> Result<Batches> {
        Err(Error::Source("asked from here".to_owned()))
    }
}

/// An engine with a cluster, and three towns.
struct Place {
    engine: Engine,
    tables: Tables,
    _folder: TempDir,
}

fn place(cluster: Arc<dyn Cluster>) -> Place {
    let folder = TempDir::new().unwrap();
    let columns: [(&str, ArrayRef, bool); 2] = [
        ("id", Arc::new(Int64Array::from(vec![3, 1, 2])), true),
        ("name", Arc::new(StringArray::from(vec!["Cork", "Aix", "Bonn"])), true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let path = folder.path().join("towns");
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let id: DatasetId = TOWNS.parse().unwrap();
    let columns = vec![
        Column { name: "id".to_owned(), kind: ColumnType::Integer },
        Column { name: "name".to_owned(), kind: ColumnType::Text },
    ];
    let mut tables = Tables::default();
    tables.catalog.insert(Source::Dataset(id), Relation::Columns(columns));
    tables.files.insert(id, path);
    let config = EngineConfig { cluster: Some(cluster), ..EngineConfig::new(folder.path().join("spill")) };
    Place { engine: Engine::new(config).unwrap(), tables, _folder: folder }
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": TOWNS}});
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

impl Place {
    async fn rows(&self, changes: Value, limit: u64) -> Value {
        json!(self.engine.run(&self.tables, &document(&changes), limit).await.unwrap().rows)
    }
}

#[tokio::test]
async fn queries_on_uploads_run_on_the_cluster() {
    let cluster = Arc::new(InProcess::default());
    let place = place(Arc::clone(&cluster) as Arc<dyn Cluster>);
    let named = json!({"filter": {"column": "name", "op": "starts_with", "value": "B"}});
    assert_eq!(place.rows(named, 10).await, json!([[2, "Bonn"]]));
    let count = json!({"aggregates": [{"fn": "count", "alias": "n"}]});
    assert_eq!(place.rows(count, 10).await, json!([[3]]));
    let sorted = json!({"columns": ["name"], "sort": [{"by": "name"}]});
    assert_eq!(place.rows(sorted, 10).await, json!([["Aix"], ["Bonn"], ["Cork"]]));
    let asked = cluster.asked.lock().unwrap();
    let parts: Vec<Parts> = asked.iter().map(|(parts, _)| *parts).collect();
    assert_eq!(parts, [Parts::One, Parts::Many, Parts::Many], "a list keeps the order of its file");
    assert!(asked.iter().all(|(_, schema)| !schema.contains("Utf8View")), "{asked:?}");
}

#[tokio::test]
async fn rows_that_are_not_shown_are_counted_on_the_cluster() {
    let cluster = Arc::new(InProcess::default());
    let place = place(Arc::clone(&cluster) as Arc<dyn Cluster>);
    let result = place.engine.run(&place.tables, &document(&json!({})), 1).await.unwrap();
    assert_eq!((json!(result.rows), result.total_rows), (json!([[3, "Cork"]]), 3));
    assert_eq!(cluster.asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_split_runs_here() {
    let cluster = Arc::new(InProcess { refuses: Some(Parts::Many), ..InProcess::default() });
    let place = place(Arc::clone(&cluster) as Arc<dyn Cluster>);
    let sorted = json!({"columns": ["name"], "sort": [{"by": "name"}], "limit": 1});
    assert_eq!(place.rows(sorted, 10).await, json!([["Aix"]]));
    assert!(cluster.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn databases_are_asked_from_here() {
    let cluster = Arc::new(InProcess::default());
    let mut place = place(Arc::clone(&cluster) as Arc<dyn Cluster>);
    let source: SourceId = "0192f0c1-2345-7000-8000-000000000002".parse().unwrap();
    let table =
        Source::Table(TableSource { source, table: TableName { schema: None, name: "t".to_owned() } });
    let id = Column { name: "id".to_owned(), kind: ColumnType::Integer };
    place.tables.catalog.insert(table.clone(), Relation::Columns(vec![id]));
    place.tables.databases.insert(source, Arc::new(Nearby));
    let joined = document(&json!({
        "joins": [{"source": table, "as": "t", "on": [{"left": "id", "right": "id"}]}],
    }));
    let result = place.engine.run(&place.tables, &joined, 10).await;
    assert!(matches!(&result, Err(Error::Source(words)) if words == "asked from here"), "{result:?}");
    assert!(cluster.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_lost_cluster_is_the_error_of_the_query() {
    let place = place(Arc::new(Lost));
    let result = place.engine.run(&place.tables, &document(&json!({})), 10).await;
    assert!(matches!(&result, Err(Error::Cluster(words)) if words == "lost"), "{result:?}");
}

#[tokio::test]
async fn who_gives_up_ends_the_work_on_the_cluster() {
    let (waits, ended) = oneshot::channel();
    let cluster = Arc::new(Silent { waits: Mutex::new(Some(waits)), ..Silent::default() });
    let asked = Arc::clone(&cluster.asked);
    let place = place(cluster);
    let document = document(&json!({}));
    tokio::select! {
        result = place.engine.run(&place.tables, &document, 10) => panic!("{result:?}"),
        () = asked.notified() => {}
    }
    ended.await.unwrap_err();
    settled(&place.engine).await;
    assert_eq!(place.engine.counts().stopped, 1);
}

#[tokio::test]
async fn a_query_on_the_cluster_has_the_limit_of_time() {
    let folder = TempDir::new().unwrap();
    let here = place(Arc::new(Silent::default()));
    let config = EngineConfig {
        cluster: Some(Arc::new(Silent::default())),
        timeout: Duration::ZERO,
        ..EngineConfig::new(folder.path().join("spill"))
    };
    let engine = Engine::new(config).unwrap();
    let result = engine.run(&here.tables, &document(&json!({})), 10).await;
    assert!(matches!(result, Err(Error::Timeout(_))), "{result:?}");
}
