//! Server function: the identity providers of the organization.

use almanac_domain::sso::Provider;
use leptos::prelude::*;

use crate::api::Answer;

/// The identity providers of the organization.
#[server(endpoint = "sso/providers")]
pub(crate) async fn list_providers() -> Answer<Vec<Provider>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::provider::list(&app, &actor).await?)
}
