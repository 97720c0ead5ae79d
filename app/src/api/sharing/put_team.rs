//! Server function: gives a team a role in a project.

use almanac_domain::{ProjectId, ProjectRole, TeamId};
use leptos::prelude::*;

use crate::api::Answer;

/// Gives a team a role in a project.
#[server(endpoint = "sharing/put_team")]
pub(crate) async fn put_team(project: ProjectId, team: TeamId, role: ProjectRole) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::sharing::RoleInput { role };
    almanac_service::sharing::put_team(&app, &actor, project, team, input).await?;
    Ok(())
}
