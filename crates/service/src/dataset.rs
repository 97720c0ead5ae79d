//! Data sets.

use almanac_domain::data::{Dataset, DatasetProfile, ImportDataset, ImportStarted};
use almanac_domain::saved::QueryResult;
use almanac_domain::{Actor, DatasetId, Page, PageRequest, ProjectId};

use crate::{App, Error, Result};

/// Starts the import of an upload, or finds that it was imported before.
pub async fn import(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _input: ImportDataset,
) -> Result<ImportStarted> {
    Err(Error::internal("not built"))
}

/// The data sets of a project.
pub async fn list(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _page: PageRequest,
) -> Result<Page<Dataset>> {
    Err(Error::internal("not built"))
}

/// A data set.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _dataset: DatasetId) -> Result<Dataset> {
    Err(Error::internal("not built"))
}

/// Renames a data set.
pub async fn rename(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _dataset: DatasetId,
    _name: &str,
) -> Result<Dataset> {
    Err(Error::internal("not built"))
}

/// Deletes a data set.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _dataset: DatasetId) -> Result<()> {
    Err(Error::internal("not built"))
}

/// What is known about the values of each column.
pub async fn profile(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _dataset: DatasetId,
) -> Result<DatasetProfile> {
    Err(Error::internal("not built"))
}

/// Some rows in file order.
pub async fn rows(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _dataset: DatasetId,
    _offset: u64,
    _limit: u64,
) -> Result<QueryResult> {
    Err(Error::internal("not built"))
}
