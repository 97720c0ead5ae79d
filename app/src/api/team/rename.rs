//! Server function: renames a team.

use almanac_domain::TeamId;
use leptos::prelude::*;

use crate::api::Answer;

/// Renames a team.
#[server(endpoint = "team/rename")]
pub(crate) async fn rename_team(team: TeamId, name: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::sharing::TeamInput { name };
    almanac_service::team::rename(&app, &actor, team, input).await?;
    Ok(())
}
