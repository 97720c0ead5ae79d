//! The tokens with which identity providers keep people. Stored as their SHA-256 only.

use almanac_domain::OrgId;
use almanac_domain::provisioning::TokenFacts;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx};

const PUT: &str = "insert into provisioning_tokens (org_id, secret_hash, created_at)
    values ($1, $2, $3)
    on conflict (org_id) do update set
        secret_hash = excluded.secret_hash,
        created_at = excluded.created_at,
        last_used_at = null";
const FIND: &str = "select created_at, last_used_at from provisioning_tokens where org_id = $1";
const FIND_BY_HASH: &str = "select org_id, created_at, last_used_at
    from provisioning_tokens
    where secret_hash = $1";
const TOUCH: &str = "update provisioning_tokens set last_used_at = $2 where org_id = $1";
const DELETE: &str = "delete from provisioning_tokens where org_id = $1";

#[derive(sqlx::FromRow)]
struct FactsRow {
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<FactsRow> for TokenFacts {
    fn from(row: FactsRow) -> Self {
        Self { created_at: row.created_at, last_used_at: row.last_used_at }
    }
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    org_id: Uuid,
    #[sqlx(flatten)]
    facts: FactsRow,
}

/// Gives the organization this token in place of the one it had, if any.
pub async fn put(tx: &mut Tx, secret_hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(secret_hash)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The token of the organization.
pub async fn find(tx: &mut Tx) -> Result<Option<TokenFacts>> {
    let org = tx.org()?;
    let row: Option<FactsRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).fetch_optional(connection).await?);
    Ok(row.map(TokenFacts::from))
}

/// Whose token this is, in any organization.
pub async fn find_by_hash(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<(OrgId, TokenFacts)>> {
    let row: Option<TokenRow> = on!(tx, connection => sqlx::query_as(FIND_BY_HASH)
        .bind(secret_hash)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|row| (OrgId(row.org_id), row.facts.into())))
}

/// Notes when the token was used.
pub async fn touch(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(TOUCH)
        .bind(org.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Ends the token; whether there was one.
pub async fn delete(tx: &mut Tx) -> Result<bool> {
    let org = tx.org()?;
    let done =
        on!(tx, connection => sqlx::query(DELETE).bind(org.0).execute(connection).await?.rows_affected());
    Ok(done > 0)
}
