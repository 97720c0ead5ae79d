//! Giving a project to somebody else: offered by an owner, accepted or declined by the person.

use almanac_domain::project::{Project, Transfer, TransferInput};
use almanac_domain::{Actor, Capability, OrgRole, ProjectId, ProjectRole, UserId};
use almanac_store::project::Visible;
use almanac_store::{Tx, member, person, project, transfer};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The offer of a project, for everybody who sees it.
pub async fn transfer(app: &App, actor: &Actor, id: ProjectId) -> Result<Option<Transfer>> {
    let mut tx = access::read(app, actor, id, Capability::ProjectRead).await?;
    Ok(transfer::find(&mut tx, id).await?)
}

/// Offers a project to somebody who sees it. They become its owner when they accept.
pub async fn offer_transfer(
    app: &App,
    actor: &Actor,
    id: ProjectId,
    input: TransferInput,
) -> Result<Transfer> {
    let mut tx = access::write_alone(app, actor, id, Capability::ProjectManage).await?;
    let (from, _) = person::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let refused = |why: &str| Error::field("user_id", why);
    let (to, org_role) = person::find(&mut tx, input.user_id)
        .await?
        .ok_or_else(|| refused("is no member of the organization"))?;
    if to.id == from.id {
        return Err(refused("is you"));
    }
    if org_role == OrgRole::Viewer {
        return Err(refused("only looks in this organization"));
    }
    role_of(&mut tx, id, to.id, org_role).await?.ok_or_else(|| refused("does not see this project"))?;
    let made = Transfer { from, to, created_at: app.now() };
    transfer::insert(&mut tx, id, &made).await?;
    let detail = json!({ "to": made.to.id });
    record(app, &mut tx, actor, "project.transfer.offer", Object("project", id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// What a person is in the project, if they see it.
async fn role_of(tx: &mut Tx, id: ProjectId, user: UserId, org_role: OrgRole) -> Result<Option<ProjectRole>> {
    let visible = if org_role == OrgRole::Admin { Visible::All } else { Visible::Shared };
    Ok(project::find(tx, id, user, visible).await?.map(|found| org_role.limit(found.role)))
}

/// Becomes the owner of a project that was offered; the giver becomes an editor.
pub async fn accept_transfer(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    let mut tx = app.write(actor.org_id).await?;
    project::lock(&mut tx, id).await?;
    let found = access::require(&mut tx, actor, id, Capability::ProjectRead).await?;
    let offer = transfer::find(&mut tx, id).await?.filter(|offer| offer.to.id == actor.user_id);
    let offer = offer.filter(|_| actor.may_use(Capability::ProjectManage)).ok_or(Error::Forbidden)?;
    let giver = person::find(&mut tx, offer.from.id).await?;
    if found.archived_at.is_some() {
        return Err(Error::Conflict("the project is archived".to_owned()));
    }
    let role = match giver {
        Some((giver, org_role)) => role_of(&mut tx, id, giver.id, org_role).await?,
        None => None,
    };
    if role != Some(ProjectRole::Owner) || actor.org_role == OrgRole::Viewer {
        return Err(Error::Conflict("the offer does not hold any more".to_owned()));
    }
    let now = app.now();
    member::put(&mut tx, id, actor.user_id, ProjectRole::Owner, now).await?;
    if member::find(&mut tx, id, offer.from.id).await? == Some(ProjectRole::Owner) {
        member::put(&mut tx, id, offer.from.id, ProjectRole::Editor, now).await?;
    }
    transfer::remove(&mut tx, id).await?;
    let detail = json!({ "from": offer.from.id });
    record(app, &mut tx, actor, "project.transfer.accept", Object("project", id.0), detail).await?;
    let changed = access::require(&mut tx, actor, id, Capability::ProjectRead).await?;
    tx.save().await?;
    Ok(changed)
}

/// Ends an offer: its person declines it, or an owner takes it back.
pub async fn end_transfer(app: &App, actor: &Actor, id: ProjectId) -> Result<()> {
    let mut tx = app.write(actor.org_id).await?;
    project::lock(&mut tx, id).await?;
    let found = access::require(&mut tx, actor, id, Capability::ProjectRead).await?;
    let offer = transfer::find(&mut tx, id).await?;
    let mine = offer.as_ref().is_some_and(|offer| offer.to.id == actor.user_id);
    let may = mine || found.role.can(Capability::ProjectManage);
    if !may || !actor.may_use(Capability::ProjectManage) {
        return Err(Error::Forbidden);
    }
    let offer = offer.ok_or(Error::NotFound)?;
    transfer::remove(&mut tx, id).await?;
    let action = if mine { "project.transfer.decline" } else { "project.transfer.withdraw" };
    record(app, &mut tx, actor, action, Object("project", id.0), json!({ "to": offer.to.id })).await?;
    Ok(tx.save().await?)
}
