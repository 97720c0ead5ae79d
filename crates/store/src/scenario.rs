//! What-if scenarios with what was computed for them.

use almanac_domain::model::{Band, Scenario};
use almanac_domain::{ForecastId, Page, PageRequest, ProjectId, ScenarioId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into scenarios
    (id, org_id, project_id, name, forecast_id, unique_id, edits, result, created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10)";
const FIND: &str = in_project!(find
    "id, name, forecast_id, unique_id, edits, result, created_at, updated_at" "scenarios");
const LIST: &str = in_project!(list
    "id, name, forecast_id, unique_id, edits, result, created_at, updated_at" "scenarios");
const LIST_OF: &str = in_project!(list
    "id, name, forecast_id, unique_id, edits, result, created_at, updated_at" "scenarios"
    where "and forecast_id = $5");
const UPDATE: &str = in_project!(update "scenarios" set
    "name = $4, forecast_id = $5, unique_id = $6, edits = $7, result = $8, updated_at = $9");
const DELETE: &str = in_project!(delete "scenarios");
const DELETE_OF: &str = "delete from scenarios where org_id = $1 and project_id = $2 and forecast_id = $3";

/// The computed part, as one document: at most a thousand periods.
#[derive(Serialize, Deserialize)]
struct Computed {
    ds: Vec<String>,
    mean: Vec<f64>,
    bands: Vec<Band>,
    baseline: Vec<f64>,
}

impl Computed {
    fn of(scenario: &Scenario) -> Self {
        Self {
            ds: scenario.ds.clone(),
            mean: scenario.mean.clone(),
            bands: scenario.bands.clone(),
            baseline: scenario.baseline.clone(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct ScenarioRow {
    id: Uuid,
    name: String,
    forecast_id: Uuid,
    unique_id: String,
    edits: Json<Value>,
    result: Json<Value>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<ScenarioRow> for Scenario {
    type Error = Error;

    fn try_from(row: ScenarioRow) -> Result<Self> {
        let computed: Computed = code::from_json(row.result.0, "scenarios", "result", row.id)?;
        Ok(Self {
            id: ScenarioId(row.id),
            name: row.name,
            forecast_id: ForecastId(row.forecast_id),
            unique_id: row.unique_id,
            edits: row.edits.0,
            ds: computed.ds,
            mean: computed.mean,
            bands: computed.bands,
            baseline: computed.baseline,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Adds a scenario.
pub async fn insert(tx: &mut Tx, project: ProjectId, scenario: &Scenario) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(scenario.id.0)
        .bind(&scenario.name)
        .bind(scenario.forecast_id.0)
        .bind(&scenario.unique_id)
        .bind(Json(&scenario.edits))
        .bind(Json(Computed::of(scenario)))
        .bind(scenario.created_at)
        .bind(scenario.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A scenario of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: ScenarioId) -> Result<Option<Scenario>> {
    tenant::find::<ScenarioRow>(tx, FIND, project, id.0).await?.map(Scenario::try_from).transpose()
}

/// A scenario of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: ScenarioId) -> Result<Scenario> {
    find(tx, project, id).await?.ok_or(Error::NotFound("scenario"))
}

/// A part of the scenarios of the project, or of one forecast, newest first.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    forecast: Option<ForecastId>,
    request: PageRequest,
) -> Result<Page<Scenario>> {
    let org = tx.org()?;
    let rows = match forecast {
        None => tenant::list::<ScenarioRow>(tx, LIST, project, request).await?,
        Some(forecast) => on!(tx, connection => sqlx::query_as(LIST_OF)
            .bind(org.0)
            .bind(project.0)
            .bind(request.after)
            .bind(request.limit() + 1)
            .bind(forecast.0)
            .fetch_all(connection)
            .await?),
    };
    page(rows, request, |s: &Scenario| s.id.0, Scenario::try_from)
}

/// Stores the present state of a scenario.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, scenario: &Scenario) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(scenario.id.0)
        .bind(&scenario.name)
        .bind(scenario.forecast_id.0)
        .bind(&scenario.unique_id)
        .bind(Json(&scenario.edits))
        .bind(Json(Computed::of(scenario)))
        .bind(scenario.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "scenario")
}

/// Removes a scenario.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: ScenarioId) -> Result<()> {
    tenant::delete(tx, DELETE, "scenario", project, id.0).await
}

/// Removes all scenarios of a forecast.
pub async fn delete_of(tx: &mut Tx, project: ProjectId, forecast: ForecastId) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(DELETE_OF)
        .bind(org.0)
        .bind(project.0)
        .bind(forecast.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}
