//! Server function: gives one's own role in a project up.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Gives one's own role in a project up.
#[server(endpoint = "project/leave")]
pub(crate) async fn leave_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::sharing::remove_member(&app, &actor, project, actor.user_id).await?;
    leptos_axum::redirect("/");
    Ok(())
}
