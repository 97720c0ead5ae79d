//! Server function: accepts an invitation, and signs in.

use almanac_domain::consent::Purpose;
use leptos::prelude::*;

use crate::api::Answer;

/// Accepts an invitation, and signs in.
#[server(endpoint = "invitation/accept")]
pub(crate) async fn accept_invitation(
    token: String,
    name: Option<String>,
    password: Option<String>,
    #[server(default)] consents: Vec<Purpose>,
) -> Answer<()> {
    use almanac_domain::account::Password;
    use almanac_domain::invitation::AcceptInvitation;
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let actor = crate::api::signed_in().ok().map(|(_, actor)| actor);
    let locale = Some(crate::preferences::preferences().locale);
    let password = password.map(Password);
    let input = AcceptInvitation { token, name, password, locale, consents: Some(consents) };
    let (_, secret) = almanac_service::invitation::accept(&app, actor.as_ref(), input, &client).await?;
    crate::api::set_cookie(&secret.0)?;
    leptos_axum::redirect("/");
    Ok(())
}
