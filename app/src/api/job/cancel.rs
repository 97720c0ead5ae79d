//! Server function: asks a job to stop.

use almanac_domain::job::Job;
use almanac_domain::{JobId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Asks a job to stop.
#[server(endpoint = "job/cancel")]
pub(crate) async fn cancel_job(project: ProjectId, job: JobId) -> Answer<Job> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::job::cancel(&app, &actor, project, job).await?)
}
