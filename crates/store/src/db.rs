//! The two engines.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::tx::Inner;
use crate::{Error, Result, Scope, Tx};

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

const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(10);

impl Db {
    /// Connects to `sqlite:PATH`, `postgres://…` or `postgresql://…`, and migrates.
    ///
    /// # Errors
    /// [`Error::Url`] for another scheme; [`Error::Sql`] or [`Error::Migrate`] if it fails.
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
        sqlx::migrate!("../../migrations/sqlite").run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(options: PgConnectOptions) -> Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        sqlx::migrate!("../../migrations/postgres").run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins a unit of work that may write.
    ///
    /// # Errors
    /// [`Error::Sql`] if no connection is to be had.
    pub async fn write(&self, scope: Scope) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Inner::Postgres(pool.begin().await?),
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
                Inner::Postgres(pool.begin_with("begin isolation level repeatable read, read only").await?)
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
