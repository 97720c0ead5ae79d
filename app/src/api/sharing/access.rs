//! Server function: everybody who sees a project, and why.

use almanac_domain::ProjectId;
use almanac_domain::sharing::Access;
use leptos::prelude::*;

use crate::api::Answer;

/// Everybody who sees a project, and why.
#[server(endpoint = "sharing/access")]
pub(crate) async fn get_access(project: ProjectId) -> Answer<Vec<Access>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::sharing::access(&app, &actor, project).await?)
}
