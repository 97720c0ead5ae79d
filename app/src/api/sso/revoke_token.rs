//! Server function: ends the token of provisioning.

use leptos::prelude::*;

use crate::api::Answer;

/// Ends the token of provisioning.
#[server(endpoint = "sso/revoke_token")]
pub(crate) async fn revoke_provisioning_token() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::provisioning::revoke(&app, &actor).await?)
}
