//! R29 and R30: what a source must not let through.

use std::os::unix::fs::symlink;
use std::path::Path;

use almanac_connect::{Error, Files, open};
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::{FileSettings, SourceKind, SourceSettings};
use mysql_async::prelude::Queryable as _;

use crate::counterpart::{Counterpart, Known, LIMITS, batches, mariadb, one, postgres, value};

const POSTGRES: [&str; 24] = [
    "with gone as (delete from a returning id) select id from gone",
    "with made as (insert into a values (2) returning id) select id from made",
    "select 1; drop table a",
    "drop table a",
    "insert into a values (2)",
    "set role postgres",
    "set session characteristics as transaction read write",
    "set transaction read write",
    "commit",
    "copy a to program 'touch /tmp/almanac-r29'",
    "copy (select 1) to '/tmp/almanac-r29'",
    "select lo_export(1, '/tmp/almanac-r29')",
    "select lo_from_bytea(0, 'a')",
    "select pg_read_file('/etc/passwd')",
    "select * from pg_ls_dir('/')",
    "select query_to_xml('delete from a', true, true, '')",
    "select set_config('transaction_read_only', 'off', false)",
    "select set_config('role', 'postgres', false)",
    "select * from dblink('dbname=postgres', 'delete from a') as t (id int)",
    "select id into b from a",
    "create table b (id int)",
    "do $$ begin delete from a; end $$",
    "call add_one()",
    "select add_two()",
];

const MYSQL: [&str; 16] = [
    "delete from a",
    "select 1; drop table a",
    "drop table a",
    "insert into a values (2)",
    "with b as (select 1) delete from a",
    "select id from a into outfile '/tmp/almanac-r29'",
    "select id from a into dumpfile '/tmp/almanac-r29'",
    "select id from a into @b",
    "select load_file('/etc/passwd')",
    "select id from a for update",
    "select /*! id into outfile '/tmp/almanac-r29' */ id from a",
    "set transaction read write",
    "commit",
    "create table b (id int)",
    "call add_one()",
    "select add_two()",
];

const SQLITE: [&str; 15] = [
    "delete from a",
    "select 1; drop table a",
    "drop table a",
    "insert into a values (2)",
    "with b as (select 1) insert into a select * from b",
    "with b as (select 1) delete from a returning id",
    "attach database '/tmp/almanac-r29' as b",
    "pragma writable_schema = 1",
    "pragma query_only = 0",
    "vacuum into '/tmp/almanac-r29'",
    "create table b (id int)",
    "select load_extension('/tmp/almanac-r29')",
    "select writefile('/tmp/almanac-r29', 'a')",
    "select zeroblob(1000000000)",
    "begin immediate",
];

#[tokio::test]
async fn r29_nothing_is_written_and_the_server_lives() {
    let postgres_setup = "
        create table a (id int);
        insert into a values (1);
        create procedure add_one() language sql as 'insert into a values (2)';
        create function add_two() returns int language sql as 'insert into a values (2) returning id'";
    for (kind, attacks, setup) in [
        (SourceKind::Postgres, &POSTGRES[..], &[postgres_setup][..]),
        (
            SourceKind::Mysql,
            &MYSQL,
            &[
                "create table a (id int)",
                "insert into a values (1)",
                "create procedure add_one() insert into a values (2)",
                "create function add_two() returns int begin insert into a values (2); return 2; end",
            ],
        ),
        (SourceKind::Sqlite, &SQLITE, &["create table a (id int); insert into a values (1)"]),
    ] {
        let Some(database) = Counterpart::with(kind, "t_attacked", setup).await else { continue };
        let connector = database.open();
        for attack in attacks {
            let answer = batches(&*connector, one(attack, T::Text), LIMITS).await;
            assert!(
                matches!(answer, Err(Error::NotReading(_) | Error::Statement(_))),
                "{kind:?} {attack} {answer:?}"
            );
            let rows = value(&*connector, "select sum(id) from a", T::Integer).await.unwrap();
            assert_eq!(rows, "1", "{kind:?} {attack}");
        }
        assert!(!Path::new("/tmp/almanac-r29").exists());
        let schema = connector.introspect().await.unwrap();
        assert_eq!(schema.tables.len(), 1, "{kind:?}");
        database.execute("insert into a values (2)").await;
        assert_eq!(value(&*connector, "select sum(id) from a", T::Integer).await.unwrap(), "3");
    }
}

