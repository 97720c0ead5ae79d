//! The audit log: who did what to which object.

use almanac_domain::UserId;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Result, Tx};

const INSERT: &str = "insert into audit_log
    (id, org_id, actor_user_id, action, object_type, object_id, at, address, request_id, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const LIST: &str = "select id, actor_user_id, action, object_type, object_id, at, address, request_id, detail
    from audit_log
    where org_id = $1
    order by id desc
    limit $2";

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// The person; none for the system itself.
    pub actor_user_id: Option<Uuid>,
    /// What was done, as `noun.verb`.
    pub action: String,
    /// The kind of object.
    pub object_type: String,
    /// The object.
    pub object_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// The address from which it was asked.
    pub address: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// What else there is to know.
    #[sqlx(json)]
    pub detail: Value,
}

impl Entry {
    /// The person, if there was one.
    pub fn actor(&self) -> Option<UserId> {
        self.actor_user_id.map(UserId)
    }
}

/// Adds an entry.
pub async fn insert(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(entry.id)
        .bind(org.0)
        .bind(entry.actor_user_id)
        .bind(&entry.action)
        .bind(&entry.object_type)
        .bind(entry.object_id)
        .bind(entry.at)
        .bind(&entry.address)
        .bind(&entry.request_id)
        .bind(Json(&entry.detail))
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The last entries of the organization, newest first.
pub async fn last(tx: &mut Tx, limit: i64) -> Result<Vec<Entry>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(LIST).bind(org.0).bind(limit).fetch_all(connection).await?))
}
