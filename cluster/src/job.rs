//! A query on the scheduler.

use std::time::Duration;

use almanac_query::{Error, Result};
use ballista_core::serde::protobuf::execute_query_result::Result as Answer;
use ballista_core::serde::protobuf::job_status::Status;
use ballista_core::serde::protobuf::{
    CancelJobParams, CleanJobDataParams, ExecuteQueryParams, GetJobStatusParams, PartitionLocation,
};
use ballista_core::{BALLISTA_VERSION, version};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tonic::Request;

use crate::ballista::Scheduler;
use crate::fault;

/// The first pause between two questions how a job is going, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(100));

/// How often in a row a job that was known may be in no list.
const MISSING: u32 = 10;
/// How often a job is cancelled at the most.
const CANCELLED: u32 = 100;

/// How far a job is, as far as we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Running,
    Failed,
    Done,
}

/// A query that the scheduler has taken. Dropped, it is cancelled there, or if it is done, its result is removed.
#[derive(Debug)]
pub(crate) struct Job {
    id: String,
    scheduler: Scheduler,
    runtime: Handle,
    stage: Stage,
}

impl Drop for Job {
    fn drop(&mut self) {
        let (scheduler, id, stage) = (self.scheduler.clone(), std::mem::take(&mut self.id), self.stage);
        self.runtime.spawn(async move {
            let told = match stage {
                Stage::Running => cancel(scheduler, &id).await,
                Stage::Done => clean(scheduler, &id).await,
                // The scheduler has done it.
                Stage::Failed => Ok(()),
            };
            if let Err(status) = told {
                tracing::warn!(
                    job = id,
                    error = &status as &dyn std::error::Error,
                    "the scheduler could not be told that a query has ended"
                );
            }
        });
    }
}

/// Cancels a job until the scheduler says that it has ended: one that is not begun yet does not hear of it.
async fn cancel(mut scheduler: Scheduler, id: &str) -> Result<(), tonic::Status> {
    for _ in 0..CANCELLED {
        scheduler.cancel_job(CancelJobParams { job_id: id.to_owned() }).await?;
        tokio::time::sleep(PAUSES.1).await;
        let answer = scheduler.get_job_status(GetJobStatusParams { job_id: id.to_owned() }).await?;
        match answer.into_inner().status.and_then(|status| status.status) {
            Some(Status::Failed(_)) => return Ok(()),
            Some(Status::Successful(_)) => return clean(scheduler, id).await,
            Some(Status::Queued(_) | Status::Running(_)) | None => {}
        }
    }
    Ok(())
}

/// Removes the result of a job.
async fn clean(mut scheduler: Scheduler, id: &str) -> Result<(), tonic::Status> {
    let clean = CleanJobDataParams { job_id: id.to_owned(), remove_stage_ids: Vec::new() };
    scheduler.clean_job_data(clean).await?;
    Ok(())
}

/// Gives a query to the scheduler.
pub(crate) async fn submit(scheduler: Scheduler, query: ExecuteQueryParams) -> Result<Job> {
    let (tell, told) = oneshot::channel();
    // In a task of its own, which is not stopped: who gives up before the answer is there leaves no job behind, because
    // the job is dropped with the answer.
    tokio::spawn(async move {
        let _ = tell.send(begin(scheduler, query).await);
    });
    told.await.map_err(|_| Error::Cancelled)?
}

async fn begin(mut scheduler: Scheduler, query: ExecuteQueryParams) -> Result<Job> {
    let mut request = Request::new(query);
    version::insert_version_header(request.metadata_mut());
    let answer = scheduler.execute_query(request).await.map_err(fault::unreachable)?;
    let theirs = version::version_from_metadata(answer.metadata()).map(str::to_owned);
    match answer.into_inner().result {
        Some(Answer::Success(taken)) => {
            let job = Job { id: taken.job_id, scheduler, runtime: Handle::current(), stage: Stage::Running };
            version::check_compatibility(Some(BALLISTA_VERSION), theirs.as_deref())
                .map_err(|why| fault::other_version(&why))?;
            Ok(job)
        }
        Some(Answer::Failure(failure)) => {
            Err(Error::Engine(format!("the scheduler refused it: {failure:?}")))
        }
        None => Err(fault::lost("the scheduler gave no answer")),
    }
}

impl Job {
    /// Waits until it is done; comes back with where the parts of its result are.
    ///
    /// # Errors
    /// Why it failed, or that the scheduler cannot be asked, or has forgotten it.
    pub async fn ended(&mut self) -> Result<Vec<PartitionLocation>> {
        let (mut pause, longest) = PAUSES;
        let (mut known, mut missing) = (false, 0);
        loop {
            let asked = GetJobStatusParams { job_id: self.id.clone() };
            let answer = self.scheduler.get_job_status(asked).await.map_err(fault::unreachable)?;
            let status = answer.into_inner().status;
            // For a moment after it was taken, it is in no list yet; nor is it, perhaps, between two lists.
            known |= status.is_some();
            missing = if status.is_some() { 0 } else { missing + 1 };
            if known && missing > MISSING {
                self.stage = Stage::Failed;
                return Err(fault::lost(format_args!("the scheduler has forgotten the job {}", self.id)));
            }
            match status.and_then(|status| status.status) {
                Some(Status::Successful(done)) => {
                    self.stage = Stage::Done;
                    return Ok(done.partition_location);
                }
                Some(Status::Failed(failed)) => {
                    self.stage = Stage::Failed;
                    return Err(fault::of_job(&failed.error));
                }
                Some(Status::Queued(_) | Status::Running(_)) | None => {}
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }
}
