//! Server function: makes a project and goes there.

use leptos::prelude::*;

use crate::api::Answer;

/// Makes a project and goes there. `like` is a project's id or the word of a sample; else it is empty.
#[server(endpoint = "project/create")]
pub(crate) async fn create_project(name: String, description: String, like: Option<String>) -> Answer<()> {
    use almanac_service::{project, sample};
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::project::ProjectInput { name, description };
    let like = like.unwrap_or_default();
    let made = if let Ok(from) = like.parse() {
        project::duplicate(&app, &actor, from, input).await?
    } else if like.is_empty() {
        project::create(&app, &actor, input).await?
    } else {
        let known = serde_json::from_value(like.into());
        let from = known.map_err(|_| almanac_service::Error::field("like", "there is no such sample"))?;
        sample::create(&app, &actor, input, from, sample::Extent::default()).await?
    };
    leptos_axum::redirect(&crate::paths::project(made.id));
    Ok(())
}
