//! The members whom the identity provider of the organization keeps.

use almanac_domain::UserId;
use almanac_domain::provisioning::{ScimPage, ScimUser, ScimUserFilter};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

/// The tables of a kept member.
macro_rules! kept {
    ($columns:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            " from scim_users s
    join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
    join users u on u.id = s.user_id
    where s.org_id = $1 ",
            $rest
        )
    };
    (one $rest:literal) => {
        kept!(
            "s.user_id, s.user_name, s.external_id, u.name, u.email, m.role, m.state, s.created_at, s.updated_at",
            $rest
        )
    };
}

const INSERT: &str =
    "insert into scim_users (org_id, user_id, user_name, external_id, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $5)";
const FIND: &str = kept!(one "and s.user_id = $2");
const LIST: &str = kept!(one
    "and ($2 is null or s.user_id = $2)
    and ($3 is null or s.user_name = $3)
    and ($4 is null or s.external_id = $4)
    and ($5 is null or u.email = $5)
    and ($6 is null or m.state = $6)
    order by s.user_id
    limit $7 offset $8"
);
const COUNT: &str = kept!(
    "count(*)",
    "and ($2 is null or s.user_id = $2)
    and ($3 is null or s.user_name = $3)
    and ($4 is null or s.external_id = $4)
    and ($5 is null or u.email = $5)
    and ($6 is null or m.state = $6)"
);
const UPDATE: &str = "update scim_users set user_name = $3, external_id = $4, updated_at = $5
    where org_id = $1 and user_id = $2";
/// What the identity provider has of a person: the teams that it keeps, and the person.
const DELETE: [&str; 2] = [
    "delete from team_members
    where org_id = $1 and user_id = $2 and team_id in (select team_id from scim_groups where org_id = $1)",
    "delete from scim_users where org_id = $1 and user_id = $2",
];

#[derive(sqlx::FromRow)]
struct UserRow {
    user_id: Uuid,
    user_name: String,
    external_id: Option<String>,
    name: String,
    email: String,
    role: String,
    state: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<UserRow> for ScimUser {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<Self> {
        Ok(Self {
            id: UserId(row.user_id),
            user_name: row.user_name,
            external_id: row.external_id,
            name: row.name,
            email: row.email,
            role: code::from_text(&row.role, "memberships", "role", row.user_id)?,
            state: code::from_text(&row.state, "memberships", "state", row.user_id)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Has the identity provider keep a member. The name must be in lower case.
///
/// # Errors
/// [`Error::Exists`] if it keeps them already, or somebody of this name or id.
pub async fn insert(
    tx: &mut Tx,
    user: UserId,
    user_name: &str,
    external_id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(user.0)
        .bind(user_name)
        .bind(external_id)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a user with this userName or externalId"))?
        .rows_affected());
    Ok(())
}

/// A kept member.
pub async fn find(tx: &mut Tx, user: UserId) -> Result<Option<ScimUser>> {
    let org = tx.org()?;
    let row: Option<UserRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?);
    row.map(ScimUser::try_from).transpose()
}

/// A part of the kept members, oldest first.
pub async fn list(tx: &mut Tx, filter: &ScimUserFilter, page: ScimPage) -> Result<Vec<ScimUser>> {
    let org = tx.org()?;
    let state = filter.state.map(|state| code::to_text(&state)).transpose()?;
    let rows: Vec<UserRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(filter.id.map(|id| id.0))
        .bind(&filter.user_name)
        .bind(&filter.external_id)
        .bind(&filter.email)
        .bind(&state)
        .bind(page.count)
        .bind(page.offset)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(ScimUser::try_from).collect()
}

/// How many kept members there are.
pub async fn count(tx: &mut Tx, filter: &ScimUserFilter) -> Result<i64> {
    let org = tx.org()?;
    let state = filter.state.map(|state| code::to_text(&state)).transpose()?;
    Ok(on!(tx, connection => sqlx::query_scalar(COUNT)
        .bind(org.0)
        .bind(filter.id.map(|id| id.0))
        .bind(&filter.user_name)
        .bind(&filter.external_id)
        .bind(&filter.email)
        .bind(&state)
        .fetch_one(connection)
        .await?))
}

/// Writes name (in lower case) and id that the identity provider gives a member.
///
/// # Errors
/// [`Error::NotFound`] if it does not keep them; [`Error::Exists`] if it keeps another one of this name or id.
pub async fn update(
    tx: &mut Tx,
    user: UserId,
    user_name: &str,
    external_id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(user.0)
        .bind(user_name)
        .bind(external_id)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "a user with this userName or externalId"))?
        .rows_affected());
    affected(done, "user")
}

/// Forgets that the identity provider keeps a member; they leave the teams that it keeps.
///
/// # Errors
/// [`Error::NotFound`] if it does not keep them.
pub async fn delete(tx: &mut Tx, user: UserId) -> Result<()> {
    let org = tx.org()?;
    let mut done = 0;
    for sql in DELETE {
        done = on!(tx, connection => sqlx::query(sql)
            .bind(org.0)
            .bind(user.0)
            .execute(connection)
            .await?
            .rows_affected());
    }
    affected(done, "user")
}
