//! The outbox: mails that wait to be sent. Whoever changes something leaves a mail about it in the same unit
//! of work; the system takes them out.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx};

const INSERT: &str = "insert into mails (id, sealed, attempts, next_at, created_at)
    values ($1, $2, 0, $3, $3)";
/// SQLite needs no lock: `begin immediate` lets one sender in at a time.
const NEXT_SQLITE: &str = "select id from mails where next_at <= $1 order by next_at, id limit 1";
const NEXT_POSTGRES: &str = "select id from mails where next_at <= $1 order by next_at, id limit 1
    for update skip locked";
const CLAIM: &str = "update mails set attempts = attempts + 1, next_at = $2
    where id = $1
    returning id, sealed, attempts, created_at";
const DELAY: &str = "update mails set next_at = $2 where id = $1";
const DELETE: &str = "delete from mails where id = $1";
const COUNT: &str = "select count(*) from mails";

/// A mail in the hands of a sender.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// Its content, sealed.
    pub sealed: Vec<u8>,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Leaves a mail to be sent.
pub async fn insert(tx: &mut Tx, id: Uuid, sealed: &[u8], now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT)
        .bind(id)
        .bind(sealed)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes the next mail that is due; nobody else gets it before `until`.
pub async fn claim(tx: &mut Tx, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<Waiting>> {
    let next = if tx.is_postgres() { NEXT_POSTGRES } else { NEXT_SQLITE };
    let id: Option<Uuid> =
        on!(tx, connection => sqlx::query_scalar(next).bind(now).fetch_optional(connection).await?);
    let Some(id) = id else { return Ok(None) };
    let row = on!(tx, connection => sqlx::query_as(CLAIM).bind(id).bind(until).fetch_one(connection).await?);
    Ok(Some(row))
}

/// Tries a mail again at another time.
pub async fn delay(tx: &mut Tx, id: Uuid, next_at: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(DELAY).bind(id).bind(next_at).execute(connection).await?.rows_affected());
    Ok(())
}

/// Forgets a mail that was sent, or never will be.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE).bind(id).execute(connection).await?.rows_affected());
    Ok(())
}

/// How many mails wait.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, connection => sqlx::query_scalar(COUNT).fetch_one(connection).await?))
}
