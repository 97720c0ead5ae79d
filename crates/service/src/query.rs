//! Queries, run and saved.

use almanac_domain::saved::{QueryInput, QueryResult, SavedQuery};
use almanac_domain::{Actor, Page, PageRequest, ProjectId, QueryId};
use serde_json::Value;

use crate::{App, Error, Result};

/// Runs a query document and returns its first `limit` rows. Dropping the future cancels it.
pub async fn run(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _document: Value,
    _limit: u64,
) -> Result<QueryResult> {
    Err(Error::internal("not built"))
}

/// Runs a query document and returns its result as CSV.
pub async fn export_csv(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _document: Value,
) -> Result<Vec<u8>> {
    Err(Error::internal("not built"))
}

/// Saves a query.
pub async fn save(_app: &App, _actor: &Actor, _project: ProjectId, _input: QueryInput) -> Result<SavedQuery> {
    Err(Error::internal("not built"))
}

/// The saved queries of a project.
pub async fn list(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _page: PageRequest,
) -> Result<Page<SavedQuery>> {
    Err(Error::internal("not built"))
}

/// A saved query.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _query: QueryId) -> Result<SavedQuery> {
    Err(Error::internal("not built"))
}

/// Changes a saved query.
pub async fn update(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _query: QueryId,
    _input: QueryInput,
) -> Result<SavedQuery> {
    Err(Error::internal("not built"))
}

/// Deletes a saved query.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _query: QueryId) -> Result<()> {
    Err(Error::internal("not built"))
}
