//! Server function: invites the people of a list.

use almanac_domain::{OrgRole, ProjectRole};
use leptos::prelude::*;

use crate::api::Answer;

/// So many links are shown at once; those of longer lists are shown one by one.
#[cfg(feature = "ssr")]
const SHOWN: usize = 10;

/// Invites the people of a list: `address[,role][,name]` on each line.
#[server(endpoint = "invitation/invite")]
pub(crate) async fn invite(
    people: String,
    role: OrgRole,
    project: Option<String>,
    project_role: Option<ProjectRole>,
) -> Answer<()> {
    use almanac_domain::invitation::{Invite, ProjectGrant, read_guests};
    use almanac_service::Error;
    let (app, actor) = crate::api::signed_in()?;
    let guests = read_guests(&people).map_err(Error::Invalid)?;
    let project = project.filter(|id| !id.is_empty()).map(|id| id.parse());
    let project = project.transpose().map_err(|_| Error::field("project", "must be the id of a project"))?;
    let role_there = project_role.unwrap_or(ProjectRole::Viewer);
    let project = project.map(|project_id| ProjectGrant { project_id, role: role_there });
    let input = Invite { guests, role, project };
    let invited = almanac_service::invitation::invite(&app, &actor, input).await?;
    let links: Vec<String> = invited
        .iter()
        .filter_map(|one| Some(format!("{} {}", one.invitation.email, one.link.as_ref()?)))
        .collect();
    if !links.is_empty() && links.len() <= SHOWN {
        crate::api::show_once(&app, &actor, "invitations", &links.join("\n"))?;
    }
    Ok(())
}
