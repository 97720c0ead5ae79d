//! The job that fills a sample project: a step after the other, each of which may begin a job of its own.

use almanac_service::sample::{self, Progress, SampleFill};

use crate::worker::finish;
use crate::{Error, Result, Task};

/// Goes as far as it can. It waits for the jobs that it has begun outside of the worker, which may have to do them.
pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: SampleFill = task.payload()?;
    let (org, project) = (task.job.org_id, task.job.project_id);
    task.check()?;
    match Box::pin(sample::fill(&task.app, org, project, payload)).await? {
        Progress::Waits => Err(Error::Waits),
        Progress::Complete => {
            let mut tx = task.write().await?;
            finish(task, &mut tx).await?;
            Ok(tx.save().await?)
        }
    }
}
