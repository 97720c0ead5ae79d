//! Stored forecasts.

use almanac_domain::model::{Forecast, MakeForecast, SeriesView, WhatIf};
use almanac_domain::{Actor, ForecastId, Page, PageRequest, ProjectId};

use crate::{App, Error, Result};

/// A format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Text with commas.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet.
    Parquet,
}

/// Makes a forecast with a trained model.
pub async fn make(_app: &App, _actor: &Actor, _project: ProjectId, _input: MakeForecast) -> Result<Forecast> {
    Err(Error::internal("not built"))
}

/// The forecasts of a project.
pub async fn list(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _page: PageRequest,
) -> Result<Page<Forecast>> {
    Err(Error::internal("not built"))
}

/// A forecast without its numbers.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _forecast: ForecastId) -> Result<Forecast> {
    Err(Error::internal("not built"))
}

/// Deletes a forecast with its scenarios.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _forecast: ForecastId) -> Result<()> {
    Err(Error::internal("not built"))
}

/// The ids of its series.
pub async fn series_ids(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _forecast: ForecastId,
) -> Result<Vec<String>> {
    Err(Error::internal("not built"))
}

/// History and forecast of one series, the first one if none is named.
pub async fn view(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _forecast: ForecastId,
    _unique_id: Option<&str>,
) -> Result<SeriesView> {
    Err(Error::internal("not built"))
}

/// All numbers of a forecast in a format.
pub async fn export(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _forecast: ForecastId,
    _format: ExportFormat,
) -> Result<Vec<u8>> {
    Err(Error::internal("not built"))
}

/// What the what-if page needs for one series, the first one if none is named.
pub async fn what_if(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _forecast: ForecastId,
    _unique_id: Option<&str>,
) -> Result<WhatIf> {
    Err(Error::internal("not built"))
}
