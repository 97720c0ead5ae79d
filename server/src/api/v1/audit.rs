//! The audit log.

use almanac_domain::audit::{AuditFilter, AuditFormat, AuditPage};
use almanac_domain::{KeyId, UserId};
use almanac_service::{App, audit};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use crate::http::{Download, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(list_audit)).routes(routes!(export_audit)).routes(routes!(list_activity))
}

/// Which entries are wanted, newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Those of a person.
    actor: Option<UserId>,
    /// Those made with an API key.
    key: Option<KeyId>,
    /// Those whose action begins so, such as `project` or `account.sign_in`.
    action: Option<String>,
    /// Those about an object.
    object: Option<Uuid>,
    /// Those at this time or later.
    from: Option<DateTime<Utc>>,
    /// Those before this time.
    until: Option<DateTime<Utc>>,
    /// Those below this number: `next` of the page before.
    before: Option<i64>,
    /// How many, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The form of an export: `csv`, `jsonl` or `syslog` (RFC 5424).
    #[param(inline)]
    format: Option<AuditFormat>,
}

impl Wanted {
    fn filter(self) -> AuditFilter {
        let Self { actor, key, action, object, from, until, .. } = self;
        AuditFilter { actor, key, action, object, from, until }
    }
}

/// The audit log of the organization.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Wanted), responses((status = 200, body = AuditPage)))]
async fn list_audit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<AuditPage>, Problem> {
    let (before, limit) = (wanted.before, wanted.limit.unwrap_or(50));
    Ok(Json(audit::list(&app, &actor, &wanted.filter(), before, limit).await?))
}

/// The matching entries as a file, oldest first.
#[utoipa::path(get, path = "/audit/export", tag = "audit", params(Wanted), responses((status = 200, body = Vec<u8>)))]
async fn export_audit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Download, Problem> {
    let format = wanted.format.unwrap_or(AuditFormat::Csv);
    let bytes = audit::export(&app, &actor, &wanted.filter(), format).await?;
    let (name, mime) = match format {
        AuditFormat::Csv => ("audit.csv", "text/csv; charset=utf-8"),
        AuditFormat::Jsonl => ("audit.jsonl", "application/x-ndjson"),
        AuditFormat::Syslog => ("audit.log", "text/plain; charset=utf-8"),
    };
    Ok(Download { name: name.to_owned(), mime, bytes })
}

/// What the person did themself in the organization, newest first.
#[utoipa::path(get, path = "/me/activity", tag = "accounts", params(Wanted), responses((status = 200, body = AuditPage)))]
async fn list_activity(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<AuditPage>, Problem> {
    Ok(Json(audit::own(&app, &actor, wanted.before, wanted.limit.unwrap_or(50)).await?))
}
