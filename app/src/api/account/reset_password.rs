//! Server function: sets a new password by a link.

use leptos::prelude::*;

use crate::api::Answer;

/// Sets a new password by a link. Whoever does it signs in afterwards.
#[server(endpoint = "account/reset_password")]
pub(crate) async fn reset_password(token: String, password: String) -> Answer<()> {
    use almanac_domain::account::{Password, ResetPassword};
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = ResetPassword { token, password: Password(password) };
    almanac_service::account::reset_password(&app, input, &client).await?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}
