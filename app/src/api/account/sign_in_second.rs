//! Server function: ends a sign-in with a code.

use leptos::prelude::*;

use crate::api::Answer;

/// Ends a sign-in with a code.
#[server(endpoint = "account/sign_in_second")]
pub(crate) async fn sign_in_second(code: String, next: String) -> Answer<()> {
    use almanac_domain::factor::{Code, SecondStep};
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let waiting = crate::api::cookies()?.pending();
    let token = Code(crate::cookie::received(waiting.name()).unwrap_or_default());
    let input = SecondStep { token, code: Code(code) };
    let (me, secret) = almanac_service::account::sign_in_second(&app, input, &client).await?;
    crate::api::preferences::apply(&app, me.user.id).await?;
    crate::api::set_cookie(&secret.0)?;
    crate::api::append_cookie(&waiting.clear())?;
    leptos_axum::redirect(crate::paths::inside(&next));
    Ok(())
}
