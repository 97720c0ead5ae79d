//! The audit log: who did what to which object. A chain for each organization: an entry's hash covers the one
//! before it, and the head is signed by the caller. Nothing is changed or removed; triggers see to that.

use almanac_domain::audit::{AuditEntry, AuditFilter};
use almanac_domain::{KeyId, OrgId, UserId};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, Result, Tx};

/// The hash before the first entry.
pub const GENESIS: [u8; 32] = [0; 32];

const START: &str = "insert into audit_heads (org_id, seq, hash, signature)
    values ($1, 0, $2, $3)
    on conflict (org_id) do nothing";
const HEAD: &str = "select seq, hash, signature from audit_heads where org_id = $1";
/// SQLite has one writer anyway.
const HEAD_LOCKED: &str = "select seq, hash, signature from audit_heads where org_id = $1 for update";
const ADVANCE: &str = "update audit_heads set seq = $2, hash = $3, signature = $4 where org_id = $1";
const INSERT: &str = "insert into audit_log
    (org_id, seq, id, actor_user_id, key_id, action, object_type, object_id, at, address, request_id, detail,
        hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const LIST: &str =
    "select l.seq, l.id, l.actor_user_id, u.name as actor_name, l.key_id, l.action, l.object_type,
        l.object_id, l.at, l.address, l.request_id, l.detail, l.hash
    from audit_log l
    left join users u on u.id = l.actor_user_id
    where l.org_id = $1
        and ($2 is null or l.seq < $2)
        and ($3 is null or l.actor_user_id = $3)
        and ($4 is null or substr(l.action, 1, length($4)) = $4)
        and ($5 is null or l.object_id = $5)
        and ($6 is null or l.at >= $6)
        and ($7 is null or l.at < $7)
        and ($8 is null or l.key_id = $8)
    order by l.seq desc
    limit $9";
const CHAIN: &str =
    "select seq, id, actor_user_id, null as actor_name, key_id, action, object_type, object_id, at,
        address, request_id, detail, hash
    from audit_log
    where org_id = $1 and seq > $2
    order by seq
    limit $3";
const ORGANIZATIONS: &str = "select id from organizations order by id";

/// An entry on its way into the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// The person; none for the system itself.
    pub actor: Option<UserId>,
    /// The API key that was used, if one was.
    pub key: Option<KeyId>,
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
    pub detail: Value,
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// The number of the last entry; 0 if there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The signature of [`Head::message`].
    pub signature: Vec<u8>,
}

impl Head {
    /// What is signed: organization, number and hash.
    pub fn message(org: OrgId, seq: i64, hash: &[u8]) -> Vec<u8> {
        [org.0.as_bytes().as_slice(), &seq.to_be_bytes(), hash].concat()
    }
}

/// A stored entry with the bytes that its hash covers.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredEntry {
    seq: i64,
    id: Uuid,
    actor_user_id: Option<Uuid>,
    actor_name: Option<String>,
    key_id: Option<Uuid>,
    action: String,
    object_type: String,
    object_id: Option<Uuid>,
    at: DateTime<Utc>,
    address: Option<String>,
    request_id: Option<String>,
    detail: String,
    hash: Vec<u8>,
}

impl StoredEntry {
    /// Its number.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The hash that is stored with it.
    pub fn hash(&self) -> &[u8] {
        &self.hash
    }

    /// The SHA-256 of the hash before it and of the entry as a JSON array.
    ///
    /// # Errors
    /// [`Error::Json`] never, in practice.
    pub fn chained(&self, org: OrgId, before: &[u8]) -> Result<[u8; 32]> {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let row = serde_json::to_vec(&(
            (org, self.seq, self.id, self.actor_user_id, self.key_id),
            (&self.action, &self.object_type, self.object_id, at),
            (&self.address, &self.request_id, &self.detail),
        ))?;
        Ok(Sha256::new().chain_update(before).chain_update(row).finalize().into())
    }

