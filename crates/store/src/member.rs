//! Who works in a project, and as what.

use almanac_domain::{ProjectId, ProjectRole, UserId};
use chrono::{DateTime, Utc};

use crate::{Result, Tx, code};

const FIND: &str = "select role from project_members where org_id = $1 and project_id = $2 and user_id = $3";
const PUT: &str = "insert into project_members (org_id, project_id, user_id, role, created_at)
    values ($1, $2, $3, $4, $5)
    on conflict (project_id, user_id) do update set role = excluded.role";

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
