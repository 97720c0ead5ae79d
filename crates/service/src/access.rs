//! Authorization: the first line of each use case.

use almanac_domain::member::MemberState;
use almanac_domain::project::Project;
use almanac_domain::{Actor, Capability, OrgCapability, OrgId, OrgRole, ProjectId, SessionId, UserId, Via};
use almanac_store::project::{self, Visible};
use almanac_store::{Tx, api_key, membership, session};
use chrono::TimeDelta;

use crate::{App, Error, Result};

/// How long a proof of who somebody is holds for sensitive acts.
const CONFIRMED: TimeDelta = TimeDelta::minutes(10);

/// Begins a unit of work that reads, if the person may do this in the project.
pub(crate) async fn read(app: &App, actor: &Actor, project: ProjectId, capability: Capability) -> Result<Tx> {
    let mut tx = app.read(actor.org_id).await?;
    require(&mut tx, actor, project, capability).await?;
    Ok(tx)
}

/// Begins a unit of work that reads what only they see who manage the project, be it archived or not.
pub(crate) async fn read_managing(app: &App, actor: &Actor, id: ProjectId) -> Result<Tx> {
    let mut tx = app.read(actor.org_id).await?;
    allowed(&mut tx, actor, id, Capability::ProjectManage).await?;
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

/// Begins a unit of work that changes who may do what in the project: one such change is made after the other.
pub(crate) async fn write_alone(app: &App, actor: &Actor, id: ProjectId, needed: Capability) -> Result<Tx> {
    let mut tx = app.write(actor.org_id).await?;
    project::lock(&mut tx, id).await?;
    require(&mut tx, actor, id, needed).await?;
    Ok(tx)
}

/// Begins a unit of work that manages the project, be it archived or not.
pub(crate) async fn manage(app: &App, actor: &Actor, id: ProjectId) -> Result<(Tx, Project)> {
    let mut tx = app.write(actor.org_id).await?;
    project::lock(&mut tx, id).await?;
    let found = allowed(&mut tx, actor, id, Capability::ProjectManage).await?;
    Ok((tx, found))
}

/// The project, if the person may do this there, and it is not archived or only read.
pub(crate) async fn require(
    tx: &mut Tx,
    actor: &Actor,
    id: ProjectId,
    capability: Capability,
) -> Result<Project> {
    let found = allowed(tx, actor, id, capability).await?;
    if found.archived_at.is_some() && !capability.reads() {
        return Err(Error::Conflict("the project is archived".to_owned()));
    }
    Ok(found)
}

/// A project that the person can't see does not exist for them; one that they see but may not change is
/// forbidden.
async fn allowed(tx: &mut Tx, actor: &Actor, id: ProjectId, capability: Capability) -> Result<Project> {
    let found = project::find(tx, id, actor.user_id, visible(actor)).await?.ok_or(Error::NotFound)?;
    let found = Project { role: actor.org_role.limit(found.role), ..found };
    if found.role.can(capability) && actor.may_use(capability) { Ok(found) } else { Err(Error::Forbidden) }
}

/// Refuses who may not do this in the organization.
pub(crate) fn require_org(actor: &Actor, capability: OrgCapability) -> Result<()> {
    if actor.can(capability) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The session of somebody who changes their own account; an API key may not.
pub(crate) fn own_session(actor: &Actor) -> Result<SessionId> {
    actor.session_id().ok_or(Error::Forbidden)
}

/// The session of somebody who proved a short while ago who they are; others are asked to.
pub(crate) fn confirmed_session(app: &App, actor: &Actor) -> Result<SessionId> {
    match actor.via {
        Via::Session { id, confirmed_at, .. } if app.now() - confirmed_at <= CONFIRMED => Ok(id),
        Via::Session { .. } => Err(Error::Unconfirmed),
        Via::Key { .. } | Via::Job => Err(Error::Forbidden),
    }
}

/// Whether somebody may go on as they came: their session or key has not ended, and their role is the same.
/// For answers that last.
pub(crate) async fn lasts(app: &App, actor: &Actor) -> Result<bool> {
    let mut tx = app.read(actor.org_id).await?;
    let role = match actor.via {
        Via::Session { id, .. } => session::present_role(&mut tx, id, app.now()).await?,
        Via::Key { id, .. } => api_key::present_role(&mut tx, id, app.now()).await?,
        Via::Job => active_role(&mut tx, actor.user_id).await?,
    };
    Ok(role == Some(actor.org_role))
}

/// The present role of a member who is active.
async fn active_role(tx: &mut Tx, user: UserId) -> Result<Option<OrgRole>> {
    let found = membership::find(tx, user).await?;
    Ok(found.filter(|member| member.state == MemberState::Active).map(|member| member.role))
}

/// The person for whom a job goes on with what they have begun.
///
/// # Errors
/// [`Error::Forbidden`] if they are no active member any more.
pub(crate) async fn on_behalf(app: &App, org: OrgId, user: UserId) -> Result<Actor> {
    let role = active_role(&mut app.read(org).await?, user).await?;
    Ok(Actor { user_id: user, org_id: org, org_role: role.ok_or(Error::Forbidden)?, via: Via::Job })
}

/// Which projects the person sees.
pub(crate) fn visible(actor: &Actor) -> Visible {
    match actor.org_role {
        OrgRole::Admin => Visible::All,
        OrgRole::Manager | OrgRole::Developer | OrgRole::Viewer => Visible::Shared,
    }
}
