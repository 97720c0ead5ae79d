//! Connectors: databases of others, read where they are.
//!
//! [`open`] makes a [`Connector`] of a source's settings. It tests the connection, reads the schema, and runs
//! one statement at a time in a transaction that may only read, within [`Limits`]. Dropping a stream of rows
//! cancels its statement in the database.

//!
//! To add a kind of database:
//! 1. add a variant to `SourceKind` and `SourceSettings` in `domain`, and its words to `statement`;
//! 2. make a module like `postgres`: what the pool asks of it (`pool::Dial`), how a value becomes a
//!    `cell::Cell`, and how the catalogue becomes a `schema::Draft`;
//! 3. open it in [`open`], and add it to the tables of the tests in `tests/`.

mod cell;
mod ddl;
mod deadline;
mod error;
mod files;
mod mysql;
mod pool;
mod port;
mod postgres;
mod rows;
mod schema;
mod sqlite;
mod statement;
mod time;
mod tls;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::data::Column;
use almanac_domain::source::{Schema, SourceKind, SourceSettings, TableColumn};
use almanac_query::BoundValue;
use arrow::array::RecordBatch;
use async_trait::async_trait;
use futures::stream::BoxStream;

pub use self::ddl::{Described, Misread, describe};
pub use self::error::{Error, Result};
pub use self::files::Files;
pub use self::port::{Addresses, Refused};

/// A statement of SQL that reads.
#[derive(Debug, Clone)]
pub struct Statement {
    /// One statement in the source's dialect.
    pub sql: String,
    /// The values of its placeholders.
    pub params: Vec<BoundValue>,
    /// The columns of its result, by position: the batches have these names and types (whole numbers and
    /// floats of 64 bits, `Utf8`, `Date32`, microseconds in UTC).
    pub columns: Vec<Column>,
}

/// How much one statement may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time, kept by the database and by us.
    pub timeout: Duration,
    /// Rows; one more is an error.
    pub rows: u64,
    /// Bytes of values; one more is an error.
    pub bytes: u64,
}

/// The rows of a statement, in batches.
pub type Batches = BoxStream<'static, Result<RecordBatch>>;

/// A source that can be asked.
#[async_trait]
pub trait Connector: Send + Sync + Debug {
    /// What kind of database it is, which says how its SQL is written.
    fn kind(&self) -> SourceKind;

    /// Connects and reads one row.
    async fn test(&self) -> Result<()>;

    /// Reads the tables that the user may read, with columns, keys, comments and estimates.
    async fn introspect(&self) -> Result<Schema>;

    /// The columns of the result of a statement without values. Its rows are read only where the database does not
    /// know their types otherwise (SQLite).
    async fn describe(&self, sql: &str, timeout: Duration) -> Result<Vec<TableColumn>>;

    /// Runs a statement in a transaction that may only read.
    async fn query(&self, statement: Statement, limits: Limits) -> Result<Batches>;
}

/// How long the catalogue of a source may take.
const INTROSPECT: Duration = Duration::from_mins(1);

fn wrong_width(columns: usize, statement: &Statement) -> Error {
    let wanted = statement.columns.len();
    Error::Statement(format!("the result has {columns} columns instead of {wanted}"))
}

fn no_values(wanted: usize) -> Result<()> {
    if wanted == 0 {
        return Ok(());
    }
    Err(Error::Statement(format!("the statement wants {wanted} values, and there are none")))
}

/// The connector of a source. It connects when it is asked something.
///
/// # Errors
/// [`Error::Tls`] if the certificate authority cannot be read, [`Error::NoFile`] for a file where no files are
/// allowed, and for what has another way ([`open_file`]) or none.
pub fn open(
    settings: &SourceSettings,
    password: Option<&str>,
    addresses: Arc<dyn Addresses>,
    files: Option<&Files>,
) -> Result<Arc<dyn Connector>> {
    Ok(match settings {
        SourceSettings::Postgres(server) => Arc::new(postgres::Postgres::new(server, password, addresses)?),
        SourceSettings::Mysql(server) => Arc::new(mysql::Mysql::new(server, password, addresses)?),
        SourceSettings::Sqlite(file) => open_file(files.ok_or(Error::NoFile)?, &file.file),
        SourceSettings::Sample(_) | SourceSettings::Ddl(_) => return Err(Error::NoFile),
    })
}

/// The connector of a file of SQLite.
pub fn open_file(files: &Files, file: &str) -> Arc<dyn Connector> {
    Arc::new(sqlite::Sqlite::new(files.clone(), file.to_owned()))
}
