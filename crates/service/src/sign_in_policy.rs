//! How the members of an organization may sign in. Sessions that the policy does not allow end with their next
//! request, see `account/sessions.rs`.

use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::{Actor, OrgCapability};
use almanac_store::{Tx, domain, identity_provider, organization};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// What holds now.
pub async fn get(app: &App, actor: &Actor) -> Result<SignInPolicy> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    Ok(organization::policy(&mut app.read(actor.org_id).await?, actor.org_id).await?)
}

/// Sets what holds from now on.
pub async fn set(app: &App, actor: &Actor, policy: SignInPolicy) -> Result<SignInPolicy> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    access::confirmed_session(app, actor)?;
    policy.validate()?;
    let mut tx = app.write(actor.org_id).await?;
    check(app, &mut tx, &policy).await?;
    organization::set_policy(&mut tx, &policy).await?;
    let object = Object("organization", actor.org_id.0);
    record(app, &mut tx, actor, "organization.sign_in_policy", object, json!(policy)).await?;
    tx.save().await?;
    Ok(policy)
}

/// Refuses what nobody could fulfil.
async fn check(app: &App, tx: &mut Tx, policy: &SignInPolicy) -> Result<()> {
    if policy.sso_required && !identity_provider::list(tx).await?.iter().any(|provider| provider.enabled) {
        return Err(Error::field("sso_required", "needs an identity provider that is switched on"));
    }
    if policy.join_role.is_none() {
        return Ok(());
    }
    if !app.settings().sends_mail {
        return Err(Error::field("join_role", "needs a server that sends mail"));
    }
    if !domain::list(tx).await?.iter().any(|domain| domain.verified_at.is_some()) {
        return Err(Error::field("join_role", "needs a verified domain"));
    }
    Ok(())
}
