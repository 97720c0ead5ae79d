//! Server function: the address that a link confirms.

use leptos::prelude::*;

use crate::api::Answer;

/// The address that a link confirms; none if it works no more.
#[server(endpoint = "account/email_link_open")]
pub(crate) async fn email_link_open(token: String) -> Answer<Option<String>> {
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    Ok(almanac_service::account::email_link_open(&app, &token, &client).await?)
}
