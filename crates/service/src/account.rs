//! Setup, sign-in and sessions.

mod throttle;

use almanac_domain::account::{Me, Organization, Password, Session, SetUp, SignIn, User};
use almanac_domain::{Actor, OrgId, OrgRole, SessionId, UserId};
use almanac_store::session::StoredSession;
use almanac_store::{Scope, Tx, session, setup, user};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result, SessionSecret, audit};

/// A session is written to at most this often, in seconds.
const TOUCH_SECONDS: i64 = 60;
const LONGEST_USER_AGENT: usize = 400;

/// The one-time setup token: a new one on an empty database (its hash is stored), none after setup.
pub async fn setup_token(app: &App) -> Result<Option<String>> {
    let mut tx = app.db().write(Scope::System).await?;
    user::lock_setup(&mut tx).await?;
    if user::any_organization(&mut tx).await? {
        return Ok(None);
    }
    let token = almanac_identity::generate(&mut rand::rng());
    setup::replace(&mut tx, &almanac_identity::hash(&token), app.now()).await?;
    tx.save().await?;
    Ok(Some(token))
}

/// Whether setup can be done with this token.
pub async fn setup_open(app: &App, token: &str) -> Result<bool> {
    let mut tx = app.db().read(Scope::System).await?;
    is_open(&mut tx, token).await
}

async fn is_open(tx: &mut Tx, token: &str) -> Result<bool> {
    let done = user::any_organization(tx).await?;
    let stored = setup::find(tx).await?;
    let hash = almanac_identity::hash(token);
    Ok(!done && stored.is_some_and(|stored| almanac_identity::same(&stored, &hash)))
}

/// Makes the first administrator and the organization.
pub async fn set_up(app: &App, input: SetUp, client: &Client) -> Result<(Me, SessionSecret)> {
    if !setup_open(app, &input.token).await? {
        return Err(Error::NotFound);
    }
    input.validate()?;
    refuse_common(&input.password)?;
    let password_hash = app.passwords().hash(input.password.0).await.map_err(Error::internal)?;
    let now = app.now();
    let organization =
        Organization { id: OrgId(app.new_id()), name: input.organization.trim().to_owned(), created_at: now };
    let person = User {
        id: UserId(app.new_id()),
        name: input.name.trim().to_owned(),
        email: input.email.to_lowercase(),
        created_at: now,
    };
    let mut tx = app.db().write(Scope::System).await?;
    user::lock_setup(&mut tx).await?;
    if !is_open(&mut tx, &input.token).await? {
        return Err(Error::NotFound);
    }
    setup::clear(&mut tx).await?;
    user::insert_organization(&mut tx, &organization).await?;
    user::insert(&mut tx, organization.id, &person, &password_hash, OrgRole::Admin).await?;
    let (stored, secret) = begin_session(app, organization.id, person.id, OrgRole::Admin, client);
    session::insert(&mut tx, &stored, &almanac_identity::hash(&secret.0)).await?;
    let mut tx = tx.narrow(organization.id).await?;
    let object = Object("organization", organization.id.0);
    record_by(app, &mut tx, Some(person.id), "account.set_up", object, json!({})).await?;
    tx.save().await?;
    Ok((Me { user: person, organization, role: OrgRole::Admin }, secret))
}

fn refuse_common(password: &Password) -> Result<()> {
    if almanac_identity::is_common(&password.0) {
        return Err(Error::field("password", "is one of the passwords that everybody tries first"));
    }
    Ok(())
}

