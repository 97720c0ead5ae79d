//! The two engines.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, Postgres, SqlitePool, Transaction};

use crate::tx::Inner;
use crate::{Error, Result, Scope, Tx, role};

/// A database, chosen by the scheme of its URL.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file. All writes go through one connection.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that only read.
        readers: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");
/// Where sqlx keeps what was done.
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";
const SQLITE_HAS_MIGRATIONS: &str =
    "select count(*) > 0 from sqlite_master where type = 'table' and name = '_sqlx_migrations'";
const POSTGRES_HAS_MIGRATIONS: &str = "select to_regclass('_sqlx_migrations') is not null";

const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(10);

impl Db {
    /// Connects to `sqlite:PATH`, `postgres://…` or `postgresql://…`, and migrates.
    /// On PostgreSQL all but the migrations is then done under a role that owns nothing.
    ///
    /// # Errors
    /// [`Error::Url`] for another scheme; [`Error::Role`] if there is no such role and cannot be; [`Error::Sql`] or [`Error::Migrate`] if it fails.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(PgConnectOptions::from_str(url)?).await;
        }
        if url.starts_with("sqlite:") {
            return Self::open_sqlite(SqliteConnectOptions::from_str(url)?).await;
        }
        Err(Error::Url)
    }

    /// Opens an SQLite file, which is made if it is not there, and migrates.
    ///
    /// # Errors
    /// [`Error::Sql`] or [`Error::Migrate`] if it fails.
    pub async fn open_file(path: &Path) -> Result<Self> {
        Self::open_sqlite(SqliteConnectOptions::new().filename(path)).await
    }

    /// Connects as [`Db::open`] does, to a database that is there; it can only be read and stays as it is.
    ///
    /// # Errors
    /// [`Error::Url`] for another scheme; [`Error::Sql`] if it is not there or does not answer.
    pub async fn look(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.options([("default_transaction_read_only", "on")]);
            return Ok(Self::Postgres(postgres_pool().max_connections(1).connect_with(options).await?));
        }
        if url.starts_with("sqlite:") {
            return Self::look_sqlite(SqliteConnectOptions::from_str(url)?).await;
        }
        Err(Error::Url)
    }

    /// Opens an SQLite file that is there as [`Db::look`] does.
    ///
    /// # Errors
    /// [`Error::Sql`] if it is not there or is no database.
    pub async fn look_file(path: &Path) -> Result<Self> {
        Self::look_sqlite(SqliteConnectOptions::new().filename(path)).await
    }

    async fn look_sqlite(options: SqliteConnectOptions) -> Result<Self> {
        let options = options.create_if_missing(false).busy_timeout(PATIENCE).pragma("query_only", "on");
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        let pool = pool.connect_with(options).await?;
        Ok(Self::Sqlite { writer: pool.clone(), readers: pool })
    }

    /// How many of this version's migrations the database has not had. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Migrate`] if it has had others, as one of a newer version has, or one stopped half-way.
    pub async fn pending_migrations(&self) -> Result<usize> {
        match self {
            Self::Sqlite { readers, .. } => {
                let mut connection = readers.acquire().await?;
                let begun = sqlx::query_scalar(SQLITE_HAS_MIGRATIONS).fetch_one(&mut *connection).await?;
                pending(&mut *connection, &SQLITE_MIGRATIONS, begun).await
            }
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                let begun = sqlx::query_scalar(POSTGRES_HAS_MIGRATIONS).fetch_one(&mut *connection).await?;
                pending(&mut *connection, &POSTGRES_MIGRATIONS, begun).await
            }
        }
    }

    async fn open_sqlite(options: SqliteConnectOptions) -> Result<Self> {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        SQLITE_MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(options: PgConnectOptions) -> Result<Self> {
        let mut owner = options.connect().await?;
        POSTGRES_MIGRATIONS.run(&mut owner).await?;
        let role = role::prepare(&mut owner).await?;
        owner.close().await?;
        let options = options.options(role.map(|role| ("role", role)));
        Ok(Self::Postgres(postgres_pool().max_connections(POSTGRES_CONNECTIONS).connect_with(options).await?))
    }

    /// Begins a unit of work that may write.
    ///
    /// # Errors
    /// [`Error::Sql`] if no connection is to be had.
    pub async fn write(&self, scope: Scope) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Inner::Postgres(begun(pool, "begin").await?),
        };
        Tx::begin(inner, scope).await
    }

    /// Begins a unit of work that only reads, all of it in one state of the database.
    ///
    /// # Errors
    /// [`Error::Sql`] if no connection is to be had.
    pub async fn read(&self, scope: Scope) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Inner::Postgres(begun(pool, "begin isolation level repeatable read, read only").await?)
            }
        };
        Tx::begin(inner, scope).await
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction, in a task of its own that ends also if nobody waits for it any more: sqlx rolls back a
/// transaction that is dropped, but not one whose `begin` is dropped while it is under way. The connection would go back
/// to the pool within it, and who writes next would do so in a transaction that only reads.
async fn begun(pool: &PgPool, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
    Ok(begun.map_err(|_| sqlx::Error::WorkerCrashed)??)
}

fn postgres_pool() -> PgPoolOptions {
    PgPoolOptions::new().acquire_timeout(PATIENCE)
}

/// How many migrations are missing in a database, where any have `begun`.
async fn pending(connection: &mut impl Migrate, migrations: &Migrator, begun: bool) -> Result<usize> {
    if !begun {
        return Ok(migrations.iter().count());
    }
    if let Some(version) = connection.dirty_version(MIGRATIONS_TABLE).await? {
        return Err(MigrateError::Dirty(version).into());
    }
    let applied = connection.list_applied_migrations(MIGRATIONS_TABLE).await?;
    for done in &applied {
        let known = migrations.iter().find(|migration| migration.version == done.version);
        let known = known.ok_or(MigrateError::VersionMissing(done.version))?;
        if known.checksum != done.checksum {
            return Err(MigrateError::VersionMismatch(done.version).into());
        }
    }
    Ok(migrations.iter().count() - applied.len())
}
