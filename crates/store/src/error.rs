//! What can go wrong with the database.

/// Results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row, or not for this organization.
    #[error("{0} does not exist")]
    NotFound(&'static str),
    /// The row is there already.
    #[error("{0} exists already")]
    Exists(&'static str),
    /// A row breaks an invariant.
    #[error("column {column} of {table} is broken in row {id}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        id: uuid::Uuid,
        /// Why it can't be read.
        source: serde_json::Error,
    },
    /// A function for one organization was called in the system's scope.
    #[error("the unit of work belongs to no organization")]
    Scope,
    /// The URL names no database that we speak.
    #[error("the database URL must begin with sqlite: or postgres:")]
    Url,
    /// On PostgreSQL, row level security does not hold for the user, who may not make a role for which it does.
    #[error("the database user {user} is above row level security; let an administrator run: {make}")]
    Role {
        /// The user of the connection.
        user: String,
        /// The statements that make the role.
        make: String,
    },
    /// A migration failed.
    #[error("migration failed")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Something cannot be written as JSON.
    #[error("cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The database failed.
    #[error("database failed")]
    Sql(#[from] sqlx::Error),
}

impl Error {
    /// Whether the database cannot be reached, so that the same may work later.
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error as Sql;
        matches!(self, Self::Sql(Sql::PoolTimedOut | Sql::PoolClosed | Sql::WorkerCrashed | Sql::Io(_)))
    }

    /// [`Error::Exists`] if a unique key was violated, the error itself otherwise.
    pub(crate) fn unique(error: sqlx::Error, what: &'static str) -> Self {
        match &error {
            sqlx::Error::Database(db) if db.is_unique_violation() => Self::Exists(what),
            _ => Self::Sql(error),
        }
    }
}
