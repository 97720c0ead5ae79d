//! Sign-ins at identity providers that were begun, and assertions that were used.

use almanac_domain::{OrgId, ProviderId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Result, Tx};

const INSERT: &str = "insert into sign_in_transactions
    (secret_hash, org_id, provider_id, browser_hash, content, expires_at)
    values ($1, $2, $3, $4, $5, $6)";
const ANSWER: &str = "update sign_in_transactions set answer = $3
    where secret_hash = $1 and provider_id = $2 and answer is null";
const TAKE: &str = "delete from sign_in_transactions
    where secret_hash = $1 and provider_id = $2
    returning org_id, browser_hash, content, answer, expires_at";
const EXPIRE: &str = "delete from sign_in_transactions where expires_at <= $1";
const USE: &str = "insert into used_assertions (org_id, provider_id, assertion_id, forget_at)
    values ($1, $2, $3, $4)
    on conflict (provider_id, assertion_id) do nothing";
const FORGET: &str = "delete from used_assertions where forget_at <= $1";

/// A sign-in that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTransaction {
    /// The organization.
    pub org_id: OrgId,
    /// The SHA-256 of the secret in the browser's cookie.
    pub browser_hash: Vec<u8>,
    /// What to remember, sealed.
    pub content: Vec<u8>,
    /// What the provider posted, sealed.
    pub answer: Option<Vec<u8>>,
    /// When it is too late.
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct TransactionRow {
    org_id: Uuid,
    browser_hash: Vec<u8>,
    content: Vec<u8>,
    answer: Option<Vec<u8>>,
    expires_at: DateTime<Utc>,
}

/// Remembers a sign-in under the SHA-256 of its secret, in the organization of the unit of work.
pub async fn insert(
    tx: &mut Tx,
    secret_hash: &[u8],
    provider: ProviderId,
    transaction: &StoredTransaction,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(secret_hash)
        .bind(org.0)
        .bind(provider.0)
        .bind(&transaction.browser_hash)
        .bind(&transaction.content)
        .bind(transaction.expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Keeps what the provider posted, once, until the browser comes for it; in any organization.
///
/// # Errors
/// [`crate::Error::NotFound`] if no such sign-in was begun with the provider, or it has an answer.
pub async fn answer(tx: &mut Tx, secret_hash: &[u8], provider: ProviderId, answer: &[u8]) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(ANSWER)
        .bind(secret_hash)
        .bind(provider.0)
        .bind(answer)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "sign-in")
}

/// Takes a sign-in with the provider, which is not there any more then; in any organization.
pub async fn take(
    tx: &mut Tx,
    secret_hash: &[u8],
    provider: ProviderId,
) -> Result<Option<StoredTransaction>> {
    let row: Option<TransactionRow> = on!(tx, connection => sqlx::query_as(TAKE)
        .bind(secret_hash)
        .bind(provider.0)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|row| StoredTransaction {
        org_id: OrgId(row.org_id),
        browser_hash: row.browser_hash,
        content: row.content,
        answer: row.answer,
        expires_at: row.expires_at,
    }))
}

/// Removes what is too old, in all organizations.
pub async fn delete_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    for sql in [EXPIRE, FORGET] {
        on!(tx, connection => sqlx::query(sql).bind(now).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Notes that somebody signs in with an assertion; says whether it is the first time.
pub async fn use_assertion(
    tx: &mut Tx,
    provider: ProviderId,
    assertion: &str,
    forget_at: DateTime<Utc>,
) -> Result<bool> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(USE)
        .bind(org.0)
        .bind(provider.0)
        .bind(assertion)
        .bind(forget_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done == 1)
}
