//! Server function: the person's keys.

use almanac_domain::Page;
use almanac_domain::key::ApiKey;
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// A part of the person's keys.
#[server(endpoint = "key/list")]
pub(crate) async fn list_keys(after: Option<Uuid>) -> Answer<Page<ApiKey>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::api_key::list(&app, &actor, "", page).await?)
}
