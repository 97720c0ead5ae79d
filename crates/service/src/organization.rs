//! The organization and what its administrators choose for it.

use almanac_domain::account::Organization;
use almanac_domain::member::{OrganizationInput, OrganizationSettings, Usage};
use almanac_domain::{Actor, OrgCapability, OrgId};
use almanac_store::{Scope, api_key, invitation, membership, organization, plan};
use serde_json::json;

use crate::audit::{Object, record, record_by};
use crate::{App, Error, Result, access};

/// What was chosen, and how much of the plan is used.
pub async fn settings(app: &App, actor: &Actor) -> Result<OrganizationSettings> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.read(actor.org_id).await?;
    let (plan, now) = (plan::get(&mut tx).await?, app.now());
    let members = membership::count_active(&mut tx).await? + invitation::count_open(&mut tx, now).await?;
    Ok(OrganizationSettings {
        chosen: organization::chosen(&mut tx).await?,
        members: Usage { used: members, limit: plan.members },
        projects: Usage { used: plan::count_projects(&mut tx).await?, limit: plan.projects },
        api_keys: Usage { used: api_key::count_live(&mut tx, now).await?, limit: plan.api_keys },
        plan: plan.name,
    })
}

/// Changes name and limits of sessions. Sessions beyond a new limit end with their next request.
pub async fn update(app: &App, actor: &Actor, mut input: OrganizationInput) -> Result<OrganizationSettings> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    input.validate()?;
    input.name = input.name.trim().to_owned();
    let mut tx = app.write(actor.org_id).await?;
    organization::choose(&mut tx, &input).await?;
    let object = Object("organization", actor.org_id.0);
    record(app, &mut tx, actor, "organization.update", object, json!(input)).await?;
    tx.save().await?;
    settings(app, actor).await
}

/// All organizations, for the operator.
pub async fn all(app: &App) -> Result<Vec<Organization>> {
    Ok(organization::all(&mut app.db().read(Scope::System).await?).await?)
}

/// Gives an organization another plan, by the operator. What is there beyond the new limits stays.
pub async fn set_plan(app: &App, org: OrgId, name: &str) -> Result<()> {
    let mut tx = app.write(org).await?;
    let names = plan::names(&mut tx).await?;
    if !names.iter().any(|known| known == name) {
        return Err(Error::field("plan", format!("must be one of {}", names.join(", "))));
    }
    organization::set_plan(&mut tx, name).await?;
    let detail = json!({ "plan": name });
    record_by(app, &mut tx, None, "organization.plan", Object("organization", org.0), detail).await?;
    Ok(tx.save().await?)
}
