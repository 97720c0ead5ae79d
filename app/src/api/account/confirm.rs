//! Server function: proves again who the person is, by password or by code, and goes back.

use leptos::prelude::*;

use crate::api::Answer;

/// Proves again who the person is, by password or by code, and goes back.
#[server(endpoint = "account/confirm")]
pub(crate) async fn confirm(password: Option<String>, code: Option<String>, next: String) -> Answer<()> {
    use almanac_domain::account::Password;
    use almanac_domain::factor::{Code, Proof};
    let (app, actor) = crate::api::signed_in()?;
    let proof = match (password, code) {
        (Some(password), _) => Proof::Password(Password(password)),
        (None, code) => Proof::Code(Code(code.unwrap_or_default())),
    };
    let client = crate::api::client()?;
    let secret = almanac_service::account::confirm(&app, &actor, proof, &client).await?;
    crate::api::set_cookie(&secret.0)?;
    leptos_axum::redirect(crate::paths::inside(&next));
    Ok(())
}
