//! Dropping what is waited for reaches the database.

use std::time::Duration;

use almanac_domain::data::ColumnType as T;
use almanac_domain::source::{SourceKind, TlsMode};
use futures::StreamExt as _;
use mysql_async::prelude::Queryable as _;
use tokio::time::{interval, timeout};

use crate::counterpart::{Counterpart, LIMITS, authority, mariadb, one, postgres, value};
use crate::limits::{endless, numbers};

/// How many statements with the mark are at work.
async fn running(kind: SourceKind, mark: &str) -> i64 {
    match kind {
        SourceKind::Postgres => {
            let sql = "select count(*) from pg_stat_activity \
                where state = 'active' and pid <> pg_backend_pid() and position($1 in query) > 0";
            postgres(None).await.unwrap().query_one(sql, &[&mark]).await.unwrap().get(0)
        }
        SourceKind::Mysql => {
            let sql = format!(
                "select count(*) from information_schema.processlist \
                 where id <> connection_id() and command <> 'Sleep' and info like '%{mark}%'"
            );
            mariadb().await.unwrap().query_first(sql).await.unwrap().unwrap()
        }
        SourceKind::Sqlite => 0,
    }
}

/// Looks until there are so many, a bounded number of times.
async fn becomes(kind: SourceKind, mark: &str, count: i64) -> bool {
    let mut ticks = interval(Duration::from_millis(50));
    for _ in 0..200 {
        ticks.tick().await;
        if running(kind, mark).await == count {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn dropping_a_query_stops_its_statement() {
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        for mode in [TlsMode::Off, TlsMode::VerifyFull] {
            let Some(chinook) = Counterpart::chinook(kind).await else { continue };
            let settings = chinook.server_with(|server| {
                server.tls = mode;
                server.ca = (mode == TlsMode::VerifyFull).then(|| authority("ca.pem"));
            });
            let connector = chinook.open_at(&settings, None).unwrap();
            let mark = format!("mark_{kind:?}_{mode:?}_{}", std::process::id());
            let sql = format!("select /* {mark} */ * from ({}) as a", endless(kind));
            // PostgreSQL runs it when it is asked for, MariaDB when rows are.
            let asking = async {
                let mut stream = connector.query(one(&sql, T::Integer), LIMITS).await.unwrap();
                stream.next().await.map(|first| first.map(|batch| batch.num_rows()))
            };
            tokio::select! {
                answer = asking => panic!("it ended: {answer:?}"),
                begun = becomes(kind, &mark, 1) => assert!(begun, "{kind:?} {mode:?}: it never began"),
            }
            assert!(becomes(kind, &mark, 0).await, "{kind:?} {mode:?}: it still runs");
        }
    }
}

#[tokio::test]
async fn dropping_a_stream_between_batches_stops_its_statement() {
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let mark = format!("batch_{kind:?}_{}", std::process::id());
        let sql = format!("select /* {mark} */ * from ({}) as a", numbers(kind, 100_000_000));
        let mut stream = connector.query(one(&sql, T::Integer), LIMITS).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().num_rows(), 8_192);
        assert!(becomes(kind, &mark, 1).await, "{kind:?}: it does not run");
        drop(stream);
        assert!(becomes(kind, &mark, 0).await, "{kind:?}: it still runs");
        assert_eq!(value(&*connector, "select 1", T::Integer).await.unwrap(), "1");
    }
}

#[tokio::test]
async fn dropping_a_query_of_a_file_frees_its_thread() {
    let chinook = Counterpart::chinook(SourceKind::Sqlite).await.unwrap();
    let connector = chinook.open();
    // Each of these would hold a connection; there are four.
    for _ in 0..12 {
        let mut stream = connector.query(one(endless(SourceKind::Sqlite), T::Integer), LIMITS).await.unwrap();
        assert!(timeout(Duration::from_millis(20), stream.next()).await.is_err());
    }
    assert_eq!(value(&*connector, "select 1", T::Integer).await.unwrap(), "1");
    let threads = || {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        let name =
            |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        tasks.map(name).filter(|name| name.starts_with("sqlx-sqlite")).count()
    };
    let mut ticks = interval(Duration::from_millis(50));
    for _ in 0..200 {
        ticks.tick().await;
        if threads() <= 1 {
            return;
        }
    }
    panic!("{} threads still run", threads());
}
