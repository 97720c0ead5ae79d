//! One-time links to a person. Of the whole instance, as people are: in the system's scope. The secret is
//! stored as its SHA-256 only.

use almanac_domain::UserId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Result, Tx, code};

const INSERT: &str = "insert into account_links
    (id, user_id, purpose, email, secret_hash, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "select id, user_id, purpose, email, created_at, expires_at
    from account_links
    where secret_hash = $1";
const COUNT: &str = "select count(*)
    from account_links
    where user_id = $1 and purpose = $2 and created_at > $3";
const DELETE: &str = "delete from account_links where id = $1";
const DELETE_OF: &str = "delete from account_links where user_id = $1 and purpose = $2";
const DELETE_ENDED: &str = "delete from account_links where expires_at <= $1";

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To set a new password.
    PasswordReset,
    /// To prove the address of the account.
    EmailVerification,
    /// To give the account another address, which the link proves.
    EmailChange,
}

/// A one-time link to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLink {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub user_id: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// The address to which it was sent, in lower case.
    pub email: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: Uuid,
    user_id: Uuid,
    purpose: String,
    email: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<LinkRow> for AccountLink {
    type Error = crate::Error;

    fn try_from(row: LinkRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            user_id: UserId(row.user_id),
            purpose: code::from_text(&row.purpose, "account_links", "purpose", row.id)?,
            email: row.email,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// Adds a link.
pub async fn insert(tx: &mut Tx, link: &AccountLink, secret_hash: &[u8]) -> Result<()> {
    let purpose = code::to_text(&link.purpose)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(link.id)
        .bind(link.user_id.0)
        .bind(purpose)
        .bind(&link.email)
        .bind(secret_hash)
        .bind(link.created_at)
        .bind(link.expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The link of a secret, ended or not.
pub async fn find(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<AccountLink>> {
    let row: Option<LinkRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(secret_hash).fetch_optional(connection).await?);
    row.map(AccountLink::try_from).transpose()
}

/// How many links for a purpose the person got after `since`, as far as they are there.
pub async fn count(tx: &mut Tx, user: UserId, purpose: Purpose, since: DateTime<Utc>) -> Result<i64> {
    let purpose = code::to_text(&purpose)?;
    Ok(on!(tx, connection => sqlx::query_scalar(COUNT)
        .bind(user.0)
        .bind(purpose)
        .bind(since)
        .fetch_one(connection)
        .await?))
}

/// Uses a link up.
///
/// # Errors
/// [`crate::Error::NotFound`] if somebody else was quicker.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(DELETE).bind(id).execute(connection).await?.rows_affected());
    affected(done, "link")
}

/// Ends all links of a person for a purpose.
pub async fn delete_of(tx: &mut Tx, user: UserId, purpose: Purpose) -> Result<()> {
    let purpose = code::to_text(&purpose)?;
    on!(tx, connection => sqlx::query(DELETE_OF)
        .bind(user.0)
        .bind(purpose)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Forgets the links that ended by `now`.
pub async fn delete_ended(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE_ENDED).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}
