//! Server function: begins to set up an authenticator app.

use leptos::prelude::*;

use crate::api::Answer;

/// Begins to set up an authenticator app.
#[server(endpoint = "account/begin_totp")]
pub(crate) async fn begin_totp() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::account::begin_totp(&app, &actor).await?;
    leptos_axum::redirect("/account/security/app");
    Ok(())
}
