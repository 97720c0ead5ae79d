//! Consent: asked before personal data is processed for a purpose, given and withdrawn by the person alone.
//!
//! # How to use data for a purpose
//!
//! Ask [`allows`] right before, each time: in a job, when it runs and not when it is queued.

use almanac_domain::consent::{Consent, Decide, Decision, Purpose};
use almanac_domain::{Actor, Page, PageRequest, UserId};
use almanac_store::{Scope, Tx, consent};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Client, Error, Result, access};

/// Whether the person's data may be used for a purpose now.
pub async fn allows(app: &App, user: UserId, purpose: Purpose) -> Result<bool> {
    let mut tx = app.db().read(Scope::System).await?;
    let last = consent::last(&mut tx, user, purpose).await?;
    Ok(Consent::of(purpose, last.as_ref()).given == Some(true))
}

/// Where the person stands on each purpose.
pub async fn present(app: &App, actor: &Actor) -> Result<Vec<Consent>> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    let mut found = Vec::new();
    for purpose in Purpose::ALL {
        let last = consent::last(&mut tx, actor.user_id, purpose).await?;
        found.push(Consent::of(purpose, last.as_ref()));
    }
    Ok(found)
}

/// What the person decided, newest first.
pub async fn history(app: &App, actor: &Actor, page: PageRequest) -> Result<Page<Decision>> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(consent::list(&mut tx, actor.user_id, page).await?)
}

/// Gives or withdraws consent to the present text of a purpose.
pub async fn decide(app: &App, actor: &Actor, input: Decide, client: &Client) -> Result<Consent> {
    access::own_session(actor)?;
    if input.purpose.is_necessary() {
        return Err(Error::field("purpose", "is necessary, there is nothing to decide"));
    }
    if input.version != input.purpose.version() {
        return Err(Error::Conflict("the text has changed; please read it again".to_owned()));
    }
    let made = decision(app, input.purpose, input.given, client);
    let mut tx = app.write(actor.org_id).await?;
    consent::insert(&mut tx, actor.user_id, &made).await?;
    let action = if input.given { "consent.give" } else { "consent.withdraw" };
    let detail = json!({ "purpose": input.purpose, "version": input.version });
    record(app, &mut tx, actor, action, Object("consent", made.id), detail).await?;
    tx.save().await?;
    Ok(Consent::of(input.purpose, Some(&made)))
}

/// Writes what a person decided when they registered: consent to these purposes, and to no other.
pub(crate) async fn register(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    given: &[Purpose],
    client: &Client,
) -> Result<()> {
    for purpose in Purpose::ALL {
        let given = purpose.is_necessary() || given.contains(&purpose);
        consent::insert(tx, user, &decision(app, purpose, given, client)).await?;
    }
    Ok(())
}

fn decision(app: &App, purpose: Purpose, given: bool, client: &Client) -> Decision {
    Decision {
        id: app.new_id(),
        purpose,
        version: purpose.version(),
        given,
        at: app.now(),
        address: client.address.clone(),
    }
}

/// Whether there is a purpose, or a new text of one, about which the person has not decided.
pub async fn pending(app: &App, actor: &Actor) -> Result<bool> {
    Ok(present(app, actor).await?.iter().any(|consent| consent.given.is_none()))
}
