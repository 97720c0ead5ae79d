//! How much a statement may take.

use std::time::Duration;

use almanac_connect::{Error, Limits};
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::SourceKind;
use futures::StreamExt as _;

use crate::counterpart::{Counterpart, LIMITS, batches, one, value};

/// The numbers from 1 to `n`.
pub fn numbers(kind: SourceKind, n: u64) -> String {
    match kind {
        SourceKind::Postgres => format!("select generate_series(1::bigint, {n})"),
        SourceKind::Mysql => format!("select seq from seq_1_to_{n}"),
        SourceKind::Sqlite => format!(
            "with recursive c (n) as (select 1 union all select n + 1 from c where n < {n}) select n from c"
        ),
    }
}

/// A statement that does not end.
pub fn endless(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Mysql => {
            "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b where a.seq * b.seq < 0"
        }
        SourceKind::Postgres | SourceKind::Sqlite => {
            "with recursive c (n) as (select 1 union all select n + 1 from c) select count(*) from c"
        }
    }
}

#[tokio::test]
async fn rows_come_in_batches_and_one_too_many_is_an_error() {
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let found = batches(&*connector, one(&numbers(kind, 20_000), T::Integer), LIMITS).await.unwrap();
        let sizes: Vec<_> = found.iter().map(arrow::array::RecordBatch::num_rows).collect();
        assert_eq!(sizes, [8_192, 8_192, 3_616], "{kind:?}");

        let limits = Limits { rows: 20_000, ..LIMITS };
        assert!(batches(&*connector, one(&numbers(kind, 20_000), T::Integer), limits).await.is_ok());
        let failed = batches(&*connector, one(&numbers(kind, 20_001), T::Integer), limits).await;
        assert!(matches!(failed, Err(Error::TooManyRows(20_000))), "{kind:?} {failed:?}");
        assert_eq!(value(&*connector, "select 1", T::Integer).await.unwrap(), "1", "{kind:?}");
    }
}

#[tokio::test]
async fn a_byte_too_many_is_an_error() {
    for (kind, wide) in [
        (SourceKind::Postgres, "repeat('x', 1000)"),
        (SourceKind::Mysql, "repeat('x', 1000)"),
        (SourceKind::Sqlite, "printf('%1000d', 1)"),
    ] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let sql = format!("select {wide} from ({}) a", numbers(kind, 50));
        let limits = |bytes| Limits { bytes, ..LIMITS };
        assert!(batches(&*connector, one(&sql, T::Text), limits(50_000)).await.is_ok(), "{kind:?}");
        let failed = batches(&*connector, one(&sql, T::Text), limits(49_999)).await;
        assert!(matches!(failed, Err(Error::TooLarge(49_999))), "{kind:?} {failed:?}");
    }
}

#[tokio::test]
async fn long_texts_make_small_batches() {
    for (kind, wide) in [
        (SourceKind::Postgres, "repeat('x', 1000000)"),
        (SourceKind::Mysql, "repeat('x', 1000000)"),
        (SourceKind::Sqlite, "printf('%1000000d', 1)"),
    ] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let sql = format!("select {wide} from ({}) a", numbers(kind, 30));
        let found = batches(&*chinook.open(), one(&sql, T::Text), LIMITS).await.unwrap();
        assert!(found.iter().all(|batch| batch.num_rows() <= 9), "{kind:?}");
    }
}

#[tokio::test]
async fn a_value_that_is_too_large_for_memory_is_not_taken() {
    let Some(chinook) = Counterpart::chinook(SourceKind::Postgres).await else { return };
    let limits = Limits { bytes: u64::MAX, ..LIMITS };
    let sql = "select repeat('x', 100000000)";
    let failed = batches(&*chinook.open(), one(sql, T::Text), limits).await;
    assert!(matches!(failed, Err(Error::TooLarge(most)) if most == 64 << 20), "{failed:?}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_stopped() {
    let limits = Limits { timeout: Duration::from_millis(300), ..LIMITS };
    let sleeping = |kind| match kind {
        SourceKind::Postgres => "select pg_sleep(99)::text",
        SourceKind::Mysql => "select sleep(99)",
        SourceKind::Sqlite => endless(kind),
    };
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        for sql in [endless(kind), sleeping(kind)] {
            let failed = batches(&*connector, one(sql, T::Text), limits).await;
            // MariaDB tells of a sleep that was interrupted by its result.
            let stopped = matches!(failed, Err(Error::Timeout(after)) if after == limits.timeout);
            assert!(stopped, "{kind:?} {sql} {failed:?}");
        }
        assert_eq!(value(&*connector, "select 1", T::Integer).await.unwrap(), "1", "{kind:?}");
    }
}

#[tokio::test]
async fn rows_that_nobody_takes_are_not_read_ahead() {
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let limits = Limits { rows: u64::MAX, bytes: u64::MAX, ..LIMITS };
        let mut stream =
            chinook.open().query(one(&numbers(kind, 1_000_000_000), T::Integer), limits).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().num_rows(), 8_192, "{kind:?}");
    }
}
