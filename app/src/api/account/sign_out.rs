//! Server function: ends the present session.

use leptos::prelude::*;

use crate::api::Answer;

/// Ends the present session.
#[server(endpoint = "account/sign_out")]
pub(crate) async fn sign_out() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::account::sign_out(&app, &actor).await?;
    crate::api::set_cookie(None)?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}
