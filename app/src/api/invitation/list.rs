//! Server function: the invitations of the organization.

use almanac_domain::Page;
use almanac_domain::invitation::Invitation;
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The invitations of the organization.
#[server(endpoint = "invitation/list")]
pub(crate) async fn list_invitations(after: Option<Uuid>) -> Answer<Page<Invitation>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::invitation::list(&app, &actor, page).await?)
}
