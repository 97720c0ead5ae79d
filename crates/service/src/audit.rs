//! The audit log, written in the unit of work of the change it tells of.

use almanac_domain::{Actor, UserId};
use almanac_store::Tx;
use almanac_store::audit::Entry;
use serde_json::Value;
use uuid::Uuid;

use crate::{App, Result};

/// Where a request comes from, for the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// The object of an audit entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object(pub(crate) &'static str, pub(crate) Uuid);

/// Writes what a person did.
pub(crate) async fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    object: Object,
    detail: Value,
) -> Result<()> {
    record_by(app, tx, Some(actor.user_id), action, object, detail).await
}

/// Writes what a person, or the system itself, did.
pub(crate) async fn record_by(
    app: &App,
    tx: &mut Tx,
    user: Option<UserId>,
    action: &str,
    object: Object,
    detail: Value,
) -> Result<()> {
    let origin = ORIGIN.try_with(Clone::clone).unwrap_or_default();
    let entry = Entry {
        id: app.new_id(),
        actor_user_id: user.map(|id| id.0),
        action: action.to_owned(),
        object_type: object.0.to_owned(),
        object_id: Some(object.1),
        at: app.now(),
        address: origin.address,
        request_id: origin.request_id,
        detail,
    };
    Ok(almanac_store::audit::insert(tx, &entry).await?)
}
