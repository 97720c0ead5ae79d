//! Projects.

use almanac_domain::project::{Project, ProjectInput};
use almanac_domain::{Actor, Page, PageRequest, ProjectId};

use crate::{App, Error, Result};

/// The projects the person sees.
pub async fn list(_app: &App, _actor: &Actor, _page: PageRequest) -> Result<Page<Project>> {
    Err(Error::internal("not built"))
}

/// Makes a project.
pub async fn create(_app: &App, _actor: &Actor, _input: ProjectInput) -> Result<Project> {
    Err(Error::internal("not built"))
}

/// A project.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId) -> Result<Project> {
    Err(Error::internal("not built"))
}

/// Renames a project.
pub async fn update(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _input: ProjectInput,
) -> Result<Project> {
    Err(Error::internal("not built"))
}

/// Deletes a project and all in it.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId) -> Result<()> {
    Err(Error::internal("not built"))
}
