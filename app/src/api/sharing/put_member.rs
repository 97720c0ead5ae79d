//! Server function: gives a person a role in a project.

use almanac_domain::{ProjectId, ProjectRole, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Gives a person a role in a project.
#[server(endpoint = "sharing/put_member")]
pub(crate) async fn put_member(project: ProjectId, user: UserId, role: ProjectRole) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::sharing::RoleInput { role };
    almanac_service::sharing::put_member(&app, &actor, project, user, input).await?;
    Ok(())
}
