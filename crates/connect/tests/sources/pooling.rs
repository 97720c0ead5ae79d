//! Connections are few and used again.

use std::time::Duration;

use almanac_connect::{Error, Limits};
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::SourceKind;
use futures::StreamExt as _;
use futures::future::join_all;
use mysql_async::prelude::Queryable as _;

use crate::counterpart::{Counterpart, LIMITS, batches, mariadb, one, postgres, value};
use crate::limits::numbers;

/// Who we are in the database.
fn identity(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Postgres => "select pg_backend_pid()",
        SourceKind::Mysql | SourceKind::Sqlite => "select connection_id()",
    }
}

#[tokio::test]
async fn a_connection_is_used_again_but_not_after_an_error() {
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let first = value(&*connector, identity(kind), T::Text).await.unwrap();
        connector.introspect().await.unwrap();
        assert_eq!(value(&*connector, identity(kind), T::Text).await.unwrap(), first, "{kind:?}");
        let limits = Limits { rows: 10, ..LIMITS };
        assert!(batches(&*connector, one(&numbers(kind, 100_000), T::Integer), limits).await.is_err());
        assert_ne!(value(&*connector, identity(kind), T::Text).await.unwrap(), first, "{kind:?}");
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced() {
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let id = value(&*connector, identity(kind), T::Text).await.unwrap();
        if kind == SourceKind::Postgres {
            let sql = format!("select pg_terminate_backend({id})");
            postgres(None).await.unwrap().batch_execute(&sql).await.unwrap();
        } else {
            mariadb().await.unwrap().query_drop(format!("kill {id}")).await.unwrap();
        }
        assert_ne!(value(&*connector, identity(kind), T::Text).await.unwrap(), id, "{kind:?}");
    }
}

#[tokio::test]
async fn no_more_than_four_work_at_once_and_the_others_wait() {
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let answers = join_all((0..20).map(|_| value(&*connector, "select 1", T::Integer))).await;
        assert!(answers.into_iter().all(|answer| answer.is_ok_and(|value| value == "1")), "{kind:?}");

        let mut held = Vec::new();
        for _ in 0..4 {
            let mut stream = connector.query(one(&numbers(kind, 50_000), T::Integer), LIMITS).await.unwrap();
            stream.next().await.unwrap().unwrap();
            held.push(stream);
        }
        let limits = Limits { timeout: Duration::from_millis(200), ..LIMITS };
        let fifth = batches(&*connector, one("select 1", T::Integer), limits).await;
        assert!(matches!(fifth, Err(Error::Timeout(_) | Error::Busy)), "{kind:?} {fifth:?}");
        held.pop();
        assert_eq!(value(&*connector, "select 1", T::Integer).await.unwrap(), "1", "{kind:?}");
    }
}