/// Signs in with a password. Wrong passwords count against the account and against the address, see
/// `throttle.rs`.
pub async fn sign_in(app: &App, input: SignIn, client: &Client) -> Result<(Me, SessionSecret)> {
    let email = input.email.trim().to_lowercase();
    let attempt = throttle::begin(app, &email, client).await?;
    let mut tx = app.db().read(Scope::System).await?;
    let account = user::find_by_email(&mut tx, &email).await?;
    drop(tx);
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let long = input.password.0.chars().count() > 1024;
    let password = if long { String::new() } else { input.password.0 };
    let right = app.passwords().verify(password.clone(), stored).await.map_err(Error::internal)?;
    let Some(account) = account else {
        throttle::note_unknown(app).await?;
        tracing::info!("sign-in refused: there is no such account");
        return Err(attempt.wrong());
    };
    if !right {
        let mut tx = app.write(account.org_id).await?;
        let object = Object("user", account.user.id.0);
        record_by(app, &mut tx, None, "account.sign_in_refused", object, json!({})).await?;
        tx.save().await?;
        return Err(attempt.wrong());
    }
    let renewed = if app.passwords().outdated(&account.password_hash) {
        Some(app.passwords().hash(password).await.map_err(Error::internal)?)
    } else {
        None
    };
    let (session, secret) = begin_session(app, account.org_id, account.user.id, account.role, client);
    let mut tx = app.db().write(Scope::System).await?;
    throttle::take_back(&mut tx, &attempt).await?;
    let now = app.now();
    session::delete_ended(&mut tx, now, now - idle(app)).await?;
    if let Some(hash) = renewed {
        user::set_password_hash(&mut tx, account.user.id, &hash).await?;
    }
    session::insert(&mut tx, &session, &almanac_identity::hash(&secret.0)).await?;
    let mut tx = tx.narrow(account.org_id).await?;
    let organization = user::organization(&mut tx).await?;
    let object = Object("session", session.id.0);
    record_by(app, &mut tx, Some(account.user.id), "account.sign_in", object, json!({})).await?;
    tx.save().await?;
    Ok((Me { user: account.user, organization, role: account.role }, secret))
}

fn begin_session(
    app: &App,
    org: OrgId,
    user: UserId,
    role: OrgRole,
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
        expires_at: now + delta(app.settings().session_absolute),
    };
    (session, SessionSecret(almanac_identity::generate(&mut rand::rng())))
}

/// Who comes with this secret, if the session is alive.
pub async fn authenticate(app: &App, secret: &str, client: &Client) -> Result<Option<Actor>> {
    let mut tx = app.db().read(Scope::System).await?;
    let found = session::find_by_secret(&mut tx, &almanac_identity::hash(secret)).await?;
    drop(tx);
    let now = app.now();
    let Some(found) = found.filter(|session| is_alive(app, session, now)) else { return Ok(None) };
    if now - found.last_seen_at >= TimeDelta::seconds(TOUCH_SECONDS) || found.address != client.address {
        let mut tx = app.write(found.org_id).await?;
        session::touch(&mut tx, found.id, now, &client.address).await?;
        tx.save().await?;
    }
    Ok(Some(Actor {
        user_id: found.user_id,
        org_id: found.org_id,
        org_role: found.role,
        session_id: found.id,
    }))
}

fn is_alive(app: &App, session: &StoredSession, now: DateTime<Utc>) -> bool {
    now < session.expires_at && now < session.last_seen_at + idle(app)
}

fn idle(app: &App) -> TimeDelta {
    delta(app.settings().session_idle)
}

fn delta(duration: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// Who is signed in.
pub async fn me(app: &App, actor: &Actor) -> Result<Me> {
    let mut tx = app.read(actor.org_id).await?;
    let (user, role) = user::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    Ok(Me { user, organization: user::organization(&mut tx).await?, role })
}

/// Ends the present session.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    revoke_session(app, actor, actor.session_id).await
}

/// The person's live sessions.
pub async fn sessions(app: &App, actor: &Actor) -> Result<Vec<Session>> {
    let mut tx = app.read(actor.org_id).await?;
    let now = app.now();
    let all = session::list(&mut tx, actor.user_id).await?;
    let alive = all.into_iter().filter(|session| is_alive(app, session, now));
    Ok(alive
        .map(|session| Session {
            current: session.id == actor.session_id,
            id: session.id,
            user_agent: session.user_agent,
            address: session.address,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        })
        .collect())
}

/// Ends one of the person's sessions.
pub async fn revoke_session(app: &App, actor: &Actor, session: SessionId) -> Result<()> {
    let mut tx = app.write(actor.org_id).await?;
    session::delete(&mut tx, actor.user_id, session).await?;
    audit::record(app, &mut tx, actor, "account.end_session", Object("session", session.0), json!({}))
        .await?;
    tx.save().await.map_err(Error::from)
}
