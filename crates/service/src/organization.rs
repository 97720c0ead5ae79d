//! The organization and what its administrators choose for it.

use almanac_domain::member::{OrganizationInput, OrganizationSettings, Usage};
use almanac_domain::{Actor, OrgCapability};
use almanac_store::{membership, organization, plan};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Result, access};

/// What was chosen, and how much of the plan is used.
pub async fn settings(app: &App, actor: &Actor) -> Result<OrganizationSettings> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.read(actor.org_id).await?;
    let plan = plan::get(&mut tx).await?;
    Ok(OrganizationSettings {
        chosen: organization::chosen(&mut tx).await?,
        members: Usage { used: membership::count_active(&mut tx).await?, limit: plan.members },
        projects: Usage { used: plan::count_projects(&mut tx).await?, limit: plan.projects },
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
