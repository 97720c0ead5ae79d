//! Server function: asks for a link to set a new password.

use leptos::prelude::*;

use crate::api::Answer;

/// Asks for a link to set a new password; the answer is the same for unknown addresses.
#[server(endpoint = "account/request_reset")]
pub(crate) async fn request_reset(email: String) -> Answer<()> {
    use almanac_domain::account::RequestReset;
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = RequestReset { email, locale: Some(crate::preferences::preferences().locale) };
    almanac_service::account::request_reset(&app, input, &client).await?;
    leptos_axum::redirect("/forgot?sent=true");
    Ok(())
}
