//! Databases that are gone after the test.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use almanac_store::{Db, Ids};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// Something that a test can have on each engine.
pub trait Backend: Sized {
    /// On SQLite.
    fn sqlite() -> impl Future<Output = Self>;
    /// On PostgreSQL, in a schema of its own on the server at `url`.
    fn postgres(url: &str) -> impl Future<Output = Self>;
}

/// The PostgreSQL server for tests, if there is one.
///
/// # Panics
/// If `ALMANAC_TEST_REQUIRE_POSTGRES` is 1 and there is none.
pub fn postgres_url() -> Option<String> {
    let url = std::env::var("ALMANAC_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        let required = std::env::var("ALMANAC_TEST_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "ALMANAC_TEST_POSTGRES_URL is not set");
        println!("skipped on PostgreSQL: ALMANAC_TEST_POSTGRES_URL is not set");
    }
    url
}

/// A schema that is dropped after the test.
#[derive(Debug)]
pub(crate) struct Schema {
    server: String,
    name: String,
}

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

impl Schema {
    pub(crate) async fn new(server: &str) -> Self {
        let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let schema = Self { server: server.to_owned(), name };
        // The name is made of numbers.
        schema.execute(format!("drop schema if exists {0} cascade; create schema {0}", schema.name)).await;
        schema
    }

    async fn execute(&self, sql: String) {
        execute(&self.server, &sql).await.unwrap();
    }

    /// The server's address with the schema as the place of all tables.
    pub(crate) fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}options[search_path]={name}&application_name={name}", self.server, name = self.name)
    }
}

async fn execute(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(())
}

/// Does to the tables what only somebody with the database in hand can do: on PostgreSQL as their owner.
pub(crate) async fn as_owner(db: &Db, schema: Option<&Schema>, sql: &str) -> Result<(), sqlx::Error> {
    match (db, schema) {
        (Db::Sqlite { writer, .. }, _) => {
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(writer).await?;
            Ok(())
        }
        (Db::Postgres(_), Some(schema)) => execute(&schema.url(), sql).await,
        (Db::Postgres(_), None) => unreachable!("a test on PostgreSQL has a schema of its own"),
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        thread::scope(|scope| {
            let drop_it = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                // The test's thread waits here, so what its connections still have to roll back is ended first.
                runtime.block_on(self.execute(format!(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{0}';
                    drop schema if exists {0} cascade",
                    self.name
                )));
            });
            if drop_it.join().is_err() {
                eprintln!("schema {} could not be dropped", self.name);
            }
        });
    }
}

/// A migrated, empty database.
#[derive(Debug)]
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// New identifiers.
    pub ids: Ids,
    _folder: Option<TempDir>,
    schema: Option<Schema>,
}

impl TestDb {
    /// Does to the tables what only somebody with the database in hand can do: on PostgreSQL as their owner.
    ///
    /// # Errors
    /// What the database says.
    pub async fn as_owner(&self, sql: &str) -> Result<(), sqlx::Error> {
        as_owner(&self.db, self.schema.as_ref(), sql).await
    }
}

impl Backend for TestDb {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_file(&folder.path().join("test.db")).await.unwrap();
        Self { db, ids: Ids::default(), _folder: Some(folder), schema: None }
    }

    async fn postgres(url: &str) -> Self {
        let schema = Schema::new(url).await;
        let db = Db::open(&schema.url()).await.unwrap();
        Self { db, ids: Ids::default(), _folder: None, schema: Some(schema) }
    }
}
