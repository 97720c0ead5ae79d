//! Sessions. The secret is stored as its SHA-256 only.

use almanac_domain::account::SignInMethod;
use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::{OrgId, OrgRole, ProviderId, SessionId, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::organization::PolicyRow;
use crate::tenant::affected;
use crate::{Result, Tx, code};

const INSERT: &str = "insert into sessions
    (id, org_id, user_id, secret_hash, user_agent, address, created_at, last_seen_at, confirmed_at, expires_at,
        method)
    values ($1, $2, $3, $4, $5, $6, $7, $7, $10, $8, $9)";
const FIND: &str = "select s.id, s.org_id, s.user_id, s.user_agent, s.address,
        s.created_at, s.last_seen_at, s.confirmed_at, s.expires_at, s.method, m.role,
        o.session_idle_minutes, o.session_absolute_hours,
        o.passwords_allowed, o.sso_required, o.second_factor_required, o.join_role
    from sessions s
    join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
    join organizations o on o.id = s.org_id
    where s.secret_hash = $1 and m.state = 'active'";
const LIST: &str = "select s.id, s.org_id, s.user_id, s.user_agent, s.address,
        s.created_at, s.last_seen_at, s.confirmed_at, s.expires_at, s.method, m.role,
        o.session_idle_minutes, o.session_absolute_hours,
        o.passwords_allowed, o.sso_required, o.second_factor_required, o.join_role
    from sessions s
    join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
    join organizations o on o.id = s.org_id
    where s.org_id = $1 and s.user_id = $2
    order by s.id desc";
const ANY_AT: &str = "select count(*)
    from sessions s
    join users u on u.id = s.user_id
    where u.email = $1 and s.address = $2";
const ROLE: &str = "select m.role
    from sessions s
    join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
    where s.org_id = $1 and s.id = $2 and s.expires_at > $3 and m.state = 'active'";
const TOUCH: &str = "update sessions set last_seen_at = $2, address = $3 where id = $1";
const DELETE: &str = "delete from sessions where org_id = $1 and user_id = $2 and id = $3";
const DELETE_OF: &str = "delete from sessions where org_id = $1 and user_id = $2";
const DELETE_OTHERS: &str = "delete from sessions where user_id = $1 and id <> $2";
const CONFIRM: &str = "update sessions set confirmed_at = $4, secret_hash = $5
    where org_id = $1 and user_id = $2 and id = $3";
const DELETE_ALL: &str = "delete from sessions where user_id = $1";
const MOVE: &str = "update sessions set org_id = $3, secret_hash = $4, last_seen_at = $5
    where id = $1 and user_id = $2";
const SET_PROVIDER: &str =
    "update sessions set provider_id = $3, id_token = $4 where org_id = $1 and id = $2";
const PROVIDER: &str = "select provider_id, id_token from sessions
    where org_id = $1 and user_id = $2 and id = $3 and provider_id is not null and id_token is not null";
const EXPIRE: &str = "delete from sessions where expires_at <= $1 or last_seen_at <= $2";

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSession {
    /// Its id.
    pub id: SessionId,
    /// The organization in which the person acts.
    pub org_id: OrgId,
    /// The person.
    pub user_id: UserId,
    /// Their present role in the organization.
    pub role: OrgRole,
    /// The browser.
    pub user_agent: String,
    /// The address from which it was last seen.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// When the person last proved who they are.
    pub confirmed_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// How it began.
    pub method: SignInMethod,
    /// It ends when it was not used for so long, if the organization says so.
    pub idle_limit: Option<TimeDelta>,
    /// It ends so long after its beginning, if the organization says so.
    pub absolute_limit: Option<TimeDelta>,
    /// How members may sign in to the organization.
    pub policy: SignInPolicy,
}

impl StoredSession {
    /// When it ends at the latest, by the server's limit and the organization's.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.absolute_limit.map_or(self.expires_at, |limit| self.expires_at.min(self.created_at + limit))
    }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: Uuid,
    org_id: Uuid,
    user_id: Uuid,
    role: String,
    user_agent: String,
    address: String,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    confirmed_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    method: String,
    session_idle_minutes: Option<i64>,
    session_absolute_hours: Option<i64>,
    #[sqlx(flatten)]
    policy: PolicyRow,
}

impl TryFrom<SessionRow> for StoredSession {
    type Error = crate::Error;

    fn try_from(row: SessionRow) -> Result<Self> {
        Ok(Self {
            id: SessionId(row.id),
            org_id: OrgId(row.org_id),
            user_id: UserId(row.user_id),
            role: code::from_text(&row.role, "memberships", "role", row.user_id)?,
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            confirmed_at: row.confirmed_at,
            expires_at: row.expires_at,
            method: code::from_text(&row.method, "sessions", "method", row.id)?,
            idle_limit: row.session_idle_minutes.and_then(TimeDelta::try_minutes),
            absolute_limit: row.session_absolute_hours.and_then(TimeDelta::try_hours),
            policy: row.policy.policy(row.org_id)?,
        })
    }
}

