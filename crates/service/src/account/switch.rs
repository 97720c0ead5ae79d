//! Going on in another organization.

use almanac_domain::account::Me;
use almanac_domain::{Actor, OrgId, Via};
use almanac_store::{Scope, membership, organization, session};
use serde_json::json;

use super::sessions;
use crate::audit::{Object, record_by};
use crate::{App, Error, Result, SessionSecret, access};

/// Goes on with the session in another organization of the person. The session gets a new secret (R07).
pub async fn switch_organization(app: &App, actor: &Actor, org: OrgId) -> Result<(Me, SessionSecret)> {
    let id = access::own_session(actor)?;
    let Via::Session { confirmed_at, method, .. } = actor.via else { return Err(Error::Forbidden) };
    if !actor.may_switch() {
        return Err(Error::Conflict("sign in with a password or a passkey to go there".to_owned()));
    }
    let mut tx = app.db().write(Scope::System).await?;
    let memberships = membership::of_user(&mut tx, actor.user_id).await?;
    let role = memberships.iter().find(|m| m.organization.id == org).map(|m| m.role);
    let role = role.ok_or(Error::NotFound)?;
    let policy = organization::policy(&mut tx, org).await?;
    if !policy.allows(method, role) {
        return Err(Error::Conflict("that organization asks for another way to sign in".to_owned()));
    }
    let must_enroll = sessions::must_enroll(&mut tx, &policy, actor.user_id, method).await?;
    let secret = SessionSecret(almanac_identity::generate(&mut rand::rng()));
    let hash = almanac_identity::hash(&secret.0);
    session::move_to(&mut tx, (actor.user_id, id), org, &hash, app.now()).await?;
    membership::note_sign_in(&mut tx, org, actor.user_id, app.now()).await?;
    let mut tx = tx.narrow(org).await?;
    let object = Object("session", id.0);
    let detail = json!({ "from": actor.org_id });
    record_by(app, &mut tx, Some(actor.user_id), "account.switch_organization", object, detail).await?;
    tx.save().await?;
    let via = Via::Session { id, confirmed_at, method, must_enroll };
    let actor = Actor { org_id: org, org_role: role, via, ..actor.clone() };
    Ok((super::me(app, &actor).await?, secret))
}
