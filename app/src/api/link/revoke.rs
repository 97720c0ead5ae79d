//! Server function: ends a public link.

use almanac_domain::{LinkId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Ends a public link.
#[server(endpoint = "link/revoke")]
pub(crate) async fn revoke_link(project: ProjectId, link: LinkId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::link::revoke(&app, &actor, project, link).await?;
    Ok(())
}
