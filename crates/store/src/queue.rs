//! The job queue as workers see it, over all organizations. See `docs/adr/0002-own-job-queue.md`.
//!
//! A worker holds a job by a lease that it renews; what it writes is refused once another has taken over.

use almanac_domain::job::{JobState, Progress};
use almanac_domain::{JobId, OrgId, ProjectId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Result, Tx, code};

/// SQLite needs no lock: `begin immediate` lets one worker in at a time.
const NEXT_SQLITE: &str = "select id from jobs
    where (state = 'queued' and run_after <= $1) or (state = 'running' and lease_until <= $1)
    order by id
    limit 1";
const NEXT_POSTGRES: &str = "select id from jobs
    where (state = 'queued' and run_after <= $1) or (state = 'running' and lease_until <= $1)
    order by id
    limit 1
    for update skip locked";
const ANY: &str = "select count(*) from jobs
    where (state = 'queued' and run_after <= $1) or (state = 'running' and lease_until <= $1)";
const LOOK: &str = "select cancel_requested from jobs where id = $1 and worker = $2 and state = 'running'";
const CLAIM: &str = "update jobs set
        state = 'running',
        worker = $2,
        lease_until = $3,
        attempts = attempts + 1,
        started_at = coalesce(started_at, $4)
    where id = $1
    returning id, org_id, project_id, kind, payload, attempts, cancel_requested";
const RENEW: &str = "update jobs set lease_until = $3
    where id = $1 and worker = $2 and state = 'running'
    returning cancel_requested";
const PROGRESS: &str = "update jobs set progress = $3
    where id = $1 and worker = $2 and state = 'running'
    returning cancel_requested";
const FINISH: &str = "update jobs set
        state = $3,
        error = $4,
        finished_at = $5,
        worker = null,
        lease_until = null
    where id = $1 and worker = $2 and state = 'running'";
const RETRY: &str = "update jobs set
        state = 'queued',
        error = $3,
        run_after = $4,
        worker = null,
        lease_until = null
    where id = $1 and worker = $2 and state = 'running'";
const RELEASE: &str = "update jobs set
        state = 'queued',
        attempts = attempts - 1,
        run_after = $3,
        worker = null,
        lease_until = null
    where id = $1 and worker = $2 and state = 'running'";
const EXPIRE: &str = "update jobs set lease_until = $1 where state = 'running'";
const COUNTS: &str = "select state, count(*) from jobs group by state";

/// A job in the hands of a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its id.
    pub id: JobId,
    /// Its organization.
    pub org_id: OrgId,
    /// Its project.
    pub project_id: ProjectId,
    /// What it is.
    pub kind: String,
    /// What to do.
    pub payload: Value,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// Whether a person has asked to stop it.
    pub cancel_requested: bool,
}

/// Whether the worker still has the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Yes: go on.
    Held,
    /// Yes, but a person asks to stop it.
    CancelRequested,
    /// No: the lease ran out and another has taken over, or the job is gone.
    Lost,
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: Uuid,
    org_id: Uuid,
    project_id: Uuid,
    kind: String,
    payload: Json<Value>,
    attempts: i64,
    cancel_requested: bool,
}

impl From<ClaimedRow> for Claimed {
    fn from(row: ClaimedRow) -> Self {
        Self {
            id: JobId(row.id),
            org_id: OrgId(row.org_id),
            project_id: ProjectId(row.project_id),
            kind: row.kind,
            payload: row.payload.0,
            attempts: row.attempts,
            cancel_requested: row.cancel_requested,
        }
    }
}

/// Whether there is a job to claim.
pub async fn any(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
    let count: i64 = on!(tx, connection => sqlx::query_scalar(ANY).bind(now).fetch_one(connection).await?);
    Ok(count > 0)
}

/// Whether the worker still has the job; nothing is written.
pub async fn look(tx: &mut Tx, id: JobId, worker: Uuid) -> Result<Hold> {
    let cancel: Option<bool> = on!(tx, connection => sqlx::query_scalar(LOOK)
        .bind(id.0)
        .bind(worker)
        .fetch_optional(connection)
        .await?);
    Ok(hold(cancel))
}

/// Takes the next job that waits, or whose worker let its lease run out.
pub async fn claim(
    tx: &mut Tx,
    worker: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Claimed>> {
    let next = if tx.is_postgres() { NEXT_POSTGRES } else { NEXT_SQLITE };
    let id: Option<Uuid> =
        on!(tx, connection => sqlx::query_scalar(next).bind(now).fetch_optional(connection).await?);
    let Some(id) = id else { return Ok(None) };
    let row: ClaimedRow = on!(tx, connection => sqlx::query_as(CLAIM)
        .bind(id)
        .bind(worker)
        .bind(lease_until)
        .bind(now)
        .fetch_one(connection)
        .await?);
    Ok(Some(row.into()))
}

/// Renews the lease.
pub async fn renew(tx: &mut Tx, id: JobId, worker: Uuid, lease_until: DateTime<Utc>) -> Result<Hold> {
    let cancel: Option<bool> = on!(tx, connection => sqlx::query_scalar(RENEW)
        .bind(id.0)
        .bind(worker)
        .bind(lease_until)
        .fetch_optional(connection)
        .await?);
    Ok(hold(cancel))
}

/// Writes down how far the job is.
pub async fn set_progress(tx: &mut Tx, id: JobId, worker: Uuid, progress: &Progress) -> Result<Hold> {
    let cancel: Option<bool> = on!(tx, connection => sqlx::query_scalar(PROGRESS)
        .bind(id.0)
        .bind(worker)
        .bind(Json(progress))
        .fetch_optional(connection)
        .await?);
    Ok(hold(cancel))
}

fn hold(cancel: Option<bool>) -> Hold {
    match cancel {
        None => Hold::Lost,
        Some(true) => Hold::CancelRequested,
        Some(false) => Hold::Held,
    }
}

/// Ends a job; [`Hold::Lost`] and no change if the worker no longer has it.
pub async fn finish(
    tx: &mut Tx,
    id: JobId,
    worker: Uuid,
    state: JobState,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Hold> {
    let state = code::to_text(&state)?;
    let done = on!(tx, connection => sqlx::query(FINISH)
        .bind(id.0)
        .bind(worker)
        .bind(state)
        .bind(error)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(if done == 0 { Hold::Lost } else { Hold::Held })
}

/// Puts a job back into the queue, to be tried again at `run_after`; [`Hold::Lost`] and no change if the
/// worker no longer has it.
pub async fn retry(
    tx: &mut Tx,
    id: JobId,
    worker: Uuid,
    error: &str,
    run_after: DateTime<Utc>,
) -> Result<Hold> {
    let done = on!(tx, connection => sqlx::query(RETRY)
        .bind(id.0)
        .bind(worker)
        .bind(error)
        .bind(run_after)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(if done == 0 { Hold::Lost } else { Hold::Held })
}

/// Gives a job back to be done at `run_after`, because the process stops or something else must be done first; the
/// attempt does not count.
pub async fn release(tx: &mut Tx, id: JobId, worker: Uuid, run_after: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(RELEASE)
        .bind(id.0)
        .bind(worker)
        .bind(run_after)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Ends all leases: for a process that knows that it is the only one.
pub async fn expire_all(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    on!(tx, connection => sqlx::query(EXPIRE).bind(now).execute(connection).await?.rows_affected());
    Ok(())
}

/// How many jobs are in each state.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, connection => sqlx::query_as(COUNTS).fetch_all(connection).await?))
}
