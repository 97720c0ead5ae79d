//! What statements return, before they are run.

use std::time::Duration;

use almanac_connect::Error;
use almanac_domain::data::ColumnType::{self, Boolean, Date, Float, Integer, Text, Timestamp};
use almanac_domain::source::SourceKind;

use crate::counterpart::Counterpart;

const PATIENCE: Duration = Duration::from_secs(10);

fn tables(kind: SourceKind) -> [&'static str; 2] {
    let create = match kind {
        SourceKind::Postgres => {
            "create table t (id bigint, price numeric(10, 2), name varchar(20), day date, at timestamptz, ok boolean,
            raw bytea)"
        }
        SourceKind::Mysql => {
            "create table t (id bigint, price decimal(10, 2), name varchar(20), day date, at datetime, ok boolean,
            raw blob)"
        }
        SourceKind::Sqlite => {
            "create table t (id integer, price real, name text, day date, at datetime, ok boolean, raw blob)"
        }
    };
    [create, "insert into t (id, price, name) values (1, 2.5, 'a'), (2, null, 'b')"]
}

#[tokio::test]
async fn columns_are_known_before_a_statement_is_run() {
    for kind in SourceKind::ALL {
        let Some(counterpart) = Counterpart::with(kind, "described", &tables(kind)).await else { continue };
        let connector = counterpart.open();
        let columns = async |sql: &str| -> Vec<(String, Option<ColumnType>)> {
            let found = connector.describe(sql, PATIENCE).await.unwrap();
            found.into_iter().map(|column| (column.name, column.kind)).collect()
        };
        let named = |columns: &[(&str, Option<ColumnType>)]| -> Vec<(String, Option<ColumnType>)> {
            columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
        };
        let wanted = [
            ("id", Some(Integer)),
            ("price", Some(Float)),
            ("name", Some(Text)),
            ("day", Some(Date)),
            ("at", Some(Timestamp)),
            ("ok", Some(Boolean)),
            ("raw", None),
        ];
        assert_eq!(columns("select * from t").await, named(&wanted), "{kind:?}");
        let sql = "select count(*) as n, avg(price) as mean, max(name) as last from t -- all";
        let wanted = [("n", Some(Integer)), ("mean", Some(Float)), ("last", Some(Text))];
        assert_eq!(columns(sql).await, named(&wanted), "{kind:?}");
    }
}

#[tokio::test]
async fn r29_what_does_not_only_read_is_not_described() {
    for kind in SourceKind::ALL {
        let Some(counterpart) = Counterpart::with(kind, "described_not", &tables(kind)).await else {
            continue;
        };
        let connector = counterpart.open();
        for sql in ["drop table t", "select 1; drop table t", "insert into t (id) values (3)"] {
            let refused = connector.describe(sql, PATIENCE).await;
            assert!(matches!(refused, Err(Error::NotReading(_))), "{kind:?} {sql}: {refused:?}");
        }
        for sql in ["select nothing from t", "select * frm t"] {
            let wrong = connector.describe(sql, PATIENCE).await;
            assert!(matches!(wrong, Err(Error::Statement(_))), "{kind:?} {sql}: {wrong:?}");
        }
        assert_eq!(connector.describe("select id from t", PATIENCE).await.unwrap().len(), 1);
    }
}
