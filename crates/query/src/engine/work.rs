//! The engine's own threads, and how a query ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::{Error, Result};

/// Stack of a thread: plans of deep filters are walked by recursion.
const STACK_BYTES: usize = 16 << 20;

/// How many queries ran since the engine was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Running now.
    pub running: u64,
    /// Ended by themselves, with a result or an error.
    pub finished: u64,
    /// Stopped: timeout, or the caller gave up.
    pub stopped: u64,
}

#[derive(Debug, Default)]
struct Tally {
    started: AtomicU64,
    finished: AtomicU64,
    stopped: AtomicU64,
}

/// A running query; dropping it before its end counts as stopped.
struct Running {
    tally: Arc<Tally>,
    ended: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        let counter = if self.ended { &self.tally.finished } else { &self.tally.stopped };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Running {
    fn end(&mut self) {
        self.ended = true;
    }
}

/// A task that is stopped when its handle is dropped.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Threads that run queries.
#[derive(Debug)]
pub(super) struct Workers {
    runtime: Option<Runtime>,
    tally: Arc<Tally>,
}

impl Drop for Workers {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for the threads would block the caller, which may be async.
            runtime.shutdown_background();
        }
    }
}

impl Workers {
    pub(super) fn start(threads: usize) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name("almanac-query")
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build()?;
        Ok(Self { runtime: Some(runtime), tally: Arc::default() })
    }

    pub(super) fn counts(&self) -> Counts {
        let finished = self.tally.finished.load(Ordering::Relaxed);
        let stopped = self.tally.stopped.load(Ordering::Relaxed);
        let started = self.tally.started.load(Ordering::Relaxed);
        Counts { running: started.saturating_sub(finished + stopped), finished, stopped }
    }

    /// Runs `work` on the threads. Dropping the returned future stops it at its next await, as the timeout
    /// does.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
        timeout: Duration,
    ) -> Result<T> {
        let Some(runtime) = &self.runtime else { return Err(Error::Cancelled) };
        self.tally.started.fetch_add(1, Ordering::Relaxed);
        let mut running = Running { tally: Arc::clone(&self.tally), ended: false };
        let mut task = Task(runtime.spawn(async move {
            let result = work.await;
            running.end();
            result
        }));
        match tokio::time::timeout(timeout, &mut task.0).await {
            Err(_) => Err(Error::Timeout(timeout)),
            Ok(Ok(result)) => result,
            Ok(Err(join)) if join.is_cancelled() => Err(Error::Cancelled),
            Ok(Err(_)) => Err(Error::Engine("the query engine panicked".to_owned())),
        }
    }
}
