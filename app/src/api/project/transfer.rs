//! Server function: the offer of a project.

use almanac_domain::ProjectId;
use almanac_domain::project::Transfer;
use leptos::prelude::*;

use crate::api::Answer;

/// The offer of a project.
#[server(endpoint = "project/transfer")]
pub(crate) async fn get_transfer(project: ProjectId) -> Answer<Option<Transfer>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::project::transfer(&app, &actor, project).await?)
}
