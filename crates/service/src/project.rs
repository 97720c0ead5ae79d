//! Projects.

mod bin;
mod duplicate;
mod transfer;

use almanac_domain::project::{Project, ProjectFilter, ProjectInput};
use almanac_domain::{Actor, Capability, OrgCapability, Page, PageRequest, ProjectId, ProjectRole};
use almanac_store::{Tx, link, member, project};
use serde_json::json;

pub use bin::{bin, delete, empty_bin, restore};
pub use duplicate::duplicate;
pub use transfer::{accept_transfer, end_transfer, offer_transfer, transfer};

use crate::access::visible;
use crate::audit::{Object, record};
use crate::{App, Error, Result, access, plan};

/// The projects the person sees.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: ProjectFilter,
    page: PageRequest,
) -> Result<Page<Project>> {
    let mut tx = app.read(actor.org_id).await?;
    let mut found = project::list(&mut tx, actor.user_id, visible(actor), filter, page).await?;
    for project in &mut found.items {
        project.role = actor.org_role.limit(project.role);
    }
    Ok(found)
}

/// Makes a project, of which the person becomes the owner.
pub async fn create(app: &App, actor: &Actor, input: ProjectInput) -> Result<Project> {
    let mut tx = app.write(actor.org_id).await?;
    let made = begin(app, &mut tx, actor, &input).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "project.create", Object("project", made.id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// Writes a new project of the person, if they may make one and the plan has room. Its audit entry is the caller's.
pub(crate) async fn begin(app: &App, tx: &mut Tx, actor: &Actor, input: &ProjectInput) -> Result<Project> {
    access::require_org(actor, OrgCapability::ProjectCreate)?;
    input.validate()?;
    plan::room_for_project(tx).await?;
    let now = app.now();
    let made = Project {
        id: ProjectId(app.new_id()),
        name: input.name.trim().to_owned(),
        description: input.description.clone(),
        role: ProjectRole::Owner,
        archived_at: None,
        created_at: now,
        updated_at: now,
    };
    project::insert(tx, &made).await?;
    member::put(tx, made.id, actor.user_id, ProjectRole::Owner, now).await?;
    Ok(made)
}

/// A project.
pub async fn get(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    let mut tx = app.read(actor.org_id).await?;
    access::require(&mut tx, actor, id, Capability::ProjectRead).await
}

/// Renames a project.
pub async fn update(app: &App, actor: &Actor, id: ProjectId, input: ProjectInput) -> Result<Project> {
    let mut tx = access::write(app, actor, id, Capability::ProjectManage).await?;
    input.validate()?;
    project::update(&mut tx, id, input.name.trim(), &input.description, app.now()).await?;
    let detail = json!({ "name": input.name.trim() });
    record(app, &mut tx, actor, "project.update", Object("project", id.0), detail).await?;
    let changed = access::require(&mut tx, actor, id, Capability::ProjectRead).await?;
    tx.save().await?;
    Ok(changed)
}

/// Archives a project: from now on it can only be read, and its public links are gone. Work that is under
/// way ends.
pub async fn archive(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    let (mut tx, found) = access::manage(app, actor, id).await?;
    if found.archived_at.is_some() {
        return Err(Error::Conflict("the project is archived already".to_owned()));
    }
    let now = app.now();
    project::set_archived(&mut tx, id, Some(now)).await?;
    link::delete_in(&mut tx, id).await?;
    record(app, &mut tx, actor, "project.archive", Object("project", id.0), json!({})).await?;
    tx.save().await?;
    Ok(Project { archived_at: Some(now), ..found })
}

/// Takes an archived project back into use.
pub async fn unarchive(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    let (mut tx, found) = access::manage(app, actor, id).await?;
    if found.archived_at.is_none() {
        return Err(Error::Conflict("the project is not archived".to_owned()));
    }
    project::set_archived(&mut tx, id, None).await?;
    record(app, &mut tx, actor, "project.unarchive", Object("project", id.0), json!({})).await?;
    tx.save().await?;
    Ok(Project { archived_at: None, ..found })
}
