//! Invitations: from those who keep the members of an organization.

mod accept;
mod join;

use almanac_domain::invitation::{Guest, Invitation, InvitationState, Invite, Invited, ProjectGrant};
use almanac_domain::profile::Locale;
use almanac_domain::{
    Actor, Capability, FieldError, InvitationId, OrgCapability, OrgRole, Page, PageRequest,
};
use almanac_store::{Tx, invitation, membership, organization, profile, user};
use serde_json::json;

use crate::audit::{Object, record};
use crate::mail::{Letter, To, post};
use crate::{App, Error, Result, access, plan};

pub use accept::{accept, look};
pub use join::ask_to_join;

pub(crate) use join::answer as answer_join_request;

/// The page of the link.
const PAGE: &str = "invitation";

/// The invitations of the organization, newest first.
pub async fn list(app: &App, actor: &Actor, page: PageRequest) -> Result<Page<Invitation>> {
    access::require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(invitation::list(&mut tx, page, app.now()).await?)
}

/// Invites people; either all of them or, if something is wrong with one, nobody. Links are in the answer where
/// the server sends no mail.
pub async fn invite(app: &App, actor: &Actor, input: Invite) -> Result<Vec<Invited>> {
    access::require_org(actor, OrgCapability::MemberManage)?;
    input.validate()?;
    let mut tx = match input.project {
        Some(ProjectGrant { project_id, .. }) => {
            access::write(app, actor, project_id, Capability::ProjectManage).await?
        }
        None => app.write(actor.org_id).await?,
    };
    membership::lock(&mut tx).await?;
    check_guests(app, &mut tx, actor, &input).await?;
    plan::room_for_members(app, &mut tx, input.guests.len()).await?;
    let mut all = Vec::with_capacity(input.guests.len());
    for guest in &input.guests {
        let role = guest.role.unwrap_or(input.role);
        let made = add(app, &mut tx, actor, (guest, role), input.project).await?;
        let detail = json!({ "email": made.0.email, "role": role, "project": input.project });
        let object = Object("invitation", made.0.id.0);
        record(app, &mut tx, actor, "invitation.create", object, detail).await?;
        all.push(hand_out(app, &mut tx, actor, made).await?);
    }
    tx.save().await?;
    app.mail_waits();
    Ok(all)
}

