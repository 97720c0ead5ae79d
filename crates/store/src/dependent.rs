//! What builds on what: models on queries, forecasts on models, scenarios on forecasts.

use almanac_domain::model::{Source, TrainModel};
use almanac_domain::{ForecastId, ModelId, ProjectId, ScenarioId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, Tx, code, tenant};

const MODELS: &str = "select
        m.id as model_id, m.name as model_name, m.config,
        f.id as forecast_id, f.name as forecast_name,
        s.id as scenario_id, s.name as scenario_name
    from models m
    left join forecasts f on f.org_id = m.org_id and f.model_id = m.id
    left join scenarios s on s.org_id = f.org_id and s.forecast_id = f.id
    where m.org_id = $1 and m.project_id = $2
    order by m.id, f.id, s.id";

/// A model with one of its forecasts and one of that one's scenarios, if it has any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent {
    /// The model.
    pub model: (ModelId, String),
    /// What it learned from.
    pub source: Source,
    /// The columns of that from which it learned.
    pub columns: Vec<String>,
    /// A forecast that it made.
    pub forecast: Option<(ForecastId, String)>,
    /// A scenario on that forecast.
    pub scenario: Option<(ScenarioId, String)>,
}

#[derive(sqlx::FromRow)]
struct DependentRow {
    model_id: Uuid,
    model_name: String,
    config: Json<Value>,
    forecast_id: Option<Uuid>,
    forecast_name: Option<String>,
    scenario_id: Option<Uuid>,
    scenario_name: Option<String>,
}

impl TryFrom<DependentRow> for Dependent {
    type Error = Error;

    fn try_from(row: DependentRow) -> Result<Self> {
        let config: TrainModel = code::from_json(row.config.0, "models", "config", row.model_id)?;
        Ok(Self {
            model: (ModelId(row.model_id), row.model_name),
            source: config.source,
            columns: config.columns().into_iter().map(str::to_owned).collect(),
            forecast: row.forecast_id.map(ForecastId).zip(row.forecast_name),
            scenario: row.scenario_id.map(ScenarioId).zip(row.scenario_name),
        })
    }
}

/// All models of the project with what builds on them, in the order in which they were made.
pub async fn list(tx: &mut Tx, project: ProjectId) -> Result<Vec<Dependent>> {
    let rows = tenant::all::<DependentRow>(tx, MODELS, project).await?;
    rows.into_iter().map(Dependent::try_from).collect()
}
