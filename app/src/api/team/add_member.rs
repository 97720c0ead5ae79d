//! Server function: puts a person into a team.

use almanac_domain::{TeamId, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Puts a person into a team.
#[server(endpoint = "team/add_member")]
pub(crate) async fn add_team_member(team: TeamId, user: UserId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::team::add_member(&app, &actor, team, user).await?;
    Ok(())
}
