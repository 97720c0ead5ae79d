//! What is in a database.

use std::collections::BTreeMap;
use std::time::Instant;

use almanac_domain::data::ColumnType;
use almanac_domain::source::{ForeignKey, Schema, SourceKind, Table, TableKind, TableName};

use crate::counterpart::{Counterpart, postgres};

type Columns = Vec<(String, Option<ColumnType>, bool)>;
type Keys = Vec<(Vec<String>, String, Vec<String>)>;

/// `invoice_line` and `InvoiceLine` are the same.
fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn plain_all(names: &[String]) -> Vec<String> {
    names.iter().map(|name| plain(name)).collect()
}

fn outline(schema: &Schema) -> BTreeMap<String, (Columns, Vec<String>, Keys)> {
    let outline = |table: &Table| {
        let columns =
            table.columns.iter().map(|column| (plain(&column.name), column.kind, column.nullable)).collect();
        let key = |key: &ForeignKey| (plain_all(&key.columns), plain(&key.table.name), plain_all(&key.to));
        let mut keys: Vec<_> = table.foreign_keys.iter().map(key).collect();
        keys.sort();
        (plain(&table.name.name), (columns, plain_all(&table.primary_key), keys))
    };
    schema.tables.iter().map(outline).collect()
}

#[tokio::test]
async fn chinook_has_the_same_tables_columns_and_keys_everywhere() {
    let sqlite = Counterpart::chinook(SourceKind::Sqlite).await.unwrap().open();
    let expected = outline(&sqlite.introspect().await.unwrap());
    assert_eq!(expected.len(), 11);
    let (columns, key, keys) = &expected["track"];
    assert_eq!(columns.len(), 9);
    assert_eq!(columns[1], ("name".into(), Some(ColumnType::Text), false));
    assert_eq!(columns[7], ("bytes".into(), Some(ColumnType::Integer), true));
    assert_eq!(columns[8], ("unitprice".into(), Some(ColumnType::Float), false));
    assert_eq!(key, &["trackid"]);
    assert_eq!(keys[0], (vec!["albumid".into()], "album".into(), vec!["albumid".into()]));
    assert_eq!(expected["playlisttrack"].1, ["playlistid", "trackid"]);
    assert_eq!(expected["employee"].2[0].1, "employee");
    assert_eq!(expected["invoice"].0[2].1, Some(ColumnType::Timestamp));
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let schema = chinook.open().introspect().await.unwrap();
        assert_eq!(outline(&schema), expected, "{kind:?}");
        let track = schema.tables.iter().find(|table| plain(&table.name.name) == "track").unwrap();
        let rows = track.rows.unwrap();
        assert!((3_000..4_000).contains(&rows), "{kind:?} {rows}");
        assert_eq!(track.name.schema.is_some(), kind == SourceKind::Postgres);
    }
}

fn names(schema: &Schema) -> Vec<(&str, TableKind)> {
    schema.tables.iter().map(|table| (&*table.name.name, table.kind)).collect()
}

fn kinds(table: &Table) -> Vec<(&str, Option<ColumnType>, &str)> {
    table.columns.iter().map(|column| (&*column.name, column.kind, &*column.native)).collect()
}

