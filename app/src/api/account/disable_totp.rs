//! Server function: removes the authenticator app.

use leptos::prelude::*;

use crate::api::Answer;

/// Removes the authenticator app.
#[server(endpoint = "account/disable_totp")]
pub(crate) async fn disable_totp() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let secret = almanac_service::account::disable_totp(&app, &actor).await?;
    crate::api::set_cookie(&secret.0)?;
    Ok(())
}
