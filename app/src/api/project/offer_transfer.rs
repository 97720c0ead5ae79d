//! Server function: offers a project to a person.

use almanac_domain::{ProjectId, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Offers a project to a person.
#[server(endpoint = "project/offer_transfer")]
pub(crate) async fn offer_transfer(project: ProjectId, user_id: UserId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::project::TransferInput { user_id };
    almanac_service::project::offer_transfer(&app, &actor, project, input).await?;
    Ok(())
}
