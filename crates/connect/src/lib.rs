//! Connectors: databases of others, read where they are.
//!
//! [`open`] makes a [`Connector`] of a source's settings. It tests the connection, reads the schema, and runs
//! one statement at a time in a transaction that may only read, within [`Limits`]. Dropping a stream of rows
//! cancels its statement in the database.

mod error;
mod port;

use std::fmt::Debug;
use std::time::Duration;

use almanac_domain::data::Column;
use almanac_domain::source::Schema;
use almanac_query::{BoundValue, Dialect};
use arrow::array::RecordBatch;
use async_trait::async_trait;
use futures::stream::BoxStream;

pub use self::error::{Error, Result};
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
    /// How its SQL is written.
    fn dialect(&self) -> Dialect;

    /// Connects and reads one row.
    async fn test(&self) -> Result<()>;

    /// Reads the tables that the user may read, with columns, keys, comments and estimates.
    async fn introspect(&self) -> Result<Schema>;

    /// Runs a statement in a transaction that may only read.
    async fn query(&self, statement: Statement, limits: Limits) -> Result<Batches>;
}
