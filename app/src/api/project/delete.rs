//! Server function: puts a project into the bin.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Puts a project into the bin.
#[server(endpoint = "project/delete")]
pub(crate) async fn delete_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::delete(&app, &actor, project).await?;
    leptos_axum::redirect("/");
    Ok(())
}
