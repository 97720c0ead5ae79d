//! Addresses: proving that one is one's own, and changing to another.

use almanac_domain::account::{ChangeEmail, User, is_email};
use almanac_domain::profile::Locale;
use almanac_domain::{Actor, Checks, OrgId};
use almanac_store::account_link::{AccountLink, Purpose};
use almanac_store::{Scope, Tx, account_link, membership, profile, user};
use chrono::TimeDelta;

use super::{reset, throttle};
use crate::mail::{Letter, To, post};
use crate::{App, Client, Error, Result, access};

/// How long a link to prove an address works.
const PROVE: TimeDelta = TimeDelta::hours(72);
/// How long a link to change an address works.
const CHANGE: TimeDelta = TimeDelta::hours(1);
/// So many links somebody can ask for within an hour.
const MOST_LINKS: i64 = 5;

/// Leaves a mail with which a new person proves their address, if mails are sent here.
pub(super) async fn prove(app: &App, tx: &mut Tx, person: &User) -> Result<()> {
    if !app.settings().sends_mail {
        return Ok(());
    }
    let link = make(app, tx, person, Purpose::EmailVerification, &person.email).await?;
    let locale = profile::choices(tx, person.id).await?.locale.unwrap_or(Locale::En);
    let to = To { email: &person.email, name: &person.name, locale };
    post(app, tx, to, Letter::Verify { link: &link }).await
}

async fn make(app: &App, tx: &mut Tx, person: &User, purpose: Purpose, email: &str) -> Result<String> {
    let now = app.now();
    let life = if purpose == Purpose::EmailChange { CHANGE } else { PROVE };
    account_link::delete_ended(tx, now).await?;
    let link = AccountLink {
        id: app.new_id(),
        user_id: person.id,
        purpose,
        email: email.to_owned(),
        created_at: now,
        expires_at: now + life,
    };
    let secret = almanac_identity::generate(&mut rand::rng());
    account_link::insert(tx, &link, &almanac_identity::hash(&secret)).await?;
    Ok(app.settings().link("verify", &secret))
}

/// The person themselves, if they may have another link.
async fn asking(app: &App, tx: &mut Tx, actor: &Actor, purpose: Purpose) -> Result<User> {
    if !app.settings().sends_mail {
        return Err(Error::Conflict("this server sends no mail".to_owned()));
    }
    let since = app.now() - TimeDelta::hours(1);
    if account_link::count(tx, actor.user_id, purpose, since).await? >= MOST_LINKS {
        let message = "too many links; try again later".to_owned();
        return Err(Error::Busy { message, retry_after_seconds: 60 * 60 });
    }
    Ok(user::find_account(tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?.user)
}

/// Sends another link to prove the address of the account.
pub async fn send_verification(app: &App, actor: &Actor) -> Result<()> {
    access::own_session(actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    let person = asking(app, &mut tx, actor, Purpose::EmailVerification).await?;
    if person.email_verified_at.is_some() {
        return Err(Error::Conflict("the address is confirmed already".to_owned()));
    }
    prove(app, &mut tx, &person).await?;
    reset::note(app, tx, (Some(person.id), person.id), &[actor.org_id], "account.send_verification").await?;
    app.mail_waits();
    Ok(())
}

/// Sends a link to another address, which becomes that of the account once the link is opened. Whether that
/// address has an account already is not told.
pub async fn change_email(app: &App, actor: &Actor, input: ChangeEmail) -> Result<()> {
    access::confirmed_session(app, actor)?;
    let email = input.email.trim().to_lowercase();
    Checks::default().check(is_email(&email), "email", "must be an e-mail address").done()?;
    let mut tx = app.db().write(Scope::System).await?;
    let person = asking(app, &mut tx, actor, Purpose::EmailChange).await?;
    let link = make(app, &mut tx, &person, Purpose::EmailChange, &email).await?;
    if user::find_by_email(&mut tx, &email).await?.is_none() {
        let locale = profile::choices(&mut tx, person.id).await?.locale.unwrap_or(Locale::En);
        let to = To { email: &email, name: &person.name, locale };
        post(app, &mut tx, to, Letter::NewAddress { link: &link }).await?;
    }
    reset::note(app, tx, (Some(person.id), person.id), &[actor.org_id], "account.request_email_change")
        .await?;
    app.mail_waits();
    Ok(())
}

/// Whether an address can be proved with this link, and which.
pub async fn email_link_open(app: &App, token: &str, client: &Client) -> Result<Option<String>> {
    let attempt = throttle::begin_link(app, client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let found = find(app, &mut tx, token).await?;
    if found.is_some() {
        throttle::take_back(&mut tx, &attempt).await?;
        tx.save().await?;
    }
    Ok(found.map(|(link, _)| link.email))
}

async fn find(app: &App, tx: &mut Tx, token: &str) -> Result<Option<(AccountLink, User)>> {
    let found = account_link::find(tx, &almanac_identity::hash(token)).await?;
    let now = app.now();
    let works = |link: &AccountLink| link.purpose != Purpose::PasswordReset && now < link.expires_at;
    let Some(link) = found.filter(works) else { return Ok(None) };
    let Some(account) = user::find_account(tx, link.user_id).await? else { return Ok(None) };
    let current = link.purpose == Purpose::EmailChange || account.user.email == link.email;
    Ok(current.then_some((link, account.user)))
}

/// Proves an address by a link: that of the account, or another one that the account gets by it.
pub async fn confirm_email(app: &App, token: &str, client: &Client) -> Result<()> {
    let attempt = throttle::begin_link(app, client).await?;
    let now = app.now();
    let mut tx = app.db().write(Scope::System).await?;
    let (link, person) = find(app, &mut tx, token).await?.ok_or(Error::NotFound)?;
    throttle::take_back(&mut tx, &attempt).await?;
    account_link::delete(&mut tx, link.id).await?;
    let changes = link.purpose == Purpose::EmailChange;
    let action = if changes { "account.change_email" } else { "account.verify_email" };
    if changes {
        user::set_email(&mut tx, person.id, &link.email, now).await?;
        for purpose in [Purpose::EmailChange, Purpose::EmailVerification, Purpose::PasswordReset] {
            account_link::delete_of(&mut tx, person.id, purpose).await?;
        }
        let locale = profile::choices(&mut tx, person.id).await?.locale.unwrap_or(Locale::En);
        let to = To { email: &person.email, name: &person.name, locale };
        post(app, &mut tx, to, Letter::AddressChanged { email: &link.email }).await?;
    } else {
        user::verify_email(&mut tx, person.id, now).await?;
        account_link::delete_of(&mut tx, person.id, Purpose::EmailVerification).await?;
    }
    let places = membership::of_user(&mut tx, person.id).await?;
    let orgs: Vec<OrgId> = places.into_iter().map(|place| place.organization.id).collect();
    reset::note(app, tx, (Some(person.id), person.id), &orgs, action).await?;
    app.mail_waits();
    Ok(())
}
