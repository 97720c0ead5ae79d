//! Which master key the sealed secrets of this database need. Of the whole instance; the key itself is
//! elsewhere.

use chrono::{DateTime, Utc};

use crate::{Result, Tx};

const FIND: &str = "select id from secret_keys";
const INSERT: &str = "insert into secret_keys (id, created_at) values ($1, $2)";

/// The id of the key in use, if there is one.
pub async fn find(tx: &mut Tx) -> Result<Option<String>> {
    Ok(on!(tx, connection => sqlx::query_scalar(FIND).fetch_optional(connection).await?))
}

/// Notes the key in use.
pub async fn insert(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT).bind(id).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}
