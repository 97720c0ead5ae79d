//! Projects.

use almanac_domain::project::{Project, ProjectFilter};
use almanac_domain::{Page, PageRequest, ProjectId, ProjectRole, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::granted::role_of;
use crate::tenant::{affected, page};
use crate::{Error, Result, Tx};

const INSERT: &str = "insert into projects (id, org_id, name, description, created_at, updated_at)
    values ($2, $1, $3, $4, $5, $6)";
const FIND_ANY: &str = "select id, name, description, archived_at, created_at, updated_at, null as rank
    from projects
    where org_id = $1 and id = $2 and deleted_at is null";
const FIND_SHARED: &str = concat!(
    granted!("$3", "and m.project_id = $2", "and t.project_id = $2"),
    "select p.id, p.name, p.description, p.archived_at, p.created_at, p.updated_at, g.rank
    from projects p
    join granted g on g.project_id = p.id
    where p.org_id = $1 and p.id = $2 and p.deleted_at is null"
);
const LIST_ALL: &str = "select id, name, description, archived_at, created_at, updated_at, null as rank
    from projects
    where org_id = $1
        and deleted_at is null
        and (archived_at is not null) = $2
        and ($3 is null or id < $3)
    order by id desc
    limit $4";
const LIST_SHARED: &str = concat!(
    granted!("$5", "", ""),
    "select p.id, p.name, p.description, p.archived_at, p.created_at, p.updated_at, g.rank
    from projects p
    join granted g on g.project_id = p.id
    where p.org_id = $1
        and p.deleted_at is null
        and (p.archived_at is not null) = $2
        and ($3 is null or p.id < $3)
    order by p.id desc
    limit $4"
);
const IS_OPEN: &str = "select count(*) from projects
    where org_id = $1 and id = $2 and deleted_at is null and archived_at is null";
const LOCK: &str = "select id from projects where org_id = $1 and id = $2 for update";
const ARCHIVE: &str = "update projects set archived_at = $3
    where org_id = $1 and id = $2 and deleted_at is null";
const UPDATE: &str = "update projects set name = $3, description = $4, updated_at = $5
    where org_id = $1 and id = $2 and deleted_at is null";
/// Everything in a project, children first.
const DELETE: [&str; 20] = [
    "delete from public_links where org_id = $1 and project_id = $2",
    "delete from project_transfers where org_id = $1 and project_id = $2",
    "delete from project_teams where org_id = $1 and project_id = $2",
    "delete from scenarios where org_id = $1 and project_id = $2",
    "delete from forecasts where org_id = $1 and project_id = $2",
    "delete from models where org_id = $1 and project_id = $2",
    "delete from dashboard_schedules where org_id = $1 and project_id = $2",
    "delete from dashboards where org_id = $1 and project_id = $2",
    "delete from queries where org_id = $1 and project_id = $2",
    "delete from quality_rules where org_id = $1 and project_id = $2",
    "delete from quality_checks where org_id = $1 and project_id = $2",
    "delete from quality_schedules where org_id = $1 and project_id = $2",
    "delete from datasets where org_id = $1 and project_id = $2",
    "delete from source_versions where org_id = $1 and project_id = $2",
    "delete from sources where org_id = $1 and project_id = $2",
    "delete from uploads where org_id = $1 and project_id = $2",
    "delete from jobs where org_id = $1 and project_id = $2",
    "delete from project_members where org_id = $1 and project_id = $2",
    "update invitations set project_id = null, project_role = null where org_id = $1 and project_id = $2",
    "delete from projects where org_id = $1 and id = $2",
];

/// Which projects a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    /// All of the organization.
    All,
    /// Those shared with them.
    Shared,
}

#[derive(sqlx::FromRow)]
struct ProjectRow {
    id: Uuid,
    name: String,
    description: String,
    archived_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    rank: Option<i64>,
}

impl From<ProjectRow> for Project {
    /// Without a rank, all projects are visible to the person, as their owner.
    fn from(row: ProjectRow) -> Self {
        Self {
            id: ProjectId(row.id),
            name: row.name,
            description: row.description,
            role: row.rank.map_or(ProjectRole::Owner, role_of),
            archived_at: row.archived_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Adds a project.
pub async fn insert(tx: &mut Tx, project: &Project) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.id.0)
        .bind(&project.name)
        .bind(&project.description)
        .bind(project.created_at)
        .bind(project.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A project as the person sees it; one that is not shared with them only if all are visible to them, as
/// its owner.
pub async fn find(tx: &mut Tx, id: ProjectId, user: UserId, visible: Visible) -> Result<Option<Project>> {
    let org = tx.org()?;
    let row: Option<ProjectRow> = match visible {
        Visible::All => on!(tx, connection => sqlx::query_as(FIND_ANY)
            .bind(org.0)
            .bind(id.0)
            .fetch_optional(connection)
            .await?),
        Visible::Shared => on!(tx, connection => sqlx::query_as(FIND_SHARED)
            .bind(org.0)
            .bind(id.0)
            .bind(user.0)
            .fetch_optional(connection)
            .await?),
    };
    Ok(row.map(Project::from))
}

/// Whether things may be changed in the project: it is neither archived nor in the bin.
pub async fn is_open(tx: &mut Tx, id: ProjectId) -> Result<bool> {
    let org = tx.org()?;
    let count: i64 = on!(tx, connection => sqlx::query_scalar(IS_OPEN)
        .bind(org.0)
        .bind(id.0)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}

/// A part of the projects that the person sees, newest first.
pub async fn list(
    tx: &mut Tx,
    user: UserId,
    visible: Visible,
    filter: ProjectFilter,
    request: PageRequest,
) -> Result<Page<Project>> {
    let org = tx.org()?;
    let archived = filter == ProjectFilter::Archived;
    let rows: Vec<ProjectRow> = match visible {
        Visible::All => on!(tx, connection => sqlx::query_as(LIST_ALL)
            .bind(org.0)
            .bind(archived)
            .bind(request.after)
            .bind(request.limit() + 1)
            .fetch_all(connection)
            .await?),
        Visible::Shared => on!(tx, connection => sqlx::query_as(LIST_SHARED)
            .bind(org.0)
            .bind(archived)
            .bind(request.after)
            .bind(request.limit() + 1)
            .bind(user.0)
            .fetch_all(connection)
            .await?),
    };
    page(rows, request, |p: &Project| p.id.0, |row| Ok(row.into()))
}

/// Makes other changes of who may do what in the project wait until this unit of work ends; SQLite has one
/// writer anyway.
pub async fn lock(tx: &mut Tx, id: ProjectId) -> Result<()> {
    let org = tx.org()?;
    if tx.is_postgres() {
        on!(tx, connection => sqlx::query(LOCK).bind(org.0).bind(id.0).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Archives a project, or takes it back into use.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn set_archived(tx: &mut Tx, id: ProjectId, at: Option<DateTime<Utc>>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(ARCHIVE)
        .bind(org.0)
        .bind(id.0)
        .bind(at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "project")
}

/// Changes name and description.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(
    tx: &mut Tx,
    id: ProjectId,
    name: &str,
    description: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(id.0)
        .bind(name)
        .bind(description)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "project")
}

/// Deletes a project and every row in it.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, id: ProjectId) -> Result<()> {
    let org = tx.org()?;
    let mut done = 0;
    for sql in DELETE {
        done = on!(tx, connection => sqlx::query(sql)
            .bind(org.0)
            .bind(id.0)
            .execute(connection)
            .await?
            .rows_affected());
    }
    if done == 0 { Err(Error::NotFound("project")) } else { Ok(()) }
}
