//! The teams that the identity provider of the organization keeps.

use almanac_domain::provisioning::{ScimGroup, ScimGroupFilter, ScimPage};
use almanac_domain::{TeamId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx};

const INSERT: &str = "insert into scim_groups (org_id, team_id, external_id, created_at, updated_at)
    values ($1, $2, $3, $4, $4)";
const FIND: &str = "select g.team_id, t.name, g.external_id, g.created_at, g.updated_at
    from scim_groups g
    join teams t on t.org_id = g.org_id and t.id = g.team_id
    where g.org_id = $1 and g.team_id = $2";
const LIST: &str = "select g.team_id, t.name, g.external_id, g.created_at, g.updated_at
    from scim_groups g
    join teams t on t.org_id = g.org_id and t.id = g.team_id
    where g.org_id = $1
        and ($2 is null or g.team_id = $2)
        and ($3 is null or t.name = $3)
        and ($4 is null or g.external_id = $4)
    order by g.team_id
    limit $5 offset $6";
const COUNT: &str = "select count(*)
    from scim_groups g
    join teams t on t.org_id = g.org_id and t.id = g.team_id
    where g.org_id = $1
        and ($2 is null or g.team_id = $2)
        and ($3 is null or t.name = $3)
        and ($4 is null or g.external_id = $4)";
const UPDATE: &str = "update scim_groups set external_id = $3, updated_at = $4
    where org_id = $1 and team_id = $2";
/// People who were put into the team here, and whom the identity provider does not keep, are not its members.
const MEMBERS: &str = "select t.user_id, u.name
    from team_members t
    join scim_users s on s.org_id = t.org_id and s.user_id = t.user_id
    join users u on u.id = t.user_id
    where t.org_id = $1 and t.team_id = $2
    order by t.user_id";

#[derive(sqlx::FromRow)]
struct GroupRow {
    team_id: Uuid,
    name: String,
    external_id: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<GroupRow> for ScimGroup {
    fn from(row: GroupRow) -> Self {
        Self {
            id: TeamId(row.team_id),
            name: row.name,
            external_id: row.external_id,
            members: Vec::new(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Has the identity provider keep a team.
///
/// # Errors
/// [`Error::Exists`] if it keeps it already, or one with this id.
pub async fn insert(tx: &mut Tx, team: TeamId, external_id: Option<&str>, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(team.0)
        .bind(external_id)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a group with this externalId"))?
        .rows_affected());
    Ok(())
}

/// A kept team, without its members.
pub async fn find(tx: &mut Tx, team: TeamId) -> Result<Option<ScimGroup>> {
    let org = tx.org()?;
    let row: Option<GroupRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(team.0)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(ScimGroup::from))
}

/// A part of the kept teams, oldest first, without their members.
pub async fn list(tx: &mut Tx, filter: &ScimGroupFilter, page: ScimPage) -> Result<Vec<ScimGroup>> {
    let org = tx.org()?;
    let rows: Vec<GroupRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(filter.id.map(|id| id.0))
        .bind(&filter.name)
        .bind(&filter.external_id)
        .bind(page.count)
        .bind(page.offset)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(ScimGroup::from).collect())
}

/// How many kept teams there are.
pub async fn count(tx: &mut Tx, filter: &ScimGroupFilter) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(COUNT)
        .bind(org.0)
        .bind(filter.id.map(|id| id.0))
        .bind(&filter.name)
        .bind(&filter.external_id)
        .fetch_one(connection)
        .await?))
}

/// Writes the id that the identity provider gives a team.
///
/// # Errors
/// [`Error::NotFound`] if it does not keep it; [`Error::Exists`] if it keeps another one with this id.
pub async fn update(tx: &mut Tx, team: TeamId, external_id: Option<&str>, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(team.0)
        .bind(external_id)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a group with this externalId"))?
        .rows_affected());
    affected(done, "group")
}

/// Who is in a team of those whom the identity provider keeps: id and name.
pub async fn members(tx: &mut Tx, team: TeamId) -> Result<Vec<(UserId, String)>> {
    let org = tx.org()?;
    let rows: Vec<(Uuid, String)> = on!(tx, connection => sqlx::query_as(MEMBERS)
        .bind(org.0)
        .bind(team.0)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}