#[tokio::test]
async fn postgres_tells_tables_of_all_kinds_and_types() {
    let setup = "
        create schema shop;
        create type mood as enum ('sad', 'happy');
        create domain year as int check (value > 0);
        create domain late_year as year not null;
        create table shop.\"Odd \"\"Name\" (
            id bigserial primary key, a int[], b bytea, c mood, d late_year, e numeric(10, 2), f timestamptz(3),
            g interval, h jsonb, i uuid, j time, k inet, l point, m varchar(5), n \"char\", o int generated always as (1) stored
        );
        comment on table shop.\"Odd \"\"Name\" is 'It''s odd';
        comment on column shop.\"Odd \"\"Name\".e is 'In euros';
        create table parts (at date not null, id int not null, primary key (at, id)) partition by range (at);
        create table parts_2024 partition of parts for values from ('2024-01-01') to ('2025-01-01');
        create view seen as select id, 1 as one from parts;
        create materialized view kept as select 1 as one;
        create table refers (at date, id int, foreign key (at, id) references parts (at, id));
        alter table refers add column gone int;
        alter table refers drop column gone";
    let Some(database) = Counterpart::with(SourceKind::Postgres, "t_kinds", &[setup]).await else { return };
    let schema = database.open().introspect().await.unwrap();
    assert_eq!(
        names(&schema),
        [
            ("kept", TableKind::Table),
            ("parts", TableKind::Table),
            ("refers", TableKind::Table),
            ("seen", TableKind::View),
            ("Odd \"Name", TableKind::Table)
        ]
    );
    let [kept, parts, refers, _, odd] = &schema.tables[..] else { panic!() };
    assert_eq!(odd.name.schema.as_deref(), Some("shop"));
    assert_eq!(odd.comment.as_deref(), Some("It's odd"));
    assert_eq!(odd.columns[5].comment.as_deref(), Some("In euros"));
    assert!(!odd.columns[4].nullable && odd.columns[5].nullable);
    assert_eq!(
        kinds(odd),
        [
            ("id", Some(ColumnType::Integer), "bigint"),
            ("a", None, "integer[]"),
            ("b", None, "bytea"),
            ("c", Some(ColumnType::Text), "mood"),
            ("d", Some(ColumnType::Integer), "late_year"),
            ("e", Some(ColumnType::Float), "numeric(10,2)"),
            ("f", Some(ColumnType::Timestamp), "timestamp(3) with time zone"),
            ("g", None, "interval"),
            ("h", Some(ColumnType::Text), "jsonb"),
            ("i", Some(ColumnType::Text), "uuid"),
            ("j", Some(ColumnType::Text), "time without time zone"),
            ("k", Some(ColumnType::Text), "inet"),
            ("l", None, "point"),
            ("m", Some(ColumnType::Text), "character varying(5)"),
            ("n", Some(ColumnType::Text), "\"char\""),
            ("o", Some(ColumnType::Integer), "integer"),
        ]
    );
    assert_eq!(parts.primary_key, ["at", "id"]);
    assert_eq!(kept.columns.len(), 1);
    let parts = TableName { schema: Some("public".into()), name: "parts".into() };
    let columns = vec!["at".to_owned(), "id".to_owned()];
    assert_eq!(refers.foreign_keys, [ForeignKey { columns: columns.clone(), table: parts, to: columns }]);
    assert_eq!(refers.columns.len(), 2);
}

#[tokio::test]
async fn postgres_tells_only_what_its_user_may_read() {
    let setup = "
        create schema closed;
        create table closed.a (id int primary key);
        create table b (id int primary key, secret text);
        create table c (id int references closed.a, b int references b);
        create table d (id int);
        do $$ begin
            if not exists (select from pg_roles where rolname = 't_reader') then create role t_reader login; end if;
        end $$;
        grant select (id) on b to t_reader;
        grant select on c, closed.a to t_reader";
    let Some(database) = Counterpart::with(SourceKind::Postgres, "t_rights", &[setup]).await else { return };
    let reader = database.server_with(|server| server.user = "t_reader".into());
    let schema = database.open_at(&reader, None).unwrap().introspect().await.unwrap();
    assert_eq!(names(&schema), [("b", TableKind::Table), ("c", TableKind::Table)]);
    assert_eq!(schema.tables[0].columns.len(), 1);
    let keys: Vec<_> = schema.tables[1].foreign_keys.iter().map(|key| &*key.table.name).collect();
    assert_eq!(keys, ["b"]);
}

#[tokio::test]
async fn mariadb_tells_views_types_and_comments() {
    let setup = "
        create table a (
            id int unsigned not null auto_increment primary key, b tinyint(1), c tinyint(4), d bigint unsigned,
            e enum('x','y'), f blob, g json, h bit(1), i bit(5), j year, k time, l datetime(6), m timestamp null,
            n decimal(10,2), o geometry, p set('a','b'), q varchar(3) comment 'Three', r uuid
        ) comment = 'All of them';
        create view v as select id, b from a;
        create sequence s";
    let Some(database) = Counterpart::with(SourceKind::Mysql, "t_kinds", &[setup]).await else { return };
    let schema = database.open().introspect().await.unwrap();
    assert_eq!(names(&schema), [("a", TableKind::Table), ("v", TableKind::View)]);
    let [a, v] = &schema.tables[..] else { panic!() };
    assert_eq!((a.comment.as_deref(), v.comment.as_deref()), (Some("All of them"), None));
    assert_eq!(a.columns[16].comment.as_deref(), Some("Three"));
    let kinds: Vec<_> = a.columns.iter().map(|column| column.kind).collect();
    let (integer, text, time) =
        (Some(ColumnType::Integer), Some(ColumnType::Text), Some(ColumnType::Timestamp));
    let boolean = Some(ColumnType::Boolean);
    assert_eq!(
        kinds,
        [
            integer,
            boolean,
            integer,
            integer,
            text,
            None,
            text,
            boolean,
            None,
            integer,
            text,
            time,
            time,
            Some(ColumnType::Float),
            None,
            text,
            text,
            text
        ]
    );
    assert_eq!(a.columns[3].native, "bigint(20) unsigned");
}

