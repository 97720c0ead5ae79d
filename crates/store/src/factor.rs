//! Authenticator apps and recovery codes of people. Of the whole instance: all functions work in the system's
//! scope.

use almanac_domain::UserId;
use chrono::{DateTime, Utc};

use crate::tenant::affected;
use crate::{Result, Tx};

const FIND_TOTP: &str = "select secret, last_step, enabled_at from totp_factors where user_id = $1";
const PUT_TOTP: &str = "insert into totp_factors (user_id, secret, last_step, created_at)
    values ($1, $2, 0, $3)
    on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
        where totp_factors.enabled_at is null";
const ENABLE_TOTP: &str = "update totp_factors set enabled_at = $2
    where user_id = $1 and enabled_at is null";
const USE_STEP: &str = "update totp_factors set last_step = $2 where user_id = $1 and last_step < $2";
const DELETE_TOTP: &str = "delete from totp_factors where user_id = $1";
const INSERT_CODE: &str = "insert into recovery_codes (user_id, code_hash, created_at) values ($1, $2, $3)";
const DELETE_CODES: &str = "delete from recovery_codes where user_id = $1";
const USE_CODE: &str = "update recovery_codes set used_at = $3
    where user_id = $1 and code_hash = $2 and used_at is null";
const COUNT_CODES: &str = "select count(*) from recovery_codes where user_id = $1 and used_at is null";

/// The authenticator app of a person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Totp {
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// The step of the last code that was used.
    pub last_step: i64,
    /// When the first code was right; until then it does not count.
    pub enabled_at: Option<DateTime<Utc>>,
}

/// The authenticator app of a person, enabled or not.
pub async fn find_totp(tx: &mut Tx, user: UserId) -> Result<Option<Totp>> {
    Ok(on!(tx, connection => sqlx::query_as(FIND_TOTP).bind(user.0).fetch_optional(connection).await?))
}

/// Stores the secret of an app that is not enabled yet, in place of an earlier one that never was.
///
/// # Errors
/// [`crate::Error::NotFound`] if the person has an enabled one.
pub async fn put_totp(tx: &mut Tx, user: UserId, secret: &[u8], now: DateTime<Utc>) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(PUT_TOTP)
        .bind(user.0)
        .bind(secret)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "authenticator app to set up")
}

/// From now on the app counts.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is none that waits for it.
pub async fn enable_totp(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(ENABLE_TOTP)
        .bind(user.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "authenticator app to set up")
}

/// Uses the code of a step up, and says whether it was there to be used: of many who come with the same code at
/// once, one is told yes.
pub async fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool> {
    let done = on!(tx, connection => sqlx::query(USE_STEP)
        .bind(user.0)
        .bind(step)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// Removes the app of a person.
///
/// # Errors
/// [`crate::Error::NotFound`] if they have none.
pub async fn delete_totp(tx: &mut Tx, user: UserId) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(DELETE_TOTP).bind(user.0).execute(connection).await?.rows_affected());
    affected(done, "authenticator app")
}

/// Replaces the recovery codes of a person; no hashes remove them.
pub async fn replace_codes(tx: &mut Tx, user: UserId, hashes: &[[u8; 32]], now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE_CODES).bind(user.0).execute(connection).await?.rows_affected());
    for hash in hashes {
        on!(tx, connection => sqlx::query(INSERT_CODE)
            .bind(user.0)
            .bind(hash.as_slice())
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected());
    }
    Ok(())
}

/// Uses a recovery code up, and says whether it was there to be used.
pub async fn use_code(tx: &mut Tx, user: UserId, hash: &[u8], now: DateTime<Utc>) -> Result<bool> {
    let done = on!(tx, connection => sqlx::query(USE_CODE)
        .bind(user.0)
        .bind(hash)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// How many recovery codes of a person are left.
pub async fn count_codes(tx: &mut Tx, user: UserId) -> Result<u32> {
    let count: i64 =
        on!(tx, connection => sqlx::query_scalar(COUNT_CODES).bind(user.0).fetch_one(connection).await?);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
