//! Invitations into the organization. The secret is stored as its SHA-256 only.

use almanac_domain::invitation::{Invitation, InvitationState, ProjectGrant};
use almanac_domain::{InvitationId, OrgId, OrgRole, Page, PageRequest, ProjectId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into invitations
    (id, org_id, email, name, role, project_id, project_role, secret_hash, state, invited_by, created_at,
        expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11)";
const FIND: &str = "select i.id, i.org_id, i.email, i.name, i.role, i.project_id, i.project_role, i.state,
        i.created_at, i.expires_at, i.accepted_at, coalesce(u.name, '') as invited_by
    from invitations i
    left join users u on u.id = i.invited_by
    where i.org_id = $1 and i.id = $2";
const FIND_BY_SECRET: &str = "select i.id, i.org_id, i.email, i.name, i.role, i.project_id, i.project_role,
        i.state, i.created_at, i.expires_at, i.accepted_at, coalesce(u.name, '') as invited_by
    from invitations i
    left join users u on u.id = i.invited_by
    where i.secret_hash = $1";
const LIST: &str = "select i.id, i.org_id, i.email, i.name, i.role, i.project_id, i.project_role, i.state,
        i.created_at, i.expires_at, i.accepted_at, coalesce(u.name, '') as invited_by
    from invitations i
    left join users u on u.id = i.invited_by
    where i.org_id = $1 and ($2 is null or i.id < $2)
    order by i.id desc
    limit $3";
const OPEN_IN: &str = "select i.id, i.org_id, i.email, i.name, i.role, i.project_id, i.project_role, i.state,
        i.created_at, i.expires_at, i.accepted_at, coalesce(u.name, '') as invited_by
    from invitations i
    left join users u on u.id = i.invited_by
    where i.org_id = $1 and i.project_id = $2 and i.state = 'open' and i.expires_at > $3
    order by i.email";
const COUNT: &str =
    "select count(*) from invitations where org_id = $1 and state = 'open' and expires_at > $2";
const FIND_OPEN: &str =
    "select i.id, i.org_id, i.email, i.name, i.role, i.project_id, i.project_role, i.state,
        i.created_at, i.expires_at, i.accepted_at, coalesce(u.name, '') as invited_by
    from invitations i
    left join users u on u.id = i.invited_by
    where i.org_id = $1 and i.email = $2 and i.state = 'open'";
const RENEW: &str = "update invitations set secret_hash = $3, expires_at = $4
    where org_id = $1 and id = $2 and state = 'open'";
const REVOKE: &str = "update invitations set state = 'revoked'
    where org_id = $1 and id = $2 and state = 'open'";
const CLEAR: &str = "update invitations set state = 'revoked'
    where org_id = $1 and email = $2 and state = 'open' and expires_at <= $3";
const ACCEPT: &str = "update invitations set state = 'accepted', accepted_at = $3
    where org_id = $1 and id = $2 and state = 'open' and expires_at > $3";

#[derive(sqlx::FromRow)]
struct InvitationRow {
    id: Uuid,
    org_id: Uuid,
    email: String,
    name: String,
    role: String,
    project_id: Option<Uuid>,
    project_role: Option<String>,
    state: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    invited_by: String,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = Error;

    fn try_from(row: InvitationRow) -> Result<Self> {
        let project = match (row.project_id, row.project_role) {
            (Some(project), Some(role)) => Some(ProjectGrant {
                project_id: ProjectId(project),
                role: code::from_text(&role, "invitations", "project_role", row.id)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: InvitationId(row.id),
            email: row.email,
            name: row.name,
            role: code::from_text::<OrgRole>(&row.role, "invitations", "role", row.id)?,
            project,
            state: code::from_text(&row.state, "invitations", "state", row.id)?,
            invited_by: row.invited_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            accepted_at: row.accepted_at,
        })
    }
}

/// What is shown of a row at this time: one that is open in the table may have ended.
fn at(row: InvitationRow, now: DateTime<Utc>) -> Result<Invitation> {
    let mut found = Invitation::try_from(row)?;
    if found.state == InvitationState::Open && found.expires_at <= now {
        found.state = InvitationState::Expired;
    }
    Ok(found)
}

/// Adds an open invitation.
///
/// # Errors
/// [`Error::Exists`] if the address has an open one.
pub async fn insert(
    tx: &mut Tx,
    invitation: &Invitation,
    by: Option<UserId>,
    secret_hash: &[u8],
) -> Result<()> {
    let org = tx.org()?;
    let role = code::to_text(&invitation.role)?;
    let project_role = invitation.project.map(|grant| code::to_text(&grant.role)).transpose()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(invitation.id.0)
        .bind(org.0)
        .bind(&invitation.email)
        .bind(&invitation.name)
        .bind(role)
        .bind(invitation.project.map(|grant| grant.project_id.0))
        .bind(project_role)
        .bind(secret_hash)
        .bind(by.map(|by| by.0))
        .bind(invitation.created_at)
        .bind(invitation.expires_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "invitation"))?
        .rows_affected());
    Ok(())
}

