//! When the queries of dashboards are run by themselves.

use almanac_domain::dashboard::{RefreshSchedule, Refreshed};
use almanac_domain::{DashboardId, JobId, ProjectId, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, Tx, code, person, tenant};

const PUT: &str = "insert into dashboard_schedules
    (dashboard_id, org_id, project_id, user_id, every_hours, next_at, job_id, last)
    values ($3, $1, $2, $4, $5, $6, $7, $8)
    on conflict (dashboard_id) do update set
        user_id = excluded.user_id,
        every_hours = excluded.every_hours,
        next_at = excluded.next_at,
        job_id = excluded.job_id,
        last = excluded.last
    where dashboard_schedules.org_id = excluded.org_id";
const FIND: &str = "select dashboard_id, user_id, every_hours, next_at, job_id, last
    from dashboard_schedules
    where org_id = $1 and project_id = $2 and dashboard_id = $3";
const LIST: &str = "select dashboard_id, user_id, every_hours, next_at, job_id, last
    from dashboard_schedules
    where org_id = $1 and project_id = $2
    order by dashboard_id";
const DELETE: &str =
    "delete from dashboard_schedules where org_id = $1 and project_id = $2 and dashboard_id = $3";

/// A schedule with the person for whom it runs.
pub type Scheduled = (UserId, RefreshSchedule);

#[derive(sqlx::FromRow)]
struct ScheduleRow {
    dashboard_id: Uuid,
    user_id: Uuid,
    every_hours: i64,
    next_at: Option<DateTime<Utc>>,
    job_id: Option<Uuid>,
    last: Option<Json<Value>>,
}

impl ScheduleRow {
    /// The schedule, but for what is known of its person.
    fn read(self) -> Result<Scheduled> {
        let read = |last: Json<Value>| -> Result<Refreshed> {
            code::from_json(last.0, "dashboard_schedules", "last", self.dashboard_id)
        };
        let schedule = RefreshSchedule {
            every_hours: self.every_hours,
            person: None,
            next_at: self.next_at,
            job_id: self.job_id.map(JobId),
            last: self.last.map(read).transpose()?,
        };
        Ok((UserId(self.user_id), schedule))
    }
}

/// Stores the schedule of a dashboard, in place of the one before.
pub async fn put(
    tx: &mut Tx,
    project: ProjectId,
    dashboard: DashboardId,
    (user, schedule): (UserId, &RefreshSchedule),
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(dashboard.0)
        .bind(user.0)
        .bind(schedule.every_hours)
        .bind(schedule.next_at)
        .bind(schedule.job_id.map(|job| job.0))
        .bind(schedule.last.as_ref().map(Json))
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The schedule of a dashboard.
pub async fn find(tx: &mut Tx, project: ProjectId, dashboard: DashboardId) -> Result<Option<Scheduled>> {
    let found = tenant::find::<ScheduleRow>(tx, FIND, project, dashboard.0).await?;
    let Some((user, mut schedule)) = found.map(ScheduleRow::read).transpose()? else { return Ok(None) };
    schedule.person = person::find(tx, user).await?.map(|(found, _)| found);
    Ok(Some((user, schedule)))
}

/// The schedules of a project, but for what is known of their people.
pub async fn list(tx: &mut Tx, project: ProjectId) -> Result<Vec<(DashboardId, Scheduled)>> {
    let rows = tenant::all::<ScheduleRow>(tx, LIST, project).await?;
    rows.into_iter().map(|row| Ok::<_, Error>((DashboardId(row.dashboard_id), row.read()?))).collect()
}

/// Removes the schedule of a dashboard, if there is one.
pub async fn delete(tx: &mut Tx, project: ProjectId, dashboard: DashboardId) -> Result<()> {
    tenant::delete_of(tx, DELETE, project, dashboard.0).await
}
