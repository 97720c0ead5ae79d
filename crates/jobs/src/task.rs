//! A job at work: its progress, its lease, and whether it should go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use almanac_domain::job::Progress;
use almanac_forecast::Device;
use almanac_service::App;
use almanac_store::queue::Claimed;
use almanac_store::{Scope, Tx};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{ChooseDevice, Error, Result};

/// How often a wish to stop is looked for.
const LOOK: Duration = Duration::from_millis(200);

/// A job in the hands of a worker. Cheap to clone: the thread that works has one, the worker another.
#[derive(Clone)]
pub struct Task {
    /// The application.
    pub app: App,
    /// The job.
    pub job: Arc<Claimed>,
    pub(crate) worker: Uuid,
    device: ChooseDevice,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    progress: Mutex<Progress>,
    dirty: AtomicBool,
    cancelled: AtomicBool,
    lost: AtomicBool,
}

impl Task {
    pub(crate) fn new(app: App, job: Claimed, worker: Uuid, device: ChooseDevice) -> Self {
        let state = State { cancelled: AtomicBool::new(job.cancel_requested), ..State::default() };
        Self { app, job: Arc::new(job), worker, device, state: Arc::new(state) }
    }

    /// What to do.
    ///
    /// # Errors
    /// [`Error::Give`] if this version of the program cannot read it.
    pub fn payload<P: DeserializeOwned>(&self) -> Result<P> {
        serde_json::from_value(self.job.payload.clone())
            .map_err(|error| Error::Give(format!("the job cannot be read: {error}")))
    }

    /// Whether the work should go on.
    ///
    /// # Errors
    /// [`Error::Cancelled`] or [`Error::Lost`] if not.
    pub fn check(&self) -> Result<()> {
        if self.state.lost.load(Ordering::Relaxed) {
            return Err(Error::Lost);
        }
        if self.state.cancelled.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        Ok(())
    }

    /// Comes back when the work should not go on.
    pub(crate) async fn stopped(&self) -> Error {
        loop {
            if let Err(stopped) = self.check() {
                return stopped;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Where neural models are trained. The first answer may take seconds.
    ///
    /// # Errors
    /// [`Error::Give`] if the device that was asked for does not work; those of [`Task::check`].
    pub fn device(&self) -> Result<Device> {
        let device = (self.device)(&|| self.check().is_ok());
        self.check()?;
        device.map_err(Error::Give)
    }

    /// Changes the progress; the worker writes it down before long.
    pub fn progress(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.state.progress.lock().unwrap_or_else(PoisonError::into_inner));
        self.state.dirty.store(true, Ordering::Relaxed);
    }

    /// The progress, if it changed since it was last asked for.
    pub(crate) fn take_progress(&self) -> Option<Progress> {
        let changed = self.state.dirty.swap(false, Ordering::Relaxed);
        changed.then(|| self.state.progress.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    pub(crate) fn last_progress(&self) -> Progress {
        self.state.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    pub(crate) fn lose(&self) {
        self.state.lost.store(true, Ordering::Relaxed);
    }

    /// Begins a unit of work of the job's organization that may write.
    ///
    /// # Errors
    /// [`Error::Retry`] if the database fails.
    pub async fn write(&self) -> Result<Tx> {
        Ok(self.app.db().write(Scope::Org(self.job.org_id)).await?)
    }

    /// Runs work that blocks on a thread of its own.
    ///
    /// # Errors
    /// Those of the work; [`Error::Retry`] if it panics.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let task = self.clone();
        tokio::task::spawn_blocking(move || work(&task)).await.map_err(Error::retry)?
    }
}
