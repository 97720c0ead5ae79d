//! Long work.

use almanac_domain::job::Job;
use almanac_domain::{Actor, JobId, Page, PageRequest, ProjectId};
use futures::Stream;

use crate::{App, Error, Result};

/// The jobs of a project.
pub async fn list(_app: &App, _actor: &Actor, _project: ProjectId, _page: PageRequest) -> Result<Page<Job>> {
    Err(Error::internal("not built"))
}

/// A job.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _job: JobId) -> Result<Job> {
    Err(Error::internal("not built"))
}

/// Asks a job to stop.
pub async fn cancel(_app: &App, _actor: &Actor, _project: ProjectId, _job: JobId) -> Result<Job> {
    Err(Error::internal("not built"))
}

/// The job as it is now, then each change; ends after the final state.
pub async fn watch(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _job: JobId,
) -> Result<impl Stream<Item = Job> + Send + use<>> {
    Ok(futures::stream::empty())
}
