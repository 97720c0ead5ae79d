//! Server function: the keys of the organization.

use almanac_domain::Page;
use almanac_domain::key::ApiKey;
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// A part of the keys of everybody in the organization whose prefix begins so; with or without its mark.
#[server(endpoint = "key/list_all")]
pub(crate) async fn list_all_keys(prefix: String, after: Option<Uuid>) -> Answer<Page<ApiKey>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let prefix = prefix.trim();
    let prefix = prefix.strip_prefix("alm_").unwrap_or(prefix);
    Ok(almanac_service::api_key::list_all(&app, &actor, prefix, page).await?)
}
