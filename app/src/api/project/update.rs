//! Server function: renames a project.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Renames a project.
#[server(endpoint = "project/update")]
pub(crate) async fn update_project(project: ProjectId, name: String, description: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::project::ProjectInput { name, description };
    almanac_service::project::update(&app, &actor, project, input).await?;
    leptos_axum::redirect(&crate::paths::project(project));
    Ok(())
}
