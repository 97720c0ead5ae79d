//! Server function: becomes the owner of a project that was offered.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Becomes the owner of a project that was offered.
#[server(endpoint = "project/accept_transfer")]
pub(crate) async fn accept_transfer(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::accept_transfer(&app, &actor, project).await?;
    leptos_axum::redirect(&crate::paths::project(project));
    Ok(())
}
