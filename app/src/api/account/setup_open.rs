//! Server function: whether the setup link is still good.

use leptos::prelude::*;

use crate::api::Answer;

/// Whether the setup link is still good.
#[server(endpoint = "account/setup_open")]
pub(crate) async fn setup_open(token: String) -> Answer<bool> {
    Ok(almanac_service::account::setup_open(&crate::api::app()?, &token).await?)
}
