//! A worker: claims a job, keeps its lease while it is done, and ends it.

use std::convert::Infallible;
use std::time::Duration;

use almanac_domain::job::JobState;
use almanac_service::App;
use almanac_service::job::{
    DashboardRefresh, DatasetCheck, DatasetFill, DatasetImport, Ended, ForecastExplain, ModelTrain, Payload,
    SourceRead, abandon,
};
use almanac_service::sample::SampleFill;
use almanac_store::queue::{self, Claimed, Hold};
use almanac_store::{Scope, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    ChooseDevice, Error, Result, Task, dashboard_refresh, dataset_check, dataset_fill, dataset_import,
    forecast_explain, model_train, processor, sample_fill, source_read,
};

/// A worker that does not renew its job for so long has lost it.
const LEASE_SECONDS: i64 = 30;
/// How often a lease is renewed, in ticks.
const HEARTBEAT_TICKS: u32 = 20;
/// How often progress is written and a wish to cancel is looked for.
const TICK: Duration = Duration::from_millis(500);
/// How often an idle worker looks for what other processes have added.
const LOOK: Duration = Duration::from_secs(1);
/// How often a job is tried.
const ATTEMPTS: i64 = 3;
/// The pause before the second attempt; it doubles.
const BACKOFF_SECONDS: i64 = 5;

/// How often a job that waits for another looks.
const PAUSE: TimeDelta = TimeDelta::seconds(2);

/// A worker.
pub struct Worker {
    app: App,
    id: Uuid,
    device: ChooseDevice,
}

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeded.
    Done,
    /// It was given up.
    GivenUp,
    /// It was stopped by a person.
    Cancelled,
    /// It will be tried again.
    Retried,
    /// The process stops; another will begin anew.
    Stopped,
    /// It waits for another job.
    Waits,
    /// Another worker has it, or its object is gone.
    Lost,
}

impl Worker {
    /// A worker with an id of its own, which trains on the processor.
    pub fn new(app: App) -> Self {
        let id = app.new_id();
        Self { app, id, device: processor() }
    }

    /// The same worker, which trains on another device.
    #[must_use]
    pub fn on(self, device: ChooseDevice) -> Self {
        Self { device, ..self }
    }

