//! Dashboards.

mod create;
mod delete;
mod draft;
mod form;
mod get;
mod list;
mod remove_schedule;
mod save;
mod schedule;

pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use draft::*;
pub(crate) use form::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use remove_schedule::*;
pub(crate) use save::*;
pub(crate) use schedule::*;

use almanac_domain::dashboard::{Dashboard, TileContent};
use almanac_domain::{Actor, Capability, ProjectId, QueryId};
use almanac_service::{App, Error, project, query};

use super::Answer;

/// Whether somebody may change dashboards of a project.
async fn edits(app: &App, actor: &Actor, id: ProjectId) -> Answer<bool> {
    let found = project::get(app, actor, id).await?;
    let writes = Capability::QueryWrite;
    Ok(found.role.can(writes) && actor.may_use(writes) && found.archived_at.is_none())
}

/// The names of a dashboard's queries that are there.
async fn names(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    dashboard: &Dashboard,
) -> Answer<Vec<(QueryId, String)>> {
    let mut names: Vec<(QueryId, String)> = Vec::new();
    for tile in &dashboard.content.tiles {
        let TileContent::Query { query: id, .. } = &tile.content else { continue };
        if names.iter().any(|(known, _)| known == id) {
            continue;
        }
        match query::get(app, actor, project, *id).await {
            Ok(found) => names.push((*id, found.name)),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}
