//! Who belongs to which organization, and as what.

use almanac_domain::account::Organization;
use almanac_domain::{OrgId, OrgRole, UserId};
use chrono::{DateTime, Utc};

use crate::organization::OrganizationRow;
use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into memberships (org_id, user_id, role, state, created_at)
    values ($1, $2, $3, 'active', $4)";
const OF_USER: &str = "select o.id, o.name, o.plan, o.created_at, m.role
    from memberships m
    join organizations o on o.id = m.org_id
    where m.user_id = $1 and m.state = 'active'
    order by m.last_sign_in_at desc nulls last, m.org_id";
const NOTE_SIGN_IN: &str = "update memberships set last_sign_in_at = $3 where org_id = $1 and user_id = $2";

/// An active membership of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization: Organization,
    /// The person's role there.
    pub role: OrgRole,
}

#[derive(sqlx::FromRow)]
struct MembershipRow {
    #[sqlx(flatten)]
    organization: OrganizationRow,
    role: String,
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
