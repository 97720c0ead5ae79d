//! Teams and who is in them.

use almanac_domain::sharing::{Person, Team};
use almanac_domain::{TeamId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::person::{PersonRow, pattern};
use crate::tenant::affected;
use crate::{Error, Result, Tx};

/// The columns of a team; only members who may come in count.
macro_rules! team {
    ($rest:literal) => {
        concat!(
            "select t.id, t.name, t.created_at,
        (select count(*)
            from team_members u
            join memberships s on s.org_id = u.org_id and s.user_id = u.user_id
            where u.org_id = t.org_id and u.team_id = t.id and s.state = 'active') as members
    from teams t
    where t.org_id = $1 ",
            $rest
        )
    };
}

const INSERT: &str = "insert into teams (id, org_id, name, created_at) values ($2, $1, $3, $4)";
const FIND: &str = team!("and t.id = $2");
const LIST: &str = team!("order by t.name, t.id limit $2");
const SEARCH: &str = team!(
    "and (t.name like $2 escape '\\' or lower(t.name) like $3 escape '\\')
    order by t.name, t.id
    limit $4"
);
const RENAME: &str = "update teams set name = $3 where org_id = $1 and id = $2";
/// What refers to a team, and the team.
const DELETE: [&str; 3] = [
    "delete from project_teams where org_id = $1 and team_id = $2",
    "delete from team_members where org_id = $1 and team_id = $2",
    "delete from teams where org_id = $1 and id = $2",
];
const MEMBERS: &str = "select u.id, u.name, u.email
    from team_members t
    join memberships s on s.org_id = t.org_id and s.user_id = t.user_id
    join users u on u.id = t.user_id
    where t.org_id = $1 and t.team_id = $2 and s.state = 'active'
    order by u.name, u.id";
const ADD: &str = "insert into team_members (org_id, team_id, user_id, created_at) values ($1, $2, $3, $4)
    on conflict (team_id, user_id) do nothing";
const REMOVE: &str = "delete from team_members where org_id = $1 and team_id = $2 and user_id = $3";

#[derive(sqlx::FromRow)]
pub(crate) struct TeamRow {
    id: Uuid,
    name: String,
    members: i64,
    created_at: DateTime<Utc>,
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self { id: TeamId(row.id), name: row.name, members: row.members, created_at: row.created_at }
    }
}

/// Adds a team, without its members.
///
/// # Errors
/// [`Error::Exists`] if there is one of that name.
pub async fn insert(tx: &mut Tx, team: &Team) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(team.id.0)
        .bind(&team.name)
        .bind(team.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a team of this name"))?
        .rows_affected());
    Ok(())
}

/// A team.
pub async fn find(tx: &mut Tx, id: TeamId) -> Result<Option<Team>> {
    let org = tx.org()?;
    let row: Option<TeamRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(Team::from))
}

/// A team.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, id: TeamId) -> Result<Team> {
    find(tx, id).await?.ok_or(Error::NotFound("team"))
}

/// At most `limit` teams by name.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<Team>> {
    let org = tx.org()?;
    let rows: Vec<TeamRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(limit)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(Team::from).collect())
}

/// At most `limit` teams whose name holds the text.
pub async fn search(tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<Team>> {
    let org = tx.org()?;
    let rows: Vec<TeamRow> = on!(tx, connection => sqlx::query_as(SEARCH)
        .bind(org.0)
        .bind(pattern(text))
        .bind(pattern(&text.to_lowercase()))
        .bind(limit)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(Team::from).collect())
}

/// Gives a team another name.
///
/// # Errors
/// [`Error::NotFound`] if it is not there; [`Error::Exists`] if there is one of that name.
pub async fn rename(tx: &mut Tx, id: TeamId, name: &str) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(RENAME)
        .bind(org.0)
        .bind(id.0)
        .bind(name)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a team of this name"))?
        .rows_affected());
    affected(done, "team")
}

/// Removes a team; what was shared with it is shared with it no more.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, id: TeamId) -> Result<()> {
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
    affected(done, "team")
}

/// The active members of a team by name.
pub async fn members(tx: &mut Tx, id: TeamId) -> Result<Vec<Person>> {
    let org = tx.org()?;
    let rows: Vec<PersonRow> = on!(tx, connection => sqlx::query_as(MEMBERS)
        .bind(org.0)
        .bind(id.0)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(Person::from).collect())
}

/// Puts a person into a team, if they are not in it.
pub async fn add_member(tx: &mut Tx, id: TeamId, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(ADD)
        .bind(org.0)
        .bind(id.0)
        .bind(user.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes a person out of a team.
///
/// # Errors
/// [`Error::NotFound`] if they are not in it.
pub async fn remove_member(tx: &mut Tx, id: TeamId, user: UserId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REMOVE)
        .bind(org.0)
        .bind(id.0)
        .bind(user.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "member")
}
