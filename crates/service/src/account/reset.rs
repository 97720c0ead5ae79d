//! Forgotten passwords: a link by mail, or from the command line of the server, sets a new one.

use almanac_domain::UserId;
use almanac_domain::account::{RequestReset, ResetPassword, User};
use almanac_domain::profile::Locale;
use almanac_domain::{Checks, OrgId};
use almanac_store::account_link::{AccountLink, Purpose};
use almanac_store::{Scope, Tx, account_link, membership, pending, profile, session, user};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::{refuse_common, throttle};
use crate::audit::{Object, record_by};
use crate::mail::{Letter, LinkRequest, To, ask_reset, post};
use crate::{App, Client, Error, Result};

/// How long a link works.
const LIFE: TimeDelta = TimeDelta::hours(1);
/// So many mails a person gets within the life of a link; who asks for more is not told.
const MOST_MAILS: i64 = 3;

/// Asks for a link to set a new password. The answer, and the time that it takes, are the same whether there is
/// such an account or not: that is looked up when the mail is sent.
pub async fn request_reset(app: &App, input: RequestReset, client: &Client) -> Result<()> {
    if !app.settings().sends_mail {
        return Err(Error::Conflict(
            "this server sends no mail; ask its administrator for a link".to_owned(),
        ));
    }
    let email = input.email.trim().to_lowercase();
    Checks::default()
        .check(almanac_domain::account::is_email(&email), "email", "must be an e-mail address")
        .done()?;
    let mut tx = app.db().write(Scope::System).await?;
    throttle::request_link(&mut tx, app, ("reset", &email), client).await?;
    ask_reset(app, &mut tx, email, input.locale).await?;
    tx.save().await?;
    app.mail_waits();
    Ok(())
}

/// Answers a request from the outbox, which is taken out: with a mail, if there is such an account.
pub(crate) async fn answer(app: &App, waiting: Uuid, request: LinkRequest) -> Result<()> {
    let mut tx = app.db().write(Scope::System).await?;
    almanac_store::mail::delete(&mut tx, waiting).await?;
    let Some((person, orgs)) = member(&mut tx, &request.email).await? else {
        tx.save().await?;
        tracing::info!("no password is reset: there is no such account");
        return Ok(());
    };
    let since = app.now() - LIFE;
    if account_link::count(&mut tx, person.id, Purpose::PasswordReset, since).await? >= MOST_MAILS {
        tx.save().await?;
        tracing::warn!(user_id = %person.id, "no further mail to reset a password within the hour");
        return Ok(());
    }
    let chosen = profile::choices(&mut tx, person.id).await?.locale;
    let locale = chosen.or(request.locale).unwrap_or(Locale::En);
    let link = make(app, &mut tx, &person).await?;
    let to = To { email: &person.email, name: &person.name, locale };
    post(app, &mut tx, to, Letter::Reset { link: &link }).await?;
    note(app, tx, (None, person.id), &orgs, "account.request_reset").await?;
    app.mail_waits();
    Ok(())
}

/// The person of an address, and the organizations to which they belong; none for somebody who belongs nowhere.
async fn member(tx: &mut Tx, email: &str) -> Result<Option<(User, Vec<OrgId>)>> {
    let Some(account) = user::find_by_email(tx, email).await? else { return Ok(None) };
    let places = membership::of_user(tx, account.user.id).await?;
    let orgs: Vec<OrgId> = places.into_iter().map(|place| place.organization.id).collect();
    Ok((!orgs.is_empty()).then_some((account.user, orgs)))
}

async fn make(app: &App, tx: &mut Tx, person: &User) -> Result<String> {
    let now = app.now();
    account_link::delete_ended(tx, now).await?;
    let link = AccountLink {
        id: app.new_id(),
        user_id: person.id,
        purpose: Purpose::PasswordReset,
        email: person.email.clone(),
        created_at: now,
        expires_at: now + LIFE,
    };
    let secret = almanac_identity::generate(&mut rand::rng());
    account_link::insert(tx, &link, &almanac_identity::hash(&secret)).await?;
    Ok(app.settings().link("reset", &secret))
}

