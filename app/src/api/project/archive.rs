//! Server function: archives a project.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Archives a project.
#[server(endpoint = "project/archive")]
pub(crate) async fn archive_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::archive(&app, &actor, project).await?;
    Ok(())
}
