//! Server function: makes a team and goes there.

use leptos::prelude::*;

use crate::api::Answer;

/// Makes a team and goes there.
#[server(endpoint = "team/create")]
pub(crate) async fn create_team(name: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::sharing::TeamInput { name };
    let made = almanac_service::team::create(&app, &actor, input).await?;
    leptos_axum::redirect(&crate::paths::team(made.id));
    Ok(())
}
