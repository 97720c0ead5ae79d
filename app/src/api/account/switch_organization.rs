//! Server function: goes on in another organization.

use almanac_domain::OrgId;
use leptos::prelude::*;

use crate::api::Answer;

/// Goes on in another organization; the page comes back whole, for nothing of the old one is to be seen.
#[server(endpoint = "account/switch_organization")]
pub(crate) async fn switch_organization(organization: OrgId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let (_, secret) = almanac_service::account::switch_organization(&app, &actor, organization).await?;
    crate::api::set_cookie(&secret.0)?;
    leptos_axum::redirect("/");
    Ok(())
}
