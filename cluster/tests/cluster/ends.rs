//! A query that nobody waits for ends on the cluster too.

use std::time::Duration;

use almanac_query::Error;
use tempfile::TempDir;

use crate::programs::Programs;
use crate::towns::Towns;

const LONG: Duration = Duration::from_mins(2);

/// Comes back when the executors have begun with something.
async fn begun(programs: &Programs) {
    while programs.results().iter().all(Vec::is_empty) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_query_leaves_the_executors_to_others() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(256 << 20));
    let engine = programs.engine(folder.path(), LONG);
    // As many as there are cores, so that each of them is taken until the query ends.
    let pairs = towns.pairs();
    tokio::select! {
        result = engine.run(&towns.tables, &pairs, 10) => panic!("{result:?}"),
        () = begun(&programs) => {}
    }
    let people = engine.run(&towns.tables, &towns.people(), 10).await.unwrap();
    assert_eq!(people.total_rows, 1_000);
    assert_eq!(engine.counts().stopped, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_takes_too_long_leaves_the_executors_to_others() {
    let folder = TempDir::new().unwrap();
    let (towns, programs) = (Towns::write(folder.path()), Programs::start(256 << 20));
    let hurried = programs.engine(&folder.path().join("hurried"), Duration::from_secs(5));
    let result = hurried.run(&towns.tables, &towns.pairs(), 10).await;
    assert!(matches!(result, Err(Error::Timeout(_))), "{result:?}");
    let patient = programs.engine(folder.path(), LONG);
    let people = patient.run(&towns.tables, &towns.people(), 10).await.unwrap();
    assert_eq!(people.total_rows, 1_000);
}
