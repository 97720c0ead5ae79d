//! Projects.

use almanac_domain::project::Project;
use almanac_domain::{Page, PageRequest, ProjectId, ProjectRole, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into projects (id, org_id, name, description, created_at, updated_at)
    values ($2, $1, $3, $4, $5, $6)";
const FIND: &str = "select p.id, p.name, p.description, p.created_at, p.updated_at, m.role
    from projects p
    left join project_members m on m.project_id = p.id and m.user_id = $3
    where p.org_id = $1 and p.id = $2";
const LIST_ALL: &str = "select p.id, p.name, p.description, p.created_at, p.updated_at, m.role
    from projects p
    left join project_members m on m.project_id = p.id and m.user_id = $2
    where p.org_id = $1 and ($3 is null or p.id < $3)
    order by p.id desc
    limit $4";
const LIST_SHARED: &str = "select p.id, p.name, p.description, p.created_at, p.updated_at, m.role
    from projects p
    join project_members m on m.project_id = p.id and m.user_id = $2
    where p.org_id = $1 and ($3 is null or p.id < $3)
    order by p.id desc
    limit $4";
const UPDATE: &str = "update projects set name = $3, description = $4, updated_at = $5
    where org_id = $1 and id = $2";
/// Everything in a project, children first.
const DELETE: [&str; 10] = [
    "delete from scenarios where org_id = $1 and project_id = $2",
    "delete from forecasts where org_id = $1 and project_id = $2",
    "delete from models where org_id = $1 and project_id = $2",
    "delete from queries where org_id = $1 and project_id = $2",
    "delete from datasets where org_id = $1 and project_id = $2",
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
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    role: Option<String>,
}

impl ProjectRow {
    /// With the membership's role, or `other` without one.
    fn entity(self, other: ProjectRole) -> Result<Project> {
        let role = match self.role {
            Some(role) => code::from_text(&role, "project_members", "role", self.id)?,
            None => other,
        };
        Ok(Project {
            id: ProjectId(self.id),
            name: self.name,
            description: self.description,
            role,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
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
    let row: Option<ProjectRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?);
    let Some(mut row) = row else { return Ok(None) };
    match visible {
        Visible::All => row.role = None,
        Visible::Shared if row.role.is_none() => return Ok(None),
        Visible::Shared => {}
    }
    row.entity(ProjectRole::Owner).map(Some)
}

/// A part of the projects that the person sees, newest first.
pub async fn list(
    tx: &mut Tx,
    user: UserId,
    visible: Visible,
    request: PageRequest,
) -> Result<Page<Project>> {
    let org = tx.org()?;
    let sql = match visible {
        Visible::All => LIST_ALL,
        Visible::Shared => LIST_SHARED,
    };
    let mut rows: Vec<ProjectRow> = on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(user.0)
        .bind(request.after)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    if visible == Visible::All {
        for row in &mut rows {
            row.role = None;
        }
    }
    page(rows, request, |p: &Project| p.id.0, |row| row.entity(ProjectRole::Owner))
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
