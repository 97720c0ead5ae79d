//! Server function: a team with its members.

use almanac_domain::TeamId;
use almanac_domain::sharing::{Person, Team};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A team, its members, and who could become one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TeamView {
    pub team: Team,
    pub members: Vec<Person>,
    /// People of the organization that the search found and who are not in the team.
    pub found: Vec<Person>,
}

/// A team with its members, and the people that a search finds.
#[server(endpoint = "team/get")]
pub(crate) async fn get_team(team: TeamId, search: Option<String>) -> Answer<TeamView> {
    use almanac_service::team;
    let (app, actor) = crate::api::signed_in()?;
    let members = team::members(&app, &actor, team).await?;
    let mut found = match search {
        Some(search) => team::candidates(&app, &actor, &search).await?,
        None => Vec::new(),
    };
    found.retain(|person| !members.contains(person));
    Ok(TeamView { team: team::get(&app, &actor, team).await?, members, found })
}
