//! Server function: ends the set-up of an authenticator app, and shows the recovery codes.

use leptos::prelude::*;

use crate::api::Answer;

/// Ends the set-up of an authenticator app, and shows the recovery codes.
#[server(endpoint = "account/enable_totp")]
pub(crate) async fn enable_totp(code: String) -> Answer<()> {
    use almanac_domain::factor::{Code, EnableTotp};
    let (app, actor) = crate::api::signed_in()?;
    let input = EnableTotp { code: Code(code) };
    let (codes, secret) = almanac_service::account::enable_totp(&app, &actor, input).await?;
    crate::api::set_cookie(&secret.0)?;
    crate::api::show_once(&app, &actor, "codes", &codes.codes.join(" "))?;
    leptos_axum::redirect("/account/security/codes");
    Ok(())
}
