//! Dashboards: saved queries on a grid, with filters that they share.

mod conditions;
mod schedule;
mod tile;

use almanac_domain::dashboard::{Dashboard, DashboardChange, DashboardInput};
use almanac_domain::{Actor, Capability, DashboardId, Page, PageRequest, ProjectId};
use almanac_store::dashboard;
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

pub use self::schedule::{Round, get_schedule, keep, refresh, remove_schedule, set_schedule};
pub(crate) use self::schedule::{abandoned, resume};
pub use self::tile::run_tile;

/// The dashboards of a project whose name contains `search`; all if it is empty.
pub async fn list(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    search: &str,
    page: PageRequest,
) -> Result<Page<Dashboard>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(dashboard::list(&mut tx, project, search.trim(), page).await?)
}

/// A dashboard.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: DashboardId) -> Result<Dashboard> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(dashboard::get(&mut tx, project, id).await?)
}

/// Makes a dashboard.
pub async fn create(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    input: DashboardInput,
) -> Result<Dashboard> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    check(&input)?;
    let now = app.now();
    let made = Dashboard {
        id: DashboardId(app.new_id()),
        name: input.name.trim().to_owned(),
        description: input.description.trim().to_owned(),
        content: input.content,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    dashboard::insert(&mut tx, project, &made).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "dashboard.create", Object("dashboard", made.id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// Changes a dashboard of which the person saw the newest version.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DashboardId,
    change: DashboardChange,
) -> Result<Dashboard> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let before = dashboard::get(&mut tx, project, id).await?;
    let input = change.dashboard;
    check(&input)?;
    let changed = Dashboard {
        name: input.name.trim().to_owned(),
        description: input.description.trim().to_owned(),
        content: input.content,
        version: change.version.saturating_add(1),
        updated_at: app.now(),
        ..before
    };
    if !dashboard::update(&mut tx, project, &changed).await? {
        let problem = "somebody else has changed this dashboard meanwhile: look at it again";
        return Err(Error::Conflict(problem.to_owned()));
    }
    let detail = json!({ "name": changed.name, "version": changed.version });
    record(app, &mut tx, actor, "dashboard.update", Object("dashboard", id.0), detail).await?;
    tx.save().await?;
    Ok(changed)
}

/// Deletes a dashboard. Its queries stay.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: DashboardId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    schedule::stop(app, &mut tx, project, id).await?;
    dashboard::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "dashboard.delete", Object("dashboard", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(())
}

/// Checks what is stored: also charts, which are stored as they were written. A query that is not there (any more) is
/// no error, so that what was deleted does not keep others from being changed; its tile says so.
fn check(input: &DashboardInput) -> Result<()> {
    input.validate()?;
    for (i, tile) in input.content.tiles.iter().enumerate() {
        if let Err(problem) = tile::drawing(&tile.content) {
            return Err(Error::field(format!("content.tiles[{i}].content.chart"), problem.to_string()));
        }
    }
    Ok(())
}
