//! Server function: asks for a link to join an organization.

use leptos::prelude::*;

use crate::api::Answer;

/// Asks for a link to join the organization of an address; the answer is the same for all addresses.
#[server(endpoint = "invitation/ask_to_join")]
pub(crate) async fn ask_to_join(email: String) -> Answer<()> {
    use almanac_domain::invitation::JoinInput;
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = JoinInput { email, locale: Some(crate::preferences::preferences().locale) };
    almanac_service::invitation::ask_to_join(&app, input, &client).await?;
    leptos_axum::redirect("/join?sent=true");
    Ok(())
}
