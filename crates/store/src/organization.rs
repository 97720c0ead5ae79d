//! Organizations.

use almanac_domain::OrgId;
use almanac_domain::account::Organization;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Error, Result, Tx};

const ANY: &str = "select count(*) from organizations";
const LOCK_SETUP: &str = "select pg_advisory_xact_lock(6014770)";
const INSERT: &str = "insert into organizations (id, name, plan, created_at) values ($1, $2, $3, $4)";
const FIND: &str = "select id, name, plan, created_at from organizations where id = $1";

#[derive(sqlx::FromRow)]
pub(crate) struct OrganizationRow {
    id: Uuid,
    name: String,
    plan: String,
    created_at: DateTime<Utc>,
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        Self { id: OrgId(row.id), name: row.name, plan: row.plan, created_at: row.created_at }
    }
}

/// Whether setup was done.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY).fetch_one(connection).await?);
    Ok(count > 0)
}

/// Makes other setups wait until this unit of work ends; SQLite has one writer anyway.
pub async fn lock_setup(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        on!(tx, connection => sqlx::query(LOCK_SETUP).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Adds an organization.
pub async fn insert(tx: &mut Tx, organization: &Organization) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT)
        .bind(organization.id.0)
        .bind(&organization.name)
        .bind(&organization.plan)
        .bind(organization.created_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The organization of this unit of work.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn get(tx: &mut Tx) -> Result<Organization> {
    let org = tx.org()?;
    let row: Option<OrganizationRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).fetch_optional(connection).await?);
    Ok(row.ok_or(Error::NotFound("organization"))?.into())
}
