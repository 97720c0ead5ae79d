//! Server function: ends a key.

use almanac_domain::KeyId;
use leptos::prelude::*;

use crate::api::Answer;

/// Ends a key.
#[server(endpoint = "key/revoke")]
pub(crate) async fn revoke_key(key: KeyId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::api_key::revoke(&app, &actor, key).await?;
    Ok(())
}
