//! Server function: makes a project like one of one's own and goes there.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a project like one of one's own and goes there.
#[server(endpoint = "project/duplicate")]
pub(crate) async fn duplicate_project(project: ProjectId, name: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::project::ProjectInput { name, description: String::new() };
    let made = almanac_service::project::duplicate(&app, &actor, project, input).await?;
    leptos_axum::redirect(&crate::paths::project(made.id));
    Ok(())
}
