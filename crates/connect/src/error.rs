//! What can go wrong with a source.

use std::time::Duration;

/// A result of a connector.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a source did not answer. The words are for people and hold nothing that a server sent, but for
/// [`Error::Statement`], whose text is for the log and for who wrote the statement.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address may not be connected to.
    #[error("the address is not allowed")]
    NotAllowed,
    /// Nobody answers there, or not in time.
    #[error("the source cannot be reached")]
    Unreachable,
    /// The protection that was asked for cannot be had.
    #[error("the connection cannot be protected as asked")]
    Tls,
    /// User, password or database are wrong.
    #[error("the source refuses this user, password or database")]
    Refused,
    /// The file is not there, or is no database.
    #[error("there is no such database file in the folder")]
    NoFile,
    /// All connections to it are at work.
    #[error("the source is busy with other queries")]
    Busy,
    /// It took too long and was stopped.
    #[error("the query took longer than {} seconds and was stopped", .0.as_secs_f64())]
    Timeout(Duration),
    /// More rows than are allowed.
    #[error("the result has more than {0} rows")]
    TooManyRows(u64),
    /// More bytes than are allowed.
    #[error("the result is larger than {0} bytes")]
    TooLarge(u64),
    /// A value does not fit into its column's type.
    #[error("column {column}: the value {value} cannot be read as {kind}")]
    Value {
        /// The column.
        column: String,
        /// The value, shortened.
        value: String,
        /// The type.
        kind: &'static str,
    },
    /// The statement does more than read, or may do so.
    #[error("only one statement that reads is allowed: {0}")]
    NotReading(&'static str),
    /// The database did not take the statement.
    #[error("the source did not take the query: {0}")]
    Statement(String),
}
