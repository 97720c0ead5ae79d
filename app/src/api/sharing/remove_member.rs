//! Server function: takes the role of a person in a project away.

use almanac_domain::{ProjectId, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Takes the role of a person in a project away.
#[server(endpoint = "sharing/remove_member")]
pub(crate) async fn remove_member(project: ProjectId, user: UserId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::sharing::remove_member(&app, &actor, project, user).await?;
    Ok(())
}
