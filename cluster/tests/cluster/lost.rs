//! What happens without an executor, without all of them, without the scheduler, and without a file.

use std::time::Duration;

use almanac_query::Error;
use tempfile::TempDir;

use crate::programs::{Programs, local};
use crate::towns::{Towns, ordered};

const LONG: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn the_other_executor_does_the_work_of_a_lost_one() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(256 << 20));
    let expected = local(folder.path()).run(&towns.tables, &towns.people(), 2_000).await.unwrap();
    // The scheduler does not know it yet.
    programs.kill_executor(0);
    let engine = programs.engine(folder.path(), LONG);
    let found = engine.run(&towns.tables, &towns.people(), 2_000).await.unwrap();
    assert_eq!(ordered(found.rows), ordered(expected.rows));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_executors_a_query_fails() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(256 << 20));
    programs.kill_executor(0);
    programs.kill_executor(1);
    let engine = programs.engine(folder.path(), LONG);
    let result = engine.run(&towns.tables, &towns.people(), 10).await;
    assert!(matches!(result, Err(Error::Cluster(_))), "{result:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_scheduler_a_query_fails() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(256 << 20));
    let engine = programs.engine(folder.path(), LONG);
    programs.kill_scheduler();
    let result = engine.run(&towns.tables, &towns.people(), 10).await;
    let Err(Error::Cluster(words)) = result else { panic!("{result:?}") };
    assert_eq!(words, "the cluster that runs queries cannot be reached");
}
