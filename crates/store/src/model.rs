//! Trained models.

use almanac_domain::model::{Model, ModelState, Score};
use almanac_domain::{JobId, ModelId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into models
    (id, org_id, project_id, name, config, state, error, job_id, winner, leaderboard, what_if, series, periods,
        created_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const FIND: &str = in_project!(find
    "id, name, config, state, error, job_id, winner, leaderboard, what_if, series, periods, created_at" "models");
const LIST: &str = in_project!(list
    "id, name, config, state, error, job_id, winner, leaderboard, what_if, series, periods, created_at" "models");
const READY: &str = in_project!(update "models" set
    "state = 'ready', error = null, winner = $4, leaderboard = $5, what_if = $6, series = $7, periods = $8"
    where "and state = 'training'");
const END: &str = in_project!(update "models" set "state = $4, error = $5" where "and state = 'training'");
const CHILDREN: &str = "select id, name from models
    where org_id = $1 and project_id = $2 and config ->> 'parent' = $3
    order by id desc
    limit $4";
const DELETE: &str = in_project!(delete "models");

#[derive(sqlx::FromRow)]
struct ModelRow {
    id: Uuid,
    name: String,
    #[sqlx(json)]
    config: serde_json::Value,
    state: String,
    error: Option<String>,
    job_id: Option<Uuid>,
    winner: Option<String>,
    #[sqlx(json)]
    leaderboard: serde_json::Value,
    what_if: bool,
    series: i64,
    periods: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<ModelRow> for Model {
    type Error = Error;

    fn try_from(row: ModelRow) -> Result<Self> {
        Ok(Self {
            id: ModelId(row.id),
            name: row.name,
            config: code::from_json(row.config, "models", "config", row.id)?,
            state: code::from_text(&row.state, "models", "state", row.id)?,
            error: row.error,
            job_id: row.job_id.map(JobId),
            winner: row.winner,
            leaderboard: code::from_json(row.leaderboard, "models", "leaderboard", row.id)?,
            what_if: row.what_if,
            series: row.series,
            periods: row.periods,
            created_at: row.created_at,
        })
    }
}

/// What a training found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The best model.
    pub winner: String,
    /// All models, best first.
    pub leaderboard: Vec<Score>,
    /// Whether a what-if can be played.
    pub what_if: bool,
    /// How many series.
    pub series: i64,
    /// How many periods, over all series.
    pub periods: i64,
}

/// Adds a model.
pub async fn insert(tx: &mut Tx, project: ProjectId, model: &Model) -> Result<()> {
    let org = tx.org()?;
    let state = code::to_text(&model.state)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(model.id.0)
        .bind(&model.name)
        .bind(Json(&model.config))
        .bind(state)
        .bind(&model.error)
        .bind(model.job_id.map(|id| id.0))
        .bind(&model.winner)
        .bind(Json(&model.leaderboard))
        .bind(model.what_if)
        .bind(model.series)
        .bind(model.periods)
        .bind(model.created_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A model of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: ModelId) -> Result<Option<Model>> {
    tenant::find::<ModelRow>(tx, FIND, project, id.0).await?.map(Model::try_from).transpose()
}

/// A model of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: ModelId) -> Result<Model> {
    find(tx, project, id).await?.ok_or(Error::NotFound("model"))
}

/// A part of the models, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<Model>> {
    let rows = tenant::list::<ModelRow>(tx, LIST, project, request).await?;
    page(rows, request, |m: &Model| m.id.0, Model::try_from)
}

/// The newest models that were trained further from this one, newest first, with their names.
pub async fn children(
    tx: &mut Tx,
    project: ProjectId,
    parent: ModelId,
    most: i64,
) -> Result<Vec<(ModelId, String)>> {
    let org = tx.org()?;
    let rows: Vec<(Uuid, String)> = on!(tx, connection => sqlx::query_as(CHILDREN)
        .bind(org.0)
        .bind(project.0)
        .bind(parent.to_string())
        .bind(most)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(id, name)| (ModelId(id), name)).collect())
}

/// Ends a training well.
///
/// # Errors
/// [`Error::NotFound`] if no such model is in training.
pub async fn set_ready(tx: &mut Tx, project: ProjectId, id: ModelId, trained: &Trained) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(READY)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(&trained.winner)
        .bind(Json(&trained.leaderboard))
        .bind(trained.what_if)
        .bind(trained.series)
        .bind(trained.periods)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "model")
}

/// Ends a training badly; one that has ended already stays as it is.
pub async fn set_ended(
    tx: &mut Tx,
    project: ProjectId,
    id: ModelId,
    state: ModelState,
    error: Option<&str>,
) -> Result<()> {
    let org = tx.org()?;
    let state = code::to_text(&state)?;
    on!(tx, connection => sqlx::query(END)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(state)
        .bind(error)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Removes a model that has no forecasts.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: ModelId) -> Result<()> {
    tenant::delete(tx, DELETE, "model", project, id.0).await
}
