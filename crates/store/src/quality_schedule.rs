//! When data sets are checked by themselves.

use almanac_domain::quality::CheckSchedule;
use almanac_domain::{DatasetId, JobId, ProjectId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx, tenant};

const PUT: &str = "insert into quality_schedules
    (dataset_id, org_id, project_id, every_hours, next_at, job_id)
    values ($3, $1, $2, $4, $5, $6)
    on conflict (dataset_id) do update set
        every_hours = excluded.every_hours,
        next_at = excluded.next_at,
        job_id = excluded.job_id
    where quality_schedules.org_id = excluded.org_id";
const FIND: &str = "select dataset_id, every_hours, next_at, job_id
    from quality_schedules
    where org_id = $1 and project_id = $2 and dataset_id = $3";
const LIST: &str = "select dataset_id, every_hours, next_at, job_id
    from quality_schedules
    where org_id = $1 and project_id = $2
    order by dataset_id";
const REST: &str = "update quality_schedules set next_at = null, job_id = null
    where org_id = $1 and project_id = $2 and dataset_id = $3 and job_id = $4";
const DELETE: &str =
    "delete from quality_schedules where org_id = $1 and project_id = $2 and dataset_id = $3";

#[derive(sqlx::FromRow)]
struct ScheduleRow {
    dataset_id: Uuid,
    every_hours: i64,
    next_at: Option<DateTime<Utc>>,
    job_id: Option<Uuid>,
}

impl From<ScheduleRow> for CheckSchedule {
    fn from(row: ScheduleRow) -> Self {
        Self { every_hours: row.every_hours, next_at: row.next_at, job_id: row.job_id.map(JobId) }
    }
}

/// Stores the schedule of a data set, in place of the one before.
pub async fn put(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    schedule: &CheckSchedule,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(schedule.every_hours)
        .bind(schedule.next_at)
        .bind(schedule.job_id.map(|job| job.0))
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The schedule of a data set.
pub async fn find(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<Option<CheckSchedule>> {
    let row = tenant::find::<ScheduleRow>(tx, FIND, project, dataset.0).await?;
    Ok(row.map(CheckSchedule::from))
}

/// The schedules of a project.
pub async fn list(tx: &mut Tx, project: ProjectId) -> Result<Vec<(DatasetId, CheckSchedule)>> {
    let rows = tenant::all::<ScheduleRow>(tx, LIST, project).await?;
    Ok(rows.into_iter().map(|row| (DatasetId(row.dataset_id), row.into())).collect())
}

/// Lets a schedule rest whose next check was to be done by this job.
pub async fn rest(tx: &mut Tx, project: ProjectId, (dataset, job): (DatasetId, JobId)) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(REST)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(job.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Removes the schedule of a data set, if there is one.
pub async fn delete(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<()> {
    tenant::delete_of(tx, DELETE, project, dataset.0).await
}
