//! When a data set is checked by itself: a job waits in the queue until then, and puts the next one there.

use almanac_domain::quality::{CheckSchedule, CheckTrigger, ScheduleInput};
use almanac_domain::{Actor, Capability, DatasetId, JobId, ProjectId};
use almanac_store::{Tx, dataset, quality_schedule};
use chrono::TimeDelta;
use serde_json::json;

use crate::audit::{Object, record};
use crate::job::{self, DatasetCheck};
use crate::{App, Result, access};

/// When a data set is checked by itself; none if it is not.
pub async fn get_schedule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    dataset: DatasetId,
) -> Result<Option<CheckSchedule>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    dataset::get(&mut tx, project, dataset).await?;
    Ok(quality_schedule::find(&mut tx, project, dataset).await?)
}

/// Has a data set checked by itself, from so many hours from now on.
pub async fn set_schedule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    dataset: DatasetId,
    input: ScheduleInput,
) -> Result<CheckSchedule> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    dataset::get(&mut tx, project, dataset).await?;
    stop(app, &mut tx, project, dataset).await?;
    let schedule = plan(app, &mut tx, project, dataset, input.every_hours).await?;
    let detail = json!({ "every_hours": input.every_hours });
    record(app, &mut tx, actor, "dataset.schedule", Object("dataset", dataset.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(schedule)
}

/// Has a data set no longer checked by itself.
pub async fn remove_schedule(app: &App, actor: &Actor, project: ProjectId, dataset: DatasetId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    dataset::get(&mut tx, project, dataset).await?;
    stop(app, &mut tx, project, dataset).await?;
    quality_schedule::delete(&mut tx, project, dataset).await?;
    record(app, &mut tx, actor, "dataset.unschedule", Object("dataset", dataset.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(())
}

/// Stops the job of the next check.
async fn stop(app: &App, tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<()> {
    if let Some(before) = quality_schedule::find(tx, project, dataset).await? {
        job::stop(app, tx, project, before.job_id).await?;
    }
    Ok(())
}

/// Puts the next check into the queue.
async fn plan(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    every_hours: i64,
) -> Result<CheckSchedule> {
    let next = app.now() + TimeDelta::hours(every_hours);
    let payload =
        DatasetCheck { version: 1, dataset_id: dataset, trigger: CheckTrigger::Schedule, user_id: None };
    let job = job::enqueue_for(app, tx, project, &payload, next).await?;
    let schedule = CheckSchedule { every_hours, next_at: Some(next), job_id: Some(job.id) };
    quality_schedule::put(tx, project, dataset, &schedule).await?;
    Ok(schedule)
}

/// Puts the next check into the queue when a job of the schedule ends; not if it is no longer the schedule's.
pub(super) async fn again(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (dataset, job): (DatasetId, JobId),
) -> Result<()> {
    match quality_schedule::find(tx, project, dataset).await? {
        Some(schedule) if schedule.job_id == Some(job) => {
            plan(app, tx, project, dataset, schedule.every_hours).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Lets a schedule rest whose job was cancelled.
pub(super) async fn rest(tx: &mut Tx, project: ProjectId, of: (DatasetId, JobId)) -> Result<()> {
    Ok(quality_schedule::rest(tx, project, of).await?)
}

/// Lets the schedules of a project go on that rest because its jobs were stopped.
pub(crate) async fn resume(app: &App, tx: &mut Tx, project: ProjectId) -> Result<()> {
    for (dataset, schedule) in quality_schedule::list(tx, project).await? {
        if schedule.job_id.is_none() {
            plan(app, tx, project, dataset, schedule.every_hours).await?;
        }
    }
    Ok(())
}