/// An invitation of the organization as it is at this time.
pub async fn find(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<Option<Invitation>> {
    let org = tx.org()?;
    let row: Option<InvitationRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    row.map(|row| at(row, now)).transpose()
}

/// The invitation of a secret as it is at this time, in any organization: in the system's scope.
pub async fn find_by_secret(
    tx: &mut Tx,
    secret_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(OrgId, Invitation)>> {
    let row: Option<InvitationRow> = on!(tx, connection => sqlx::query_as(FIND_BY_SECRET).bind(secret_hash).fetch_optional(connection).await?);
    row.map(|row| Ok((OrgId(row.org_id), at(row, now)?))).transpose()
}

/// The invitations of the organization as they are at this time, newest first.
pub async fn list(tx: &mut Tx, request: PageRequest, now: DateTime<Utc>) -> Result<Page<Invitation>> {
    let org = tx.org()?;
    let rows: Vec<InvitationRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(request.after)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    page(rows, request, |invitation: &Invitation| invitation.id.0, |row| at(row, now))
}

/// The invitations to a project that can be accepted at this time, by address.
pub async fn open_in(tx: &mut Tx, project: ProjectId, now: DateTime<Utc>) -> Result<Vec<Invitation>> {
    let org = tx.org()?;
    let rows: Vec<InvitationRow> = on!(tx, connection => sqlx::query_as(OPEN_IN)
        .bind(org.0)
        .bind(project.0)
        .bind(now)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(|row| at(row, now)).collect()
}

/// How many invitations can be accepted at this time.
pub async fn count_open(tx: &mut Tx, now: DateTime<Utc>) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(COUNT).bind(org.0).bind(now).fetch_one(connection).await?))
}

/// The open invitation of an address.
pub async fn find_open(tx: &mut Tx, email: &str) -> Result<Option<Invitation>> {
    let org = tx.org()?;
    let row: Option<InvitationRow> = on!(tx, connection => sqlx::query_as(FIND_OPEN)
        .bind(org.0)
        .bind(email)
        .fetch_optional(connection)
        .await?);
    row.map(Invitation::try_from).transpose()
}

/// Gives an invitation that was neither accepted nor taken back another secret and another end.
///
/// # Errors
/// [`Error::NotFound`] if it was, or is not there.
pub async fn renew(
    tx: &mut Tx,
    id: InvitationId,
    secret_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(RENEW)
        .bind(org.0)
        .bind(id.0)
        .bind(secret_hash)
        .bind(expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "invitation")
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] if it was accepted, taken back, or is not there.
pub async fn revoke(tx: &mut Tx, id: InvitationId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REVOKE)
        .bind(org.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "invitation")
}

/// Takes back what an address let expire, so that it can be invited again.
pub async fn clear_expired(tx: &mut Tx, email: &str, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(CLEAR)
        .bind(org.0)
        .bind(email)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Uses an invitation up.
///
/// # Errors
/// [`Error::NotFound`] if it cannot be accepted any more: somebody was quicker, or it ended.
pub async fn accept(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(ACCEPT)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "invitation")
}
