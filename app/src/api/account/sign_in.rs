//! Server function: signs in with a password.

use leptos::prelude::*;

use crate::api::Answer;

/// Signs in with a password.
#[server(endpoint = "account/sign_in")]
pub(crate) async fn sign_in(email: String, password: String, next: String) -> Answer<()> {
    use almanac_domain::account::{Password, SignIn};
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = SignIn { email, password: Password(password) };
    let (me, secret) = almanac_service::account::sign_in(&app, input, &client).await?;
    crate::api::preferences::apply(&app, me.user.id).await?;
    crate::api::set_cookie(Some(&secret.0))?;
    leptos_axum::redirect(crate::paths::inside(&next));
    Ok(())
}
