//! Attempts to sign in, for throttling. Of the whole instance: the account may not exist.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx};

const SINCE: &str = "select at from sign_in_attempts where subject = $1 and at > $2 order by at";
const INSERT: &str = "insert into sign_in_attempts (id, subject, at) values ($1, $2, $3)";
const DELETE: &str = "delete from sign_in_attempts where id = $1";
const FORGET: &str = "delete from sign_in_attempts where at <= $1";
/// Sign-ins must be counted one after the other; SQLite has one writer anyway.
const LOCK: &str = "select pg_advisory_xact_lock(6014771)";

/// Makes other units of work that count attempts wait for this one.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        on!(tx, connection => sqlx::query(LOCK).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// The times of the attempts of a subject (an account, an address) after `since`, in order.
pub async fn since(tx: &mut Tx, subject: &str, since: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>> {
    Ok(
        on!(tx, connection => sqlx::query_scalar(SINCE).bind(subject).bind(since).fetch_all(connection).await?),
    )
}

/// Writes an attempt down.
pub async fn insert(tx: &mut Tx, id: Uuid, subject: &str, at: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT).bind(id).bind(subject).bind(at).execute(connection).await?.rows_affected());
    Ok(())
}

/// Takes an attempt back.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE).bind(id).execute(connection).await?.rows_affected());
    Ok(())
}

/// Forgets the attempts up to a time.
pub async fn forget(tx: &mut Tx, until: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(FORGET).bind(until).execute(connection).await?.rows_affected());
    Ok(())
}
