//! Server function: what the person did.

use almanac_domain::audit::AuditPage;
use leptos::prelude::*;

use crate::api::Answer;

/// What the person did in the organization, newest first.
#[server(endpoint = "organization/activity")]
pub(crate) async fn own_activity(before: Option<i64>) -> Answer<AuditPage> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::audit::own(&app, &actor, before, 50).await?)
}
