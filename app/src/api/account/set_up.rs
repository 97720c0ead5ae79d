//! Server function: makes organization and administrator, and signs in.

use almanac_domain::consent::Purpose;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes organization and administrator, and signs in.
#[server(endpoint = "account/set_up")]
pub(crate) async fn set_up(
    token: String,
    organization: String,
    name: String,
    email: String,
    password: String,
    #[server(default)] consents: Vec<Purpose>,
) -> Answer<()> {
    use almanac_domain::account::{Password, SetUp};
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let input = SetUp { token, organization, name, email, password: Password(password), consents };
    let (_, secret) = almanac_service::account::set_up(&app, input, &client).await?;
    crate::api::set_cookie(&secret.0)?;
    leptos_axum::redirect("/");
    Ok(())
}