/// Adds a session (its limits are those of the organization); it was last seen when it began.
pub async fn insert(tx: &mut Tx, session: &StoredSession, secret_hash: &[u8]) -> Result<()> {
    let method = code::to_text(&session.method)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(session.id.0)
        .bind(session.org_id.0)
        .bind(session.user_id.0)
        .bind(secret_hash)
        .bind(&session.user_agent)
        .bind(&session.address)
        .bind(session.created_at)
        .bind(session.expires_at)
        .bind(method)
        .bind(session.confirmed_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Keeps which provider vouched for a session, and its sealed ID token.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is no such session.
pub async fn set_provider(
    tx: &mut Tx,
    id: SessionId,
    provider: ProviderId,
    sealed_token: &[u8],
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(SET_PROVIDER)
        .bind(org.0)
        .bind(id.0)
        .bind(provider.0)
        .bind(sealed_token)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "session")
}

/// Which provider vouched for a session of the person, and its sealed ID token, if they were kept.
pub async fn provider(tx: &mut Tx, user: UserId, id: SessionId) -> Result<Option<(ProviderId, Vec<u8>)>> {
    let org = tx.org()?;
    let row: Option<(Uuid, Vec<u8>)> = on!(tx, connection => sqlx::query_as(PROVIDER)
        .bind(org.0)
        .bind(user.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|(provider, token)| (ProviderId(provider), token)))
}

/// The session of a secret, in any organization, alive or not; none of a member who is deactivated.
pub async fn find_by_secret(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<StoredSession>> {
    let row: Option<SessionRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(secret_hash).fetch_optional(connection).await?);
    row.map(StoredSession::try_from).transpose()
}

/// The present role of the person of a session that has not ended; none if it has, or they may not come in.
pub async fn present_role(tx: &mut Tx, id: SessionId, now: DateTime<Utc>) -> Result<Option<OrgRole>> {
    let org = tx.org()?;
    let role: Option<String> = on!(tx, connection => sqlx::query_scalar(ROLE)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .fetch_optional(connection)
        .await?);
    role.map(|role| code::from_text(&role, "memberships", "role", id.0)).transpose()
}

/// The sessions of a person, newest first, alive or not.
pub async fn list(tx: &mut Tx, user: UserId) -> Result<Vec<StoredSession>> {
    let org = tx.org()?;
    let rows: Vec<SessionRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(user.0)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(StoredSession::try_from).collect()
}

/// Whether the account of an address in lower case has a session at a network address.
pub async fn any_at(tx: &mut Tx, email: &str, address: &str) -> Result<bool> {
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY_AT)
        .bind(email)
        .bind(address)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}

/// Notes when and from where a session was seen.
pub async fn touch(tx: &mut Tx, id: SessionId, now: DateTime<Utc>, address: &str) -> Result<()> {
    on!(tx, connection => sqlx::query(TOUCH)
        .bind(id.0)
        .bind(now)
        .bind(address)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Ends a session of a person.
///
/// # Errors
/// [`crate::Error::NotFound`] if the person has no such session.
pub async fn delete(tx: &mut Tx, user: UserId, id: SessionId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(org.0)
        .bind(user.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "session")
}

/// Ends the sessions of a person but one, in all organizations, and says how many.
pub async fn delete_others(tx: &mut Tx, user: UserId, kept: SessionId) -> Result<u64> {
    Ok(on!(tx, connection => sqlx::query(DELETE_OTHERS)
        .bind(user.0)
        .bind(kept.0)
        .execute(connection)
        .await?
        .rows_affected()))
}

/// Notes that a person proved who they are, and gives the session another secret.
///
/// # Errors
/// [`crate::Error::NotFound`] if the person has no such session.
pub async fn confirm(
    tx: &mut Tx,
    user: UserId,
    id: SessionId,
    now: DateTime<Utc>,
    secret_hash: &[u8],
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(CONFIRM)
        .bind(org.0)
        .bind(user.0)
        .bind(id.0)
        .bind(now)
        .bind(secret_hash)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "session")
}

/// Removes the sessions of all organizations that ended by `now`, or were last seen by `idle_since`.
pub async fn delete_ended(tx: &mut Tx, now: DateTime<Utc>, idle_since: DateTime<Utc>) -> Result<u64> {
    Ok(on!(tx, connection => sqlx::query(EXPIRE)
        .bind(now)
        .bind(idle_since)
        .execute(connection)
        .await?
        .rows_affected()))
}

/// Ends all sessions of a person in the organization.
pub async fn delete_of(tx: &mut Tx, user: UserId) -> Result<u64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query(DELETE_OF)
        .bind(org.0)
        .bind(user.0)
        .execute(connection)
        .await?
        .rows_affected()))
}

/// Ends all sessions of a person, in all organizations: in the system's scope.
pub async fn delete_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    Ok(on!(tx, connection => sqlx::query(DELETE_ALL)
        .bind(user.0)
        .execute(connection)
        .await?
        .rows_affected()))
}

/// Goes on with a session in another organization of the person, under a new secret: in the system's scope.
///
/// # Errors
/// [`crate::Error::NotFound`] if the person has no such session.
pub async fn move_to(
    tx: &mut Tx,
    (user, id): (UserId, SessionId),
    org: OrgId,
    secret_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(MOVE)
        .bind(id.0)
        .bind(user.0)
        .bind(org.0)
        .bind(secret_hash)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "session")
}
