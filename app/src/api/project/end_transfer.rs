//! Server function: declines an offer, or takes it back.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Declines an offer, or takes it back.
#[server(endpoint = "project/end_transfer")]
pub(crate) async fn end_transfer(project: ProjectId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::project::end_transfer(&app, &actor, project).await?;
    Ok(())
}
