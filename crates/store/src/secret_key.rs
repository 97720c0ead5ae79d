//! Which master key the sealed secrets of this database need. Of the whole instance; the key itself is
//! elsewhere. Of former ones, only what checks their signatures remains.

use chrono::{DateTime, Utc};

use crate::tenant::affected;
use crate::{Result, Tx};

const FIND: &str = "select id from secret_keys where retired_at is null";
const INSERT: &str = "insert into secret_keys (id, created_at) values ($1, $2)";
const RETIRE: &str = "update secret_keys set retired_at = $2 where id = $1 and retired_at is null";
const FORMER: &str = "select id, signing from secret_keys where signing is not null order by id";
const SIGNING: &str = "update secret_keys set signing = $2 where id = $1";

/// The id of the key in use, if there is one.
pub async fn find(tx: &mut Tx) -> Result<Option<String>> {
    Ok(on!(tx, connection => sqlx::query_scalar(FIND).fetch_optional(connection).await?))
}

/// Notes the key in use.
pub async fn insert(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT).bind(id).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}

/// Ends the use of a key.
///
/// # Errors
/// [`crate::Error::NotFound`] if it is not in use.
pub async fn retire(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(RETIRE).bind(id).bind(now).execute(connection).await?.rows_affected());
    affected(done, "secret key")
}

/// The ids of former keys, with the key of each that signed, sealed.
pub async fn former(tx: &mut Tx) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(on!(tx, connection => sqlx::query_as(FORMER).fetch_all(connection).await?))
}

/// Stores what a former key signed with, sealed.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is no such key.
pub async fn keep_signing(tx: &mut Tx, id: &str, sealed: &[u8]) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(SIGNING).bind(id).bind(sealed).execute(connection).await?.rows_affected());
    affected(done, "secret key")
}
