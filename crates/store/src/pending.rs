//! Sign-ins between the right password and the second factor. The secret is stored as its SHA-256 only. Of the
//! whole instance: all functions work in the system's scope.

use almanac_domain::UserId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx};

const INSERT: &str = "insert into pending_sign_ins (secret_hash, user_id, expires_at) values ($1, $2, $3)";
const FIND: &str = "select user_id from pending_sign_ins where secret_hash = $1 and expires_at > $2";
const DELETE: &str = "delete from pending_sign_ins where secret_hash = $1";
const DELETE_OF_USER: &str = "delete from pending_sign_ins where user_id = $1";
const EXPIRE: &str = "delete from pending_sign_ins where expires_at <= $1";

/// Adds a pending sign-in, and removes those of all people that ended by `now`.
pub async fn insert(
    tx: &mut Tx,
    secret_hash: &[u8],
    user: UserId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    on!(tx, connection => sqlx::query(EXPIRE).bind(now).execute(connection).await?.rows_affected());
    on!(tx, connection => sqlx::query(INSERT)
        .bind(secret_hash)
        .bind(user.0)
        .bind(expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Whose sign-in it is, if it did not end by `now`.
pub async fn find(tx: &mut Tx, secret_hash: &[u8], now: DateTime<Utc>) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(tx, connection => sqlx::query_scalar(FIND)
        .bind(secret_hash)
        .bind(now)
        .fetch_optional(connection)
        .await?);
    Ok(user.map(UserId))
}

/// Ends a pending sign-in, and says whether it was there: of many who end it at once, one is told yes.
pub async fn take(tx: &mut Tx, secret_hash: &[u8]) -> Result<bool> {
    let done = on!(tx, connection => sqlx::query(DELETE).bind(secret_hash).execute(connection).await?.rows_affected());
    Ok(done > 0)
}

/// Ends the pending sign-ins of a person.
pub async fn delete_of(tx: &mut Tx, user: UserId) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE_OF_USER).bind(user.0).execute(connection).await?.rows_affected());
    Ok(())
}
