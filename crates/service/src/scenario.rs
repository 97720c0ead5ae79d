//! What-if scenarios.

use almanac_domain::model::{Scenario, ScenarioInput};
use almanac_domain::{Actor, ForecastId, Page, PageRequest, ProjectId, ScenarioId};

use crate::{App, Error, Result};

/// Computes and saves a scenario.
pub async fn save(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _input: ScenarioInput,
) -> Result<Scenario> {
    Err(Error::internal("not built"))
}

/// The scenarios of a project, or of one forecast.
pub async fn list(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _forecast: Option<ForecastId>,
    _page: PageRequest,
) -> Result<Page<Scenario>> {
    Err(Error::internal("not built"))
}

/// A scenario.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _scenario: ScenarioId) -> Result<Scenario> {
    Err(Error::internal("not built"))
}

/// Changes and computes a scenario again.
pub async fn update(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _scenario: ScenarioId,
    _input: ScenarioInput,
) -> Result<Scenario> {
    Err(Error::internal("not built"))
}

/// Deletes a scenario.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _scenario: ScenarioId) -> Result<()> {
    Err(Error::internal("not built"))
}

/// Baseline and scenario by period as CSV.
pub async fn export_csv(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _scenario: ScenarioId,
) -> Result<Vec<u8>> {
    Err(Error::internal("not built"))
}
