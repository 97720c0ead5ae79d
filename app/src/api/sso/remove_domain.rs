//! Server function: removes a domain.

use almanac_domain::DomainId;
use leptos::prelude::*;

use crate::api::Answer;

/// Removes a domain.
#[server(endpoint = "sso/remove_domain")]
pub(crate) async fn remove_domain(domain: DomainId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::domain::remove(&app, &actor, domain).await?)
}
