//! Deleted projects: in the bin for a while, then removed for good by [`crate::project::delete`].

use almanac_domain::{OrgId, ProjectId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::project::Visible;
use crate::tenant::affected;
use crate::{Result, Tx};

const PUT: &str = "update projects set deleted_at = $3 where org_id = $1 and id = $2 and deleted_at is null";
const TAKE: &str =
    "update projects set deleted_at = null where org_id = $1 and id = $2 and deleted_at is not null";
const LIST_ALL: &str = "select id, name, deleted_at
    from projects
    where org_id = $1 and deleted_at is not null
    order by deleted_at desc, id desc";
const LIST_OWNED: &str = concat!(
    granted!("$2", "and m.role = 'owner'", "and t.role = 'owner'"),
    "select p.id, p.name, p.deleted_at
    from projects p
    join granted g on g.project_id = p.id
    where p.org_id = $1 and p.deleted_at is not null
    order by p.deleted_at desc, p.id desc"
);
const DUE: &str = "select org_id, id from projects where deleted_at is not null and deleted_at <= $1";
const IS_DUE: &str = "select count(*) from projects where org_id = $1 and id = $2 and deleted_at is not null and deleted_at <= $3";

/// A project in the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct DeletedRow {
    id: Uuid,
    name: String,
    deleted_at: DateTime<Utc>,
}

impl From<DeletedRow> for Deleted {
    fn from(row: DeletedRow) -> Self {
        Self { id: ProjectId(row.id), name: row.name, deleted_at: row.deleted_at }
    }
}

/// Puts a project into the bin.
///
/// # Errors
/// [`crate::Error::NotFound`] if it is not there, or in the bin already.
pub async fn put(tx: &mut Tx, id: ProjectId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "project")
}

/// Takes a project out of the bin.
///
/// # Errors
/// [`crate::Error::NotFound`] if it is not in the bin.
pub async fn take(tx: &mut Tx, id: ProjectId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(TAKE)
        .bind(org.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "project")
}

/// What is in the bin: everything, or what the person owned. The newest first.
pub async fn list(tx: &mut Tx, user: UserId, visible: Visible) -> Result<Vec<Deleted>> {
    let org = tx.org()?;
    let rows: Vec<DeletedRow> = match visible {
        Visible::All => {
            on!(tx, connection => sqlx::query_as(LIST_ALL).bind(org.0).fetch_all(connection).await?)
        }
        Visible::Shared => on!(tx, connection => sqlx::query_as(LIST_OWNED)
            .bind(org.0)
            .bind(user.0)
            .fetch_all(connection)
            .await?),
    };
    Ok(rows.into_iter().map(Deleted::from).collect())
}

/// The projects of all organizations that were deleted at this time or before.
pub async fn due(tx: &mut Tx, before: DateTime<Utc>) -> Result<Vec<(OrgId, ProjectId)>> {
    let rows: Vec<(Uuid, Uuid)> =
        on!(tx, connection => sqlx::query_as(DUE).bind(before).fetch_all(connection).await?);
    Ok(rows.into_iter().map(|(org, id)| (OrgId(org), ProjectId(id))).collect())
}

/// Whether a project was deleted at this time or before, and is in the bin still.
pub async fn is_due(tx: &mut Tx, id: ProjectId, before: DateTime<Utc>) -> Result<bool> {
    let org = tx.org()?;
    let count: i64 = on!(tx, connection => sqlx::query_scalar(IS_DUE)
        .bind(org.0)
        .bind(id.0)
        .bind(before)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}
