//! The work is shared.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use almanac_query::{Cluster, Parts, Result};
use async_trait::async_trait;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use tempfile::TempDir;

use crate::programs::{Programs, engine, local};
use crate::towns::{Towns, ordered};

/// Looks which executors have results of a job when it is done and its rows are not fetched yet.
#[derive(Debug)]
struct Looking {
    cluster: Arc<dyn Cluster>,
    programs: &'static Programs,
    shared: Arc<Mutex<bool>>,
}

#[async_trait]
impl Cluster for Looking {
    async fn run(&self, plan: LogicalPlan, parts: Parts) -> Result<Option<SendableRecordBatchStream>> {
        let rows = self.cluster.run(plan, parts).await?;
        let [first, second] = self.programs.results();
        *self.shared.lock().unwrap() |= first.iter().any(|job| second.contains(job));
        Ok(rows)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_executors_take_part() {
    let folder = TempDir::new().unwrap();
    let towns = Towns::write(folder.path());
    let (programs, shared) = (Programs::shared(), Arc::new(Mutex::new(false)));
    let looking = Looking { cluster: programs.cluster(), programs, shared: Arc::clone(&shared) };
    let there = engine(Arc::new(looking), folder.path(), Duration::from_mins(2));
    let expected = local(folder.path()).run(&towns.tables, &towns.people(), 2_000).await.unwrap();
    let found = there.run(&towns.tables, &towns.people(), 2_000).await.unwrap();
    assert_eq!((found.total_rows, expected.total_rows), (1_000, 1_000));
    assert_eq!(ordered(found.rows), ordered(expected.rows));
    assert!(*shared.lock().unwrap(), "one job has results with both executors");
}
