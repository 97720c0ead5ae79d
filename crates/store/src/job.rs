//! Jobs as people see them. What workers do with them is in [`crate::queue`].

use almanac_domain::job::Job;
use almanac_domain::{JobId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into jobs
    (id, org_id, project_id, kind, payload, state, progress, attempts, cancel_requested, run_after, created_at)
    values ($3, $1, $2, $4, $5, $6, $7, 0, $8, $10, $9)";
const FIND: &str = in_project!(find
    "id, project_id, kind, state, progress, attempts, error, created_at, started_at, finished_at" "jobs");
const FIND_ANYWHERE: &str = "select
        id, project_id, kind, state, progress, attempts, error, created_at, started_at, finished_at
    from jobs
    where org_id = $1 and id = $2";
const FIRST: &str = "select
        id, project_id, kind, state, progress, attempts, error, created_at, started_at, finished_at
    from jobs
    where org_id = $1 and project_id = $2 and kind = $3
    order by id
    limit 1";
const LIST: &str = in_project!(list
    "id, project_id, kind, state, progress, attempts, error, created_at, started_at, finished_at" "jobs");
const PAYLOAD: &str = in_project!(find "id, payload" "jobs");
const ACTIVE: &str = "select id from jobs
    where org_id = $1 and project_id = $2 and state in ('queued', 'running')
    order by id";
const CANCEL_QUEUED: &str = in_project!(update "jobs" set
    "state = 'cancelled', cancel_requested = $4, finished_at = $5" where "and state = 'queued'");
const CANCEL_RUNNING: &str =
    in_project!(update "jobs" set "cancel_requested = $4" where "and state = 'running'");

#[derive(sqlx::FromRow)]
pub(crate) struct JobRow {
    id: Uuid,
    project_id: Uuid,
    kind: String,
    state: String,
    progress: Json<Value>,
    attempts: i64,
    error: Option<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<JobRow> for Job {
    type Error = Error;

    fn try_from(row: JobRow) -> Result<Self> {
        Ok(Self {
            id: JobId(row.id),
            project_id: ProjectId(row.project_id),
            kind: row.kind,
            state: code::from_text(&row.state, "jobs", "state", row.id)?,
            progress: code::from_json(row.progress.0, "jobs", "progress", row.id)?,
            attempts: row.attempts,
            error: row.error,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

/// Adds a job to the queue.
pub async fn insert(tx: &mut Tx, job: &Job, payload: &Value) -> Result<()> {
    insert_for(tx, job, payload, job.created_at).await
}

/// Adds a job to the queue that no worker takes up before `run_after`.
pub async fn insert_for(tx: &mut Tx, job: &Job, payload: &Value, run_after: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    let state = code::to_text(&job.state)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(job.project_id.0)
        .bind(job.id.0)
        .bind(&job.kind)
        .bind(Json(payload))
        .bind(state)
        .bind(Json(&job.progress))
        .bind(false)
        .bind(job.created_at)
        .bind(run_after)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A job of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: JobId) -> Result<Option<Job>> {
    tenant::find::<JobRow>(tx, FIND, project, id.0).await?.map(Job::try_from).transpose()
}

/// A job of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: JobId) -> Result<Job> {
    find(tx, project, id).await?.ok_or(Error::NotFound("job"))
}

/// A job of any project of the organization.
pub async fn find_anywhere(tx: &mut Tx, id: JobId) -> Result<Option<Job>> {
    let org = tx.org()?;
    let row: Option<JobRow> = on!(tx, connection => sqlx::query_as(FIND_ANYWHERE)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    row.map(Job::try_from).transpose()
}

/// The first job of a kind in the project.
pub async fn first(tx: &mut Tx, project: ProjectId, kind: &str) -> Result<Option<Job>> {
    let org = tx.org()?;
    let row: Option<JobRow> = on!(tx, connection => sqlx::query_as(FIRST)
        .bind(org.0)
        .bind(project.0)
        .bind(kind)
        .fetch_optional(connection)
        .await?);
    row.map(Job::try_from).transpose()
}

/// A part of the jobs, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<Job>> {
    let rows = tenant::list::<JobRow>(tx, LIST, project, request).await?;
    page(rows, request, |j: &Job| j.id.0, Job::try_from)
}

/// The jobs of the project that have not ended, the oldest first.
pub async fn active(tx: &mut Tx, project: ProjectId) -> Result<Vec<JobId>> {
    let org = tx.org()?;
    let ids: Vec<Uuid> = on!(tx, connection => sqlx::query_scalar(ACTIVE)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?);
    Ok(ids.into_iter().map(JobId).collect())
}

/// What a job of the project has to do.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn payload(tx: &mut Tx, project: ProjectId, id: JobId) -> Result<Value> {
    let row: Option<(Uuid, Json<Value>)> = tenant::find(tx, PAYLOAD, project, id.0).await?;
    row.map(|(_, payload)| payload.0).ok_or(Error::NotFound("job"))
}

/// Ends a waiting job, or asks the worker of a running one to stop; answers whether the job was waiting.
///
/// # Errors
/// [`Error::NotFound`] if there is no such job, or it has ended.
pub async fn cancel(tx: &mut Tx, project: ProjectId, id: JobId, now: DateTime<Utc>) -> Result<bool> {
    let org = tx.org()?;
    let waiting = on!(tx, connection => sqlx::query(CANCEL_QUEUED)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(true)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    if waiting > 0 {
        return Ok(true);
    }
    let running = on!(tx, connection => sqlx::query(CANCEL_RUNNING)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(true)
        .execute(connection)
        .await?
        .rows_affected());
    affected(running, "job")?;
    Ok(false)
}
