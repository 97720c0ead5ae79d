//! Accepting an invitation, which proves the address.

use almanac_domain::account::{Me, Password, SignInMethod, User};
use almanac_domain::invitation::{AcceptInvitation, Invitation, InvitationState, Offer, Visitor};
use almanac_domain::profile::Choices;
use almanac_domain::{Actor, Checks, OrgId, UserId, Via};
use almanac_store::{Scope, Tx, invitation, member, membership, organization, profile, session, user};
use serde_json::json;

use crate::account::{begin_link, begin_session, refuse_common, switch_organization, take_back};
use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result, SessionSecret, access, account, consent};

/// What an invitation offers, to whoever has its link.
pub async fn look(app: &App, actor: Option<&Actor>, token: &str, client: &Client) -> Result<Offer> {
    let attempt = begin_link(app, client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let (org, found) = open(app, &mut tx, token).await?;
    take_back(&mut tx, &attempt).await?;
    let visitor = visitor(&mut tx, actor, &found).await?;
    let mut tx = tx.narrow(org).await?;
    let organization = organization::get(&mut tx).await?.name;
    tx.save().await?;
    Ok(Offer {
        organization,
        invited_by: found.invited_by,
        email: found.email,
        name: found.name,
        role: found.role,
        expires_at: found.expires_at,
        visitor,
    })
}

/// The invitation of a secret, if it can be accepted.
async fn open(app: &App, tx: &mut Tx, token: &str) -> Result<(OrgId, Invitation)> {
    let found = invitation::find_by_secret(tx, &almanac_identity::hash(token), app.now()).await?;
    found.filter(|(_, invitation)| invitation.state == InvitationState::Open).ok_or(Error::NotFound)
}

async fn visitor(tx: &mut Tx, actor: Option<&Actor>, found: &Invitation) -> Result<Visitor> {
    let account = user::find_by_email(tx, &found.email).await?;
    Ok(match (actor, account) {
        (Some(actor), Some(account)) if account.user.id == actor.user_id => Visitor::Invited,
        (Some(_), _) => Visitor::SomebodyElse,
        (None, Some(_)) => Visitor::Known,
        (None, None) => Visitor::New,
    })
}

/// Accepts an invitation: a new person is signed in, a person who is signed in with the invited address goes on
/// in the organization. Anybody else is refused.
pub async fn accept(
    app: &App,
    actor: Option<&Actor>,
    input: AcceptInvitation,
    client: &Client,
) -> Result<(Me, SessionSecret)> {
    match actor {
        Some(actor) => accept_as_member(app, actor, &input.token, client).await,
        None => accept_as_new(app, input, client).await,
    }
}

async fn accept_as_member(
    app: &App,
    actor: &Actor,
    token: &str,
    client: &Client,
) -> Result<(Me, SessionSecret)> {
    access::own_session(actor)?;
    if !actor.may_switch() {
        return Err(Error::Conflict("sign in with a password or a passkey to accept".to_owned()));
    }
    let attempt = begin_link(app, client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let (org, found) = open(app, &mut tx, token).await?;
    take_back(&mut tx, &attempt).await?;
    let account = user::find_account(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    if account.user.email != found.email {
        return Err(Error::Conflict("the invitation is for another address".to_owned()));
    }
    user::verify_email(&mut tx, actor.user_id, app.now()).await?;
    join(app, tx, actor.user_id, (org, &found)).await?.save().await?;
    switch_organization(app, actor, org).await
}

async fn accept_as_new(app: &App, input: AcceptInvitation, client: &Client) -> Result<(Me, SessionSecret)> {
    let attempt = begin_link(app, client).await?;
    let mut tx = app.db().read(Scope::System).await?;
    let (_, found) = open(app, &mut tx, &input.token).await?;
    if user::find_by_email(&mut tx, &found.email).await?.is_some() {
        return Err(Error::Conflict("the address has an account: sign in to accept".to_owned()));
    }
    drop(tx);
    let name = input.name.unwrap_or_default();
    let password = input.password.unwrap_or_else(|| Password(String::new()));
    Checks::default().name(&name, "name").password(&password).done()?;
    refuse_common(&password)?;
    let hash = app.passwords().hash(password.0).await.map_err(Error::internal)?;
    let now = app.now();
    let mut tx = app.db().write(Scope::System).await?;
    let (org, found) = open(app, &mut tx, &input.token).await?;
    take_back(&mut tx, &attempt).await?;
    let policy = organization::policy(&mut tx, org).await?;
    if !policy.allows(SignInMethod::Password, found.role) {
        return Err(Error::Conflict(
            "the organization accepts no passwords: sign in with its provider".to_owned(),
        ));
    }
    let person = User {
        id: UserId(app.new_id()),
        name: name.trim().to_owned(),
        email: found.email.clone(),
        email_verified_at: Some(now),
        created_at: now,
    };
    user::insert(&mut tx, &person, Some(&hash)).await?;
    profile::choose(&mut tx, person.id, &Choices { locale: input.locale, ..Choices::default() }).await?;
    if let Some(given) = &input.consents {
        consent::register(app, &mut tx, person.id, given, client).await?;
    }
    let mut tx = join(app, tx, person.id, (org, &found)).await?;
    let (stored, secret) = begin_session(app, (org, found.role), person.id, SignInMethod::Password, client);
    session::insert(&mut tx, &stored, &almanac_identity::hash(&secret.0)).await?;
    membership::note_sign_in(&mut tx, org, person.id, now).await?;
    tx.save().await?;
    let must_enroll = policy.wants_second_factor(stored.method);
    let via = Via::Session { id: stored.id, confirmed_at: now, method: stored.method, must_enroll };
    let actor = Actor { user_id: person.id, org_id: org, org_role: found.role, via };
    Ok((account::me(app, &actor).await?, secret))
}

/// Makes a person a member as the invitation says, and uses it up.
async fn join(app: &App, mut tx: Tx, person: UserId, (org, found): (OrgId, &Invitation)) -> Result<Tx> {
    let now = app.now();
    membership::insert(&mut tx, org, person, found.role, now).await?;
    let mut tx = tx.narrow(org).await?;
    invitation::accept(&mut tx, found.id, now).await?;
    if let Some(grant) = found.project {
        member::put(&mut tx, grant.project_id, person, grant.role, now).await?;
    }
    let object = Object("invitation", found.id.0);
    let detail = json!({ "role": found.role, "project": found.project });
    record_by(app, &mut tx, Some(person), "invitation.accept", object, detail).await?;
    Ok(tx)
}
