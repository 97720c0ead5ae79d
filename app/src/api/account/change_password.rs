//! Server function: sets the password and ends the other sessions.

use leptos::prelude::*;

use crate::api::Answer;

/// Sets the password and ends the other sessions.
#[server(endpoint = "account/change_password")]
pub(crate) async fn change_password(password: String) -> Answer<()> {
    use almanac_domain::account::Password;
    use almanac_domain::factor::ChangePassword;
    let (app, actor) = crate::api::signed_in()?;
    let input = ChangePassword { password: Password(password) };
    let secret = almanac_service::account::change_password(&app, &actor, input).await?;
    crate::api::set_cookie(&secret.0)?;
    leptos_axum::redirect("/account/security?changed=password");
    Ok(())
}
