//! Server function: takes an archived project back into use.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Takes an archived project back into use.
#[server(endpoint = "project/unarchive")]
pub(crate) async fn unarchive_project(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::unarchive(&app, &actor, project).await?;
    Ok(())
}
