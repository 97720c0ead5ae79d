//! API keys: people make, rotate and revoke their own; administrators see and revoke all of the organization.
//! All of this needs a session: a key that fell into wrong hands must not make or end others.

mod authenticate;

use almanac_domain::audit::AuditPage;
use almanac_domain::key::{ApiKey, IssuedKey, KeyState, KeyText, NewKey, RotateKey};
use almanac_domain::{Actor, KeyId, OrgCapability, Page, PageRequest};
use almanac_store::api_key::Wanted;
use almanac_store::{Tx, api_key, user};
use chrono::TimeDelta;
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access, audit, plan};

pub use authenticate::authenticate;

/// The person's keys whose prefix begins so.
pub async fn list(app: &App, actor: &Actor, prefix: &str, page: PageRequest) -> Result<Page<ApiKey>> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    let wanted = Wanted { user: Some(actor.user_id), prefix };
    Ok(api_key::list(&mut tx, wanted, page, app.now()).await?)
}

/// The keys of everybody in the organization whose prefix begins so.
pub async fn list_all(app: &App, actor: &Actor, prefix: &str, page: PageRequest) -> Result<Page<ApiKey>> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(api_key::list(&mut tx, Wanted { user: None, prefix }, page, app.now()).await?)
}

/// A key: one's own, or any of the organization for administrators.
pub async fn get(app: &App, actor: &Actor, id: KeyId) -> Result<ApiKey> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    seen(app, &mut tx, actor, id).await
}

/// A key that the person sees.
async fn seen(app: &App, tx: &mut Tx, actor: &Actor, id: KeyId) -> Result<ApiKey> {
    let key = api_key::find(tx, id, app.now()).await?.ok_or(Error::NotFound)?;
    let sees = key.user_id == actor.user_id || actor.can(OrgCapability::OrgManage);
    if sees { Ok(key) } else { Err(Error::NotFound) }
}

/// What was done with a key, and to it, below the number `before`, newest first.
pub async fn activity(
    app: &App,
    actor: &Actor,
    id: KeyId,
    before: Option<i64>,
    limit: u32,
) -> Result<AuditPage> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    seen(app, &mut tx, actor, id).await?;
    audit::of_key(&mut tx, id, before, limit).await
}

/// Makes a key. Its text is told this once; only its SHA-256 is stored.
pub async fn create(app: &App, actor: &Actor, input: NewKey) -> Result<IssuedKey> {
    access::require_org(actor, OrgCapability::KeyCreate)?;
    access::confirmed_session(app, actor)?;
    let now = app.now();
    input.validate(now)?;
    let mut scopes = input.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    let prefix = almanac_identity::new_key_prefix(&mut rand::rng());
    let text = almanac_identity::new_key(&prefix, &mut rand::rng());
    let mut tx = app.write(actor.org_id).await?;
    plan::room_for_key(&mut tx, now).await?;
    let (person, _) = user::find(&mut tx, actor.user_id).await?.ok_or(Error::NotFound)?;
    let key = ApiKey {
        id: KeyId(app.new_id()),
        name: input.name.trim().to_owned(),
        prefix,
        user_id: actor.user_id,
        user_name: person.name,
        scopes,
        networks: input.networks,
        notes: input.notes,
        state: KeyState::Live,
        created_at: now,
        // As the database keeps it.
        expires_at: input.expires_at.map(|end| chrono::SubsecRound::trunc_subsecs(end, 6)),
        old_secret_until: None,
        last_used_at: None,
        last_used_address: None,
        revoked_at: None,
    };
    api_key::insert(&mut tx, &key, &almanac_identity::hash(&text)).await?;
    let detail = json!({
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "networks": key.networks,
        "expires_at": key.expires_at,
    });
    record(app, &mut tx, actor, "key.create", Object("key", key.id.0), detail).await?;
    tx.save().await?;
    Ok(IssuedKey { key, text: KeyText(text) })
}

/// Gives one's own key a new secret; the old one stays good as long as asked for.
pub async fn rotate(app: &App, actor: &Actor, id: KeyId, input: RotateKey) -> Result<IssuedKey> {
    access::require_org(actor, OrgCapability::KeyCreate)?;
    access::confirmed_session(app, actor)?;
    input.validate()?;
    let mut tx = app.write(actor.org_id).await?;
    let key = seen(app, &mut tx, actor, id).await?;
    if key.user_id != actor.user_id {
        return Err(Error::Forbidden);
    }
    if key.state != KeyState::Live {
        return Err(Error::Conflict("the key has ended; make a new one".to_owned()));
    }
    let text = almanac_identity::new_key(&key.prefix, &mut rand::rng());
    let until = app.now() + TimeDelta::days(i64::from(input.overlap_days));
    api_key::rotate(&mut tx, id, &almanac_identity::hash(&text), until).await?;
    let detail = json!({ "prefix": key.prefix, "overlap_days": input.overlap_days });
    record(app, &mut tx, actor, "key.rotate", Object("key", id.0), detail).await?;
    let key = seen(app, &mut tx, actor, id).await?;
    tx.save().await?;
    Ok(IssuedKey { key, text: KeyText(text) })
}

/// Ends a key: one's own, or any of the organization for administrators.
pub async fn revoke(app: &App, actor: &Actor, id: KeyId) -> Result<()> {
    access::own_session(actor)?;
    let mut tx = app.write(actor.org_id).await?;
    let key = seen(app, &mut tx, actor, id).await?;
    api_key::revoke(&mut tx, id, app.now()).await?;
    let detail = json!({ "prefix": key.prefix, "name": key.name, "user": key.user_id });
    record(app, &mut tx, actor, "key.revoke", Object("key", id.0), detail).await?;
    Ok(tx.save().await?)
}
