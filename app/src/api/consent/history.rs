//! Server function: what the person decided.

use almanac_domain::Page;
use almanac_domain::consent::Decision;
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// A part of what the person decided.
#[server(endpoint = "consent/history")]
pub(crate) async fn consent_history(after: Option<Uuid>) -> Answer<Page<Decision>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::consent::history(&app, &actor, page).await?)
}
