//! Organizations, people and who belongs where.

use almanac_domain::account::{Organization, User};
use almanac_domain::{OrgId, OrgRole, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Error, Result, Tx, code};

const ANY_ORGANIZATION: &str = "select count(*) from organizations";
const LOCK_SETUP: &str = "select pg_advisory_xact_lock(6014770)";
const INSERT_ORGANIZATION: &str = "insert into organizations (id, name, created_at) values ($1, $2, $3)";
const FIND_ORGANIZATION: &str = "select id, name, created_at from organizations where id = $1";
const INSERT_USER: &str = "insert into users (id, org_id, name, email, password_hash, created_at)
    values ($1, $2, $3, $4, $5, $6)";
const INSERT_MEMBERSHIP: &str =
    "insert into memberships (org_id, user_id, role, created_at) values ($1, $2, $3, $4)";
const FIND_USER: &str = "select u.id, u.name, u.email, u.created_at, m.role
    from users u
    join memberships m on m.user_id = u.id
    where m.org_id = $1 and u.id = $2";
const FIND_BY_EMAIL: &str = "select u.id, u.name, u.email, u.created_at, u.password_hash, m.org_id, m.role
    from users u
    join memberships m on m.user_id = u.id and m.org_id = u.org_id
    where u.email = $1";
const SET_PASSWORD: &str = "update users set password_hash = $2 where id = $1";

/// What sign-in needs to know of an account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The stored hash of the password.
    pub password_hash: String,
    /// The home organization.
    pub org_id: OrgId,
    /// The role there.
    pub role: OrgRole,
}

#[derive(sqlx::FromRow)]
struct OrganizationRow {
    id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Uuid,
    name: String,
    email: String,
    created_at: DateTime<Utc>,
    role: String,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    #[sqlx(flatten)]
    user: UserRow,
    password_hash: String,
    org_id: Uuid,
}

impl UserRow {
    fn entity(self) -> Result<(User, OrgRole)> {
        let role = code::from_text(&self.role, "memberships", "role", self.id)?;
        let user =
            User { id: UserId(self.id), name: self.name, email: self.email, created_at: self.created_at };
        Ok((user, role))
    }
}

/// Whether setup was done.
pub async fn any_organization(tx: &mut Tx) -> Result<bool> {
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY_ORGANIZATION).fetch_one(connection).await?);
    Ok(count > 0)
}

/// Makes other setups wait until this unit of work ends; SQLite has one writer anyway.
pub async fn lock_setup(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        on!(tx, connection => sqlx::query(LOCK_SETUP).execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// Adds an organization.
pub async fn insert_organization(tx: &mut Tx, organization: &Organization) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT_ORGANIZATION)
        .bind(organization.id.0)
        .bind(&organization.name)
        .bind(organization.created_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The organization of this unit of work.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn organization(tx: &mut Tx) -> Result<Organization> {
    let org = tx.org()?;
    let row: Option<OrganizationRow> = on!(tx, connection => sqlx::query_as(FIND_ORGANIZATION).bind(org.0).fetch_optional(connection).await?);
    let row = row.ok_or(Error::NotFound("organization"))?;
    Ok(Organization { id: OrgId(row.id), name: row.name, created_at: row.created_at })
}

/// Adds a person to their home organization. The address must be in lower case.
///
/// # Errors
/// [`Error::Exists`] if the address is taken.
pub async fn insert(tx: &mut Tx, org: OrgId, user: &User, password_hash: &str, role: OrgRole) -> Result<()> {
    let role = code::to_text(&role)?;
    on!(tx, connection => {
        sqlx::query(INSERT_USER)
            .bind(user.id.0)
            .bind(org.0)
            .bind(&user.name)
            .bind(&user.email)
            .bind(password_hash)
            .bind(user.created_at)
            .execute(&mut *connection)
            .await
            .map_err(|error| Error::unique(error, "account"))?;
        sqlx::query(INSERT_MEMBERSHIP)
            .bind(org.0)
            .bind(user.id.0)
            .bind(role)
            .bind(user.created_at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// A person of the organization and their role.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<(User, OrgRole)>> {
    let org = tx.org()?;
    let row: Option<UserRow> = on!(tx, connection => sqlx::query_as(FIND_USER)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    row.map(UserRow::entity).transpose()
}

/// The account of an address in lower case, in any organization.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<Account>> {
    let row: Option<AccountRow> =
        on!(tx, connection => sqlx::query_as(FIND_BY_EMAIL).bind(email).fetch_optional(connection).await?);
    let Some(AccountRow { user, password_hash, org_id }) = row else { return Ok(None) };
    let (user, role) = user.entity()?;
    Ok(Some(Account { user, password_hash, org_id: OrgId(org_id), role }))
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
    crate::tenant::affected(done, "account")
}
