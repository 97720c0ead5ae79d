//! Stored forecasts, without their numbers.

use almanac_domain::model::Forecast;
use almanac_domain::{ForecastId, ModelId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::page;
use crate::{Error, Result, Tx, tenant};

const INSERT: &str = "insert into forecasts
    (id, org_id, project_id, name, model_id, model, horizon, series, created_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9)";
const FIND: &str = in_project!(find "id, name, model_id, model, horizon, series, created_at" "forecasts");
const LIST: &str = in_project!(list "id, name, model_id, model, horizon, series, created_at" "forecasts");
const OF_MODEL: &str = "select id from forecasts where org_id = $1 and project_id = $2 and model_id = $3";
const DELETE: &str = in_project!(delete "forecasts");

#[derive(sqlx::FromRow)]
struct ForecastRow {
    id: Uuid,
    name: String,
    model_id: Uuid,
    model: String,
    horizon: i64,
    series: i64,
    created_at: DateTime<Utc>,
}

impl From<ForecastRow> for Forecast {
    fn from(row: ForecastRow) -> Self {
        Self {
            id: ForecastId(row.id),
            name: row.name,
            model_id: ModelId(row.model_id),
            model: row.model,
            horizon: row.horizon,
            series: row.series,
            created_at: row.created_at,
        }
    }
}

/// Adds a forecast.
pub async fn insert(tx: &mut Tx, project: ProjectId, forecast: &Forecast) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(forecast.id.0)
        .bind(&forecast.name)
        .bind(forecast.model_id.0)
        .bind(&forecast.model)
        .bind(forecast.horizon)
        .bind(forecast.series)
        .bind(forecast.created_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A forecast of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: ForecastId) -> Result<Option<Forecast>> {
    Ok(tenant::find::<ForecastRow>(tx, FIND, project, id.0).await?.map(Forecast::from))
}

/// A forecast of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: ForecastId) -> Result<Forecast> {
    find(tx, project, id).await?.ok_or(Error::NotFound("forecast"))
}

/// A part of the forecasts, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<Forecast>> {
    let rows = tenant::list::<ForecastRow>(tx, LIST, project, request).await?;
    page(rows, request, |f: &Forecast| f.id.0, |row| Ok(row.into()))
}

/// The forecasts that a model made.
pub async fn ids_of(tx: &mut Tx, project: ProjectId, model: ModelId) -> Result<Vec<ForecastId>> {
    let org = tx.org()?;
    let ids: Vec<Uuid> = on!(tx, connection => sqlx::query_scalar(OF_MODEL)
        .bind(org.0)
        .bind(project.0)
        .bind(model.0)
        .fetch_all(connection)
        .await?);
    Ok(ids.into_iter().map(ForecastId).collect())
}

/// Removes a forecast that has no scenarios.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: ForecastId) -> Result<()> {
    tenant::delete(tx, DELETE, "forecast", project, id.0).await
}
