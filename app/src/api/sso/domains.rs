//! Server function: the domains of the organization.

use almanac_domain::sso::Domain;
use leptos::prelude::*;

use crate::api::Answer;

/// The domains of the organization.
#[server(endpoint = "sso/domains")]
pub(crate) async fn list_domains() -> Answer<Vec<Domain>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::domain::list(&app, &actor).await?)
}