/// Refuses who is a member or invited already, who is named twice, and administrators invited by others.
async fn check_guests(app: &App, tx: &mut Tx, actor: &Actor, input: &Invite) -> Result<()> {
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for (i, guest) in input.guests.iter().enumerate() {
        let email = address(guest);
        let role = guest.role.unwrap_or(input.role);
        invitation::clear_expired(tx, &email, app.now()).await?;
        let problem = if may_invite(actor, role).is_err() {
            Some("cannot be invited as administrator by a manager")
        } else if seen.contains(&email) {
            Some("is named twice")
        } else if membership::any(tx, &email).await? {
            Some("is a member already")
        } else if invitation::find_open(tx, &email).await?.is_some() {
            Some("is invited already")
        } else {
            None
        };
        if let Some(problem) = problem {
            wrong.push(FieldError::new(format!("guests[{i}]"), format!("{email} {problem}")));
        }
        seen.push(email);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn address(guest: &Guest) -> String {
    guest.email.trim().to_lowercase()
}

/// Only administrators make administrators.
fn may_invite(actor: &Actor, role: OrgRole) -> Result<()> {
    if role == OrgRole::Admin && actor.org_role != OrgRole::Admin { Err(Error::Forbidden) } else { Ok(()) }
}

async fn add(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (guest, role): (&Guest, OrgRole),
    project: Option<ProjectGrant>,
) -> Result<(Invitation, String)> {
    let now = app.now();
    let by = user::find(tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?.0;
    let made = Invitation {
        id: InvitationId(app.new_id()),
        email: address(guest),
        name: guest.name.trim().to_owned(),
        role,
        project,
        state: InvitationState::Open,
        invited_by: by.name,
        created_at: now,
        expires_at: Invitation::end(now),
        accepted_at: None,
    };
    let secret = almanac_identity::generate(&mut rand::rng());
    invitation::insert(tx, &made, Some(actor.user_id), &almanac_identity::hash(&secret)).await?;
    Ok((made, secret))
}

/// Leaves a mail with the link, or answers it if no mails are sent here.
async fn hand_out(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (invitation, secret): (Invitation, String),
) -> Result<Invited> {
    let link = app.settings().link(PAGE, &secret);
    if !app.settings().sends_mail {
        return Ok(Invited { invitation, link: Some(link) });
    }
    // Nothing is known of the receiver: they are written to in the language of whoever invites.
    let locale = profile::choices(tx, actor.user_id).await?.locale.unwrap_or(Locale::En);
    let organization = organization::get(tx).await?.name;
    let by = user::find(tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?.0.name;
    let to = To { email: &invitation.email, name: &invitation.name, locale };
    let letter = Letter::Invitation { organization: &organization, by: &by, link: &link };
    post(app, tx, to, letter).await?;
    Ok(Invited { invitation, link: None })
}

/// Sends an invitation again, with a new link; the old one works no more.
pub async fn resend(app: &App, actor: &Actor, id: InvitationId) -> Result<Invited> {
    let (mut tx, made) = renew(app, actor, id, "invitation.resend").await?;
    let invited = hand_out(app, &mut tx, actor, made).await?;
    tx.save().await?;
    app.mail_waits();
    Ok(invited)
}

/// Shows a new link of an invitation, to be handed on otherwise than by mail; the old one works no more.
pub async fn show_link(app: &App, actor: &Actor, id: InvitationId) -> Result<Invited> {
    let (tx, (invitation, secret)) = renew(app, actor, id, "invitation.show_link").await?;
    tx.save().await?;
    Ok(Invited { invitation, link: Some(app.settings().link(PAGE, &secret)) })
}

async fn renew(
    app: &App,
    actor: &Actor,
    id: InvitationId,
    action: &str,
) -> Result<(Tx, (Invitation, String))> {
    access::require_org(actor, OrgCapability::MemberManage)?;
    let now = app.now();
    let mut tx = app.write(actor.org_id).await?;
    membership::lock(&mut tx).await?;
    let found = invitation::find(&mut tx, id, now).await?.ok_or(Error::NotFound)?;
    may_invite(actor, found.role)?;
    if found.state == InvitationState::Expired {
        plan::room_for_member(app, &mut tx).await?;
    }
    let secret = almanac_identity::generate(&mut rand::rng());
    let end = Invitation::end(now);
    invitation::renew(&mut tx, id, &almanac_identity::hash(&secret), end).await.map_err(settled)?;
    let detail = json!({ "email": found.email });
    record(app, &mut tx, actor, action, Object("invitation", id.0), detail).await?;
    let renewed = Invitation { state: InvitationState::Open, expires_at: end, ..found };
    Ok((tx, (renewed, secret)))
}

/// Takes an invitation back.
pub async fn revoke(app: &App, actor: &Actor, id: InvitationId) -> Result<()> {
    access::require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.write(actor.org_id).await?;
    let found = invitation::find(&mut tx, id, app.now()).await?.ok_or(Error::NotFound)?;
    may_invite(actor, found.role)?;
    invitation::revoke(&mut tx, id).await.map_err(settled)?;
    let detail = json!({ "email": found.email });
    record(app, &mut tx, actor, "invitation.revoke", Object("invitation", id.0), detail).await?;
    Ok(tx.save().await?)
}

/// An invitation that is there but was accepted or taken back.
fn settled(error: almanac_store::Error) -> Error {
    match error {
        almanac_store::Error::NotFound(_) => {
            Error::Conflict("the invitation was accepted or taken back".to_owned())
        }
        other => other.into(),
    }
}
