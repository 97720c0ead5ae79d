use almanac_domain::data::ColumnType::{self, Boolean, Date, Float, Integer, Text, Timestamp};
use almanac_domain::source::{Table, TableKind};

use super::*;

const POSTGRES: &str = include_str!("../../../../fixtures/chinook/chinook_postgres.sql");
const MYSQL: &str = include_str!("../../../../fixtures/chinook/chinook_mysql.sql");

fn tables(kind: SourceKind, text: &str) -> Vec<Table> {
    describe(kind, text).unwrap().schema.tables
}

/// The columns of the only table.
fn columns(kind: SourceKind, text: &str) -> Vec<(String, Option<ColumnType>, String, bool)> {
    let tables = tables(kind, text);
    assert_eq!(tables.len(), 1, "{tables:?}");
    let columns = tables[0].columns.iter();
    columns.map(|one| (one.name.clone(), one.kind, one.native.clone(), one.nullable)).collect()
}

fn types(kind: SourceKind, written: &[(&str, Option<ColumnType>, &str)]) {
    for (text, expected, native) in written {
        let made = columns(kind, &format!("create table t (c {text})"));
        assert_eq!((made[0].1, made[0].2.as_str()), (*expected, *native), "{text}");
    }
}

#[test]
fn types_of_postgres_are_those_of_its_catalogue() {
    let text = "timestamp(3) with time zone";
    types(
        SourceKind::Postgres,
        &[
            ("int", Some(Integer), "integer"),
            ("bigserial", Some(Integer), "bigint"),
            ("numeric(10, 2)", Some(Float), "numeric(10,2)"),
            ("decimal", Some(Float), "numeric"),
            ("double precision", Some(Float), "double precision"),
            ("varchar(160)", Some(Text), "character varying(160)"),
            ("character varying", Some(Text), "character varying"),
            ("char", Some(Text), "character(1)"),
            ("text", Some(Text), "text"),
            ("bool", Some(Boolean), "boolean"),
            ("date", Some(Date), "date"),
            ("timestamp", Some(Timestamp), "timestamp without time zone"),
            ("timestamptz", Some(Timestamp), "timestamp with time zone"),
            (text, Some(Timestamp), text),
            ("time", Some(Text), "time without time zone"),
            ("uuid", Some(Text), "uuid"),
            ("jsonb", Some(Text), "jsonb"),
            ("public.citext", Some(Text), "public.citext"),
            ("bytea", None, "bytea"),
            ("int[]", None, "int[]"),
            ("interval", None, "interval"),
        ],
    );
}

#[test]
fn types_of_mysql_and_sqlite_are_those_of_their_catalogues() {
    types(
        SourceKind::Mysql,
        &[
            ("INT", Some(Integer), "int"),
            ("int(10) unsigned", Some(Integer), "int(10) unsigned"),
            ("bigint unsigned", Some(Integer), "bigint unsigned"),
            ("tinyint(1)", Some(Boolean), "tinyint(1)"),
            ("boolean", Some(Boolean), "tinyint(1)"),
            ("NUMERIC(10,2)", Some(Float), "decimal(10,2)"),
            ("double", Some(Float), "double"),
            ("NVARCHAR(160)", Some(Text), "varchar(160)"),
            ("longtext", Some(Text), "longtext"),
            ("enum('a','B')", Some(Text), "enum('a', 'B')"),
            ("datetime(6)", Some(Timestamp), "datetime(6)"),
            ("date", Some(Date), "date"),
            ("longblob", None, "longblob"),
        ],
    );
    types(
        SourceKind::Sqlite,
        &[
            ("INTEGER", Some(Integer), "INTEGER"),
            ("NVARCHAR(160)", Some(Text), "NVARCHAR(160)"),
            ("NUMERIC(10,2)", Some(Float), "NUMERIC(10,2)"),
            ("DATETIME", Some(Timestamp), "DATETIME"),
            ("BLOB", None, "BLOB"),
            ("", Some(Text), ""),
        ],
    );
}

