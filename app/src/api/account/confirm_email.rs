//! Server function: confirms an address by a link.

use leptos::prelude::*;

use crate::api::Answer;

/// Confirms an address by a link.
#[server(endpoint = "account/confirm_email")]
pub(crate) async fn confirm_email(token: String) -> Answer<()> {
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    almanac_service::account::confirm_email(&app, &token, &client).await?;
    leptos_axum::redirect("/account");
    Ok(())
}