/// A link to set a new password, for the operator of the server to hand on.
pub async fn reset_link(app: &App, email: &str) -> Result<String> {
    let mut tx = app.db().write(Scope::System).await?;
    let (person, orgs) = member(&mut tx, &email.trim().to_lowercase()).await?.ok_or(Error::NotFound)?;
    let link = make(app, &mut tx, &person).await?;
    note(app, tx, (None, person.id), &orgs, "account.make_reset_link").await?;
    Ok(link)
}

/// Everybody, for the operator of the server.
pub async fn people(app: &App) -> Result<Vec<User>> {
    let mut tx = app.db().read(Scope::System).await?;
    Ok(user::all(&mut tx).await?)
}

/// Whether a new password can be set with this link.
pub async fn reset_open(app: &App, token: &str, client: &Client) -> Result<bool> {
    let attempt = throttle::begin_link(app, client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let open = find(app, &mut tx, token).await?.is_some();
    if open {
        throttle::take_back(&mut tx, &attempt).await?;
        tx.save().await?;
    }
    Ok(open)
}

/// The link of a secret and its person, if it still works: it does not once the account has another address.
async fn find(app: &App, tx: &mut Tx, token: &str) -> Result<Option<(AccountLink, User)>> {
    let found = account_link::find(tx, &almanac_identity::hash(token)).await?;
    let now = app.now();
    let works = |link: &AccountLink| link.purpose == Purpose::PasswordReset && now < link.expires_at;
    let Some(link) = found.filter(works) else { return Ok(None) };
    let account = user::find_account(tx, link.user_id).await?;
    Ok(account.filter(|account| account.user.email == link.email).map(|account| (link, account.user)))
}

/// Sets a new password by a link, which proves the address too, and ends all sessions of the person. Nobody is
/// signed in by it: a second factor is asked for at the next sign-in as always.
pub async fn reset_password(app: &App, input: ResetPassword, client: &Client) -> Result<()> {
    let attempt = throttle::begin_link(app, client).await?;
    let mut tx = app.db().read(Scope::System).await?;
    find(app, &mut tx, &input.token).await?.ok_or(Error::NotFound)?;
    drop(tx);
    Checks::default().password(&input.password).done()?;
    refuse_common(&input.password)?;
    let hash = app.passwords().hash(input.password.0).await.map_err(Error::internal)?;
    let mut tx = app.db().write(Scope::System).await?;
    let (link, person) = find(app, &mut tx, &input.token).await?.ok_or(Error::NotFound)?;
    throttle::take_back(&mut tx, &attempt).await?;
    account_link::delete(&mut tx, link.id).await?;
    account_link::delete_of(&mut tx, person.id, Purpose::PasswordReset).await?;
    user::set_password_hash(&mut tx, person.id, &hash).await?;
    user::verify_email(&mut tx, person.id, app.now()).await?;
    session::delete_all(&mut tx, person.id).await?;
    pending::delete_of(&mut tx, person.id).await?;
    let locale = profile::choices(&mut tx, person.id).await?.locale.unwrap_or(Locale::En);
    let to = To { email: &person.email, name: &person.name, locale };
    post(app, &mut tx, to, Letter::PasswordChanged).await?;
    let places = membership::of_user(&mut tx, person.id).await?;
    let orgs: Vec<OrgId> = places.into_iter().map(|place| place.organization.id).collect();
    note(app, tx, (Some(person.id), person.id), &orgs, "account.reset_password").await?;
    app.mail_waits();
    Ok(())
}

/// Writes into the audit log of each organization of a person what happened to their account, and saves.
pub(super) async fn note(
    app: &App,
    mut tx: Tx,
    (by, person): (Option<UserId>, UserId),
    orgs: &[OrgId],
    action: &str,
) -> Result<()> {
    for org in orgs {
        tx = tx.narrow(*org).await?;
        record_by(app, &mut tx, by, action, Object("user", person.0), json!({})).await?;
    }
    Ok(tx.save().await?)
}
