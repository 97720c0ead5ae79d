//! A connection to a file of SQLite.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::files::Checked;
use crate::pool::Ends;
use crate::{Error, Result};

/// After how many steps of SQLite's machine we look at the time.
const STEPS: i32 = 10_000;
/// How long a writer of the file is waited for.
const BUSY: Duration = Duration::from_secs(2);

/// A connection that only reads. Dropping it interrupts its statement.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) conn: SqliteConnection,
    pub(super) file: Checked,
    watch: Arc<Watch>,
}

/// When the statement must be done.
#[derive(Debug)]
struct Watch {
    since: Instant,
    /// Milliseconds later.
    until: AtomicU64,
}

impl Watch {
    fn is_in_time(&self) -> bool {
        self.since.elapsed().as_millis() < u128::from(self.until.load(Ordering::Relaxed))
    }
}

impl Connection {
    pub(super) async fn open(file: Checked) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(&file.path)
            .read_only(true)
            .create_if_missing(false)
            .busy_timeout(BUSY)
            .pragma("query_only", "on")
            .pragma("trusted_schema", "off")
            .pragma("cell_size_check", "on")
            .pragma("mmap_size", "0")
            .disable_statement_logging();
        let mut conn = options.connect().await.map_err(|_| Error::NoFile)?;
        let watch = Arc::new(Watch { since: Instant::now(), until: AtomicU64::new(0) });
        let watched = Arc::clone(&watch);
        let mut handle = conn.lock_handle().await.map_err(|_| Error::NoFile)?;
        handle.set_progress_handler(STEPS, move || watched.is_in_time());
        drop(handle);
        Ok(Self { conn, file, watch })
    }

    /// Gives the next statement its time.
    pub(super) fn begin(&self, limit: Duration) {
        let until =
            self.watch.since.elapsed().saturating_add(limit).as_millis().try_into().unwrap_or(u64::MAX);
        self.watch.until.store(until, Ordering::Relaxed);
    }

    /// Ends the time of the statement.
    fn rest(&self) {
        self.watch.until.store(0, Ordering::Relaxed);
    }
}

impl Ends for Connection {
    async fn end(&mut self) -> Result<()> {
        self.rest();
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.rest();
    }
}

/// What an error in a statement means that may take `limit`.
pub(super) fn failed(error: sqlx::Error, limit: Duration) -> Error {
    match error {
        // The interrupt.
        sqlx::Error::Database(error) if error.code().as_deref() == Some("9") => Error::Timeout(limit),
        sqlx::Error::Database(error) => Error::Statement(error.message().to_owned()),
        other => Error::Statement(other.to_string()),
    }
}
