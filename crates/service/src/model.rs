//! Trained models.

use almanac_domain::model::{Model, TrainModel};
use almanac_domain::{Actor, ModelId, Page, PageRequest, ProjectId};
use almanac_forecast::Capabilities;
use serde::Serialize;

use crate::{App, Error, Result};

/// A forecasting method that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelInfo {
    /// Its name.
    pub name: String,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// The forecasting methods there are.
pub fn available() -> Vec<ModelInfo> {
    Vec::new()
}

/// Starts a training.
pub async fn train(_app: &App, _actor: &Actor, _project: ProjectId, _input: TrainModel) -> Result<Model> {
    Err(Error::internal("not built"))
}

/// The models of a project.
pub async fn list(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _page: PageRequest,
) -> Result<Page<Model>> {
    Err(Error::internal("not built"))
}

/// A model.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _model: ModelId) -> Result<Model> {
    Err(Error::internal("not built"))
}

/// Deletes a model with its forecasts and scenarios.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _model: ModelId) -> Result<()> {
    Err(Error::internal("not built"))
}

/// The neural model as bytes that run anywhere.
pub async fn artifact(_app: &App, _actor: &Actor, _project: ProjectId, _model: ModelId) -> Result<Vec<u8>> {
    Err(Error::internal("not built"))
}
