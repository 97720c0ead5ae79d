//! The token of the organization: administrators make, rotate and revoke it.

use almanac_domain::provisioning::{IssuedToken, Provisioning, ScimUserFilter, TokenText};
use almanac_domain::{Actor, OrgCapability, OrgId};
use almanac_store::{Scope, provisioning, scim_user};
use chrono::TimeDelta;
use serde_json::json;

use crate::account::throttle;
use crate::audit::{Object, record};
use crate::{App, Client, Error, Result, access};

/// The use of a token is written down at most this often.
const TOUCH: TimeDelta = TimeDelta::seconds(60);

/// The identity provider of an organization, after its token was checked.
#[derive(Debug, Clone, Copy)]
pub struct Provisioner {
    org: OrgId,
}

impl Provisioner {
    /// The organization for which it acts.
    pub fn org_id(&self) -> OrgId {
        self.org
    }
}

/// The address that identity providers are given.
pub fn base_url(app: &App) -> String {
    format!("{}scim/v2", app.settings().base_url)
}

/// Whether an identity provider keeps the people of the organization.
pub async fn get(app: &App, actor: &Actor) -> Result<Provisioning> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(Provisioning {
        base_url: base_url(app),
        token: provisioning::find(&mut tx).await?,
        users: scim_user::count(&mut tx, &ScimUserFilter::default()).await?,
    })
}

/// Makes the token, or another one in place of it, which ends at once. Its text is told this once; only its
/// SHA-256 is stored.
pub async fn make(app: &App, actor: &Actor) -> Result<IssuedToken> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    access::confirmed_session(app, actor)?;
    let text = format!("scim_{}", almanac_identity::generate(&mut rand::rng()));
    let mut tx = app.write(actor.org_id).await?;
    let before = provisioning::find(&mut tx).await?;
    provisioning::put(&mut tx, &almanac_identity::hash(&text), app.now()).await?;
    let action = if before.is_some() { "provisioning.token.rotate" } else { "provisioning.token.create" };
    record(app, &mut tx, actor, action, Object("organization", actor.org_id.0), json!({})).await?;
    tx.save().await?;
    Ok(IssuedToken { text: TokenText(text) })
}

/// Ends the token, if there is one. Who was provisioned stays as they are.
pub async fn revoke(app: &App, actor: &Actor) -> Result<()> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    access::own_session(actor)?;
    let mut tx = app.write(actor.org_id).await?;
    if provisioning::delete(&mut tx).await? {
        let object = Object("organization", actor.org_id.0);
        record(app, &mut tx, actor, "provisioning.token.revoke", object, json!({})).await?;
        tx.save().await?;
    }
    Ok(())
}

/// Who comes with this token. Too many wrong ones from an address have to wait; a right one never does.
pub async fn authenticate(app: &App, text: &str, client: &Client) -> Result<Provisioner> {
    let hash = almanac_identity::hash(text);
    let mut tx = app.db().read(Scope::System).await?;
    let found = provisioning::find_by_hash(&mut tx, &hash).await?;
    drop(tx);
    let Some((org, facts)) = found else { return Err(wrong(app, client).await?) };
    let now = app.now();
    if facts.last_used_at.is_none_or(|last| now - last >= TOUCH) {
        let mut tx = app.write(org).await?;
        provisioning::touch(&mut tx, now).await?;
        tx.save().await?;
    }
    Ok(Provisioner { org })
}

async fn wrong(app: &App, client: &Client) -> Result<Error> {
    throttle::wrong_key(app, client).await
}
