//! Server function: deletes a project with all in it.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a project with all in it.
#[server(endpoint = "project/delete")]
pub(crate) async fn delete_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::delete(&app, &actor, project).await?;
    leptos_axum::redirect("/");
    Ok(())
}
