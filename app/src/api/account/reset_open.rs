//! Server function: whether a link to set a new password works.

use leptos::prelude::*;

use crate::api::Answer;

/// Whether a link to set a new password works.
#[server(endpoint = "account/reset_open")]
pub(crate) async fn reset_open(token: String) -> Answer<bool> {
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    Ok(almanac_service::account::reset_open(&app, &token, &client).await?)
}
