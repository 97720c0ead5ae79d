//! Server function: removes a passkey.

use almanac_domain::PasskeyId;
use leptos::prelude::*;

use crate::api::Answer;

/// Removes a passkey.
#[server(endpoint = "account/remove_passkey")]
pub(crate) async fn remove_passkey(passkey: PasskeyId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::account::remove_passkey(&app, &actor, passkey).await?;
    Ok(())
}
