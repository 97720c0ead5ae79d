//! Signing in: with a password, and with a second factor after it if the person has one.

use almanac_domain::UserId;
use almanac_domain::account::{Me, Membership, SignIn, SignInMethod};
use almanac_domain::factor::{Code, SecondFactor, SecondFactorNeeded, SecondStep};
use almanac_store::user::Account;
use almanac_store::{Scope, Tx, membership, organization, pending, session, user};
use chrono::TimeDelta;
use serde_json::json;

use super::throttle::Attempt;
use super::{factors, sessions, throttle};
use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result, SessionSecret};

/// How long a sign-in waits for its second factor, and a challenge for its passkey.
pub(super) const PENDING: TimeDelta = TimeDelta::minutes(5);

/// What a right password leads to.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Done(Box<Me>, SessionSecret),
    /// The question for a second factor.
    Pending(SecondFactorNeeded),
}

impl SignedIn {
    /// The session, if no second factor is needed.
    pub fn done(self) -> Option<(Me, SessionSecret)> {
        match self {
            Self::Done(me, secret) => Some((*me, secret)),
            Self::Pending(_) => None,
        }
    }
}

/// With what somebody proved who they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proven {
    pub(super) method: SignInMethod,
    pub(super) second: Option<SecondFactor>,
}

/// Signs in with a password. Wrong passwords count against the account and against the address, see
/// `throttle.rs`.
pub async fn sign_in(app: &App, input: SignIn, client: &Client) -> Result<SignedIn> {
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
        return Err(refused(app, &account, &place, "account.sign_in_refused", &attempt).await);
    }
    let renewed = if stored.is_some_and(|stored| app.passwords().outdated(&stored)) {
        Some(app.passwords().hash(password).await.map_err(Error::internal)?)
    } else {
        None
    };
    let mut tx = app.db().write(Scope::System).await?;
    throttle::take_back(&mut tx, &attempt).await?;
    let Some(place) = choose_place(&mut tx, account.user.id, SignInMethod::Password).await? else {
        tx.save().await?;
        return Err(not_allowed(app, &account, &place).await);
    };
    if let Some(hash) = renewed {
        user::set_password_hash(&mut tx, account.user.id, &hash).await?;
    }
    let kinds = factors::kinds(&mut tx, account.user.id).await?;
    if !kinds.is_empty() {
        return Ok(SignedIn::Pending(wait(app, tx, &account, &place, kinds).await?));
    }
    let proven = Proven { method: SignInMethod::Password, second: None };
    let (me, secret) = open(app, tx, account, place, proven, client).await?;
    Ok(SignedIn::Done(Box::new(me), secret))
}

/// Stores a pending sign-in.
async fn wait(
    app: &App,
    mut tx: Tx,
    account: &Account,
    place: &Membership,
    kinds: Vec<SecondFactor>,
) -> Result<SecondFactorNeeded> {
    let (token, now) = (almanac_identity::generate(&mut rand::rng()), app.now());
    let (hash, user) = (almanac_identity::hash(&token), account.user.id);
    pending::insert(&mut tx, &hash, user, now, now + PENDING).await?;
    let mut tx = tx.narrow(place.organization.id).await?;
    let object = Object("user", user.0);
    record_by(app, &mut tx, Some(user), "account.password_accepted", object, json!({})).await?;
    tx.save().await?;
    Ok(SecondFactorNeeded { second_factor: kinds, token: Code(token) })
}

/// Begins the session of somebody who proved who they are, in a unit of work of the system.
pub(super) async fn open(
    app: &App,
    mut tx: Tx,
    account: Account,
    place: Membership,
    proven: Proven,
    client: &Client,
) -> Result<(Me, SessionSecret)> {
    let (org, user, now) = (place.organization.id, account.user.id, app.now());
    let (begun, secret) = sessions::begin(app, (org, place.role), user, proven.method, client);
    session::delete_ended(&mut tx, now, now - sessions::idle(app)).await?;
    session::insert(&mut tx, &begun, &almanac_identity::hash(&secret.0)).await?;
    membership::note_sign_in(&mut tx, org, user, now).await?;
    let memberships = membership::of_user(&mut tx, user).await?;
    let policy = organization::policy(&mut tx, org).await?;
    let must_enroll = proven.second.is_none() && policy.wants_second_factor(proven.method);
    let mut tx = tx.narrow(org).await?;
    let detail = json!({"method": proven.method, "second_factor": proven.second});
    let object = Object("session", begun.id.0);
    record_by(app, &mut tx, Some(user), "account.sign_in", object, detail).await?;
    tx.save().await?;
    let Membership { organization, role } = place;
    Ok((Me { user: account.user, organization, role, memberships, must_enroll }, secret))
}