/// The words of a statement are not the only wall: without them its transaction still only reads.
#[tokio::test]
async fn r29_the_transaction_itself_only_reads() {
    for (kind, sql) in [
        (SourceKind::Postgres, "select current_setting('transaction_read_only')"),
        (SourceKind::Postgres, "select current_setting('statement_timeout')"),
        (SourceKind::Mysql, "select @@in_transaction"),
        (SourceKind::Mysql, "select @@max_statement_time"),
    ] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let found = value(&*chinook.open(), sql, T::Text).await.unwrap();
        let expected = match sql {
            sql if sql.contains("read_only") => "on",
            sql if sql.contains("statement_timeout") => "1min",
            sql if sql.contains("in_transaction") => "1",
            _ => "60",
        };
        assert!(found.starts_with(expected), "{kind:?} {sql} {found}");
    }
    let sqlite = Counterpart::chinook(SourceKind::Sqlite).await.unwrap().open();
    let sql = "select query_only || trusted_schema from pragma_query_only, pragma_trusted_schema";
    assert_eq!(value(&*sqlite, sql, T::Text).await.unwrap(), "10");
}

#[tokio::test]
async fn r29_what_a_session_holds_is_gone_for_the_next() {
    if let Some(chinook) = Counterpart::chinook(SourceKind::Mysql).await {
        let connector = chinook.open();
        assert_eq!(value(&*connector, "select @secret := 'a'", T::Text).await.unwrap(), "a");
        assert_eq!(value(&*connector, "select @secret", T::Text).await.unwrap(), "∅");
        drop(mariadb().await.unwrap().query_drop("select 1").await);
    }
    if let Some(server) = postgres(None).await {
        let chinook = Counterpart::chinook(SourceKind::Postgres).await.unwrap();
        value(&*chinook.open(), "select 1", T::Integer).await.unwrap();
        let sql = "select count(*) from pg_stat_activity where application_name = 'almanac' and state = 'idle in transaction' and datname = 'chinook' and query like 'rollback%'";
        assert_eq!(server.query_one(sql, &[]).await.unwrap().get::<_, i64>(0), 0);
    }
}

#[tokio::test]
async fn r30_only_files_of_the_folder_are_opened() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    let chinook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/chinook/chinook.sqlite");
    for folder in ["shop", "data"] {
        std::fs::create_dir(at(folder)).unwrap();
    }
    for file in ["shop/a %41+b.db", "data/almanac.db", "outside.db"] {
        std::fs::copy(&chinook, at(file)).unwrap();
    }
    symlink(at("outside.db"), at("shop/link.db")).unwrap();
    std::fs::hard_link(at("data/almanac.db"), at("shop/own.db")).unwrap();
    let source = |file: &str, folder: &str| {
        let settings = SourceSettings::Sqlite(FileSettings { file: file.into() });
        let files = Files::new(at(folder), vec![at("data")]);
        open(&settings, None, Known::at(([127, 0, 0, 1], 1).into()), Some(&files)).unwrap()
    };
    let sql = "select count(*) from \"Track\"";
    assert_eq!(value(&*source("a %41+b.db", "shop"), sql, T::Integer).await.unwrap(), "3503");
    source("a %41+b.db", "shop").test().await.unwrap();
    for (file, folder) in [
        ("link.db", "shop"),
        ("own.db", "shop"),
        ("../data/almanac.db", "shop"),
        ("almanac.db", "data"),
        ("data/almanac.db", "."),
        ("/proc/self/exe", "shop"),
        ("file:a %41+b.db?mode=rwc", "shop"),
        ("a Ab.db", "shop"),
    ] {
        let source = source(file, folder);
        assert!(matches!(source.test().await, Err(Error::NoFile)), "{file}");
        assert!(matches!(source.introspect().await, Err(Error::NoFile)), "{file}");
        let read = value(&*source, sql, T::Integer).await;
        assert!(matches!(read, Err(Error::NoFile)), "{file} {read:?}");
    }
    let settings = SourceSettings::Sqlite(FileSettings { file: "a".into() });
    let nowhere = open(&settings, None, Known::at(([127, 0, 0, 1], 1).into()), None);
    assert!(matches!(nowhere, Err(Error::NoFile)));
}

#[tokio::test]
async fn r30_a_file_that_was_replaced_is_looked_at_again() {
    let setup = ["create table a (id int); insert into a values (1)"];
    let database = Counterpart::with(SourceKind::Sqlite, "a.db", &setup).await.unwrap();
    let other =
        Counterpart::with(SourceKind::Sqlite, "b.db", &["create table a (id int); insert into a values (7)"]);
    let other = other.await.unwrap();
    let connector = database.open();
    let sql = "select id from a";
    assert_eq!(value(&*connector, sql, T::Integer).await.unwrap(), "1");
    std::fs::rename(other.path("b.db"), database.path("a.db")).unwrap();
    assert_eq!(value(&*connector, sql, T::Integer).await.unwrap(), "7");
    std::fs::remove_file(database.path("a.db")).unwrap();
    symlink(other.path("b.db"), database.path("a.db")).unwrap();
    assert!(matches!(value(&*connector, sql, T::Integer).await, Err(Error::NoFile)));
}
