//! Authorization: the first line of each use case.

use almanac_domain::{Actor, Capability, OrgCapability, OrgRole, ProjectId, ProjectRole, SessionId};
use almanac_store::Tx;
use almanac_store::project::Visible;

use crate::{App, Error, Result};

/// Begins a unit of work that reads, if the person may do this in the project.
pub(crate) async fn read(app: &App, actor: &Actor, project: ProjectId, capability: Capability) -> Result<Tx> {
    let mut tx = app.read(actor.org_id).await?;
    require(&mut tx, actor, project, capability).await?;
    Ok(tx)
}

/// Begins a unit of work that writes, if the person may do this in the project.
pub(crate) async fn write(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    capability: Capability,
) -> Result<Tx> {
    let mut tx = app.write(actor.org_id).await?;
    require(&mut tx, actor, project, capability).await?;
    Ok(tx)
}

/// A project that the person can't see does not exist for them; one that they see but may not change is
/// forbidden.
async fn require(
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    capability: Capability,
) -> Result<ProjectRole> {
    let found = almanac_store::project::find(tx, project, actor.user_id, visible(actor)).await?;
    let role = actor.org_role.limit(found.ok_or(Error::NotFound)?.role);
    if role.can(capability) && actor.may_use(capability) { Ok(role) } else { Err(Error::Forbidden) }
}

/// Refuses who may not do this in the organization.
pub(crate) fn require_org(actor: &Actor, capability: OrgCapability) -> Result<()> {
    if actor.can(capability) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The session of somebody who changes their own account; an API key may not.
pub(crate) fn own_session(actor: &Actor) -> Result<SessionId> {
    actor.session_id().ok_or(Error::Forbidden)
}

/// Which projects the person sees.
pub(crate) fn visible(actor: &Actor) -> Visible {
    match actor.org_role {
        OrgRole::Admin => Visible::All,
        OrgRole::Manager | OrgRole::Developer | OrgRole::Viewer => Visible::Shared,
    }
}
