//! API keys. The key is stored as its SHA-256 only, and found by its prefix.

use almanac_domain::key::{ApiKey, KeyState};
use almanac_domain::{KeyId, KeyScope, Network, OrgId, OrgRole, Page, PageRequest, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into api_keys
    (id, org_id, user_id, name, notes, prefix, secret_hash, scopes, networks, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const FIND_BY_PREFIX: &str = "select k.id, k.org_id, k.user_id, k.secret_hash, k.old_secret_hash,
        k.old_secret_until, k.scopes, k.networks, k.expires_at, k.last_used_at, k.revoked_at, m.role,
        m.state = 'active' as active
    from api_keys k
    join memberships m on m.org_id = k.org_id and m.user_id = k.user_id
    where k.prefix = $1";
const FIND: &str =
    "select k.id, k.user_id, u.name as user_name, k.name, k.notes, k.prefix, k.scopes, k.networks,
        k.created_at, k.expires_at, k.old_secret_until, k.last_used_at, k.last_used_address, k.revoked_at
    from api_keys k
    join users u on u.id = k.user_id
    where k.org_id = $1 and k.id = $2";
const LIST: &str =
    "select k.id, k.user_id, u.name as user_name, k.name, k.notes, k.prefix, k.scopes, k.networks,
        k.created_at, k.expires_at, k.old_secret_until, k.last_used_at, k.last_used_address, k.revoked_at
    from api_keys k
    join users u on u.id = k.user_id
    where k.org_id = $1
        and ($2 is null or k.user_id = $2)
        and substr(k.prefix, 1, length($3)) = $3
        and ($4 is null or k.id < $4)
    order by k.id desc
    limit $5";
const ROLE: &str = "select m.role
    from api_keys k
    join memberships m on m.org_id = k.org_id and m.user_id = k.user_id
    where k.org_id = $1 and k.id = $2 and m.state = 'active' and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > $3)";
const TOUCH: &str = "update api_keys set last_used_at = $2, last_used_address = $3 where id = $1";
const ROTATE: &str = "update api_keys
    set old_secret_hash = secret_hash,
        old_secret_until = $3,
        secret_hash = $4
    where org_id = $1 and id = $2 and revoked_at is null";
const REVOKE: &str =
    "update api_keys set revoked_at = $3 where org_id = $1 and id = $2 and revoked_at is null";
const COUNT_LIVE: &str = "select count(*)
    from api_keys
    where org_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)";

/// What signing in with a key needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredKey {
    /// Its id.
    pub id: KeyId,
    /// The organization.
    pub org_id: OrgId,
    /// Whose key it is.
    pub user_id: UserId,
    /// Their present role.
    pub role: OrgRole,
    /// Whether they may come in.
    pub active: bool,
    /// SHA-256 of the key.
    pub secret_hash: Vec<u8>,
    /// SHA-256 of the key before the last rotation, and until when it is good.
    pub old_secret: Option<(Vec<u8>, DateTime<Utc>)>,
    /// What it may be used for.
    pub scopes: Vec<KeyScope>,
    /// From where it may be used.
    pub networks: Vec<Network>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct StoredKeyRow {
    id: Uuid,
    org_id: Uuid,
    user_id: Uuid,
    role: String,
    active: bool,
    secret_hash: Vec<u8>,
    old_secret_hash: Option<Vec<u8>>,
    old_secret_until: Option<DateTime<Utc>>,
    #[sqlx(json)]
    scopes: Value,
    #[sqlx(json)]
    networks: Value,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<StoredKeyRow> for StoredKey {
    type Error = Error;

    fn try_from(row: StoredKeyRow) -> Result<Self> {
        Ok(Self {
            id: KeyId(row.id),
            org_id: OrgId(row.org_id),
            user_id: UserId(row.user_id),
            role: code::from_text(&row.role, "memberships", "role", row.user_id)?,
            active: row.active,
            secret_hash: row.secret_hash,
            old_secret: row.old_secret_hash.zip(row.old_secret_until),
            scopes: code::from_json(row.scopes, "api_keys", "scopes", row.id)?,
            networks: code::from_json(row.networks, "api_keys", "networks", row.id)?,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
    }
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: Uuid,
    user_id: Uuid,
    user_name: String,
    name: String,
    notes: String,
    prefix: String,
    #[sqlx(json)]
    scopes: Value,
    #[sqlx(json)]
    networks: Value,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    old_secret_until: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    last_used_address: Option<String>,
    revoked_at: Option<DateTime<Utc>>,
}

impl KeyRow {
    /// The key as it is at this time.
    fn at(self, now: DateTime<Utc>) -> Result<ApiKey> {
        Ok(ApiKey {
            id: KeyId(self.id),
            name: self.name,
            prefix: self.prefix,
            user_id: UserId(self.user_id),
            user_name: self.user_name,
            scopes: code::from_json(self.scopes, "api_keys", "scopes", self.id)?,
            networks: code::from_json(self.networks, "api_keys", "networks", self.id)?,
            notes: self.notes,
            state: KeyState::at(now, self.expires_at, self.revoked_at),
            created_at: self.created_at,
            expires_at: self.expires_at,
            old_secret_until: self.old_secret_until.filter(|until| *until > now),
            last_used_at: self.last_used_at,
            last_used_address: self.last_used_address,
            revoked_at: self.revoked_at,
        })
    }
}

/// Which keys are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Those of a person; of everybody if none.
    pub user: Option<UserId>,
    /// Those whose prefix begins so.
    pub prefix: &'a str,
}

/// Adds a key.
///
/// # Errors
/// [`Error::Exists`] if its prefix is taken.
pub async fn insert(tx: &mut Tx, key: &ApiKey, secret_hash: &[u8]) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(key.id.0)
        .bind(org.0)
        .bind(key.user_id.0)
        .bind(&key.name)
        .bind(&key.notes)
        .bind(&key.prefix)
        .bind(secret_hash)
        .bind(Json(&key.scopes))
        .bind(Json(&key.networks))
        .bind(key.created_at)
        .bind(key.expires_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "key"))?
        .rows_affected());
    Ok(())
}

