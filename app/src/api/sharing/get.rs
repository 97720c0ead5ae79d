//! Server function: with whom a project is shared.

use almanac_domain::ProjectId;
use almanac_domain::invitation::Invitation;
use almanac_domain::project::Transfer;
use almanac_domain::sharing::{Candidates, Person, ProjectMember, ProjectTeam};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// With whom a project is shared, and with whom it could be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sharing {
    /// Whether the person may change it.
    pub manages: bool,
    pub members: Vec<ProjectMember>,
    pub teams: Vec<ProjectTeam>,
    /// Those who have not answered yet.
    pub invited: Vec<Invitation>,
    pub transfer: Option<Transfer>,
    /// To whom the project could be offered.
    pub heirs: Vec<Person>,
    /// What the search found.
    pub found: Candidates,
}

/// With whom a project is shared, and with whom it could be.
#[server(endpoint = "sharing/get")]
pub(crate) async fn get_sharing(project: ProjectId, search: Option<String>) -> Answer<Sharing> {
    use almanac_domain::Capability;
    use almanac_service::{project as projects, sharing};
    let (app, actor) = crate::api::signed_in()?;
    let shared = projects::get(&app, &actor, project).await?;
    let mut found = match search {
        Some(search) => sharing::candidates(&app, &actor, project, &search).await?,
        None => Candidates::default(),
    };
    let members = sharing::members(&app, &actor, project).await?;
    let teams = sharing::teams(&app, &actor, project).await?;
    found.people.retain(|person| !members.iter().any(|member| member.person.id == person.id));
    found.teams.retain(|team| !teams.iter().any(|shared| shared.team.id == team.id));
    let others = members.iter().map(|member| &member.person).filter(|person| person.id != actor.user_id);
    let heirs = others.cloned().collect();
    Ok(Sharing {
        manages: shared.role.can(Capability::ProjectManage) && shared.archived_at.is_none(),
        invited: sharing::invited(&app, &actor, project).await?,
        members,
        teams,
        transfer: projects::transfer(&app, &actor, project).await?,
        heirs,
        found,
    })
}
