//! Server function: makes a project and goes there.

use leptos::prelude::*;

use crate::api::Answer;

/// Makes a project and goes there.
#[server(endpoint = "project/create")]
pub(crate) async fn create_project(name: String, description: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::project::ProjectInput { name, description };
    let made = almanac_service::project::create(&app, &actor, input).await?;
    leptos_axum::redirect(&crate::paths::project(made.id));
    Ok(())
}