/// The key with this prefix, in any organization, usable or not.
pub async fn find_by_prefix(tx: &mut Tx, prefix: &str) -> Result<Option<StoredKey>> {
    let row: Option<StoredKeyRow> =
        on!(tx, connection => sqlx::query_as(FIND_BY_PREFIX).bind(prefix).fetch_optional(connection).await?);
    row.map(StoredKey::try_from).transpose()
}

/// The present role of the person of a key that has not ended; none if it has, or they may not come in.
pub async fn present_role(tx: &mut Tx, id: KeyId, now: DateTime<Utc>) -> Result<Option<OrgRole>> {
    let org = tx.org()?;
    let role: Option<String> = on!(tx, connection => sqlx::query_scalar(ROLE)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .fetch_optional(connection)
        .await?);
    role.map(|role| code::from_text(&role, "memberships", "role", id.0)).transpose()
}

/// A key of the organization, as it is at this time.
pub async fn find(tx: &mut Tx, id: KeyId, now: DateTime<Utc>) -> Result<Option<ApiKey>> {
    let org = tx.org()?;
    let row: Option<KeyRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).bind(id.0).fetch_optional(connection).await?);
    row.map(|row| row.at(now)).transpose()
}

/// A part of the keys of the organization, newest first, as they are at this time.
pub async fn list(
    tx: &mut Tx,
    wanted: Wanted<'_>,
    request: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<ApiKey>> {
    let org = tx.org()?;
    let rows: Vec<KeyRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(wanted.user.map(|user| user.0))
        .bind(wanted.prefix)
        .bind(request.after)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    page(rows, request, |key: &ApiKey| key.id.0, |row| row.at(now))
}

/// Notes when and from where a key was used.
pub async fn touch(tx: &mut Tx, id: KeyId, now: DateTime<Utc>, address: &str) -> Result<()> {
    on!(tx, connection => sqlx::query(TOUCH)
        .bind(id.0)
        .bind(now)
        .bind(address)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Gives a key another secret; the present one stays good until `old_until`.
///
/// # Errors
/// [`Error::NotFound`] if it is not there or was revoked.
pub async fn rotate(tx: &mut Tx, id: KeyId, secret_hash: &[u8], old_until: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(ROTATE)
        .bind(org.0)
        .bind(id.0)
        .bind(old_until)
        .bind(secret_hash)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "key")
}

/// Ends a key.
///
/// # Errors
/// [`Error::NotFound`] if it is not there or was revoked.
pub async fn revoke(tx: &mut Tx, id: KeyId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REVOKE)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "key")
}

/// How many keys of the organization can be used at this time.
pub async fn count_live(tx: &mut Tx, now: DateTime<Utc>) -> Result<i64> {
    let org = tx.org()?;
    Ok(
        on!(tx, connection => sqlx::query_scalar(COUNT_LIVE).bind(org.0).bind(now).fetch_one(connection).await?),
    )
}