    fn entity(self) -> Result<AuditEntry> {
        let detail = serde_json::from_str(&self.detail).map_err(|source| Error::Corrupt {
            table: "audit_log",
            column: "detail",
            id: self.id,
            source,
        })?;
        Ok(AuditEntry {
            seq: self.seq,
            id: self.id,
            actor_id: self.actor_user_id.map(UserId),
            actor_name: self.actor_name,
            key_id: self.key_id.map(KeyId),
            action: self.action,
            object_type: self.object_type,
            object_id: self.object_id,
            at: self.at,
            address: self.address,
            request_id: self.request_id,
            detail,
            hash: hex::encode(&self.hash),
        })
    }
}

/// Adds an entry to the chain of the organization; `sign` signs the new head's message. Other units of work of
/// the organization that add entries wait for this one.
pub async fn append(tx: &mut Tx, entry: &Entry, sign: impl Fn(&[u8]) -> [u8; 32]) -> Result<()> {
    let org = tx.org()?;
    let before = lock_head(tx, org, &sign).await?;
    let mut row = StoredEntry {
        seq: before.seq + 1,
        id: entry.id,
        actor_user_id: entry.actor.map(|id| id.0),
        actor_name: None,
        key_id: entry.key.map(|id| id.0),
        action: entry.action.clone(),
        object_type: entry.object_type.clone(),
        object_id: entry.object_id,
        at: entry.at,
        address: entry.address.clone(),
        request_id: entry.request_id.clone(),
        detail: serde_json::to_string(&entry.detail)?,
        hash: Vec::new(),
    };
    row.hash = row.chained(org, &before.hash)?.to_vec();
    let signature = sign(&Head::message(org, row.seq, &row.hash));
    on!(tx, connection => {
        sqlx::query(INSERT)
            .bind(org.0)
            .bind(row.seq)
            .bind(row.id)
            .bind(row.actor_user_id)
            .bind(row.key_id)
            .bind(row.action)
            .bind(row.object_type)
            .bind(row.object_id)
            .bind(row.at)
            .bind(row.address)
            .bind(row.request_id)
            .bind(row.detail)
            .bind(&row.hash)
            .execute(&mut *connection)
            .await?;
        sqlx::query(ADVANCE)
            .bind(org.0)
            .bind(row.seq)
            .bind(&row.hash)
            .bind(&signature[..])
            .execute(connection)
            .await?;
    });
    Ok(())
}

async fn lock_head(tx: &mut Tx, org: OrgId, sign: impl Fn(&[u8]) -> [u8; 32]) -> Result<Head> {
    let sql = if tx.is_postgres() { HEAD_LOCKED } else { HEAD };
    if let Some(head) = read_head(tx, org, sql).await? {
        return Ok(head);
    }
    let signature = sign(&Head::message(org, 0, &GENESIS));
    on!(tx, connection => sqlx::query(START)
        .bind(org.0)
        .bind(&GENESIS[..])
        .bind(&signature[..])
        .execute(connection)
        .await?
        .rows_affected());
    read_head(tx, org, sql).await?.ok_or(Error::NotFound("head of the audit log"))
}

async fn read_head(tx: &mut Tx, org: OrgId, sql: &'static str) -> Result<Option<Head>> {
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(org.0).fetch_optional(connection).await?))
}

/// The end of the chain of the organization, if it has one.
pub async fn head(tx: &mut Tx) -> Result<Option<Head>> {
    let org = tx.org()?;
    read_head(tx, org, HEAD).await
}

/// The entries of the organization that match, below the number `before`, newest first.
pub async fn list(
    tx: &mut Tx,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditEntry>> {
    let org = tx.org()?;
    let rows: Vec<StoredEntry> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(before)
        .bind(filter.actor.map(|id| id.0))
        .bind(&filter.action)
        .bind(filter.object)
        .bind(filter.from)
        .bind(filter.until)
        .bind(filter.key.map(|id| id.0))
        .bind(limit)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(StoredEntry::entity).collect()
}

/// The next part of the chain after an entry, in order.
pub async fn chain(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<StoredEntry>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(CHAIN)
        .bind(org.0)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?))
}

/// All organizations, each of which has a chain.
pub async fn organizations(tx: &mut Tx) -> Result<Vec<OrgId>> {
    let ids: Vec<Uuid> =
        on!(tx, connection => sqlx::query_scalar(ORGANIZATIONS).fetch_all(connection).await?);
    Ok(ids.into_iter().map(OrgId).collect())
}
