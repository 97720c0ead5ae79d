//! Server function: signs in with a password.

use leptos::prelude::*;

use crate::api::Answer;

/// Signs in with a password. Who has a second factor is asked for it.
#[server(endpoint = "account/sign_in")]
pub(crate) async fn sign_in(email: String, password: String, next: String) -> Answer<()> {
    use almanac_domain::account::{Password, SignIn};
    use almanac_service::account::SignedIn;
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = SignIn { email, password: Password(password) };
    match almanac_service::account::sign_in(&app, input, &client).await? {
        SignedIn::Done(me, secret) => {
            crate::api::preferences::apply(&app, me.user.id).await?;
            crate::api::set_cookie(&secret.0)?;
            leptos_axum::redirect(crate::paths::inside(&next));
        }
        SignedIn::Pending(needed) => {
            crate::api::append_cookie(&crate::api::cookies()?.pending().set(&needed.token.0))?;
            leptos_axum::redirect(&crate::paths::with_next("/sign-in/second", &next));
        }
    }
    Ok(())
}
