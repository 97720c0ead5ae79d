//! Server function: takes a project out of the bin and goes there.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Takes a project out of the bin and goes there.
#[server(endpoint = "project/restore")]
pub(crate) async fn restore_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::restore(&app, &actor, project).await?;
    leptos_axum::redirect(&crate::paths::project(project));
    Ok(())
}
