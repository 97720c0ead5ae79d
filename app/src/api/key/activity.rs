//! Server function: what was done with a key.

use almanac_domain::KeyId;
use almanac_domain::audit::AuditPage;
use leptos::prelude::*;

use crate::api::Answer;

/// What was done with a key, and to it, newest first.
#[server(endpoint = "key/activity")]
pub(crate) async fn list_key_activity(key: KeyId, before: Option<i64>) -> Answer<AuditPage> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::api_key::activity(&app, &actor, key, before, 50).await?)
}
