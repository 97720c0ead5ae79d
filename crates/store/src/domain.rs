//! Domains of organizations. One is verified in one organization at most.

use almanac_domain::{DomainId, OrgId, ProviderId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx};

const INSERT: &str = "insert into domains (id, org_id, name, token, verified_at, created_at)
    values ($1, $2, $3, $4, $5, $6)";
const LIST: &str = "select id, name, token, verified_at, created_at
    from domains
    where org_id = $1
    order by name";
const FIND: &str = "select id, name, token, verified_at, created_at
    from domains
    where org_id = $1 and id = $2";
const FIND_BY_NAME: &str = "select id, name, token, verified_at, created_at
    from domains
    where org_id = $1 and name = $2";
const VERIFY: &str = "update domains set verified_at = $3 where org_id = $1 and id = $2";
const DELETE: &str = "delete from domains where org_id = $1 and id = $2";
const OWNER: &str = "select org_id from domains where name = $1 and verified_at is not null";
const WAYS: &str = "select p.id, p.org_id, p.name
    from domains d
    join identity_providers p on p.org_id = d.org_id
    where d.name = $1 and d.verified_at is not null and p.enabled
    order by p.name, p.id";

/// A domain as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDomain {
    /// Its id.
    pub id: DomainId,
    /// Its name, in lower case and ASCII.
    pub name: String,
    /// What must stand in its DNS.
    pub token: String,
    /// When it was proven.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct DomainRow {
    id: Uuid,
    name: String,
    token: String,
    verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<DomainRow> for StoredDomain {
    fn from(row: DomainRow) -> Self {
        Self {
            id: DomainId(row.id),
            name: row.name,
            token: row.token,
            verified_at: row.verified_at,
            created_at: row.created_at,
        }
    }
}

/// Adds a domain.
///
/// # Errors
/// [`Error::Exists`] if the organization has it, or if another one has proven it and this is to be proven too.
pub async fn insert(tx: &mut Tx, domain: &StoredDomain) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(domain.id.0)
        .bind(org.0)
        .bind(&domain.name)
        .bind(&domain.token)
        .bind(domain.verified_at)
        .bind(domain.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "domain"))?
        .rows_affected());
    Ok(())
}

/// The domains of the organization, by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<StoredDomain>> {
    let org = tx.org()?;
    let rows: Vec<DomainRow> =
        on!(tx, connection => sqlx::query_as(LIST).bind(org.0).fetch_all(connection).await?);
    Ok(rows.into_iter().map(StoredDomain::from).collect())
}

/// A domain of the organization.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, id: DomainId) -> Result<StoredDomain> {
    let org = tx.org()?;
    let row: Option<DomainRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).bind(id.0).fetch_optional(connection).await?);
    row.map(StoredDomain::from).ok_or(Error::NotFound("domain"))
}

/// The organization's domain of this name.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<StoredDomain>> {
    let org = tx.org()?;
    let row: Option<DomainRow> = on!(tx, connection => sqlx::query_as(FIND_BY_NAME)
        .bind(org.0)
        .bind(name)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(StoredDomain::from))
}

/// Notes that a domain was proven.
///
/// # Errors
/// [`Error::NotFound`] if it is not there, [`Error::Exists`] if it is proven for another organization.
pub async fn verify(tx: &mut Tx, id: DomainId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(VERIFY)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "domain"))?
        .rows_affected());
    affected(done, "domain")
}

/// Removes a domain.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, id: DomainId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(org.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "domain")
}

/// The organization that has proven the domain.
pub async fn owner(tx: &mut Tx, name: &str) -> Result<Option<OrgId>> {
    let org: Option<Uuid> =
        on!(tx, connection => sqlx::query_scalar(OWNER).bind(name).fetch_optional(connection).await?);
    Ok(org.map(OrgId))
}

/// The enabled providers of the organization that has proven the domain, in any organization.
pub async fn ways(tx: &mut Tx, name: &str) -> Result<Vec<(OrgId, ProviderId, String)>> {
    let rows: Vec<(Uuid, Uuid, String)> =
        on!(tx, connection => sqlx::query_as(WAYS).bind(name).fetch_all(connection).await?);
    Ok(rows.into_iter().map(|(id, org, name)| (OrgId(org), ProviderId(id), name)).collect())
}
