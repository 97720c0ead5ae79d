//! Joining by oneself, with an address of a domain that the organization has proven: an invitation that one asks
//! for.

use almanac_domain::account::is_email;
use almanac_domain::invitation::{Invitation, InvitationState, JoinInput};
use almanac_domain::profile::Locale;
use almanac_domain::{Checks, InvitationId, OrgRole};
use almanac_store::{Scope, Tx, domain, invitation, membership, organization};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::PAGE;
use crate::account::request_link;
use crate::audit::{Object, record_by};
use crate::domain::of_address;
use crate::mail::{Letter, LinkRequest, To, post};
use crate::{App, Client, Error, Result, plan};

/// A new link for the same address is sent after this time at the earliest.
const PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Asks for a link to join. The answer, and the time that it takes, are the same whether an organization takes people
/// with such an address or not: that is looked up when the mail is sent.
pub async fn ask_to_join(app: &App, input: JoinInput, client: &Client) -> Result<()> {
    if !app.settings().sends_mail {
        return Err(Error::Conflict("this server sends no mail; ask for an invitation".to_owned()));
    }
    let email = input.email.trim().to_lowercase();
    Checks::default().check(is_email(&email), "email", "must be an e-mail address").done()?;
    let mut tx = app.db().write(Scope::System).await?;
    request_link(&mut tx, app, ("join", &email), client).await?;
    crate::mail::ask_to_join(app, &mut tx, email, input.locale).await?;
    tx.save().await?;
    app.mail_waits();
    Ok(())
}

/// Answers a request from the outbox, which is taken out: with a mail, if there is an organization to join.
pub(crate) async fn answer(app: &App, waiting: Uuid, request: LinkRequest) -> Result<()> {
    let mut tx = app.db().write(Scope::System).await?;
    almanac_store::mail::delete(&mut tx, waiting).await?;
    let org = match of_address(&request.email) {
        Some(name) => domain::owner(&mut tx, &name).await?,
        None => None,
    };
    let role = match org {
        Some(org) => organization::policy(&mut tx, org).await?.join_role,
        None => None,
    };
    let (Some(org), Some(role)) = (org, role) else {
        tracing::info!("nobody joins: no organization takes people with such an address");
        return Ok(tx.save().await?);
    };
    let mut tx = tx.narrow(org).await?;
    if let Err(reason) = offer(app, &mut tx, &request, role).await? {
        tracing::info!(reason, "nobody joins");
    }
    tx.save().await?;
    app.mail_waits();
    Ok(())
}

/// Makes the invitation, or a new link of the one that is open; otherwise says why not.
async fn offer(
    app: &App,
    tx: &mut Tx,
    request: &LinkRequest,
    role: OrgRole,
) -> Result<std::result::Result<(), &'static str>> {
    let (now, email) = (app.now(), request.email.as_str());
    membership::lock(tx).await?;
    invitation::clear_expired(tx, email, now).await?;
    if membership::any(tx, email).await? {
        return Ok(Err("the person is a member"));
    }
    let (secret, end) = (almanac_identity::generate(&mut rand::rng()), Invitation::end(now));
    let hash = almanac_identity::hash(&secret);
    let id = match invitation::find_open(tx, email).await? {
        Some(open) if end - open.expires_at < PAUSE => return Ok(Err("a link was sent just now")),
        Some(open) => {
            invitation::renew(tx, open.id, &hash, end).await?;
            open.id
        }
        None => match plan::room_for_member(app, tx).await {
            Ok(()) => insert(app, tx, (email, role), &hash).await?,
            Err(Error::Quota(_)) => return Ok(Err("the plan has no room for another member")),
            Err(error) => return Err(error),
        },
    };
    let name = organization::get(tx).await?.name;
    let link = app.settings().link(PAGE, &secret);
    let to = To { email, name: "", locale: request.locale.unwrap_or(Locale::En) };
    post(app, tx, to, Letter::Join { organization: &name, link: &link }).await?;
    let detail = json!({ "email": email });
    record_by(app, tx, None, "invitation.ask", Object("invitation", id.0), detail).await?;
    Ok(Ok(()))
}

async fn insert(app: &App, tx: &mut Tx, (email, role): (&str, OrgRole), hash: &[u8]) -> Result<InvitationId> {
    let now = app.now();
    let made = Invitation {
        id: InvitationId(app.new_id()),
        email: email.to_owned(),
        name: String::new(),
        role,
        project: None,
        state: InvitationState::Open,
        invited_by: String::new(),
        created_at: now,
        expires_at: Invitation::end(now),
        accepted_at: None,
    };
    invitation::insert(tx, &made, None, hash).await?;
    Ok(made.id)
}
