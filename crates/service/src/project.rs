//! Projects.

use almanac_domain::project::{Project, ProjectInput};
use almanac_domain::{Actor, Capability, OrgCapability, Page, PageRequest, ProjectId, ProjectRole};
use almanac_store::{file, member, project, upload};
use serde_json::json;

use crate::access::visible;
use crate::audit::{Object, record};
use crate::{App, Error, Result, access, files, plan};

/// The projects the person sees.
pub async fn list(app: &App, actor: &Actor, page: PageRequest) -> Result<Page<Project>> {
    let mut tx = app.read(actor.org_id).await?;
    let mut found = project::list(&mut tx, actor.user_id, visible(actor), page).await?;
    for project in &mut found.items {
        project.role = actor.org_role.limit(project.role);
    }
    Ok(found)
}

/// Makes a project, of which the person becomes the owner.
pub async fn create(app: &App, actor: &Actor, input: ProjectInput) -> Result<Project> {
    access::require_org(actor, OrgCapability::ProjectCreate)?;
    input.validate()?;
    let now = app.now();
    let made = Project {
        id: ProjectId(app.new_id()),
        name: input.name.trim().to_owned(),
        description: input.description,
        role: ProjectRole::Owner,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.write(actor.org_id).await?;
    plan::room_for_project(&mut tx).await?;
    project::insert(&mut tx, &made).await?;
    member::put(&mut tx, made.id, actor.user_id, ProjectRole::Owner, now).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "project.create", Object("project", made.id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// A project.
pub async fn get(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    let mut tx = access::read(app, actor, id, Capability::ProjectRead).await?;
    let found = project::find(&mut tx, id, actor.user_id, visible(actor)).await?.ok_or(Error::NotFound)?;
    Ok(Project { role: actor.org_role.limit(found.role), ..found })
}

/// Renames a project.
pub async fn update(app: &App, actor: &Actor, id: ProjectId, input: ProjectInput) -> Result<Project> {
    let mut tx = access::write(app, actor, id, Capability::ProjectManage).await?;
    input.validate()?;
    project::update(&mut tx, id, input.name.trim(), &input.description, app.now()).await?;
    let detail = json!({ "name": input.name.trim() });
    record(app, &mut tx, actor, "project.update", Object("project", id.0), detail).await?;
    let changed = project::find(&mut tx, id, actor.user_id, visible(actor)).await?.ok_or(Error::NotFound)?;
    tx.save().await?;
    Ok(changed)
}

/// Deletes a project and all in it. Its running jobs notice that they are gone and stop.
pub async fn delete(app: &App, actor: &Actor, id: ProjectId) -> Result<()> {
    let mut tx = access::write(app, actor, id, Capability::ProjectManage).await?;
    let uploads = upload::ids_in(&mut tx, id).await?;
    for owner in file::owners_in(&mut tx, id).await? {
        file::release(&mut tx, owner).await?;
    }
    project::delete(&mut tx, id).await?;
    record(app, &mut tx, actor, "project.delete", Object("project", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    for upload in uploads {
        app.files().remove_upload(upload).await;
    }
    files::sweep(app, actor.org_id).await
}
