//! People. A person is of the whole instance: who adds or looks up one whose organization is not known works
//! in the system's scope.

use almanac_domain::account::User;
use almanac_domain::{OrgRole, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into users (id, name, email, email_verified_at, password_hash, created_at)
    values ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "select u.id, u.name, u.email, u.email_verified_at, u.created_at, m.role
    from users u
    join memberships m on m.user_id = u.id
    where m.org_id = $1 and u.id = $2";
const FIND_BY_EMAIL: &str = "select id, name, email, email_verified_at, created_at, password_hash
    from users
    where email = $1";
const FIND_ACCOUNT: &str = "select id, name, email, email_verified_at, created_at, password_hash
    from users
    where id = $1";
const ALL: &str = "select id, name, email, email_verified_at, created_at from users order by email";
const VERIFY: &str = "update users set email_verified_at = $2 where id = $1 and email_verified_at is null";
const SET_EMAIL: &str = "update users set email = $2, email_verified_at = $3 where id = $1";
const SET_NAME: &str = "update users set name = $2 where id = $1";
const SET_PASSWORD: &str = "update users set password_hash = $2 where id = $1";

/// What sign-in needs to know of an account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The stored hash of the password, if they have one.
    pub password_hash: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    id: Uuid,
    name: String,
    email: String,
    email_verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    user: UserRow,
    role: String,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    #[sqlx(flatten)]
    user: UserRow,
    password_hash: Option<String>,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            name: row.name,
            email: row.email,
            email_verified_at: row.email_verified_at,
            created_at: row.created_at,
        }
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self { user: row.user.into(), password_hash: row.password_hash }
    }
}

/// Adds a person, who belongs nowhere yet. The address must be in lower case.
///
/// # Errors
/// [`Error::Exists`] if the address is taken.
pub async fn insert(tx: &mut Tx, user: &User, password_hash: Option<&str>) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT)
        .bind(user.id.0)
        .bind(&user.name)
        .bind(&user.email)
        .bind(user.email_verified_at)
        .bind(password_hash)
        .bind(user.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "account"))?
        .rows_affected());
    Ok(())
}

/// A person of the organization and their role.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<(User, OrgRole)>> {
    let org = tx.org()?;
    let row: Option<MemberRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    let Some(MemberRow { user, role }) = row else { return Ok(None) };
    let role = code::from_text(&role, "memberships", "role", user.id)?;
    Ok(Some((user.into(), role)))
}

/// The account of an address in lower case.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<Account>> {
    let row: Option<AccountRow> =
        on!(tx, connection => sqlx::query_as(FIND_BY_EMAIL).bind(email).fetch_optional(connection).await?);
    Ok(row.map(Account::from))
}

/// The account of a person in any organization.
pub async fn find_account(tx: &mut Tx, id: UserId) -> Result<Option<Account>> {
    let row: Option<AccountRow> =
        on!(tx, connection => sqlx::query_as(FIND_ACCOUNT).bind(id.0).fetch_optional(connection).await?);
    Ok(row.map(Account::from))
}

/// Everybody, by address: in the system's scope.
pub async fn all(tx: &mut Tx) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = on!(tx, connection => sqlx::query_as(ALL).fetch_all(connection).await?);
    Ok(rows.into_iter().map(User::from).collect())
}

/// Notes that a person proved that their address is theirs, unless that is known.
pub async fn verify_email(tx: &mut Tx, id: UserId, now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(VERIFY).bind(id.0).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}

/// Gives a person another address, in lower case, that they proved is theirs.
///
/// # Errors
/// [`Error::Exists`] if the address is taken; [`Error::NotFound`] if the account is gone.
pub async fn set_email(tx: &mut Tx, id: UserId, email: &str, now: DateTime<Utc>) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(SET_EMAIL)
        .bind(id.0)
        .bind(email)
        .bind(now)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "account"))?
        .rows_affected());
    affected(done, "account")
}

/// Gives a person another name.
///
/// # Errors
/// [`Error::NotFound`] if the account is gone.
pub async fn set_name(tx: &mut Tx, id: UserId, name: &str) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(SET_NAME).bind(id.0).bind(name).execute(connection).await?.rows_affected());
    affected(done, "account")
}

/// Stores another hash of the password.
///
/// # Errors
/// [`Error::NotFound`] if the account is gone.
pub async fn set_password_hash(tx: &mut Tx, id: UserId, hash: &str) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(SET_PASSWORD)
        .bind(id.0)
        .bind(hash)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "account")
}
