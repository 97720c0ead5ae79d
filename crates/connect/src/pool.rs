//! A few connections to each source, kept for a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};

use crate::{Error, Result};

/// Connections to a source at the same time.
const CONNECTIONS: usize = 4;
/// An unused connection is closed after this time.
const IDLE: Duration = Duration::from_mins(3);
/// Nobody waits longer for a connection of ours.
const WAIT: Duration = Duration::from_secs(30);
/// How long a server may take to accept a connection, or to begin with one that lay idle.
pub(crate) const CONNECT: Duration = Duration::from_secs(5);

/// How a kind of database is connected to.
#[async_trait]
pub(crate) trait Dial: Sync {
    type Connection: Send + 'static;

    /// Connects and signs in.
    async fn connect(&self) -> Result<Self::Connection>;

    /// Begins a transaction that may only read and takes no longer than `limit`.
    async fn begin(&self, connection: &mut Self::Connection, limit: Duration) -> Result<()>;
}

/// A connection whose transaction can be ended.
pub(crate) trait Ends: Send + 'static {
    /// Ends the transaction, and whatever a session holds beyond it.
    fn end(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// The connections to a source.
#[derive(Debug)]
pub(crate) struct Pool<C> {
    slots: Arc<Semaphore>,
    idle: Arc<Idle<C>>,
}

#[derive(Debug)]
struct Idle<C>(Mutex<Waiting<C>>);

#[derive(Debug)]
struct Waiting<C> {
    connections: Vec<(C, Instant)>,
    swept: bool,
}

/// A connection in use. Unless it is given back it is closed, whatever it is doing.
#[derive(Debug)]
pub(crate) struct Lease<C: Send + 'static> {
    /// The connection.
    pub(crate) connection: C,
    idle: Arc<Idle<C>>,
    _slot: OwnedSemaphorePermit,
}

impl<C: Send + 'static> Pool<C> {
    pub(crate) fn new() -> Self {
        let waiting = Waiting { connections: Vec::new(), swept: false };
        Self { slots: Arc::new(Semaphore::new(CONNECTIONS)), idle: Arc::new(Idle(Mutex::new(waiting))) }
    }

    /// A connection that has begun a transaction.
    pub(crate) async fn begin(&self, dial: &impl Dial<Connection = C>, limit: Duration) -> Result<Lease<C>> {
        let slot = timeout(WAIT, Arc::clone(&self.slots).acquire_owned()).await;
        let slot = slot.ok().and_then(Result::ok).ok_or(Error::Busy)?;
        let lease = |connection| Lease { connection, idle: Arc::clone(&self.idle), _slot: slot };
        while let Some(mut connection) = self.idle.take() {
            match timeout(CONNECT, dial.begin(&mut connection, limit)).await {
                Ok(Ok(())) => return Ok(lease(connection)),
                Ok(Err(error)) => tracing::debug!(%error, "an idle connection to a source is of no use"),
                Err(_) => tracing::debug!("an idle connection to a source does not answer"),
            }
        }
        let mut connection = dial.connect().await?;
        dial.begin(&mut connection, limit).await?;
        Ok(lease(connection))
    }
}

impl<C: Ends> Lease<C> {
    /// Ends the transaction and keeps the connection for the next one, if that works.
    pub(crate) async fn finish(mut self) {
        match timeout(CONNECT, self.connection.end()).await {
            Ok(Ok(())) => self.idle.keep(self.connection),
            Ok(Err(error)) => tracing::debug!(%error, "a connection to a source is not kept"),
            Err(_) => tracing::debug!("a connection to a source is not kept: it does not answer"),
        }
    }
}

impl<C: Send + 'static> Idle<C> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<C>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<C> {
        self.waiting().connections.pop().map(|(connection, _)| connection)
    }

    fn keep(self: &Arc<Self>, connection: C) {
        let mut waiting = self.waiting();
        waiting.connections.push((connection, Instant::now()));
        if !std::mem::replace(&mut waiting.swept, true) {
            tokio::spawn(sweep(Arc::downgrade(self)));
        }
    }
}

/// Closes what was unused for long, until nothing is left.
async fn sweep<C: Send + 'static>(idle: Weak<Idle<C>>) {
    loop {
        sleep(IDLE / 4).await;
        let Some(idle) = idle.upgrade() else { return };
        let mut waiting = idle.waiting();
        waiting.connections.retain(|(_, since)| since.elapsed() < IDLE);
        if waiting.connections.is_empty() {
            waiting.swept = false;
            return;
        }
    }
}
