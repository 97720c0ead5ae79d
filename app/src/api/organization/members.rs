//! Server function: the members of the organization.

use almanac_domain::Page;
use almanac_domain::member::Member;
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The members whose name or address contains `search`, newest first.
#[server(endpoint = "organization/members")]
pub(crate) async fn list_members(search: String, after: Option<Uuid>) -> Answer<Page<Member>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::member::list(&app, &actor, &search, page).await?)
}
