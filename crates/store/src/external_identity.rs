//! Who people are at identity providers.

use almanac_domain::{ConnectionId, ProviderId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx};

const INSERT: &str = "insert into external_identities
    (id, org_id, provider_id, user_id, issuer, subject, created_at, last_sign_in_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
const FIND: &str = "select id, provider_id, user_id, issuer, subject, created_at, last_sign_in_at
    from external_identities
    where org_id = $1 and provider_id = $2 and issuer = $3 and subject = $4";
const OF_USER: &str = "select id, provider_id, user_id, issuer, subject, created_at, last_sign_in_at
    from external_identities
    where org_id = $1 and user_id = $2
    order by id";
const NOTE_SIGN_IN: &str =
    "update external_identities set last_sign_in_at = $3 where org_id = $1 and id = $2";
const DELETE: &str = "delete from external_identities where org_id = $1 and user_id = $2 and id = $3";

/// Who somebody is at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalIdentity {
    /// Its id.
    pub id: ConnectionId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The person here.
    pub user_id: UserId,
    /// The provider's own name.
    pub issuer: String,
    /// The provider's lasting name of the person.
    pub subject: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When the person last signed in that way.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct IdentityRow {
    id: Uuid,
    provider_id: Uuid,
    user_id: Uuid,
    issuer: String,
    subject: String,
    created_at: DateTime<Utc>,
    last_sign_in_at: Option<DateTime<Utc>>,
}

impl From<IdentityRow> for ExternalIdentity {
    fn from(row: IdentityRow) -> Self {
        Self {
            id: ConnectionId(row.id),
            provider_id: ProviderId(row.provider_id),
            user_id: UserId(row.user_id),
            issuer: row.issuer,
            subject: row.subject,
            created_at: row.created_at,
            last_sign_in_at: row.last_sign_in_at,
        }
    }
}

/// Adds who a member is at a provider.
///
/// # Errors
/// [`Error::Exists`] if somebody is that already.
pub async fn insert(tx: &mut Tx, identity: &ExternalIdentity) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(identity.id.0)
        .bind(org.0)
        .bind(identity.provider_id.0)
        .bind(identity.user_id.0)
        .bind(&identity.issuer)
        .bind(&identity.subject)
        .bind(identity.created_at)
        .bind(identity.last_sign_in_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "connection"))?
        .rows_affected());
    Ok(())
}

/// Who is this at the provider.
pub async fn find(
    tx: &mut Tx,
    provider: ProviderId,
    issuer: &str,
    subject: &str,
) -> Result<Option<ExternalIdentity>> {
    let org = tx.org()?;
    let row: Option<IdentityRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(provider.0)
        .bind(issuer)
        .bind(subject)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(ExternalIdentity::from))
}

/// Who a member is at the organization's providers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<ExternalIdentity>> {
    let org = tx.org()?;
    let rows: Vec<IdentityRow> = on!(tx, connection => sqlx::query_as(OF_USER)
        .bind(org.0)
        .bind(user.0)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(ExternalIdentity::from).collect())
}

/// Notes when somebody signed in that way.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn note_sign_in(tx: &mut Tx, id: ConnectionId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(NOTE_SIGN_IN)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "connection")
}

/// Ends a connection of a member.
///
/// # Errors
/// [`Error::NotFound`] if they have no such.
pub async fn delete(tx: &mut Tx, user: UserId, id: ConnectionId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(org.0)
        .bind(user.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "connection")
}