#[tokio::test]
async fn sqlite_tells_views_rowids_and_keys_without_names() {
    let setup = "
        create table a (id integer primary key, b text not null, c, d datetime, e date, f bool, g decimal(3), h blob,
            i bigint, j double precision, k time);
        create table b (x int, y int, primary key (y, x)) without rowid;
        create table c (a int references a, y int, x int, foreign key (y, x) references B);
        create view v as select id, count(*) as n from a group by id;
        create virtual table t using fts5(body);
        insert into a (id, b) values (1, 'a'), (2, 'b');
        create index a_b on a (b);
        analyze";
    let database = Counterpart::with(SourceKind::Sqlite, "kinds.db", &[setup]).await.unwrap();
    let schema = database.open().introspect().await.unwrap();
    let found = |name: &str| schema.tables.iter().find(|table| table.name.name == name).unwrap();
    let (a, c) = (found("a"), found("c"));
    let kinds: Vec<_> = a.columns.iter().map(|column| column.kind).collect();
    assert_eq!(
        kinds,
        [
            Some(ColumnType::Integer),
            Some(ColumnType::Text),
            Some(ColumnType::Text),
            Some(ColumnType::Timestamp),
            Some(ColumnType::Date),
            Some(ColumnType::Boolean),
            Some(ColumnType::Float),
            None,
            Some(ColumnType::Integer),
            Some(ColumnType::Float),
            Some(ColumnType::Text),
        ]
    );
    assert_eq!((a.rows, a.columns[0].nullable, a.columns[2].nullable), (Some(2), false, true));
    assert_eq!(found("b").primary_key, ["y", "x"]);
    assert_eq!(found("v").kind, TableKind::View);
    let mut keys: Vec<_> = c.foreign_keys.iter().map(|key| (&*key.table.name, &key.to[..])).collect();
    keys.sort();
    assert_eq!(keys, [("a", &["id".to_owned()][..]), ("b", &["y".to_owned(), "x".to_owned()][..])]);
}

#[tokio::test]
async fn a_broken_view_does_not_hide_the_other_tables() {
    for kind in SourceKind::ALL {
        let setup =
            ["create table a (id int)", "create table b (id int)", "create view v as select id from b"];
        let Some(database) = Counterpart::with(kind, "t_broken", &setup).await else { continue };
        if kind != SourceKind::Postgres {
            database.execute("drop table b").await;
        }
        let schema = database.open().introspect().await.unwrap();
        assert!(
            schema.tables.iter().any(|table| table.name.name == "a" && table.columns.len() == 1),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn two_thousand_tables_are_read_in_one_go() {
    let columns: Vec<_> = (0..19).map(|at| format!("c{at} varchar(20)")).collect();
    for kind in SourceKind::ALL {
        let tables: Vec<_> = (0..2_000)
            .map(|at| format!("create table t{at} (id int primary key, {})", columns.join(", ")))
            .collect();
        let scripts: Vec<_> =
            tables.chunks(500).map(|tables| format!("begin; {}; commit", tables.join("; "))).collect();
        let scripts: Vec<_> = scripts.iter().map(String::as_str).collect();
        if kind == SourceKind::Mysql {
            // A table of MariaDB is files: making thousands of them takes minutes.
            continue;
        }
        let Some(database) = Counterpart::with(kind, "t_many", &scripts).await else { continue };
        let connector = database.open();
        let start = Instant::now();
        let schema = connector.introspect().await.unwrap();
        eprintln!("{kind:?}: 2,000 tables of 20 columns in {:?}", start.elapsed());
        assert_eq!(schema.tables.len(), 2_000);
        assert!(schema.tables.iter().all(|table| table.columns.len() == 20 && table.primary_key == ["id"]));
        if let Some(server) = postgres(None).await.filter(|_| kind == SourceKind::Postgres) {
            drop((connector, database));
            server.batch_execute("drop database t_many with (force)").await.unwrap();
        }
    }
}