#[test]
fn keys_comments_and_required_values_are_read() {
    let text = "
        create table shop.people (id bigint generated always as identity primary key, name text not null);
        create table shop.orders (
            id serial, person bigint references shop.people, partner bigint, \"Odd Name\" text,
            primary key (id, person),
            constraint partners foreign key (partner) references shop.people (id) on delete cascade
        );
        alter table only shop.orders add column paid boolean not null default false;
        comment on table shop.orders is 'what was sold';
        comment on column shop.orders.\"Odd Name\" is 'it''s odd';";
    let tables = tables(SourceKind::Postgres, text);
    let names: Vec<String> = tables.iter().map(|table| table.name.to_string()).collect();
    assert_eq!(names, ["shop.orders", "shop.people"]);
    let orders = &tables[0];
    assert_eq!(
        (orders.comment.as_deref(), orders.primary_key.as_slice()),
        (Some("what was sold"), &["id".to_owned(), "person".to_owned()][..])
    );
    let nullable: Vec<bool> = orders.columns.iter().map(|column| column.nullable).collect();
    assert_eq!(nullable, [false, false, true, true, false]);
    assert_eq!(orders.columns[3].comment.as_deref(), Some("it's odd"));
    let keys: Vec<_> =
        orders.foreign_keys.iter().map(|key| (key.columns[0].as_str(), key.to[0].as_str())).collect();
    assert_eq!(keys, [("person", "id"), ("partner", "id")]);
    assert!(!tables[1].columns[0].nullable);
}

