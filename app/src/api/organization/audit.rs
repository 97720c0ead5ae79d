//! Server function: the audit log.

use almanac_domain::audit::{AuditFilter, AuditPage};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// The entries that match, newest first.
#[server(endpoint = "organization/audit", input = Json)]
pub(crate) async fn audit_log(filter: AuditFilter, before: Option<i64>) -> Answer<AuditPage> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::audit::list(&app, &actor, &filter, before, 50).await?)
}
