//! Organizations.

use almanac_domain::OrgId;
use almanac_domain::account::Organization;
use almanac_domain::member::OrganizationInput;
use almanac_domain::sign_in_policy::SignInPolicy;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

const ANY: &str = "select count(*) from organizations";
const LOCK_SETUP: &str = "select pg_advisory_xact_lock(6014770)";
const INSERT: &str = "insert into organizations (id, name, plan, created_at) values ($1, $2, $3, $4)";
const FIND: &str = "select id, name, plan, created_at from organizations where id = $1";
const LIST: &str = "select id, name, plan, created_at from organizations order by id";
const SET_PLAN: &str = "update organizations set plan = $2 where id = $1";
const CHOSEN: &str =
    "select name, session_idle_minutes, session_absolute_hours from organizations where id = $1";
const POLICY: &str = "select passwords_allowed, sso_required, second_factor_required, join_role
    from organizations
    where id = $1";
const SET_POLICY: &str = "update organizations
    set passwords_allowed = $2, sso_required = $3, second_factor_required = $4, join_role = $5
    where id = $1";
const CHOOSE: &str = "update organizations
    set name = $2, session_idle_minutes = $3, session_absolute_hours = $4
    where id = $1";

#[derive(sqlx::FromRow)]
pub(crate) struct OrganizationRow {
    id: Uuid,
    name: String,
    plan: String,
    created_at: DateTime<Utc>,
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        Self { id: OrgId(row.id), name: row.name, plan: row.plan, created_at: row.created_at }
    }
}

/// Whether setup was done.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY).fetch_one(connection).await?);
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
pub async fn insert(tx: &mut Tx, organization: &Organization) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT)
        .bind(organization.id.0)
        .bind(&organization.name)
        .bind(&organization.plan)
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
pub async fn get(tx: &mut Tx) -> Result<Organization> {
    let org = tx.org()?;
    let row: Option<OrganizationRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).fetch_optional(connection).await?);
    Ok(row.ok_or(Error::NotFound("organization"))?.into())
}

#[derive(sqlx::FromRow)]
struct ChosenRow {
    name: String,
    session_idle_minutes: Option<i64>,
    session_absolute_hours: Option<i64>,
}

/// What was chosen for the organization.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn chosen(tx: &mut Tx) -> Result<OrganizationInput> {
    let org = tx.org()?;
    let row: Option<ChosenRow> =
        on!(tx, connection => sqlx::query_as(CHOSEN).bind(org.0).fetch_optional(connection).await?);
    let row = row.ok_or(Error::NotFound("organization"))?;
    let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    Ok(OrganizationInput {
        name: row.name,
        session_idle_minutes: small(row.session_idle_minutes),
        session_absolute_hours: small(row.session_absolute_hours),
    })
}

/// Stores what was chosen for the organization.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn choose(tx: &mut Tx, input: &OrganizationInput) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(CHOOSE)
        .bind(org.0)
        .bind(&input.name)
        .bind(input.session_idle_minutes.map(i64::from))
        .bind(input.session_absolute_hours.map(i64::from))
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "organization")
}

#[derive(sqlx::FromRow)]
pub(crate) struct PolicyRow {
    passwords_allowed: bool,
    sso_required: bool,
    second_factor_required: bool,
    join_role: Option<String>,
}

impl PolicyRow {
    pub(crate) fn policy(self, org: Uuid) -> Result<SignInPolicy> {
        let role = |word: String| code::from_text(&word, "organizations", "join_role", org);
        Ok(SignInPolicy {
            passwords_allowed: self.passwords_allowed,
            sso_required: self.sso_required,
            second_factor_required: self.second_factor_required,
            join_role: self.join_role.map(role).transpose()?,
        })
    }
}

/// How members may sign in to an organization, also one that is not that of this unit of work.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn policy(tx: &mut Tx, org: OrgId) -> Result<SignInPolicy> {
    let row: Option<PolicyRow> =
        on!(tx, connection => sqlx::query_as(POLICY).bind(org.0).fetch_optional(connection).await?);
    row.ok_or(Error::NotFound("organization"))?.policy(org.0)
}

/// Stores how members may sign in.
///
/// # Errors
/// [`Error::NotFound`] if the organization is gone.
pub async fn set_policy(tx: &mut Tx, policy: &SignInPolicy) -> Result<()> {
    let org = tx.org()?;
    let role = policy.join_role.map(|role| code::to_text(&role)).transpose()?;
    let done = on!(tx, connection => sqlx::query(SET_POLICY)
        .bind(org.0)
        .bind(policy.passwords_allowed)
        .bind(policy.sso_required)
        .bind(policy.second_factor_required)
        .bind(&role)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "organization")
}

/// All organizations of the instance, in the order of their making.
pub async fn all(tx: &mut Tx) -> Result<Vec<Organization>> {
    let rows: Vec<OrganizationRow> = on!(tx, connection => sqlx::query_as(LIST).fetch_all(connection).await?);
    Ok(rows.into_iter().map(Organization::from).collect())
}

/// Gives the organization another plan.
///
/// # Errors
/// [`Error::NotFound`] if it is gone.
pub async fn set_plan(tx: &mut Tx, plan: &str) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(SET_PLAN)
        .bind(org.0)
        .bind(plan)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "organization")
}
