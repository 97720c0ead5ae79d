//! Server function: a project.

use almanac_domain::ProjectId;
use almanac_domain::project::Project;
use leptos::prelude::*;

use crate::api::Answer;

/// A project.
#[server(endpoint = "project/get")]
pub(crate) async fn get_project(project: ProjectId) -> Answer<Project> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::project::get(&app, &actor, project).await?)
}
