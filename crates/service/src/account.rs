//! Setup, sign-in and sessions.

pub(crate) mod sessions;
pub(crate) mod throttle;

use almanac_domain::account::{Me, Organization, Password, SetUp, SignIn, SignInMethod, User};
use almanac_domain::{Actor, OrgId, OrgRole, UserId};
use almanac_store::{Scope, Tx, membership, organization, session, setup, user};
use serde_json::json;

use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result, SessionSecret};

pub use sessions::{authenticate, revoke_session, sessions, sign_out};

/// The plan of organizations on a server of their own: the one without limits.
const PLAN: &str = "enterprise";

/// The one-time setup token: a new one on an empty database (its hash is stored), none after setup.
pub async fn setup_token(app: &App) -> Result<Option<String>> {
    let mut tx = app.db().write(Scope::System).await?;
    organization::lock_setup(&mut tx).await?;
    if organization::any(&mut tx).await? {
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
    let done = organization::any(tx).await?;
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
    let made = Organization {
        id: OrgId(app.new_id()),
        name: input.organization.trim().to_owned(),
        plan: PLAN.to_owned(),
        created_at: now,
    };
    let person = User {
        id: UserId(app.new_id()),
        name: input.name.trim().to_owned(),
        email: input.email.to_lowercase(),
        email_verified_at: None,
        created_at: now,
    };
    let mut tx = app.db().write(Scope::System).await?;
    organization::lock_setup(&mut tx).await?;
    if !is_open(&mut tx, &input.token).await? {
        return Err(Error::NotFound);
    }
    setup::clear(&mut tx).await?;
    organization::insert(&mut tx, &made).await?;
    user::insert(&mut tx, &person, Some(&password_hash)).await?;
    membership::insert(&mut tx, made.id, person.id, OrgRole::Admin, now).await?;
    membership::note_sign_in(&mut tx, made.id, person.id, now).await?;
    let place = (made.id, OrgRole::Admin);
    let (stored, secret) = sessions::begin(app, place, person.id, SignInMethod::Password, client);
    session::insert(&mut tx, &stored, &almanac_identity::hash(&secret.0)).await?;
    let mut tx = tx.narrow(made.id).await?;
    let object = Object("organization", made.id.0);
    record_by(app, &mut tx, Some(person.id), "account.set_up", object, json!({})).await?;
    tx.save().await?;
    Ok((Me { user: person, organization: made, role: OrgRole::Admin }, secret))
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
    let id = account.as_ref().map_or(UserId(uuid::Uuid::nil()), |account| account.user.id);
    let place = membership::of_user(&mut tx, id).await?.into_iter().next();
    drop(tx);
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let long = input.password.0.chars().count() > 1024;
    let password = if long { String::new() } else { input.password.0 };
    let right = app.passwords().verify(password.clone(), stored.clone()).await.map_err(Error::internal)?;
    // Somebody who belongs nowhere, or not any more, has no account to sign in to.
    let (Some(account), Some(place)) = (account, place) else {
        throttle::note_unknown(app).await?;
        tracing::info!("sign-in refused: there is no such account");
        return Err(attempt.wrong());
    };
    if !right {
        let mut tx = app.write(place.organization.id).await?;
        let object = Object("user", account.user.id.0);
        record_by(app, &mut tx, None, "account.sign_in_refused", object, json!({})).await?;
        tx.save().await?;
        return Err(attempt.wrong());
    }
    let renewed = if stored.is_some_and(|stored| app.passwords().outdated(&stored)) {
        Some(app.passwords().hash(password).await.map_err(Error::internal)?)
    } else {
        None
    };
    let org = place.organization.id;
    let (session, secret) =
        sessions::begin(app, (org, place.role), account.user.id, SignInMethod::Password, client);
    let mut tx = app.db().write(Scope::System).await?;
    throttle::take_back(&mut tx, &attempt).await?;
    let now = app.now();
    session::delete_ended(&mut tx, now, now - sessions::idle(app)).await?;
    if let Some(hash) = renewed {
        user::set_password_hash(&mut tx, account.user.id, &hash).await?;
    }
    session::insert(&mut tx, &session, &almanac_identity::hash(&secret.0)).await?;
    membership::note_sign_in(&mut tx, org, account.user.id, now).await?;
    let mut tx = tx.narrow(org).await?;
    let object = Object("session", session.id.0);
    record_by(app, &mut tx, Some(account.user.id), "account.sign_in", object, json!({})).await?;
    tx.save().await?;
    Ok((Me { user: account.user, organization: place.organization, role: place.role }, secret))
}

/// Who is signed in.
pub async fn me(app: &App, actor: &Actor) -> Result<Me> {
    let mut tx = app.read(actor.org_id).await?;
    let (user, role) = user::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    Ok(Me { user, organization: organization::get(&mut tx).await?, role })
}
