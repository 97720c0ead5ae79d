//! Server function: removes a team and goes to the list.

use almanac_domain::TeamId;
use leptos::prelude::*;

use crate::api::Answer;

/// Removes a team and goes to the list.
#[server(endpoint = "team/delete")]
pub(crate) async fn delete_team(team: TeamId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::team::delete(&app, &actor, team).await?;
    leptos_axum::redirect(crate::paths::TEAMS);
    Ok(())
}
