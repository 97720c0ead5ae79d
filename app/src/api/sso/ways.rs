//! Server function: the providers for a domain.

use almanac_domain::sso::Way;
use leptos::prelude::*;

use crate::api::Answer;

/// The providers with which people of a domain can sign in.
#[server(endpoint = "sso/ways")]
pub(crate) async fn list_ways(domain: String) -> Answer<Vec<Way>> {
    Ok(almanac_service::sso::ways(&crate::api::app()?, &domain).await?)
}
