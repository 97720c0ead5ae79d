//! Server function: the teams of the organization.

use almanac_domain::sharing::Team;
use leptos::prelude::*;

use crate::api::Answer;

/// The teams of the organization.
#[server(endpoint = "team/list")]
pub(crate) async fn list_teams() -> Answer<Vec<Team>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::team::list(&app, &actor).await?)
}
