//! The teams with which a project is shared, and everybody who sees it. People are in [`crate::member`].

use almanac_domain::sharing::{Person, ProjectTeam, Reason, Team};
use almanac_domain::{OrgRole, ProjectId, ProjectRole, TeamId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Result, Tx, code};

const FIND: &str = "select role from project_teams where org_id = $1 and project_id = $2 and team_id = $3";
const PUT: &str = "insert into project_teams (org_id, project_id, team_id, role, created_at)
    values ($1, $2, $3, $4, $5)
    on conflict (project_id, team_id) do update set role = excluded.role";
const REMOVE: &str = "delete from project_teams where org_id = $1 and project_id = $2 and team_id = $3";
const LIST: &str = "select p.team_id, t.name, t.created_at as team_created_at, p.role, p.created_at,
        (select count(*)
            from team_members u
            join memberships s on s.org_id = u.org_id and s.user_id = u.user_id
            where u.org_id = t.org_id and u.team_id = t.id and s.state = 'active') as members
    from project_teams p
    join teams t on t.org_id = p.org_id and t.id = p.team_id
    where p.org_id = $1 and p.project_id = $2
    order by t.name, t.id";
/// What was given in a project to people who may come in, by themselves (without a team) and by their teams.
const GRANTS: &str = "select u.id, u.name, u.email, s.role as org_role, g.role, g.team_id, g.team_name
    from (
        select m.org_id, m.user_id, m.role, null as team_id, null as team_name
        from project_members m
        where m.org_id = $1 and m.project_id = $2
        union all
        select x.org_id, x.user_id, p.role, t.id, t.name
        from project_teams p
        join teams t on t.org_id = p.org_id and t.id = p.team_id
        join team_members x on x.org_id = p.org_id and x.team_id = p.team_id
        where p.org_id = $1 and p.project_id = $2
    ) g
    join memberships s on s.org_id = g.org_id and s.user_id = g.user_id
    join users u on u.id = g.user_id
    where s.state = 'active'
    order by u.name, u.id, g.team_name";

#[derive(sqlx::FromRow)]
struct SharedRow {
    team_id: Uuid,
    name: String,
    members: i64,
    team_created_at: DateTime<Utc>,
    role: String,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    name: String,
    email: String,
    org_role: String,
    role: String,
    team_id: Option<Uuid>,
    team_name: Option<String>,
}

/// Something that was given to a person in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The person.
    pub person: Person,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// What was given, and by which way.
    pub reason: Reason,
}

/// The role that a team has in the project.
pub async fn find(tx: &mut Tx, project: ProjectId, team: TeamId) -> Result<Option<ProjectRole>> {
    let org = tx.org()?;
    let role: Option<String> = on!(tx, connection => sqlx::query_scalar(FIND)
        .bind(org.0)
        .bind(project.0)
        .bind(team.0)
        .fetch_optional(connection)
        .await?);
    role.map(|role| code::from_text(&role, "project_teams", "role", project.0)).transpose()
}

/// Gives a team a role in the project.
pub async fn put(
    tx: &mut Tx,
    project: ProjectId,
    team: TeamId,
    role: ProjectRole,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let role = code::to_text(&role)?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(team.0)
        .bind(role)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes the role of a team in the project away.
///
/// # Errors
/// [`crate::Error::NotFound`] if it has none.
pub async fn remove(tx: &mut Tx, project: ProjectId, team: TeamId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REMOVE)
        .bind(org.0)
        .bind(project.0)
        .bind(team.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "team")
}

/// The teams with which the project is shared, by name.
pub async fn teams(tx: &mut Tx, project: ProjectId) -> Result<Vec<ProjectTeam>> {
    let org = tx.org()?;
    let rows: Vec<SharedRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?);
    let entity = |row: SharedRow| {
        let role = code::from_text(&row.role, "project_teams", "role", row.team_id)?;
        let team = Team {
            id: TeamId(row.team_id),
            name: row.name,
            members: row.members,
            created_at: row.team_created_at,
        };
        Ok(ProjectTeam { team, role, created_at: row.created_at })
    };
    rows.into_iter().map(entity).collect()
}

/// Everything that was given to active members in the project; what was given to one person comes together.
pub async fn grants(tx: &mut Tx, project: ProjectId) -> Result<Vec<Grant>> {
    let org = tx.org()?;
    let rows: Vec<GrantRow> = on!(tx, connection => sqlx::query_as(GRANTS)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?);
    let entity = |row: GrantRow| {
        let role = code::from_text(&row.role, "project_members", "role", row.id)?;
        let org_role = code::from_text(&row.org_role, "memberships", "role", row.id)?;
        let reason = match (row.team_id, row.team_name) {
            (Some(id), Some(name)) => Reason::Team { id: TeamId(id), name, role },
            _ => Reason::Own { role },
        };
        Ok(Grant {
            person: Person { id: UserId(row.id), name: row.name, email: row.email },
            org_role,
            reason,
        })
    };
    rows.into_iter().map(entity).collect()
}
