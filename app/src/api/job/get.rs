//! Server function: a job.

use almanac_domain::job::Job;
use almanac_domain::{JobId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// A job.
#[server(endpoint = "job/get")]
pub(crate) async fn get_job(project: ProjectId, job: JobId) -> Answer<Job> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::job::get(&app, &actor, project, job).await?)
}
