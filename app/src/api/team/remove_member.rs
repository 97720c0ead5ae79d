//! Server function: takes a person out of a team.

use almanac_domain::{TeamId, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Takes a person out of a team.
#[server(endpoint = "team/remove_member")]
pub(crate) async fn remove_team_member(team: TeamId, user: UserId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::team::remove_member(&app, &actor, team, user).await?;
    Ok(())
}
