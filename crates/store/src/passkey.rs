//! Passkeys of people, and the challenges they answer. Of the whole instance: all functions work in the
//! system's scope.

use almanac_domain::factor::{Passkey, PasskeyPurpose};
use almanac_domain::{PasskeyId, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into passkeys (id, user_id, name, credential_id, credential, created_at)
    values ($1, $2, $3, $4, $5, $6)";
const LIST: &str = "select id, user_id, name, credential_id, credential, created_at, last_used_at
    from passkeys
    where user_id = $1
    order by id";
const FIND: &str = "select id, user_id, name, credential_id, credential, created_at, last_used_at
    from passkeys
    where credential_id = $1";
const TOUCH: &str = "update passkeys set last_used_at = $2 where credential_id = $1";
const UPDATE: &str = "update passkeys set credential = $2 where credential_id = $1";
const DELETE: &str = "delete from passkeys where user_id = $1 and id = $2";
const INSERT_CHALLENGE: &str =
    "insert into passkey_challenges (secret_hash, user_id, purpose, state, expires_at)
    values ($1, $2, $3, $4, $5)";
const TAKE_CHALLENGE: &str = "delete from passkey_challenges
    where secret_hash = $1 and purpose = $2 and expires_at > $3
    returning user_id, state";
const EXPIRE_CHALLENGES: &str = "delete from passkey_challenges where expires_at <= $1";

/// A passkey as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPasskey {
    /// What its owner sees.
    pub passkey: Passkey,
    /// Its owner.
    pub user_id: UserId,
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Public key, counter and flags.
    pub credential: Value,
}

/// A challenge that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Who must answer; anybody may if it is none.
    pub user_id: Option<UserId>,
    /// What for.
    pub purpose: PasskeyPurpose,
    /// The state of the ceremony.
    pub state: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct PasskeyRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    credential_id: Vec<u8>,
    credential: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl TryFrom<PasskeyRow> for StoredPasskey {
    type Error = Error;

    fn try_from(row: PasskeyRow) -> Result<Self> {
        let credential = serde_json::from_str(&row.credential).map_err(|source| Error::Corrupt {
            table: "passkeys",
            column: "credential",
            id: row.id,
            source,
        })?;
        let passkey = Passkey {
            id: PasskeyId(row.id),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        };
        Ok(Self { passkey, user_id: UserId(row.user_id), credential_id: row.credential_id, credential })
    }
}

/// Adds a passkey.
///
/// # Errors
/// [`Error::Exists`] if somebody has it already.
pub async fn insert(tx: &mut Tx, stored: &StoredPasskey) -> Result<()> {
    let credential = stored.credential.to_string();
    on!(tx, connection => sqlx::query(INSERT)
        .bind(stored.passkey.id.0)
        .bind(stored.user_id.0)
        .bind(&stored.passkey.name)
        .bind(&stored.credential_id)
        .bind(credential)
        .bind(stored.passkey.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "passkey"))?
        .rows_affected());
    Ok(())
}

/// The passkeys of a person, oldest first.
pub async fn list(tx: &mut Tx, user: UserId) -> Result<Vec<StoredPasskey>> {
    let rows: Vec<PasskeyRow> =
        on!(tx, connection => sqlx::query_as(LIST).bind(user.0).fetch_all(connection).await?);
    rows.into_iter().map(StoredPasskey::try_from).collect()
}

/// Notes that a passkey is used, and gives it. Others who use it wait until this unit of work ends, so that its
/// counter is read and written by one at a time.
pub async fn touch(tx: &mut Tx, credential_id: &[u8], now: DateTime<Utc>) -> Result<Option<StoredPasskey>> {
    on!(tx, connection => sqlx::query(TOUCH)
        .bind(credential_id)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    let row: Option<PasskeyRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(credential_id).fetch_optional(connection).await?);
    row.map(StoredPasskey::try_from).transpose()
}

/// Stores the counter and the flags of a use.
///
/// # Errors
/// [`Error::NotFound`] if the passkey is gone.
pub async fn update(tx: &mut Tx, credential_id: &[u8], credential: &Value) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(credential_id)
        .bind(credential.to_string())
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "passkey")
}

/// Removes a passkey of a person.
///
/// # Errors
/// [`Error::NotFound`] if they have no such passkey.
pub async fn delete(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(user.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "passkey")
}

/// Adds a challenge, and removes those that ended by `now`.
pub async fn insert_challenge(
    tx: &mut Tx,
    secret_hash: &[u8],
    challenge: &Challenge,
    now: DateTime<Utc>,
) -> Result<()> {
    let purpose = code::to_text(&challenge.purpose)?;
    on!(tx, connection => sqlx::query(EXPIRE_CHALLENGES).bind(now).execute(connection).await?.rows_affected());
    on!(tx, connection => sqlx::query(INSERT_CHALLENGE)
        .bind(secret_hash)
        .bind(challenge.user_id.map(|id| id.0))
        .bind(purpose)
        .bind(&challenge.state)
        .bind(challenge.expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes a challenge away for its one answer: who must answer, and the state. None if it ended by `now`, was
/// answered, or has another purpose.
pub async fn take_challenge(
    tx: &mut Tx,
    secret_hash: &[u8],
    purpose: PasskeyPurpose,
    now: DateTime<Utc>,
) -> Result<Option<(Option<UserId>, String)>> {
    let purpose = code::to_text(&purpose)?;
    let row: Option<(Option<Uuid>, String)> = on!(tx, connection => sqlx::query_as(TAKE_CHALLENGE)
        .bind(secret_hash)
        .bind(purpose)
        .bind(now)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|(user, state)| (user.map(UserId), state)))
}
