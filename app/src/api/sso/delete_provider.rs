//! Server function: removes an identity provider.

use almanac_domain::ProviderId;
use leptos::prelude::*;

use crate::api::Answer;

/// Removes an identity provider.
#[server(endpoint = "sso/delete_provider")]
pub(crate) async fn delete_provider(provider: ProviderId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::provider::delete(&app, &actor, provider).await?;
    leptos_axum::redirect("/organization/sign-in");
    Ok(())
}