    /// Works until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        let mut changes = self.app.watch_jobs();
        while !stop.is_cancelled() {
            match self.step(&stop).await {
                Ok(Some(_)) => continue,
                Ok(None) => {}
                Err(error) => tracing::error!(%error, ?error, "a worker could not reach the queue"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                _ = changes.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Does the next job to its end; `None` if none waits.
    ///
    /// # Errors
    /// If the queue can't be reached.
    pub async fn step(&self, stop: &CancellationToken) -> Result<Option<Outcome>> {
        let Some(job) = self.claim().await? else { return Ok(None) };
        let task = Task::new(self.app.clone(), job, self.id, self.device.clone());
        tracing::info!(job_id = %task.job.id, kind = task.job.kind, attempt = task.job.attempts, "a job begins");
        let result = self.attend(&task, stop).await;
        let outcome = self.end(&task, result).await?;
        self.app.jobs_changed();
        tracing::info!(job_id = %task.job.id, kind = task.job.kind, ?outcome, "a job ended");
        Ok(Some(outcome))
    }

    /// Takes the next job that waits or was lost by another worker.
    ///
    /// # Errors
    /// If the queue can't be reached.
    pub async fn claim(&self) -> Result<Option<Claimed>> {
        // A look that takes no lock: an idle worker must not keep writers waiting.
        let mut tx = self.app.db().read(Scope::System).await?;
        if !queue::any(&mut tx, self.app.now()).await? {
            return Ok(None);
        }
        drop(tx);
        let mut tx = self.app.db().write(Scope::System).await?;
        let claimed = queue::claim(&mut tx, self.id, self.app.now(), self.lease()).await?;
        tx.save().await?;
        if claimed.is_some() {
            self.app.jobs_changed();
        }
        Ok(claimed)
    }

    fn lease(&self) -> DateTime<Utc> {
        self.app.now() + TimeDelta::seconds(LEASE_SECONDS)
    }

    /// Does the job while writing progress, renewing the lease and listening for a wish to stop.
    async fn attend(&self, task: &Task, stop: &CancellationToken) -> Result<()> {
        if task.job.attempts > ATTEMPTS {
            return Err(Error::Give(
                "it was tried several times, and the server stopped each time".to_owned(),
            ));
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => {
                // The thread that works notices, too.
                task.lose();
                Err(Error::Stopped)
            }
            result = beside(Box::pin(dispatch(task)), self.keep(task)) => result,
        }
    }

    /// Keeps the lease and writes the progress, for as long as it is asked to.
    async fn keep(&self, task: &Task) -> Infallible {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut count = 0_u32;
        loop {
            ticks.tick().await;
            count += 1;
            if let Err(error) = self.tick(task, count.is_multiple_of(HEARTBEAT_TICKS)).await {
                tracing::warn!(job_id = %task.job.id, ?error, "progress of a job could not be written");
            }
        }
    }

    async fn tick(&self, task: &Task, heartbeat: bool) -> Result<()> {
        let progress = task.take_progress();
        let hold = if heartbeat || progress.is_some() {
            let mut tx = self.app.db().write(Scope::System).await?;
            if let Some(progress) = &progress {
                queue::set_progress(&mut tx, task.job.id, self.id, progress).await?;
            }
            let hold = queue::renew(&mut tx, task.job.id, self.id, self.lease()).await?;
            tx.save().await?;
            if progress.is_some() {
                self.app.jobs_changed();
            }
            hold
        } else {
            let mut tx = self.app.db().read(Scope::System).await?;
            queue::look(&mut tx, task.job.id, self.id).await?
        };
        match hold {
            Hold::Held => {}
            Hold::CancelRequested => task.cancel(),
            Hold::Lost => task.lose(),
        }
        Ok(())
    }

    /// Writes down how the job ended. One that ended well has written that together with its result.
    async fn end(&self, task: &Task, result: Result<()>) -> Result<Outcome> {
        let (outcome, ended) = match result {
            Ok(()) => return Ok(Outcome::Done),
            Err(Error::Lost) => return Ok(Outcome::Lost),
            Err(Error::Stopped) => return self.release(task, TimeDelta::zero(), Outcome::Stopped).await,
            Err(Error::Waits) => return self.release(task, PAUSE, Outcome::Waits).await,
            Err(Error::Cancelled) => (Outcome::Cancelled, Ended::Cancelled),
            Err(Error::Give(why)) => (Outcome::GivenUp, Ended::Failed(why)),
            Err(Error::Options(why)) => (Outcome::GivenUp, Ended::Refused(why)),
            Err(Error::Source(fault)) => (Outcome::GivenUp, Ended::Source(fault)),
            Err(Error::Retry(source)) => {
                tracing::error!(job_id = %task.job.id, error = %source, source = ?source, "a job failed");
                if task.job.attempts < ATTEMPTS {
                    return self.retry(task).await;
                }
                (Outcome::GivenUp, Ended::Failed("something went wrong on the server".to_owned()))
            }
        };
        let mut tx = task.write().await?;
        let error = ended.error();
        let state = if ended == Ended::Cancelled { JobState::Cancelled } else { JobState::Failed };
        let now = self.app.now();
        if queue::finish(&mut tx, task.job.id, self.id, state, error.as_deref(), now).await? == Hold::Lost {
            return Ok(Outcome::Lost);
        }
        let job = &task.job;
        let of = (job.id, job.kind.as_str(), &job.payload);
        let upload = abandon(&self.app, &mut tx, job.project_id, of, &ended).await?;
        tx.save().await?;
        if let Some(upload) = upload {
            self.app.files().remove_upload(upload).await;
        }
        Ok(outcome)
    }

    async fn release(&self, task: &Task, pause: TimeDelta, outcome: Outcome) -> Result<Outcome> {
        let mut tx = task.write().await?;
        queue::release(&mut tx, task.job.id, self.id, self.app.now() + pause).await?;
        tx.save().await?;
        Ok(outcome)
    }

    async fn retry(&self, task: &Task) -> Result<Outcome> {
        let exponent = u32::try_from(task.job.attempts - 1).unwrap_or(0);
        let pause = TimeDelta::seconds(BACKOFF_SECONDS * 2_i64.pow(exponent));
        let mut tx = task.write().await?;
        let error = "something went wrong on the server; it will be tried again";
        let hold = queue::retry(&mut tx, task.job.id, self.id, error, self.app.now() + pause).await?;
        tx.save().await?;
        Ok(if hold == Hold::Lost { Outcome::Lost } else { Outcome::Retried })
    }
}

/// Ends with the work. What keeps it goes on beside it and not between its steps: it may wait for a row that the work
/// has locked, until the work goes on.
async fn beside<T>(work: impl Future<Output = T>, keeping: impl Future<Output = Infallible>) -> T {
    tokio::select! {
        biased;
        result = work => result,
        never = keeping => match never {},
    }
}

async fn dispatch(task: &Task) -> Result<()> {
    match task.job.kind.as_str() {
        DatasetImport::KIND => dataset_import::run(task).await,
        DatasetCheck::KIND => dataset_check::run(task).await,
        DashboardRefresh::KIND => dashboard_refresh::run(task).await,
        DatasetFill::KIND => dataset_fill::run(task).await,
        ForecastExplain::KIND => forecast_explain::run(task).await,
        ModelTrain::KIND => model_train::run(task).await,
        SourceRead::KIND => source_read::run(task).await,
        SampleFill::KIND => sample_fill::run(task).await,
        other => Err(Error::Give(format!("this version of the program knows no job {other:?}"))),
    }
}

/// Ends the job well, in the unit of work of its result.
///
/// # Errors
/// [`Error::Lost`] if another worker has it now.
pub(crate) async fn finish(task: &Task, tx: &mut Tx) -> Result<()> {
    let job = task.job.id;
    let progress = almanac_domain::job::Progress { fraction: 1.0, ..task.last_progress() };
    queue::set_progress(tx, job, task.worker, &progress).await?;
    match queue::finish(tx, job, task.worker, JobState::Succeeded, None, task.app.now()).await? {
        Hold::Lost => Err(Error::Lost),
        Hold::Held | Hold::CancelRequested => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Mutex;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_while_its_keeper_waits_for_what_the_work_holds() {
        let row = Mutex::new(());
        let work = async {
            let held = row.lock().await;
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            drop(held);
            7
        };
        let keeping = async {
            loop {
                drop(row.lock().await);
                tokio::task::yield_now().await;
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(5), beside(work, keeping)).await;
        assert_eq!(done.ok(), Some(7));
    }
}
