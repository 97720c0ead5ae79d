//! Who works in a project, and as what.

use almanac_domain::sharing::ProjectMember;
use almanac_domain::{ProjectId, ProjectRole, UserId};
use chrono::{DateTime, Utc};

use crate::person::PersonRow;
use crate::tenant::affected;
use crate::{Result, Tx, code};

const FIND: &str = "select role from project_members where org_id = $1 and project_id = $2 and user_id = $3";
const PUT: &str = "insert into project_members (org_id, project_id, user_id, role, created_at)
    values ($1, $2, $3, $4, $5)
    on conflict (project_id, user_id) do update set role = excluded.role";
const REMOVE: &str = "delete from project_members where org_id = $1 and project_id = $2 and user_id = $3";
const LIST: &str = "select u.id, u.name, u.email, m.role, m.created_at
    from project_members m
    join memberships s on s.org_id = m.org_id and s.user_id = m.user_id
    join users u on u.id = m.user_id
    where m.org_id = $1 and m.project_id = $2 and s.state = 'active'
    order by u.name, u.id";
/// An owner who may not come in, or who only looks in the whole organization, can do nothing as an owner.
const OTHER_OWNERS: &str = "select count(*)
    from project_members m
    join memberships s on s.org_id = m.org_id and s.user_id = m.user_id
    where m.org_id = $1
        and m.project_id = $2
        and m.user_id <> $3
        and m.role = 'owner'
        and s.state = 'active'
        and s.role <> 'viewer'";

#[derive(sqlx::FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    person: PersonRow,
    role: String,
    created_at: DateTime<Utc>,
}

/// The person's role in the project.
pub async fn find(tx: &mut Tx, project: ProjectId, user: UserId) -> Result<Option<ProjectRole>> {
    let org = tx.org()?;
    let role: Option<String> = on!(tx, connection => sqlx::query_scalar(FIND)
        .bind(org.0)
        .bind(project.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?);
    role.map(|role| code::from_text(&role, "project_members", "role", project.0)).transpose()
}

/// Gives a person a role in the project.
pub async fn put(
    tx: &mut Tx,
    project: ProjectId,
    user: UserId,
    role: ProjectRole,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let role = code::to_text(&role)?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(user.0)
        .bind(role)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes the role of a person in the project away.
///
/// # Errors
/// [`crate::Error::NotFound`] if they have none.
pub async fn remove(tx: &mut Tx, project: ProjectId, user: UserId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REMOVE)
        .bind(org.0)
        .bind(project.0)
        .bind(user.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "member")
}

/// The active people with a role of their own in the project, by name.
pub async fn list(tx: &mut Tx, project: ProjectId) -> Result<Vec<ProjectMember>> {
    let org = tx.org()?;
    let rows: Vec<MemberRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?);
    let entity = |row: MemberRow| {
        let role = code::from_text(&row.role, "project_members", "role", row.person.id)?;
        Ok(ProjectMember { person: row.person.into(), role, created_at: row.created_at })
    };
    rows.into_iter().map(entity).collect()
}

/// How many people other than this one own the project by themselves and can act as owners.
pub async fn other_owners(tx: &mut Tx, project: ProjectId, user: UserId) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(OTHER_OWNERS)
        .bind(org.0)
        .bind(project.0)
        .bind(user.0)
        .fetch_one(connection)
        .await?))
}