#[test]
fn mysql_says_comments_in_place_and_keys_afterwards() {
    let text = "
        /*!40101 SET NAMES utf8 */;
        CREATE TABLE `orders` (
            `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'number',
            `Total` decimal(10,2) DEFAULT NULL,
            KEY `by_total` (`Total`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='what was sold';
        ALTER TABLE `orders` ADD PRIMARY KEY (`id`);
        ALTER TABLE `orders` MODIFY `id` int(11) NOT NULL AUTO_INCREMENT;
        INSERT INTO `orders` VALUES (1, 'a;b'), (2, NULL);";
    let found = describe(SourceKind::Mysql, text).unwrap();
    let table = &found.schema.tables[0];
    assert_eq!(
        (table.comment.as_deref(), table.primary_key.as_slice()),
        (Some("what was sold"), &["id".to_owned()][..])
    );
    assert_eq!(table.columns[0].comment.as_deref(), Some("number"));
    let skipped: Vec<(&str, u32)> = found.skipped.iter().map(|(words, n)| (words.as_str(), *n)).collect();
    assert_eq!(skipped, [("alter table modify", 1), ("insert into", 1), ("set", 1)]);
}

#[test]
fn dump_of_postgres_is_read_with_its_rows_and_commands() {
    let text = "\\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ begin; return new; end $$;
CREATE TABLE public.t (id integer NOT NULL, m public.mood, at timestamp without time zone DEFAULT now());
ALTER TABLE public.t OWNER TO shop;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_id_seq START WITH 1);
COPY public.t (id, m) FROM stdin;
1\tit's; sad
\\.
CREATE OR REPLACE VIEW public.v AS SELECT t.id FROM public.t;
CREATE MATERIALIZED VIEW public.\"M\" AS SELECT 1 AS one WITH NO DATA;
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
CREATE INDEX by_m ON public.t USING btree (m);
\\unrestrict abc
";
    let found = describe(SourceKind::Postgres, text).unwrap();
    let told: Vec<_> = found
        .schema
        .tables
        .iter()
        .map(|table| (table.name.name.as_str(), table.kind, table.columns.len()))
        .collect();
    assert_eq!(told, [("M", TableKind::View, 0), ("t", TableKind::Table, 3), ("v", TableKind::View, 0)]);
    assert_eq!(found.schema.tables[1].columns[1].kind, Some(Text));
    assert_eq!(found.schema.tables[1].primary_key, ["id"]);
    assert_eq!(found.skipped["create function"], 1);
    assert_eq!(found.skipped["copy"], 1);
}

#[test]
fn sqlite_keys_refer_in_any_case_and_may_be_missing() {
    let text = "
        create table people (id integer primary key, name text);
        create table orders (code text primary key, person int references People, constraint x foreign key (person) references people(id));";
    let tables = tables(SourceKind::Sqlite, text);
    assert_eq!(tables[0].foreign_keys.len(), 2);
    assert!(tables[0].foreign_keys.iter().all(|key| key.table.name == "people" && key.to == ["id"]));
    assert!(tables[0].columns[0].nullable, "SQLite allows it");
    assert!(!tables[1].columns[0].nullable);
}

#[test]
fn errors_name_line_and_column() {
    for (kind, text, line, column) in [
        (SourceKind::Postgres, "create table a (id int);\ncreate table b (id int,\n  , name text);", 3, 3),
        (SourceKind::Sqlite, "create table a (id int", 1, 23),
        (SourceKind::Mysql, "create table a (id int);\n\nalter table b add column x int;", 3, 1),
        (SourceKind::Postgres, "create table a (t text default 'open);", 1, 32),
        (SourceKind::Postgres, "create table a (id int) nonsense;", 1, 25),
    ] {
        let error = describe(kind, text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (depth, fits) in [(9, true), (14, false), (5_000, false)] {
        let deep = format!("create table t (a int default {}1{})", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(describe(SourceKind::Postgres, &deep).is_ok(), fits, "{depth}");
    }
}

/// The parser tries again at each level: without a limit, thirty levels would take until the end of time.
#[test]
fn r25_nesting_of_any_kind_is_read_up_to_a_limit() {
    let patterns = [
        ("(", ")"),
        ("f(", ")"),
        ("not (", ")"),
        ("- ", ""),
        ("case when ", " then 1 end"),
        ("cast(", " as int)"),
        ("array[", "]"),
        ("interval (", ")"),
        ("exists (select ", ")"),
        ("(select ", ")"),
        ("1 between 0 and (", ")"),
        ("1 in (", ")"),
        ("(1, ", ")"),
        ("a(b => ", ")"),
        ("date (", ")"),
        ("substring(", ")"),
        ("interval ", ""),
    ];
    for kind in SourceKind::ALL {
        for (open, close) in patterns {
            for depth in [8, 24, 48] {
                let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                for text in [
                    format!("create table t (a int default {value})"),
                    format!("create table t (a int, check ({value}))"),
                    format!("create table t (a {value})"),
                ] {
                    let _ = describe(kind, &text);
                }
            }
        }
    }
}

#[test]
fn nothing_is_an_empty_schema() {
    for text in ["", " -- only a remark\n", ";;", "select 1"] {
        assert_eq!(describe(SourceKind::Mysql, text).unwrap().schema, Schema::default(), "{text:?}");
    }
}

#[test]
fn chinook_is_the_same_in_both_dialects() {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let outline = |kind, text| {
        let found = describe(kind, text).unwrap();
        let outline = |table: &Table| {
            let columns: Vec<_> =
                table.columns.iter().map(|one| (plain(&one.name), one.kind, one.nullable)).collect();
            let mut keys: Vec<_> = table
                .foreign_keys
                .iter()
                .map(|key| (plain(&key.columns[0]), plain(&key.table.name)))
                .collect();
            keys.sort();
            (plain(&table.name.name), columns, table.primary_key.len(), keys)
        };
        found.schema.tables.iter().map(outline).collect::<Vec<_>>()
    };
    let postgres = outline(SourceKind::Postgres, POSTGRES);
    assert_eq!(postgres.len(), 11);
    assert_eq!(postgres, outline(SourceKind::Mysql, MYSQL));
    let track = postgres.iter().find(|table| table.0 == "track").unwrap();
    assert_eq!((track.1.len(), track.2, track.3.len()), (9, 1, 3));
}
