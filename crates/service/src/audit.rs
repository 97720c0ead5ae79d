//! The audit log, written in the unit of work of the change it tells of.

mod checkpoint;
mod export;
mod verify;

use almanac_domain::audit::{AuditEntry, AuditFilter, AuditFormat, AuditPage};
use almanac_domain::{Actor, KeyId, OrgCapability, UserId, Via};
use almanac_store::Tx;
use almanac_store::audit::Entry;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{App, Error, Result, access};

pub use checkpoint::checkpoint;
pub(crate) use verify::whole;
pub use verify::{Fault, Verified, verify};

/// How many entries an export has at most.
const EXPORT: i64 = 200_000;

/// Where a request comes from, for the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The network address.
    pub address: Option<String>,
    /// The request.
    pub request_id: Option<String>,
}

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Runs `work` so that its audit entries tell where the request came from.
pub async fn with_origin<F: Future>(origin: Origin, work: F) -> F::Output {
    ORIGIN.scope(origin, work).await
}

/// Where the present request comes from.
pub(crate) fn origin() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or_default()
}

/// The object of an audit entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object(pub(crate) &'static str, pub(crate) Uuid);

/// Writes what a person did, and with which API key, if they came with one.
pub(crate) async fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    object: Object,
    detail: Value,
) -> Result<()> {
    let key = match actor.via {
        Via::Key { id, .. } => Some(id),
        Via::Session { .. } | Via::Job => None,
    };
    append(app, tx, (Some(actor.user_id), key), action, object, detail).await
}

/// Writes what a person, or the system itself, did.
pub(crate) async fn record_by(
    app: &App,
    tx: &mut Tx,
    actor: Option<UserId>,
    action: &str,
    object: Object,
    detail: Value,
) -> Result<()> {
    append(app, tx, (actor, None), action, object, detail).await
}

async fn append(
    app: &App,
    tx: &mut Tx,
    (actor, key): (Option<UserId>, Option<KeyId>),
    action: &str,
    object: Object,
    detail: Value,
) -> Result<()> {
    let origin = origin();
    let entry = Entry {
        id: app.new_id(),
        actor,
        key,
        action: action.to_owned(),
        object_type: object.0.to_owned(),
        object_id: Some(object.1),
        at: app.now(),
        address: origin.address,
        request_id: origin.request_id,
        detail,
    };
    let sign = |message: &[u8]| app.key().authenticate(HEAD, message);
    Ok(almanac_store::audit::append(tx, &entry, sign).await?)
}

/// What the signature of a head is for.
pub(crate) const HEAD: &str = "almanac audit head 1";

/// Writes that somebody was refused what they asked for.
pub async fn record_denied(app: &App, actor: &Actor, method: &str, path: &str) -> Result<()> {
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "method": method, "path": path });
    record(app, &mut tx, actor, "access.denied", Object("user", actor.user_id.0), detail).await?;
    Ok(tx.save().await?)
}

/// A part of the entries of the organization that match, below the number `before`, newest first.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<AuditPage> {
    access::require_org(actor, OrgCapability::AuditRead)?;
    page(app, actor, filter, before, limit).await
}

async fn page(
    app: &App,
    actor: &Actor,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<AuditPage> {
    let mut tx = app.read(actor.org_id).await?;
    let limit = limit.clamp(1, 200);
    let items = almanac_store::audit::list(&mut tx, filter, before, i64::from(limit) + 1).await?;
    Ok(cut(items, limit))
}

/// A page of at most `limit` entries from one more, if there is.
fn cut(mut items: Vec<AuditEntry>, limit: u32) -> AuditPage {
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = if more { items.last().map(|entry| entry.seq) } else { None };
    AuditPage { items, next }
}

/// What was done with an API key, or to it, newest first.
pub(crate) async fn of_key(tx: &mut Tx, key: KeyId, before: Option<i64>, limit: u32) -> Result<AuditPage> {
    let limit = limit.clamp(1, 200);
    let items = almanac_store::audit::of_key(tx, key, before, i64::from(limit) + 1).await?;
    Ok(cut(items, limit))
}

/// The entries of the organization that match, oldest first, as a file. The export is itself an entry.
pub async fn export(app: &App, actor: &Actor, filter: &AuditFilter, format: AuditFormat) -> Result<Vec<u8>> {
    access::require_org(actor, OrgCapability::AuditRead)?;
    let mut tx = app.write(actor.org_id).await?;
    let mut entries = almanac_store::audit::list(&mut tx, filter, None, EXPORT + 1).await?;
    if entries.len() > EXPORT as usize {
        return Err(Error::TooLarge(format!("more than {EXPORT} entries match: choose a shorter time")));
    }
    entries.reverse();
    let detail = json!({ "format": format, "entries": entries.len() });
    record(app, &mut tx, actor, "audit.export", Object("organization", actor.org_id.0), detail).await?;
    tx.save().await?;
    crate::error::blocking(move || export::write(&entries, format)).await
}

/// The person's own latest entries, newest first.
pub async fn own(app: &App, actor: &Actor, before: Option<i64>, limit: u32) -> Result<AuditPage> {
    access::own_session(actor)?;
    let filter = AuditFilter { actor: Some(actor.user_id), ..AuditFilter::default() };
    page(app, actor, &filter, before, limit).await
}
