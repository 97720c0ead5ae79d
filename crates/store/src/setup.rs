//! The one-time token of the setup link. Of the whole instance: there is no organization yet.

use chrono::{DateTime, Utc};

use crate::{Result, Tx};

const CLEAR: &str = "delete from setup_tokens";
const INSERT: &str = "insert into setup_tokens (secret_hash, created_at) values ($1, $2)";
const LIST: &str = "select secret_hash from setup_tokens";

/// Replaces all tokens by this one.
pub async fn replace(tx: &mut Tx, secret_hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    clear(tx).await?;
    on!(tx, connection => sqlx::query(INSERT).bind(secret_hash).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}

/// The hash of the token that is valid, if one is.
pub async fn find(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    Ok(on!(tx, connection => sqlx::query_scalar(LIST).fetch_optional(connection).await?))
}

/// Removes all tokens; answers whether there was one.
pub async fn clear(tx: &mut Tx) -> Result<bool> {
    Ok(on!(tx, connection => sqlx::query(CLEAR).execute(connection).await?.rows_affected()) > 0)
}
