//! Server function: who one is at the providers of the organization.

use almanac_domain::sso::Connection;
use leptos::prelude::*;

use crate::api::Answer;

/// The providers of the organization, and how the person is connected with them.
#[server(endpoint = "sso/connections")]
pub(crate) async fn list_connections() -> Answer<Vec<Connection>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::sso::connections(&app, &actor).await?)
}
