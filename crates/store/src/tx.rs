//! Units of work.

use almanac_domain::OrgId;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::{Error, Result};

/// Whose rows a unit of work sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of one organization.
    Org(OrgId),
    /// All: for setup, sign-in, the job queue and recovery only.
    System,
}

/// A unit of work: a transaction that is rolled back unless it is saved.
#[derive(Debug)]
#[must_use = "a unit of work that is not saved is rolled back"]
pub struct Tx {
    inner: Inner,
    scope: Scope,
}

#[derive(Debug)]
pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

pub(crate) enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Expands a body once for each engine, so that each is checked against its own driver.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx.connection() {
            $crate::tx::Connection::Sqlite($connection) => $body,
            $crate::tx::Connection::Postgres($connection) => $body,
        }
    };
}

/// A row that both engines can read.
pub(crate) trait Row:
    for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
    + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
    + Send
    + Unpin
{
}

impl<T> Row for T where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin
{
}

/// Tells PostgreSQL's row level security whose transaction this is.
const SET_TENANT: &str = "select set_config('almanac.org_id', $1, true)";

impl Tx {
    pub(crate) async fn begin(mut inner: Inner, scope: Scope) -> Result<Self> {
        if let Inner::Postgres(transaction) = &mut inner {
            let tenant = match scope {
                Scope::Org(org) => org.to_string(),
                Scope::System => "system".to_owned(),
            };
            sqlx::query(SET_TENANT).bind(tenant).execute(&mut **transaction).await?;
        }
        Ok(Self { inner, scope })
    }

    /// Goes on in the same transaction with the rows of one organization only.
    ///
    /// # Errors
    /// [`Error::Sql`] if the database fails.
    pub async fn narrow(self, org: OrgId) -> Result<Self> {
        Self::begin(self.inner, Scope::Org(org)).await
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// [`Error::Sql`] if the database cannot; then nothing is kept.
    pub async fn save(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await?,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// The organization.
    ///
    /// # Errors
    /// [`Error::Scope`] in the system's scope.
    pub fn org(&self) -> Result<OrgId> {
        match self.scope {
            Scope::Org(org) => Ok(org),
            Scope::System => Err(Error::Scope),
        }
    }

    /// Whether this is PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_))
    }

    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => Connection::Sqlite(transaction),
            Inner::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }
}
