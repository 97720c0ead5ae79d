//! Server function: takes the role of a team in a project away.

use almanac_domain::{ProjectId, TeamId};
use leptos::prelude::*;

use crate::api::Answer;

/// Takes the role of a team in a project away.
#[server(endpoint = "sharing/remove_team")]
pub(crate) async fn remove_team(project: ProjectId, team: TeamId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::sharing::remove_team(&app, &actor, project, team).await?;
    Ok(())
}
