//! The bin: deleted projects, which owners and administrators can take back for a while.

use almanac_domain::project::{DeletedProject, Project};
use almanac_domain::{Actor, Capability, OrgId, OrgRole, ProjectId};
use almanac_store::{Scope, bin, file, link, project, upload};
use chrono::TimeDelta;
use serde_json::json;

use crate::access::{self, visible};
use crate::audit::{Object, record, record_by};
use crate::{App, Error, Result, dashboard, files, job, plan, quality};

/// How long a deleted project can be taken back.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Puts a project into the bin: it is gone for everybody at once. Its jobs are stopped,
/// and its public links are gone.
pub async fn delete(app: &App, actor: &Actor, id: ProjectId) -> Result<()> {
    let (mut tx, found) = access::manage(app, actor, id).await?;
    access::confirmed_session(app, actor)?;
    let mut uploads = Vec::new();
    for active in almanac_store::job::active(&mut tx, id).await? {
        uploads.extend(job::stop(app, &mut tx, id, Some(active)).await?);
    }
    bin::put(&mut tx, id, app.now()).await?;
    link::delete_in(&mut tx, id).await?;
    let detail = json!({ "name": found.name });
    record(app, &mut tx, actor, "project.delete", Object("project", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    for upload in uploads {
        app.files().remove_upload(upload).await;
    }
    Ok(())
}

/// Refuses who manages no projects at all by the way they came in.
fn may_look(actor: &Actor) -> Result<()> {
    if actor.may_use(Capability::ProjectManage) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The deleted projects that the person can take back: what they owned, everything for an administrator.
pub async fn bin(app: &App, actor: &Actor) -> Result<Vec<DeletedProject>> {
    may_look(actor)?;
    if actor.org_role == OrgRole::Viewer {
        return Ok(Vec::new());
    }
    let mut tx = app.read(actor.org_id).await?;
    let found = bin::list(&mut tx, actor.user_id, visible(actor)).await?.into_iter();
    let entity = |deleted: bin::Deleted| DeletedProject {
        id: deleted.id,
        name: deleted.name,
        deleted_at: deleted.deleted_at,
        removed_at: deleted.deleted_at + KEPT,
    };
    Ok(found.map(entity).collect())
}

/// Takes a project out of the bin, as it was.
pub async fn restore(app: &App, actor: &Actor, id: ProjectId) -> Result<Project> {
    may_look(actor)?;
    if actor.org_role == OrgRole::Viewer {
        return Err(Error::NotFound);
    }
    let mut tx = app.write(actor.org_id).await?;
    project::lock(&mut tx, id).await?;
    let mine = bin::list(&mut tx, actor.user_id, visible(actor)).await?;
    if !mine.iter().any(|deleted| deleted.id == id) {
        return Err(Error::NotFound);
    }
    plan::room_for_project(&mut tx).await?;
    bin::take(&mut tx, id).await?;
    quality::resume(app, &mut tx, id).await?;
    dashboard::resume(app, &mut tx, id).await?;
    record(app, &mut tx, actor, "project.restore", Object("project", id.0), json!({})).await?;
    let found = access::require(&mut tx, actor, id, Capability::ProjectRead).await?;
    tx.save().await?;
    Ok(found)
}

/// Removes for good what was in the bin long enough, in all organizations; answers how many projects.
pub async fn empty_bin(app: &App) -> Result<usize> {
    let before = app.now() - KEPT;
    let due = bin::due(&mut app.db().read(Scope::System).await?, before).await?;
    let mut removed = 0;
    for (org, id) in due {
        removed += usize::from(remove(app, org, id).await?);
    }
    Ok(removed)
}

/// Removes a project with all its rows and files, unless it was taken back, or another process was faster.
async fn remove(app: &App, org: OrgId, id: ProjectId) -> Result<bool> {
    let mut tx = app.write(org).await?;
    project::lock(&mut tx, id).await?;
    if !bin::is_due(&mut tx, id, app.now() - KEPT).await? {
        return Ok(false);
    }
    let uploads = upload::ids_in(&mut tx, id).await?;
    for owner in file::owners_in(&mut tx, id).await? {
        file::release(&mut tx, owner).await?;
    }
    project::delete(&mut tx, id).await?;
    record_by(app, &mut tx, None, "project.remove", Object("project", id.0), json!({})).await?;
    tx.save().await?;
    for upload in uploads {
        app.files().remove_upload(upload).await;
    }
    files::sweep(app, org).await?;
    Ok(true)
}
