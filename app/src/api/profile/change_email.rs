//! Server function: asks for another address.

use leptos::prelude::*;

use crate::api::Answer;

/// Asks for another address, which must be confirmed by the link sent there.
#[server(endpoint = "profile/change_email")]
pub(crate) async fn change_email(email: String) -> Answer<()> {
    use almanac_domain::account::ChangeEmail;
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::change_email(&app, &actor, ChangeEmail { email }).await?)
}
