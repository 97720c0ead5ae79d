//! Who belongs to which organization, and as what.

use almanac_domain::account::{Membership, User};
use almanac_domain::member::{Member, MemberState};
use almanac_domain::{OrgId, OrgRole, Page, PageRequest, UserId};
use chrono::{DateTime, Utc};

use crate::organization::OrganizationRow;
use crate::tenant::{affected, page};
use crate::user::UserRow;
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into memberships (org_id, user_id, role, state, created_at)
    values ($1, $2, $3, 'active', $4)";
const OF_USER: &str = "select o.id, o.name, o.plan, o.created_at, m.role
    from memberships m
    join organizations o on o.id = m.org_id
    where m.user_id = $1 and m.state = 'active'
    order by m.last_sign_in_at desc nulls last, m.org_id";
const ANY: &str = "select count(*)
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1 and u.email = $2";
const NOTE_SIGN_IN: &str = "update memberships set last_sign_in_at = $3 where org_id = $1 and user_id = $2";
const LIST: &str = "select u.id, u.name, u.email, u.email_verified_at, u.created_at,
        m.role, m.state, m.last_sign_in_at, m.created_at as since
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1
        and ($2 is null or m.user_id < $2)
        and ($3 = '' or replace(lower(u.name), $3, '') <> lower(u.name) or replace(u.email, $3, '') <> u.email)
    order by m.user_id desc
    limit $4";
const FIND: &str = "select u.id, u.name, u.email, u.email_verified_at, u.created_at,
        m.role, m.state, m.last_sign_in_at, m.created_at as since
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1 and m.user_id = $2";
/// Who changes administrators waits for others who do; SQLite has one writer anyway.
const LOCK: &str = "select id from organizations where id = $1 for update";
const ADMINS: &str = "select count(*)
    from memberships
    where org_id = $1 and role = 'admin' and state = 'active'";
const ACTIVE: &str = "select count(*) from memberships where org_id = $1 and state = 'active'";
const CHANGE: &str = "update memberships set role = $3, state = $4 where org_id = $1 and user_id = $2";
/// What a member has in the organization and nobody else needs, children first.
const REMOVE: [&str; 5] = [
    "delete from query_favorites where org_id = $1 and user_id = $2",
    "delete from external_identities where org_id = $1 and user_id = $2",
    "delete from sessions where org_id = $1 and user_id = $2",
    "delete from project_members where org_id = $1 and user_id = $2",
    "delete from memberships where org_id = $1 and user_id = $2",
];

#[derive(sqlx::FromRow)]
struct MembershipRow {
    #[sqlx(flatten)]
    organization: OrganizationRow,
    role: String,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    user: UserRow,
    role: String,
    state: String,
    last_sign_in_at: Option<DateTime<Utc>>,
    since: DateTime<Utc>,
}

impl TryFrom<MemberRow> for Member {
    type Error = Error;

    fn try_from(row: MemberRow) -> Result<Self> {
        let user = User::from(row.user);
        Ok(Self {
            role: code::from_text(&row.role, "memberships", "role", user.id.0)?,
            state: code::from_text(&row.state, "memberships", "state", user.id.0)?,
            last_sign_in_at: row.last_sign_in_at,
            since: row.since,
            user,
        })
    }
}

/// Makes a person a member.
///
/// # Errors
/// [`Error::Exists`] if they are one.
pub async fn insert(tx: &mut Tx, org: OrgId, user: UserId, role: OrgRole, now: DateTime<Utc>) -> Result<()> {
    let role = code::to_text(&role)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(user.0)
        .bind(role)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "member"))?
        .rows_affected());
    Ok(())
}

/// The active memberships of a person in all organizations, the one last signed in to first.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Membership>> {
    let rows: Vec<MembershipRow> =
        on!(tx, connection => sqlx::query_as(OF_USER).bind(user.0).fetch_all(connection).await?);
    let entity = |row: MembershipRow| {
        let role = code::from_text(&row.role, "memberships", "role", user.0)?;
        Ok(Membership { organization: row.organization.into(), role })
    };
    rows.into_iter().map(entity).collect()
}

/// Notes when a person signed in to an organization.
///
/// # Errors
/// [`Error::NotFound`] if they are no member.
pub async fn note_sign_in(tx: &mut Tx, org: OrgId, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(NOTE_SIGN_IN)
        .bind(org.0)
        .bind(user.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "member")
}

/// A part of the members whose name or address contains `search` (in lower case), newest first.
pub async fn list(tx: &mut Tx, search: &str, request: PageRequest) -> Result<Page<Member>> {
    let org = tx.org()?;
    let rows: Vec<MemberRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(request.after)
        .bind(search)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    page(rows, request, |member: &Member| member.user.id.0, Member::try_from)
}

/// A member, active or not.
pub async fn find(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    let org = tx.org()?;
    let row: Option<MemberRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?);
    row.map(Member::try_from).transpose()
}

/// Makes other units of work that change members of the organization wait for this one.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    let org = tx.org()?;
    if tx.is_postgres() {
        on!(tx, connection => sqlx::query(LOCK).bind(org.0).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// How many active administrators the organization has.
pub async fn count_admins(tx: &mut Tx) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(ADMINS).bind(org.0).fetch_one(connection).await?))
}

/// How many active members the organization has.
pub async fn count_active(tx: &mut Tx) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(ACTIVE).bind(org.0).fetch_one(connection).await?))
}

/// Changes role and state of a member.
///
/// # Errors
/// [`Error::NotFound`] if they are none.
pub async fn change(tx: &mut Tx, user: UserId, role: OrgRole, state: MemberState) -> Result<()> {
    let org = tx.org()?;
    let (role, state) = (code::to_text(&role)?, code::to_text(&state)?);
    let done = on!(tx, connection => sqlx::query(CHANGE)
        .bind(org.0)
        .bind(user.0)
        .bind(role)
        .bind(state)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "member")
}

/// Ends a membership, with the sessions and project roles that hang on it.
///
/// # Errors
/// [`Error::NotFound`] if they are no member.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<()> {
    let org = tx.org()?;
    let mut done = 0;
    for sql in REMOVE {
        done = on!(tx, connection => sqlx::query(sql)
            .bind(org.0)
            .bind(user.0)
            .execute(connection)
            .await?
            .rows_affected());
    }
    affected(done, "member")
}

/// Whether the account of an address in lower case belongs to the organization, active or not.
pub async fn any(tx: &mut Tx, email: &str) -> Result<bool> {
    let org = tx.org()?;
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY)
        .bind(org.0)
        .bind(email)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}
