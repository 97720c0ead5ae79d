//! Sessions: from their beginning to their end.

use almanac_domain::account::{Session, SignInMethod};
use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::{Actor, OrgId, OrgRole, SessionId, UserId, Via};
use almanac_store::session::StoredSession;
use almanac_store::{Scope, Tx, session};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::factors;
use crate::audit::Object;
use crate::{App, Client, Error, Result, SessionSecret, access, audit};

/// A session is written to at most this often, in seconds.
const TOUCH_SECONDS: i64 = 60;
const LONGEST_USER_AGENT: usize = 400;

/// A session that is not stored yet, and its secret.
pub(crate) fn begin(
    app: &App,
    (org, role): (OrgId, OrgRole),
    user: UserId,
    method: SignInMethod,
    client: &Client,
) -> (StoredSession, SessionSecret) {
    let now = app.now();
    let user_agent: String = client.user_agent.chars().filter(|c| !c.is_control()).collect();
    let session = StoredSession {
        id: SessionId(app.new_id()),
        org_id: org,
        user_id: user,
        role,
        user_agent: user_agent.chars().take(LONGEST_USER_AGENT).collect(),
        address: client.address.clone(),
        created_at: now,
        last_seen_at: now,
        confirmed_at: now,
        expires_at: now + delta(app.settings().session_absolute),
        method,
        idle_limit: None,
        absolute_limit: None,
        policy: SignInPolicy::default(),
    };
    (session, SessionSecret(almanac_identity::generate(&mut rand::rng())))
}

/// Who comes with this secret, if the session is alive.
pub async fn authenticate(app: &App, secret: &str, client: &Client) -> Result<Option<Actor>> {
    let mut tx = app.db().read(Scope::System).await?;
    let found = session::find_by_secret(&mut tx, &almanac_identity::hash(secret)).await?;
    let now = app.now();
    let holds = |session: &StoredSession| {
        is_alive(app, session, now) && session.policy.allows(session.method, session.role)
    };
    let Some(found) = found.filter(holds) else { return Ok(None) };
    let must_enroll = must_enroll(&mut tx, &found.policy, found.user_id, found.method).await?;
    drop(tx);
    if now - found.last_seen_at >= TimeDelta::seconds(TOUCH_SECONDS) || found.address != client.address {
        let mut tx = app.write(found.org_id).await?;
        session::touch(&mut tx, found.id, now, &client.address).await?;
        tx.save().await?;
    }
    Ok(Some(Actor {
        user_id: found.user_id,
        org_id: found.org_id,
        org_role: found.role,
        via: Via::Session {
            id: found.id,
            confirmed_at: found.confirmed_at,
            method: found.method,
            must_enroll,
        },
    }))
}

/// Whether the person must set up a second factor before anything else.
pub(super) async fn must_enroll(
    tx: &mut Tx,
    policy: &SignInPolicy,
    user: UserId,
    method: SignInMethod,
) -> Result<bool> {
    Ok(policy.wants_second_factor(method) && factors::kinds(tx, user).await?.is_empty())
}

fn is_alive(app: &App, session: &StoredSession, now: DateTime<Utc>) -> bool {
    let idle = session.idle_limit.map_or(idle(app), |limit| limit.min(idle(app)));
    now < session.ends_at() && now < session.last_seen_at + idle
}

pub(super) fn idle(app: &App) -> TimeDelta {
    delta(app.settings().session_idle)
}

fn delta(duration: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// Ends the present session.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    let session = access::own_session(actor)?;
    revoke_session(app, actor, session).await
}

/// The person's live sessions.
pub async fn sessions(app: &App, actor: &Actor) -> Result<Vec<Session>> {
    let current = access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    let now = app.now();
    let all = session::list(&mut tx, actor.user_id).await?;
    let alive = all.into_iter().filter(|session| is_alive(app, session, now));
    Ok(alive
        .map(|session| Session {
            current: session.id == current,
            expires_at: session.ends_at(),
            id: session.id,
            user_agent: session.user_agent,
            address: session.address,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            method: session.method,
        })
        .collect())
}

/// Ends one of the person's sessions.
pub async fn revoke_session(app: &App, actor: &Actor, session: SessionId) -> Result<()> {
    access::own_session(actor)?;
    let mut tx = app.write(actor.org_id).await?;
    session::delete(&mut tx, actor.user_id, session).await?;
    audit::record(app, &mut tx, actor, "account.end_session", Object("session", session.0), json!({}))
        .await?;
    tx.save().await.map_err(Error::from)
}