/// Writes down that a proof was wrong, and gives what is answered.
pub(super) async fn refused(
    app: &App,
    account: &Account,
    place: &Membership,
    action: &str,
    attempt: &Attempt,
) -> Error {
    match note_refused(app, account, place, action).await {
        Ok(()) => attempt.wrong(),
        Err(error) => error,
    }
}

/// Writes into the audit log that somebody could not prove to be this person.
pub(super) async fn note_refused(
    app: &App,
    account: &Account,
    place: &Membership,
    action: &str,
) -> Result<()> {
    let mut tx = app.write(place.organization.id).await?;
    let object = Object("user", account.user.id.0);
    record_by(app, &mut tx, None, action, object, json!({})).await?;
    Ok(tx.save().await?)
}

/// The organization to which a person may sign in this way, the one last signed in to first.
pub(super) async fn choose_place(
    tx: &mut Tx,
    user: UserId,
    method: SignInMethod,
) -> Result<Option<Membership>> {
    for place in membership::of_user(tx, user).await? {
        if organization::policy(tx, place.organization.id).await?.allows(method, place.role) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Writes down that somebody proved who they are in a way that their organization does not allow, and gives what is
/// answered.
pub(super) async fn not_allowed(app: &App, account: &Account, place: &Membership) -> Error {
    match note_refused(app, account, place, "account.sign_in_not_allowed").await {
        Ok(()) => Error::Forbidden,
        Err(error) => error,
    }
}

/// An account and the organization to which it was signed in last.
pub(super) async fn find_place(tx: &mut Tx, id: UserId) -> Result<(Account, Membership)> {
    let account = user::find_account(tx, id).await?;
    let place = membership::of_user(tx, id).await?.into_iter().next();
    account.zip(place).ok_or(Error::Unauthenticated)
}

/// Whose pending sign-in it is.
pub(super) async fn pending_user(app: &App, tx: &mut Tx, token: &Code) -> Result<UserId> {
    let hash = almanac_identity::hash(&token.0);
    pending::find(tx, &hash, app.now()).await?.ok_or(Error::Unauthenticated)
}

/// What a pending sign-in can be ended with.
pub async fn pending_factors(app: &App, token: &Code) -> Result<Vec<SecondFactor>> {
    let mut tx = app.db().read(Scope::System).await?;
    let user = pending_user(app, &mut tx, token).await?;
    factors::kinds(&mut tx, user).await
}

/// Ends a pending sign-in with a code of the authenticator app or a recovery code. Wrong codes count like wrong
/// passwords.
pub async fn sign_in_second(app: &App, input: SecondStep, client: &Client) -> Result<(Me, SessionSecret)> {
    let mut tx = app.db().read(Scope::System).await?;
    let user = pending_user(app, &mut tx, &input.token).await?;
    let (account, place) = find_place(&mut tx, user).await?;
    drop(tx);
    let attempt = throttle::begin(app, &account.user.email, client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let used = factors::use_code(app, &mut tx, user, &input.code).await?;
    // Only one of many at once ends it; for the others nothing is kept, the use of the code neither.
    let ended = used.is_some() && pending::take(&mut tx, &almanac_identity::hash(&input.token.0)).await?;
    if !ended {
        drop(tx);
        return Err(refused(app, &account, &place, "account.second_factor_refused", &attempt).await);
    }
    throttle::take_back(&mut tx, &attempt).await?;
    let Some(place) = choose_place(&mut tx, user, SignInMethod::Password).await? else {
        tx.save().await?;
        return Err(not_allowed(app, &account, &place).await);
    };
    let proven = Proven { method: SignInMethod::Password, second: used };
    open(app, tx, account, place, proven, client).await
}
