use almanac_store::{Db, Error, Scope, user};
use almanac_testkit::{Backend, TestDb, for_each_backend};
use sqlx::{AssertSqlSafe, PgPool, Row, SqlitePool};

use super::fixture::person;

const SQLITE_TABLES: &str = "select name from sqlite_master
    where type = 'table' and name not like 'sqlite_%' and name not like '\\_sqlx%' escape '\\'
    order by name";
const POSTGRES_COLUMNS: &str =
    "select table_name::text, column_name::text, data_type::text, is_nullable::text
    from information_schema.columns
    where table_schema = current_schema() and table_name not like '\\_sqlx%'
    order by table_name, column_name";
const POSTGRES_INDEXES: &str = "select indexname::text
    from pg_indexes
    where schemaname = current_schema()
        and indexname not like '%\\_pkey'
        and indexname not like '%\\_key'
        and indexname not like '\\_sqlx%'
    order by indexname collate \"C\"";

/// A column as both engines tell it: table, name, type of ours, whether it may be empty.
type Columns = Vec<(String, String, &'static str, bool)>;

fn sqlite(test: &TestDb) -> &SqlitePool {
    let Db::Sqlite { readers, .. } = &test.db else { panic!("not SQLite") };
    readers
}

fn postgres(test: &TestDb) -> &PgPool {
    let Db::Postgres(pool) = &test.db else { panic!("not PostgreSQL") };
    pool
}

async fn sqlite_columns(pool: &SqlitePool) -> Columns {
    let tables: Vec<String> = sqlx::query_scalar(SQLITE_TABLES).fetch_all(pool).await.unwrap();
    let mut columns = Vec::new();
    for table in tables {
        // The name comes from the catalogue.
        let sql = AssertSqlSafe(format!("select name, type, \"notnull\" from pragma_table_info('{table}')"));
        for row in sqlx::query(sql).fetch_all(pool).await.unwrap() {
            let kind = match row.get::<String, _>(1).as_str() {
                "BLOB" => "bytes",
                "TEXT" => "text",
                "INTEGER" => "integer",
                other => panic!("{table}: {other}"),
            };
            columns.push((table.clone(), row.get(0), kind, row.get::<i64, _>(2) == 0));
        }
    }
    columns.sort();
    columns
}

async fn postgres_columns(pool: &PgPool) -> Columns {
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as(POSTGRES_COLUMNS).fetch_all(pool).await.unwrap();
    let columns = rows.into_iter().map(|(table, name, kind, nullable)| {
        let kind = match kind.as_str() {
            "uuid" | "bytea" => "bytes",
            "text" | "jsonb" | "timestamp with time zone" => "text",
            "bigint" | "boolean" => "integer",
            other => panic!("{table}.{name}: {other}"),
        };
        (table, name, kind, nullable == "YES")
    });
    let mut columns: Columns = columns.collect();
    columns.sort();
    columns
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_indexes() {
    let Some(url) = almanac_testkit::postgres_url() else { return };
    let (one, two) = (TestDb::sqlite().await, TestDb::postgres(&url).await);
    let columns = sqlite_columns(sqlite(&one)).await;
    assert!(columns.len() > 100, "{}", columns.len());
    assert_eq!(columns, postgres_columns(postgres(&two)).await);
    let sqlite_indexes: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'index' and name not like 'sqlite_%' order by name",
    )
    .fetch_all(sqlite(&one))
    .await
    .unwrap();
    let indexes: Vec<String> = sqlx::query_scalar(POSTGRES_INDEXES).fetch_all(postgres(&two)).await.unwrap();
    assert_eq!(sqlite_indexes, indexes);
}

for_each_backend! {
    async fn begin_that_nobody_waits_for_leaves_no_transaction_open(test: TestDb) {
        for polls in (0..200).step_by(5) {
            let mut begun = Box::pin(test.db.read(Scope::System));
            for _ in 0..polls {
                if futures::poll!(&mut begun).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(begun);
            // In a transaction that only reads it would be refused.
            let mut tx = test.db.write(Scope::System).await.unwrap();
            user::insert(&mut tx, &person(&test, &format!("a{polls}@b.co")), None).await.unwrap();
            tx.save().await.unwrap();
        }
    }

    async fn missing_migration_is_pending(test: TestDb) {
        assert_eq!(test.db.pending_migrations().await.unwrap(), 0);
        let forget_the_last = "delete from _sqlx_migrations
            where version = (select max(version) from _sqlx_migrations)";
        test.as_owner(forget_the_last).await.unwrap();
        assert_eq!(test.db.pending_migrations().await.unwrap(), 1);
    }

    async fn migration_of_a_newer_version_is_named(test: TestDb) {
        let add = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
            select 9999, 'of the future', true, checksum, 0 from _sqlx_migrations where version = 1";
        test.as_owner(add).await.unwrap();
        let error = test.db.pending_migrations().await.unwrap_err();
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("9999"), "{error:?}");
    }
}

#[tokio::test]
async fn every_table_carries_its_organization_but_those_of_the_instance() {
    let test = TestDb::sqlite().await;
    let columns = sqlite_columns(sqlite(&test)).await;
    let mut without: Vec<&String> = columns.iter().map(|c| &c.0).collect();
    without.dedup();
    without.retain(|table| !columns.iter().any(|c| c.0 == **table && c.1 == "org_id" && !c.3));
    // An organization is its own; the others are of the whole instance, see the migrations.
    assert_eq!(
        without,
        [
            "account_links",
            "avatars",
            "consents",
            "mails",
            "organizations",
            "passkey_challenges",
            "passkeys",
            "pending_sign_ins",
            "plans",
            "recovery_codes",
            "secret_keys",
            "setup_tokens",
            "sign_in_attempts",
            "totp_factors",
            "users"
        ]
    );
}

#[tokio::test]
async fn r22_row_level_security_hides_all_rows_without_a_tenant() {
    let Some(url) = almanac_testkit::postgres_url() else { return };
    let test = TestDb::postgres(&url).await;
    let here = super::fixture::tenant(&test, "a@b.co").await;
    let mut connection = postgres(&test).acquire().await.unwrap();
    let count = "select count(*) from projects";
    let mut counts: Vec<i64> = vec![sqlx::query_scalar(count).fetch_one(&mut *connection).await.unwrap()];
    for tenant in [String::new(), test.ids.next(super::fixture::at(0)).to_string(), here.org.to_string()] {
        sqlx::query("select set_config('almanac.org_id', $1, false)")
            .bind(tenant)
            .execute(&mut *connection)
            .await
            .unwrap();
        counts.push(sqlx::query_scalar(count).fetch_one(&mut *connection).await.unwrap());
    }
    let unprotected: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
        order by 1",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    assert_eq!(counts, [0, 0, 0, 1]);
    assert_eq!(unprotected, ["_sqlx_migrations", "plans", "secret_keys", "setup_tokens", "sign_in_attempts"]);
    for sql in [
        "alter table projects disable row level security",
        "drop policy tenant on projects",
        "truncate projects",
        "create table mine (id bigint)",
        "delete from _sqlx_migrations",
    ] {
        let refused = sqlx::query(sql).execute(&mut *connection).await.unwrap_err().to_string();
        assert!(
            refused.contains("must be owner") || refused.contains("permission denied"),
            "{sql}: {refused}"
        );
    }
}

#[tokio::test]
async fn r22_user_who_cannot_make_the_role_is_below_row_level_security_or_refused() {
    let Some(url) = almanac_testkit::postgres_url() else { return };
    let test = TestDb::postgres(&url).await;
    let schema: String =
        sqlx::query_scalar("select current_schema()::text").fetch_one(postgres(&test)).await.unwrap();
    let user = format!("{schema}_user");
    let (_, server) = url.split_once('@').unwrap();
    let url = format!("postgres://{user}@{server}?options[search_path]={user}");
    let who = async || {
        let db = Db::open(&url).await?;
        let Db::Postgres(pool) = &db else { panic!("not PostgreSQL") };
        let who: String = sqlx::query_scalar("select current_user::text").fetch_one(pool).await.unwrap();
        db.close().await;
        Ok::<_, Error>(who)
    };
    // The names are made of numbers.
    test.as_owner(&format!("create role {user} login; create schema {user} authorization {user}"))
        .await
        .unwrap();
    assert_eq!(who().await.unwrap(), user, "the owner is below it, because it is forced");
    test.as_owner(&format!("alter role {user} bypassrls")).await.unwrap();
    let make = format!("create role {user}_app nologin; grant {user}_app to {user}");
    match who().await {
        Err(Error::Role { make: told, .. }) => assert_eq!(told, make),
        other => panic!("{other:?}"),
    }
    test.as_owner(&make).await.unwrap();
    assert_eq!(who().await.unwrap(), format!("{user}_app"));
    let gone = format!("drop schema {user} cascade; drop role {user}_app, {user}");
    test.as_owner(&gone).await.unwrap();
}
