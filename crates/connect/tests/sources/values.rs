//! Values in and out.

use almanac_connect::Error;
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::SourceKind;
use almanac_query::BoundValue as B;

use crate::counterpart::{Counterpart, rows, statement};

const NAUGHTY: &str = "'; drop table a; -- \" \\ \\' $1 ? :a %s \u{202e} 💥 ＝1";

fn bound() -> Vec<B> {
    vec![
        B::Boolean(true),
        B::Integer(i64::MIN),
        B::Float(-1.5e300),
        B::Text(NAUGHTY.into()),
        B::Date("2024-02-29".parse().unwrap()),
        B::Timestamp("2024-02-29T23:59:59.123456Z".parse().unwrap()),
    ]
}

const COLUMNS: [(&str, T); 6] = [
    ("a", T::Boolean),
    ("b", T::Integer),
    ("c", T::Float),
    ("d", T::Text),
    ("e", T::Date),
    ("f", T::Timestamp),
];

fn typed(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Postgres => {
            "select $1::boolean, $2::bigint, $3::double precision, $4::text, $5::date, $6::timestamptz"
        }
        SourceKind::Mysql | SourceKind::Sqlite => "select ?, ?, ?, ?, ?, ?",
    }
}

#[tokio::test]
async fn every_type_goes_in_and_comes_out() {
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let found = rows(&*connector, statement(typed(kind), bound(), &COLUMNS)).await.unwrap();
        let expected = [
            "true",
            "-9223372036854775808",
            "-1.5e300",
            NAUGHTY,
            "2024-02-29",
            "2024-02-29T23:59:59.123456Z",
        ];
        assert_eq!(found, [expected], "{kind:?}");

        let nothing = statement("select null, null, null, null, null, null", Vec::new(), &COLUMNS);
        assert_eq!(rows(&*connector, nothing).await.unwrap(), [["∅"; 6]], "{kind:?}");
    }
}

#[tokio::test]
async fn extremes_survive() {
    let values = vec![
        B::Boolean(false),
        B::Integer(i64::MAX),
        B::Float(f64::MIN_POSITIVE),
        B::Text(String::new()),
        B::Date("9999-12-31".parse().unwrap()),
        B::Timestamp("1000-01-01T00:00:00Z".parse().unwrap()),
    ];
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let found = rows(&*chinook.open(), statement(typed(kind), values.clone(), &COLUMNS)).await.unwrap();
        let float = "2.2250738585072014e-308";
        let expected = ["false", "9223372036854775807", float, "", "9999-12-31", "1000-01-01T00:00:00Z"];
        assert_eq!(found, [expected], "{kind:?}");
    }
}

#[tokio::test]
async fn postgres_knows_dates_before_christ_and_far_away() {
    let Some(chinook) = Counterpart::chinook(SourceKind::Postgres).await else { return };
    let connector = chinook.open();
    for (date, shown) in
        [("-0043-03-15", "0044-03-15 BC"), ("+12024-01-01", "12024-01-01"), ("0000-01-01", "0001-01-01 BC")]
    {
        let params =
            vec![B::Date(date.parse().unwrap()), B::Timestamp(format!("{date}T00:00:00Z").parse().unwrap())];
        let sql = "select $1::date::text, ($2::timestamptz at time zone 'UTC')::date::text, $1::date";
        let columns = [("a", T::Text), ("b", T::Text), ("c", T::Date)];
        let found = rows(&*connector, statement(sql, params, &columns)).await.unwrap();
        assert_eq!(found[0][..2], [shown, shown]);
        assert_eq!(found[0][2], date);
    }
}

#[tokio::test]
async fn the_same_filters_find_the_same_rows_of_chinook() {
    for (kind, sql) in [
        (
            SourceKind::Postgres,
            "select name, composer, milliseconds, unit_price from track \
             where name like $1 and milliseconds > $2 and unit_price < $3 order by name",
        ),
        (
            SourceKind::Mysql,
            "select \"Name\", \"Composer\", \"Milliseconds\", \"UnitPrice\" from \"Track\" \
             where \"Name\" like ? and \"Milliseconds\" > ? and \"UnitPrice\" < ? order by \"Name\"",
        ),
        (
            SourceKind::Sqlite,
            "select \"Name\", \"Composer\", \"Milliseconds\", \"UnitPrice\" from \"Track\" \
             where \"Name\" like ? and \"Milliseconds\" > ? and \"UnitPrice\" < ? order by \"Name\"",
        ),
    ] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let params = vec![B::Text("Z%".into()), B::Integer(200_000), B::Float(1.0)];
        let columns = [("a", T::Text), ("b", T::Text), ("c", T::Integer), ("d", T::Float)];
        let found = rows(&*chinook.open(), statement(sql, params, &columns)).await.unwrap();
        assert_eq!(found.len(), 6, "{kind:?} {found:?}");
        assert_eq!(found[0], ["Zambação", "∅", "301113", "0.99"], "{kind:?}");
    }
}

#[tokio::test]
async fn a_statement_of_another_shape_is_refused() {
    for kind in SourceKind::ALL {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let connector = chinook.open();
        let mark = if kind == SourceKind::Postgres { "$1" } else { "?" };
        for (sql, params) in [
            ("select 1, 2".to_owned(), vec![]),
            ("select 1 from".to_owned(), vec![]),
            ("select 1 from no_such_table".to_owned(), vec![]),
            (format!("select {mark}"), vec![]),
            ("select 1".to_owned(), vec![B::Integer(1)]),
        ] {
            let failed = rows(&*connector, statement(&sql, params, &[("a", T::Text)])).await;
            assert!(matches!(failed, Err(Error::Statement(_))), "{kind:?} {sql} {failed:?}");
        }
    }
}
